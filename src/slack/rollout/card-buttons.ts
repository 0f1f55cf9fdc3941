import type { Button, KnownBlock } from '@slack/types';
import type { Request } from '../../domain/request/request.ts';
import type { Rollout } from '../../domain/route/rollout.ts';
import { actions, button, confirm } from '../blocks/blocks.ts';
import { bold, code } from '../blocks/mrkdwn.ts';
import { modelName } from '../cards/values.ts';
import { attachButton, takesEvidence } from '../evidence/attach-button.ts';
import { cardActions, encodeRequestRef } from '../ids.ts';
import { holdHours, routeActions } from './acts.ts';
import { pauseButton, rollBackButton, valueFor } from './buttons.ts';
import { interventionOf, type RolloutFacts, rolloutOf } from './rollout-facts.ts';
import { expandText, followingStep, shareText } from './steps.ts';

const refOf = ({ route, id }: RolloutFacts): string => valueFor(route, id);
const present = (some: readonly (Button | null)[]): Button[] => some.flatMap((each) => each ?? []);

/** What starting comes to for this request. */
export function startWord(request: Request | null, { route }: Pick<RolloutFacts, 'route'>): string {
  if (request?.change.kind === 'retirement') return 'Retire';
  const same = request?.bound.packetDigest === route.baselineDigest;
  return request?.change.kind === 'renewal' && same ? 'Renew' : 'Start';
}

function startButton(facts: RolloutFacts): Button | null {
  const { request, startRefusal, id } = facts;
  // What the request was reviewed against is gone for good; the rest may be over by the time somebody presses.
  if (startRefusal?.reason === 'baseline_moved' || startRefusal?.reason === 'retired') return null;
  const text = startWord(request, facts);
  return button({
    action: routeActions.start,
    text,
    value: refOf(facts),
    style: 'primary',
    label: `${text} ${id}`,
  });
}

/** Into the next step; null at the last one. Everybody is more than a slip of the thumb should reach, so that asks. */
export function expandButton(facts: RolloutFacts): Button | null {
  const rollout = rolloutOf(facts);
  const next = rollout && followingStep(rollout);
  if (!rollout || !next || rollout.status === 'rolling_back' || rollout.status === 'paused') return null;
  const text = expandText(next);
  const asks =
    next.stage === 'default'
      ? {
          confirm: confirm({
            title: `${text}?`,
            text: `${code(facts.route.id, 70)}: ${bold(`${shareText(rollout.control.wished.bp)} → ${shareText(next.bp)}`)}. ${modelName(rollout.candidate.model.primary)} becomes what it serves.`,
            yes: 'Expand',
          }),
        }
      : {};
  return button({
    action: routeActions.expand,
    text,
    value: refOf(facts),
    ...(facts.gate?.clear ? { style: 'primary' as const } : {}),
    ...asks,
  });
}

export function holdButton(facts: RolloutFacts): Button | null {
  const rollout = rolloutOf(facts);
  const holds = rollout && followingStep(rollout) && ['live', 'moving'].includes(rollout.status);
  if (!holds) return null;
  return button({
    action: routeActions.hold,
    text: 'Hold',
    value: refOf(facts),
    label: `Hold for another ${holdHours} hours`,
  });
}

export function resumeButton(facts: RolloutFacts): Button | null {
  if (rolloutOf(facts)?.status !== 'paused') return null;
  return button({ action: routeActions.resume, text: 'Resume', value: refOf(facts), style: 'primary' });
}

const drillButton = (facts: RolloutFacts): Button =>
  button({
    action: routeActions.drill,
    text: 'Record drill',
    value: refOf(facts),
    label: `Rehearse the roll back of ${facts.route.id}`,
  });

/** Asked afterwards, never before, and only of people: what acts by itself says why at once. */
export function reasonButton(facts: RolloutFacts): Button | null {
  const intervention = interventionOf(facts);
  if (intervention?.cause !== 'person' || intervention.reason !== null) return null;
  return button({ action: routeActions.reason, text: 'Add reason', value: refOf(facts) });
}

/** Where evidence holds the next step up, it is attached right here. */
function evidenceButton({ request, gate, startRefusal }: RolloutFacts): Button | null {
  const start = startRefusal?.reason === 'gate_not_clear' ? startRefusal.missing : [];
  const missing = [...(gate?.items ?? []), ...start].some((item) => item.gate === 'evidence' && !item.ok);
  return request && missing && takesEvidence(request) ? attachButton(request) : null;
}

function viewButton({ request, id }: RolloutFacts): Button | null {
  if (!request) return null;
  const value = encodeRequestRef({ request: id, revision: request.bound.revision });
  return button({
    action: cardActions.viewPacket,
    text: 'View packet',
    value,
    label: `View packet of ${id}`,
  });
}

const running: Readonly<Record<Rollout['status'], true>> = {
  moving: true,
  live: true,
  paused: true,
  rolling_back: true,
};
const isRunning = (phase: string): boolean => Object.hasOwn(running, phase);

function buttonsFor(facts: RolloutFacts): (Button | null)[] {
  const { phase, route, id, policy } = facts;
  const back = rollBackButton(route, id, policy);
  if (phase === 'ready') {
    const rehearses = startWord(facts.request, facts) === 'Start' && route.baseline !== null;
    return [startButton(facts), rehearses ? drillButton(facts) : null];
  }
  if (phase === 'complete') return [route.rollout ? null : back];
  if (phase === 'rolled_back') return [reasonButton(facts)];
  if (!isRunning(phase)) return [];
  if (phase === 'rolling_back') return [reasonButton(facts)];
  return [
    expandButton(facts),
    holdButton(facts),
    resumeButton(facts),
    pauseButton(route, id),
    back,
    reasonButton(facts),
    drillButton(facts),
  ];
}

/** What can be done now, in the order in which people look for it. What nobody can use is not there. */
export function cardButtons(facts: RolloutFacts): KnownBlock[] {
  const shown = present([...buttonsFor(facts), evidenceButton(facts), viewButton(facts)]);
  return shown.length > 0 ? [actions(shown, 'steer')] : [];
}
