import type { Evidence, Guardrail } from '../packet/schema.ts';
import type { Policy } from '../policy.ts';
import { dayMs, reviewTimes } from '../reminders.ts';
import { everybodyBp } from '../rollout-words.ts';
import type { Reading, Rollout } from '../route/rollout.ts';
import type { Slot } from '../slots.ts';
import { type Exposure, exposures } from '../words.ts';
import type { DecisionContext, RequestCommand } from './commands.ts';
import type { Decision } from './filing.ts';
import type { Approved, Assessment, Request } from './request.ts';
import { boundOf } from './standing.ts';

/** Whose word it takes to go on at high: whether it is good enough, and who sees it next. */
const goingOn: readonly Slot[] = [
  { role: 'product_owner', count: 1, reasons: ['what was measured so far'] },
  { role: 'release_owner', count: 1, reasons: ['more people get it'] },
];

/**
 * What an approval for the next exposure takes. At high, product and release decide again on what was measured;
 * elsewhere everybody who was asked at first is asked again. The tier stays what it was.
 */
function assessExpansion(of: Approved, to: Exposure, policy: Policy): Assessment {
  const { assessment } = of;
  const slots = assessment.tier === 'high' ? goingOn : assessment.slots;
  return { ...assessment, slots, reaches: to, policyDigest: policy.digest };
}

const limitOf = ({ limit, value, unit }: Guardrail): string =>
  `${limit === 'at_most' ? 'at most' : 'at least'} ${value}${unit ? ` ${unit}` : ''}`;

const holds = ({ limit, value }: Guardrail, measured: number): boolean =>
  limit === 'at_most' ? measured <= value : measured >= value;

/** What the rollout showed so far, a piece for each guardrail. What nobody measured is no evidence. */
export function measuredEvidence(rollout: Rollout, readings: ReadonlyMap<string, Reading>): Evidence[] {
  const share = `${(rollout.control.wished.bp / everybodyBp) * 100} %`;
  return rollout.candidate.guardrails.map((guardrail): Evidence => {
    const value = readings.get(guardrail.metric)?.value ?? null;
    const verdict = value === null ? 'not_judged' : holds(guardrail, value) ? 'passed' : 'failed';
    return {
      lane: 'live_readings',
      title: `${guardrail.metric} at ${share}`,
      verdict,
      measured: value === null ? 'not measured' : String(value),
      threshold: limitOf(guardrail),
    };
  });
}

/** The exposure that has to be approved before the next step; null where the approvals reach it, or there is none. */
export function exposureToApprove({ plan, step, reaches }: Rollout): Exposure | null {
  const next = plan[step + 1];
  return next && exposures.indexOf(reaches) < exposures.indexOf(next.exposure) ? next.exposure : null;
}

type Open = Extract<RequestCommand, { type: 'open_expansion' }>;

/** The same candidate, asked about again; nobody who asked for it or edited it decides. */
export function openExpansion(state: Request | null, command: Open, context: DecisionContext): Decision {
  if (state) return { events: [] };
  const { of, from, to, evidence } = command;
  const { at, policy } = context;
  const assessment = assessExpansion(of, to, policy);
  const { change, packet, baseline, raisedTo, requester, editors } = of;
  return {
    events: [
      {
        type: 'request_submitted',
        request: command.request,
        requester,
        change,
        packet,
        baseline,
        evidence,
        bound: boundOf(1, { change, packet, evidence: [...evidence] }),
        raisedTo,
        assessment,
        times: reviewTimes(at, assessment.tier, policy),
        expiresAt: at + policy.requests.expireAfterDays * dayMs,
        expands: { request: of.id, from, to, editors },
      },
    ],
  };
}
