import { atMost, byFinding, type Check, type Finding } from './check.ts';
import { counts, type Piece } from './pieces.ts';
import { testName } from './results.ts';
import { type Limit, measuredFor, writtenFor } from './thresholds.ts';

/** Checks that a packet asks for by itself, whatever lane their numbers are found in. */

/** A value in one of the pieces that stand; only where the piece also counts can it be good news. */
interface Seen {
  readonly value: number;
  readonly finding: Finding;
  readonly counts: boolean;
  readonly evidence: string;
}

/** The worst of what was seen; what is good has to be seen in a piece that counts. */
function worstSeen(seen: readonly Seen[]): Seen | undefined {
  return seen
    .filter((one) => one.counts || one.finding !== 'passed')
    .toSorted((one, other) => byFinding(one.finding, other.finding))[0];
}

/** What evidence gives for a limit of the packet; the lane's own claims may write it down. */
export function limitCheck(limit: Limit, standing: readonly Piece[]): Check {
  const valueIn = ({ record: { lane, proof } }: Piece): number | null => {
    if (proof.kind === 'results') return measuredFor(limit, proof.results.metrics);
    return lane === limit.lane ? writtenFor(limit, proof.claim) : null;
  };
  const seen = standing.flatMap((piece): Seen[] => {
    const value = valueIn(piece);
    if (value === null) return [];
    return [
      { value, finding: atMost(value, limit.atMost), counts: counts(piece), evidence: piece.record.id },
    ];
  });
  const worst = worstSeen(seen.toSorted((one, other) => other.value - one.value));
  return {
    what: 'limit',
    name: limit.label,
    finding: worst?.finding ?? 'missing',
    value: worst && Number.isFinite(worst.value) ? worst.value : null,
    needed: limit.atMost,
    bound: 'at_most',
    unit: limit.unit,
    counts: null,
    evidence: worst?.evidence ?? null,
  };
}

/** A required test has to be found by its name and pass whole; a lane of that name may stand in for it. */
export function requiredTestCheck(test: string, standing: readonly Piece[], ofLane: Finding | null): Check {
  const name = testName(test);
  const seen = standing.flatMap((piece): Seen[] => {
    const { proof, id } = piece.record;
    if (proof.kind !== 'results') return [];
    const { groups, suite, total, passed } = proof.results;
    return [{ name: suite, total, passed }, ...groups]
      .filter((group) => testName(group.name) === name && group.total !== 0)
      .map((group) => {
        const value = group.passed / group.total;
        return { value, finding: value >= 1 ? 'passed' : 'failed', counts: counts(piece), evidence: id };
      });
  });
  const worst = worstSeen(seen.toSorted((one, other) => one.value - other.value));
  return {
    what: 'required_test',
    name: test,
    finding: worst?.finding ?? (ofLane === 'passed' ? 'passed' : 'missing'),
    value: worst && Number.isFinite(worst.value) ? worst.value : null,
    needed: 1,
    bound: 'at_least',
    unit: 'share',
    counts: null,
    evidence: worst?.evidence ?? null,
  };
}
