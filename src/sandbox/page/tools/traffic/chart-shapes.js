/**
 * The chart as numbers: where which share is drawn. Pure.
 * @import { Sample, Skip } from '../../../outside/wire.ts'
 */

/** So much of the past is drawn, in wall milliseconds. */
export const SPAN_MS = 180_000;

/** Shares that have a line, in percent. */
export const LINES = [5, 25, 50, 100];

/** @typedef {{ width: number, height: number, now: number }} Frame */

/** @param {number} at @param {Frame} frame */
export function xOf(at, { width, now }) {
  return width - ((now - at) / SPAN_MS) * width;
}

/**
 * By the square root, so that the steps of a canary, 5, 25 and 100 percent, stand well apart.
 * @param {number} share 0 to 1 @param {Frame} frame
 */
export function yOf(share, { height }) {
  return height - Math.sqrt(Math.min(Math.max(share, 0), 1)) * height;
}

/** @typedef {{ at: number, share: number }} Point */

/**
 * @param {readonly Sample[]} samples @param {string} route @param {0 | 1} which its users, or colleagues
 * @param {Frame} frame
 * @returns {Point[]} those in sight, and the last before them
 */
export function pointsOf(samples, route, which, { now }) {
  const points = samples.flatMap(({ at, shares }) => {
    const share = shares[route]?.[which];
    return share === undefined || share === null ? [] : [{ at, share }];
  });
  const first = points.findIndex(({ at }) => at >= now - SPAN_MS);
  return first <= 0 ? (first === 0 ? points : []) : points.slice(first - 1);
}

/** A longer silence than this is a gap. */
const GAP_MS = 8000;

/** @param {Point[]} points @returns {Point[][]} */
export function runsOf(points) {
  /** @type {Point[][]} */
  const runs = [];
  for (const point of points) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && point.at - last.at <= GAP_MS) run.push(point);
    else runs.push([point]);
  }
  return runs;
}

const rounded = (/** @type {number} */ value) => Math.round(value * 10) / 10;

/** A line through the points, up to now when the last is fresh. @param {Point[]} run @param {Frame} frame */
export function linePath(run, frame) {
  return extended(run, frame)
    .map(
      ({ at, share }, index) =>
        `${index === 0 ? 'M' : 'L'}${rounded(xOf(at, frame))} ${rounded(yOf(share, frame))}`,
    )
    .join('');
}

/** The area below it. @param {Point[]} run @param {Frame} frame */
export function areaPath(run, frame) {
  const drawn = extended(run, frame);
  const [first, last] = [drawn[0], drawn.at(-1)];
  if (!first || !last) return '';
  return `${linePath(run, frame)}L${rounded(xOf(last.at, frame))} ${frame.height}L${rounded(xOf(first.at, frame))} ${frame.height}Z`;
}

/** @param {Point[]} run @param {Frame} frame @returns {Point[]} */
function extended(run, { now }) {
  const last = run.at(-1);
  return last && now - last.at < GAP_MS && now > last.at ? [...run, { at: now, share: last.share }] : run;
}

/** @param {number} share 0 to 1 */
export function percent(share) {
  const value = share * 100;
  return `${value === 0 || value >= 10 || Number.isInteger(value) ? Math.round(value) : value.toFixed(1)} %`;
}

const HOUR = 3_600_000;

/** How far the clock was moved: "+24 h". @param {number} ms */
export function skipWords(ms) {
  if (ms >= 47.5 * HOUR) return `+${Math.round(ms / HOUR / 24)} d`;
  if (ms >= HOUR - 30_000) return `+${Math.round(ms / HOUR)} h`;
  return `+${Math.max(1, Math.round(ms / 60_000))} min`;
}

/** So close to each other, two marks share their words. */
const APART = 56;

/** @typedef {{ at: number, x: number, words: string }} SkipMark `words`: '' where the next mark speaks for it */

/** @param {readonly Skip[]} skips @param {Frame} frame @returns {SkipMark[]} */
export function skipsInSight(skips, frame) {
  const marks = skips
    .filter(({ at }) => at > frame.now - SPAN_MS)
    .map(({ at, ms }) => ({ at, ms, x: xOf(at, frame) }));
  let sum = 0;
  return marks.map(({ at, ms, x }, index) => {
    sum += ms;
    const next = marks[index + 1];
    if (next && next.x - x < APART) return { at, x, words: '' };
    const words = skipWords(sum);
    sum = 0;
    return { at, x, words };
  });
}
