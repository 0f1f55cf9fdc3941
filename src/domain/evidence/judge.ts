import type { Packet } from '../packet/schema.ts';
import { type EvidenceLane, evidenceLanes, type Tier } from '../words.ts';
import { limitCheck, requiredTestCheck } from './asked-checks.ts';
import { byFinding, type Check, type Finding, worseFinding } from './check.ts';
import type { Binding, EvidenceRecord } from './evidence-record.ts';
import { type Hint, hintsOf } from './hints.ts';
import { laneOfTest } from './kinds.ts';
import { counts, type Piece, piecesOf, stands, standsAgainst } from './pieces.ts';
import { type AlsoRequired, requiredLanes } from './required-lanes.ts';
import { type Thresholds, thresholdsOf } from './thresholds.ts';

/** Everything that evidence is judged by. */
export interface EvidenceFacts extends Binding {
  readonly packet: Packet;
  readonly tier: Tier;
  readonly evidence: readonly EvidenceRecord[];
  readonly alsoRequired: AlsoRequired;
}

/** Where a lane stands. It holds a request up where it failed, and where it is required and did not pass. */
export interface LaneStanding {
  readonly lane: EvidenceLane;
  readonly finding: Finding;
  readonly blocks: boolean;
  /** Why it is required; empty where it is not. */
  readonly required: readonly string[];
  /** The worst first: the number to show is that of the first. */
  readonly checks: readonly Check[];
  readonly pieces: readonly Piece[];
}

export interface EvidenceVerdict {
  readonly clear: boolean;
  /** What holds up first, then the worst. Lanes about which nothing is asked and nothing known are left out. */
  readonly lanes: readonly LaneStanding[];
  /** What is weak about what was given, though it stops nobody. */
  readonly hints: readonly Hint[];
}

/** What the pieces of one lane come to, before the packet's limits and required tests are looked at. */
function findingOf(pieces: readonly Piece[]): Finding {
  if (pieces.some(standsAgainst)) return 'failed';
  const counting = pieces.filter(counts).map(({ check }) => check.finding);
  if (counting.includes('passed')) return 'passed';
  if (counting.length > 0) return 'not_judged';
  return pieces.length > 0 ? 'stale' : 'missing';
}

/** Lanes for which the packet's own numbers speak, wherever they were measured. */
const numbersSpeak: ReadonlySet<EvidenceLane> = new Set(['latency', 'capability']);

/** Where a lane stands before the packet's limits and required tests pull it down. */
function baseFinding(
  lane: EvidenceLane,
  own: Finding,
  asked: readonly Check[],
  hasPieces: boolean,
  isRequired: boolean,
): Finding {
  if (own === 'failed') return 'failed';
  const spokenFor = asked.length > 0 && asked.every(({ finding }) => finding === 'passed');
  if (spokenFor && numbersSpeak.has(lane)) return 'passed';
  if (hasPieces) return own;
  return isRequired ? 'missing' : 'passed';
}

/** In which lane a required test is looked for: its own, else with the answers' correctness. */
const laneForTest = (test: string): EvidenceLane => laneOfTest(test) ?? 'functional_correctness';

interface Judging {
  readonly required: ReadonlyMap<EvidenceLane, readonly string[]>;
  readonly thresholds: Thresholds;
  readonly byLane: ReadonlyMap<EvidenceLane, readonly Piece[]>;
  /** All that stand, whatever their lane. */
  readonly standing: readonly Piece[];
}

function judgeLane(lane: EvidenceLane, judging: Judging): LaneStanding | null {
  const { required, thresholds, standing } = judging;
  const pieces = (judging.byLane.get(lane) ?? []).filter((piece) => piece.standing !== 'withdrawn');
  const reasons = required.get(lane) ?? [];
  const own = findingOf(pieces);
  const limits = thresholds.limits
    .filter((limit) => limit.lane === lane)
    .map((limit) => ({ limit, check: limitCheck(limit, standing) }))
    .filter(({ limit, check }) => limit.always || reasons.length > 0 || check.evidence !== null)
    .map(({ check }) => check);
  const tests = thresholds.requiredTests
    .filter((test) => laneForTest(test) === lane)
    .map((test) => requiredTestCheck(test, standing, laneOfTest(test) === lane ? own : null));
  const asked = [...limits, ...tests];
  if (pieces.length === 0 && asked.length === 0 && reasons.length === 0) return null;
  const finding = asked.reduce(
    (so, check) => worseFinding(so, check.finding),
    baseFinding(lane, own, asked, pieces.length > 0, reasons.length > 0),
  );
  const shown = pieces.filter((piece) => counts(piece) || standsAgainst(piece)).map(({ check }) => check);
  return {
    lane,
    finding,
    blocks:
      finding === 'failed' ||
      (reasons.length > 0 && finding !== 'passed') ||
      asked.some((check) => check.finding !== 'passed'),
    required: reasons,
    checks: [...shown, ...asked].toSorted((one, other) => byFinding(one.finding, other.finding)),
    pieces,
  };
}

/**
 * Judges all evidence of a packet lane by lane. Nothing that is unknown, missing, stale, undated or bound to another
 * packet makes a lane pass; what failed for this packet holds it up until a later, no smaller run takes its place.
 */
export function judgeEvidence(facts: EvidenceFacts): EvidenceVerdict {
  const thresholds = thresholdsOf(facts.packet);
  const pieces = piecesOf(facts.evidence, thresholds, facts);
  const byLane = new Map<EvidenceLane, Piece[]>();
  for (const piece of pieces) {
    const others = byLane.get(piece.record.lane);
    if (others) others.push(piece);
    else byLane.set(piece.record.lane, [piece]);
  }
  const required = new Map(
    requiredLanes(facts.packet, facts.tier, facts.alsoRequired).map(({ lane, reasons }) => [lane, reasons]),
  );
  const judging = { required, thresholds, byLane, standing: pieces.filter(stands) };
  const standings = evidenceLanes
    .map((lane) => judgeLane(lane, judging))
    .filter((standing) => standing !== null)
    .toSorted(
      (one, other) =>
        Number(other.blocks) - Number(one.blocks) ||
        byFinding(one.finding, other.finding) ||
        Number(other.required.length > 0) - Number(one.required.length > 0),
    );
  return {
    clear: standings.every(({ blocks }) => !blocks),
    lanes: standings,
    hints: hintsOf(pieces, facts.packet),
  };
}
