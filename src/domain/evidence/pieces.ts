import { type Check, checkOf } from './check.ts';
import { type Binding, type EvidenceRecord, type Standing, seenAt, standingOf } from './evidence-record.ts';
import { plainName } from './results.ts';
import type { Thresholds } from './thresholds.ts';

/** A record, with what it shows and whether that counts. */
export interface Piece {
  readonly record: EvidenceRecord;
  readonly standing: Standing;
  readonly check: Check;
  /** A later run of the same suite, with no fewer tests, took its place. */
  readonly superseded: boolean;
}

interface Dated {
  readonly record: EvidenceRecord;
  readonly standing: Standing;
  readonly at: number | null;
}

/** Runs that can take each other's place: of the same lane, the same format and the same suite. */
function suiteKey({ record }: Dated): string | null {
  const { lane, proof } = record;
  return proof.kind === 'results'
    ? JSON.stringify([lane, proof.results.format, plainName(proof.results.suite)])
    : null;
}

const testsIn = ({ record: { proof } }: Dated): number =>
  proof.kind === 'results' ? proof.results.total : 0;

/** Leaving failing tests out does not make the earlier run go away, and neither does a run of unknown date. */
function supersedes(later: Dated, earlier: Dated): boolean {
  if (later === earlier || later.standing !== 'current' || later.at === null) return false;
  // Written so that a count that is no number supersedes nothing, and is superseded by nothing.
  if (!(testsIn(later) >= testsIn(earlier))) return false;
  return earlier.at === null
    ? later.record.attachedAt > earlier.record.attachedAt
    : later.at > earlier.at ||
        (later.at === earlier.at && later.record.attachedAt > earlier.record.attachedAt);
}

/**
 * A run of which nobody knows when it was, or how large, may be the one that should have taken this one's place. Until
 * that is known, this one speaks for nobody; else saying less of a run could make things look better.
 */
function casts(doubt: Dated, on: Dated): boolean {
  if (doubt === on || supersedes(on, doubt)) return false;
  if (doubt.standing !== 'current' && doubt.standing !== 'undated') return false;
  if (doubt.at === null) return true;
  return !Number.isFinite(testsIn(doubt)) && (on.at === null || doubt.at >= on.at);
}

/** All evidence of a request, judged piece by piece. */
export function piecesOf(
  records: readonly EvidenceRecord[],
  thresholds: Thresholds,
  binding: Binding,
): Piece[] {
  const dated = records.map(
    (record): Dated => ({ record, standing: standingOf(record, binding), at: seenAt(record, binding.now) }),
  );
  const suites = new Map<string, Dated[]>();
  for (const one of dated) {
    const key = suiteKey(one);
    if (key !== null) suites.set(key, [...(suites.get(key) ?? []), one]);
  }
  return dated.map((one) => {
    const key = suiteKey(one);
    const others = key === null ? [] : (suites.get(key) ?? []);
    return {
      record: one.record,
      standing:
        one.standing === 'current' && others.some((other) => casts(other, one)) ? 'undated' : one.standing,
      check: checkOf(one.record, thresholds),
      superseded: others.some((other) => supersedes(other, one)),
    };
  });
}

/** What can make a lane pass. */
export const counts = ({ standing, superseded }: Piece): boolean => standing === 'current' && !superseded;
/** What belongs to this packet, whatever its age; nothing later took its place. */
export const stands = ({ standing, superseded }: Piece): boolean =>
  !superseded && (standing === 'current' || standing === 'old' || standing === 'undated');
/** What can make a lane fail: a failure of this packet stands until a later run takes its place. */
export const standsAgainst = (piece: Piece): boolean => stands(piece) && piece.check.finding === 'failed';
