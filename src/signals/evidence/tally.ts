import {
  longestName,
  mostGroups,
  mostMetrics,
  mostSubjects,
  plainName,
  type TestGroup,
} from '../../domain/evidence/results.ts';
import { Unreadable } from './unreadable.ts';

export type Outcome = 'passed' | 'failed' | 'errored' | 'skipped';

/** What a file says of its run besides single tests. */
export interface RunFacts {
  readonly suite: string;
  readonly toolVersion: string | null;
  /** Epoch ms. */
  readonly ranAt: number | null;
}

/** Everything about a run but the file's digest. Counts are final once it is handed over. */
export interface Tally extends RunFacts {
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly groups: readonly TestGroup[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly subjects: readonly string[];
}

/** A name as it can be shown and stored: one line, whole characters, bounded. Null where nothing is left. */
export function nameOf(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const shown = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return shown === '' ? null : [...shown].slice(0, longestName).join('').slice(0, longestName).toWellFormed();
}

/** A whole count of zero or more, or null. */
export const countOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;

const earliest = Date.UTC(2000, 0);
const latest = Date.UTC(2200, 0);

/** Epoch ms of an ISO date and time; where it names no zone it is taken for UTC. Null for anything else. */
export function timeOf(text: unknown): number | null {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text)) return null;
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`;
  const at = Date.parse(zoned.replace(' ', 'T'));
  return at >= earliest && at <= latest ? Math.floor(at) : null;
}

/** Counts tests and what they are called, within bounds whatever the file holds. */
export function counter() {
  const counts: Record<Outcome, number> = { passed: 0, failed: 0, errored: 0, skipped: 0 };
  const groups = new Map<string, { name: string; total: number; passed: number }>();
  const metrics = new Map<string, number>();
  const subjects = new Set<string>();
  /** A metric that is not a finite number is left out: missing is not good, and neither is NaN. */
  const measure = (name: unknown, value: unknown, choose: (old: number, value: number) => number): void => {
    const shown = nameOf(name);
    if (shown === null || shown === '__proto__') return;
    if (typeof value !== 'number' || !Number.isFinite(value)) return;
    const old = metrics.get(shown);
    if (old !== undefined || metrics.size < mostMetrics)
      metrics.set(shown, old === undefined ? value : choose(old, value));
  };
  return {
    counts,
    add: (outcome: Outcome, times = 1): void => {
      counts[outcome] += times;
    },
    addToGroup(name: unknown, passed: number, total = 1): void {
      const shown = nameOf(name);
      const key = shown === null ? '' : plainName(shown);
      if (shown === null || key === '') return;
      const group = groups.get(key) ?? { name: shown, total: 0, passed: 0 };
      if (group.total === 0 && groups.size >= mostGroups) return;
      group.total += total;
      group.passed += passed;
      groups.set(key, group);
    },
    measure: (name: unknown, value: unknown): void => measure(name, value, (_old, latest) => latest),
    measureLargest: (name: unknown, value: unknown): void => measure(name, value, Math.max),
    hasMetric: (name: string): boolean => metrics.has(name),
    about(subject: unknown): void {
      const shown = nameOf(subject);
      if (shown !== null && subjects.size < mostSubjects) subjects.add(shown);
    },
    /** Throws Unreadable where there was no test at all. */
    finish(facts: RunFacts): Tally {
      const total = counts.passed + counts.failed + counts.errored + counts.skipped;
      if (total === 0)
        throw new Unreadable(
          'The file holds no test that ran. Run the tests, then export the results again.',
        );
      if (!Number.isSafeInteger(total))
        throw new Unreadable('The file counts more tests than can be true. Export the results again.');
      return {
        ...facts,
        counts,
        groups: [...groups.values()],
        metrics: Object.fromEntries(metrics),
        subjects: [...subjects],
      };
    },
  };
}
export type Counter = ReturnType<typeof counter>;
