import type { TestLane } from '../words.ts';
import { type Blocker, blockersOf } from './blockers.ts';
import { type EvidenceFacts, type EvidenceVerdict, judgeEvidence, type LaneStanding } from './judge.ts';
import { isTestLane } from './lanes.ts';
import { laneSentence } from './say.ts';
import { stopConditions } from './stop-conditions.ts';

/** A stop condition that evidence has tripped (A6). */
export interface Stop {
  readonly lane: TestLane;
  readonly sentence: string;
}

/** Whether what is proposed may go on, and everything that says no. */
export interface EvidenceGate extends EvidenceVerdict {
  readonly blockers: readonly Blocker[];
  readonly stops: readonly Stop[];
  /** One sentence for each thing that holds up, the worst first; plain text. */
  readonly refusals: readonly string[];
}

/** The stop conditions that are tripped: a test lane that failed, or whose required tests did. */
export function stopsOf(standings: readonly LaneStanding[]): Stop[] {
  return standings.flatMap(({ lane, finding }) => {
    if (finding !== 'failed' || !isTestLane(lane)) return [];
    const { stop, remedy } = stopConditions[lane];
    return [{ lane, sentence: `${stop} ${remedy}` }];
  });
}

/**
 * Everything that a packet and its evidence are held against before anybody is asked: the blockers of its surfaces, the
 * stop conditions of its tests, and the lanes it needs. The same answer for the form, the command line and the API.
 */
export function evidenceGate(
  facts: EvidenceFacts & { readonly unapproved: readonly string[] },
): EvidenceGate {
  const verdict = judgeEvidence(facts);
  const blockers = blockersOf(facts);
  const held = verdict.lanes.filter(({ blocks }) => blocks);
  return {
    ...verdict,
    clear: verdict.clear && blockers.length === 0,
    blockers,
    stops: stopsOf(verdict.lanes),
    refusals: [...blockers.map(({ sentence }) => sentence), ...held.map(laneSentence)],
  };
}
