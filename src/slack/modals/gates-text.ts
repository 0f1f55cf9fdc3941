import type { Evidence, Proposal } from '../../domain/packet/schema.ts';
import type { Tier } from '../../domain/words.ts';
import { bold, counted, inline, listed } from '../blocks/mrkdwn.ts';
import { percent, words } from '../cards/values.ts';

/** What must hold before users see a route, as far as it is known while the request is written. */

const met = (text: string): string => `✅ ${text}`;
const missing = (text: string): string => `⬜ ${text}`;

function lanes(evidence: readonly Evidence[], verdict: Evidence['verdict']): string[] {
  const found = evidence.filter((piece) => piece.verdict === verdict).map((piece) => words(piece.lane));
  return [...new Set(found)];
}

function evidenceLines(evidence: readonly Evidence[]): string[] {
  const failed = lanes(evidence, 'failed');
  const passed = lanes(evidence, 'passed').filter((lane) => !failed.includes(lane));
  const open = lanes(evidence, 'not_judged').filter(
    (lane) => !failed.includes(lane) && !passed.includes(lane),
  );
  return [
    ...(failed.length > 0 ? [`❌ Evidence failed: ${listed(failed)}`] : []),
    ...(passed.length > 0 ? [met(`Evidence passed: ${listed(passed)}`)] : []),
    ...(open.length > 0 ? [missing(`Evidence without a verdict: ${listed(open)}`)] : []),
    ...(evidence.length === 0 ? [missing('Evidence: none yet')] : []),
  ];
}

export interface GateFacts {
  readonly proposal: Proposal;
  readonly tier: Tier;
  /** A roll back of this route was rehearsed. */
  readonly drilled: boolean;
}

/** One line a gate: met, missing or failed. Empty at low tier, which has none. */
export function gateLines({ proposal, tier, drilled }: GateFacts): string[] {
  if (tier === 'low') return [];
  const { packet, evidence } = proposal;
  const { guardrails, rollout } = packet;
  const leastRate = packet.evals.min_pass_rate;
  const needsDrill = (tier === 'high' || tier === 'restricted') && packet.audience === 'customers';
  return [
    ...evidenceLines(evidence),
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
