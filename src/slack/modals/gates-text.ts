import type { LaneStanding } from '../../domain/evidence/judge.ts';
import { lanes as laneFacts } from '../../domain/evidence/lanes.ts';
import type { Packet } from '../../domain/packet/schema.ts';
import { type Stage, stages, type Tier } from '../../domain/words.ts';
import { bold, counted, inline, listed } from '../blocks/mrkdwn.ts';
import { findingMarks, laneName, staleBecause, worded } from '../cards/evidence-words.ts';
import { percent, words } from '../cards/values.ts';

/** What must hold before users see a route, as far as it is known while the request is written. */

const met = (text: string): string => `✅ ${text}`;
const missing = (text: string): string => `⬜ ${text}`;

function failedLine({ lane, checks, finding }: LaneStanding): string {
  const worst = checks.find((check) => check.finding === finding);
  return `${findingMarks.failed} Evidence failed: ${bold(laneName(lane))}${worst ? `, ${worded(worst)}` : ''}`;
}

/** What is missing, or counts no more, by the stage that is not entered without it. */
function beforeStage(stage: Stage, lanes: readonly LaneStanding[]): string[] {
  const due = lanes.filter(({ lane }) => laneFacts[lane].before === stage);
  if (due.length === 0) return [];
  const named = due.map(({ lane, finding, pieces }) => {
    if (finding === 'stale') return `${laneName(lane)} (${staleBecause(pieces)})`;
    return `${laneName(lane)}${finding === 'not_judged' ? ' (gives no result)' : ''}`;
  });
  return [missing(`Evidence before ${words(stage)}: ${listed(named)}`)];
}

/** Lane by lane: what failed, what is missing before which stage, and what is there already. */
function evidenceLines(lanes: readonly LaneStanding[]): string[] {
  const failed = lanes.filter(({ finding }) => finding === 'failed');
  const open = lanes.filter(({ finding, blocks }) => blocks && finding !== 'failed' && finding !== 'passed');
  const passed = lanes.filter(({ finding }) => finding === 'passed').map(({ lane }) => laneName(lane));
  return [
    ...failed.map(failedLine),
    ...stages.flatMap((stage) => beforeStage(stage, open)),
    ...(passed.length > 0 ? [met(`Evidence: ${listed(passed)}`)] : []),
  ];
}

export interface GateFacts {
  readonly packet: Packet;
  readonly tier: Tier;
  /** Where each lane of evidence would stand. */
  readonly lanes: readonly LaneStanding[];
  /** A roll back of this route was rehearsed. */
  readonly drilled: boolean;
}

/** One line a gate: met, missing or failed. Empty at low tier, which has none. */
export function gateLines({ packet, tier, lanes, drilled }: GateFacts): string[] {
  if (tier === 'low') return [];
  const { guardrails, rollout } = packet;
  const leastRate = packet.evals.min_pass_rate;
  const needsDrill = (tier === 'high' || tier === 'restricted') && packet.audience === 'customers';
  // What a drill shows is said of the drill.
  const shown = lanes.filter(({ lane, finding }) => lane !== 'rollback' || finding !== 'missing');
  return [
    ...evidenceLines(shown),
    leastRate === undefined
      ? missing('Least pass rate: not set')
      : met(`Least pass rate: ${percent(leastRate)}`),
    guardrails.length === 0 ? missing('Guardrails: none') : met(counted(guardrails.length, 'guardrail')),
    rollout.rollback_target
      ? met(`Rolls back to ${inline(rollout.rollback_target, 120)}`)
      : missing('Rollback target: not named'),
    ...(rollout.incident_contact ? [] : [missing('Incident contact: nobody named')]),
    ...(needsDrill
      ? [
          drilled
            ? met('Roll back rehearsed')
            : missing('Roll back not rehearsed yet; needed before customers see it'),
        ]
      : []),
  ];
}

export const gateHeading = bold('Gates, as far as known now');
