import type { EvidenceRecord } from './evidence-record.ts';
import { lanes } from './lanes.ts';
import { shareIn } from './numbers.ts';
import { passRate, type TestResults } from './results.ts';
import { type Thresholds, writtenFor } from './thresholds.ts';

/** What one look at evidence came to, the worst first. */
export const findings = ['failed', 'missing', 'stale', 'not_judged', 'passed'] as const;
export type Finding = (typeof findings)[number];

const rank = (finding: Finding): number => findings.indexOf(finding);
export const worseFinding = (one: Finding, other: Finding): Finding =>
  rank(one) <= rank(other) ? one : other;
export const byFinding = (one: Finding, other: Finding): number => rank(one) - rank(other);

/** One comparison, with the number that decided it. */
export interface Check {
  readonly what: 'pass_rate' | 'limit' | 'required_test' | 'claim';
  /** What was measured: a metric's name, a test's, or a title. */
  readonly name: string;
  readonly finding: Finding;
  /** Null where no number is known; then the finding is never `passed`, except for a person's word. */
  readonly value: number | null;
  readonly needed: number | null;
  readonly bound: 'at_least' | 'at_most';
  readonly unit: 'share' | 'ms' | 'usd';
  /** The counts behind a pass rate. */
  readonly counts: Pick<TestResults, 'total' | 'passed' | 'failed' | 'errored' | 'skipped'> | null;
  /** Id of the evidence that it was seen in; null where it was seen nowhere. */
  readonly evidence: string | null;
}

const atLeast = (value: number | null, needed: number | null): Finding => {
  if (value === null || needed === null || !Number.isFinite(value) || !Number.isFinite(needed))
    return 'not_judged';
  return value >= needed ? 'passed' : 'failed';
};
export const atMost = (value: number | null, needed: number): Finding => {
  if (value === null || !Number.isFinite(value) || !Number.isFinite(needed)) return 'missing';
  return value <= needed ? 'passed' : 'failed';
};

/** The share of cases that has to pass in a lane: all of them, or what the packet says; null where it does not. */
const neededIn = ({ lane }: EvidenceRecord, { minPassRate }: Thresholds): number | null =>
  lanes[lane].passes === 'every_case' ? 1 : minPassRate;

/**
 * What a piece of evidence shows by itself, however old it is. A person's word counts, but where the packet names a
 * rate, the word has to come with a number that reaches it.
 */
export function checkOf(record: EvidenceRecord, thresholds: Thresholds): Check {
  const needed = neededIn(record, thresholds);
  const common = { needed, bound: 'at_least', unit: 'share', evidence: record.id } as const;
  if (record.proof.kind === 'results') {
    const { suite: name, total, passed, failed, errored, skipped } = record.proof.results;
    const value = passRate({ total, passed });
    // Results that cannot be counted do not leave it open whether all is well: something is wrong.
    const finding = value === null ? 'failed' : atLeast(value, needed);
    const counts = { total, passed, failed, errored, skipped };
    return { ...common, what: 'pass_rate', name, finding, value, counts };
  }
  const { claim } = record.proof;
  const name = claim.title ?? claim.url ?? lanes[record.lane].label;
  const isRate = lanes[record.lane].passes === 'least_rate';
  // "0.2 % schema errors" is the number of another limit, which is checked by itself, and no rate of what passed.
  const isOfLimit = thresholds.limits.some(
    (limit) => limit.lane === record.lane && writtenFor(limit, claim) !== null,
  );
  // Elsewhere a number may count what went well or what went wrong: "0 of 41" can be the best there is.
  const value = isRate && !isOfLimit ? shareIn(claim.measured) : null;
  const said = {
    passed: isRate ? atLeast(value, needed) : 'passed',
    failed: 'failed',
    not_judged: 'not_judged',
  } as const;
  return { ...common, what: 'claim', name, finding: said[claim.verdict], value, counts: null };
}
