import { describe, expect, test } from 'vitest';

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly now: number;
}
interface Point {
  readonly at: number;
  readonly share: number;
}
interface Shapes {
  readonly SPAN_MS: number;
  yOf(share: number, frame: Frame): number;
  pointsOf(samples: readonly object[], route: string, which: 0 | 1, frame: Frame): Point[];
  runsOf(points: readonly Point[]): Point[][];
  linePath(run: readonly Point[], frame: Frame): string;
  areaPath(run: readonly Point[], frame: Frame): string;
  percent(share: number): string;
  skipWords(ms: number): string;
  skipsInSight(skips: readonly object[], frame: Frame): { words: string }[];
}

// The page's modules have no types for the rest of the program, so they are loaded as the browser loads them.
const file = new URL('../../../src/sandbox/page/tools/traffic/chart-shapes.js', import.meta.url);
const shapes: Shapes = await import(file.href);
const { areaPath, linePath, percent, pointsOf, runsOf, SPAN_MS, skipsInSight, skipWords, yOf } = shapes;

const now = 1_000_000;
const frame = { width: 300, height: 100, now };
const sample = (seq: number, at: number, share: number) => ({
  seq,
  at,
  shares: { r: [share, null] as const },
});

describe('the chart', () => {
  test('sets 5, 25 and 100 % well apart', () => {
    expect([0, 0.05, 0.25, 1].map((share) => Math.round(yOf(share, frame)))).toEqual([100, 78, 50, 0]);
  });

  test('draws what is in sight and the one before it, up to now', () => {
    const samples = [
      sample(1, now - SPAN_MS - 9000, 0),
      sample(2, now - SPAN_MS - 1000, 0),
      sample(3, now - SPAN_MS + 1000, 0.25),
      sample(4, now - 1000, 0.25),
    ];
    const points = pointsOf(samples, 'r', 0, frame);
    expect(points.map(({ at }) => at)).toEqual([now - SPAN_MS - 1000, now - SPAN_MS + 1000, now - 1000]);
    const [first, last] = runsOf(points);
    expect([first?.length, last?.length]).toEqual([2, 1]);
    expect(linePath(last ?? [], frame)).toBe('M298.3 50L300 50');
    expect(areaPath(last ?? [], frame)).toBe('M298.3 50L300 50L300 100L298.3 100Z');
    expect(pointsOf(samples, 'r', 1, frame)).toEqual([]);
    expect(areaPath([], frame)).toBe('');
  });

  test('says shares and skips in few words', () => {
    expect([0, 0.045, 0.05, 0.245, 1].map(percent)).toEqual(['0 %', '4.5 %', '5 %', '25 %', '100 %']);
    const hour = 3_600_000;
    expect([900_000, hour, 24 * hour, 168 * hour].map(skipWords)).toEqual([
      '+15 min',
      '+1 h',
      '+24 h',
      '+7 d',
    ]);
  });

  test('lets marks that are close share their words', () => {
    const hour = 3_600_000;
    const skips = [
      { at: now - SPAN_MS - 1, ms: hour },
      { at: now - 100_000, ms: hour },
      { at: now - 20_000, ms: 24 * hour },
      { at: now - 10_000, ms: 24 * hour },
    ];
    expect(skipsInSight(skips, frame).map(({ words }) => words)).toEqual(['+1 h', '', '+2 d']);
  });
});
