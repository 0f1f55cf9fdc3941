import type { KnownBlock } from '@slack/types';
import { context, header, type Shown } from '../blocks/blocks.ts';
import { fitted } from '../blocks/budget.ts';
import { ago, moment } from '../blocks/dates.ts';
import { bold } from '../blocks/mrkdwn.ts';
import { tierText } from '../cards/roles.ts';
import { cardButtons, startWord } from './card-buttons.ts';
import { finishedPart, readyPart, runningPart } from './card-parts.ts';
import { type Phase, type RolloutFacts, rolloutOf } from './rollout-facts.ts';
import { currentStep, stepText } from './steps.ts';
import { type KnownNames, who } from './who.ts';

const marks: Readonly<Record<Phase, string>> = {
  ready: '🚀',
  moving: '⏳',
  live: '🟢',
  paused: '⏸️',
  rolling_back: '⏪',
  rolled_back: '↩️',
  complete: '✅',
  lapsed: '⌛',
  renewed: '🔁',
  retiring: '📦',
  over: '⚪',
};

/** The state in two or three words, such as "customer canary 5 %" or "paused at shadow". */
export function phaseText(facts: RolloutFacts): string {
  const { phase, request, route } = facts;
  const rollout = rolloutOf(facts);
  const step = rollout && currentStep(rollout);
  const at = step ? stepText(step) : '';
  switch (phase) {
    case 'ready':
      return `ready to ${startWord(request, facts).toLowerCase()}`;
    case 'moving':
      return `moving to ${at}`;
    case 'live':
      return at;
    case 'paused':
      return `paused at ${at}`;
    case 'rolling_back':
      return 'rolling back';
    case 'rolled_back':
      return 'rolled back';
    case 'complete':
      return 'complete, everybody gets it';
    case 'lapsed':
      return 'approval lapsed';
    case 'renewed':
      return 'renewed';
    case 'retiring':
      return route.retired ? 'retired' : 'being retired';
    case 'over':
      return 'over';
  }
}

/** Who, how risky, since when. */
function byline(facts: RolloutFacts, names: KnownNames): KnownBlock {
  const { id, request, policy } = facts;
  const zone = policy.workingHours.timeZone;
  const rollout = rolloutOf(facts);
  const tier = rollout?.tier ?? request?.assessment.tier;
  const started = rollout
    ? [`started by ${who(rollout.startedBy, names)}, ${ago(rollout.startedAt, zone)}`]
    : [];
  const since =
    rollout && rollout.stepSince !== null && rollout.status !== 'rolling_back'
      ? [`at this step since ${moment(rollout.stepSince, zone)}`]
      : [];
  return context([
    [bold(id), ...(tier ? [tierText(tier)] : []), ...started, ...since].filter(Boolean).join(' · '),
  ]);
}

function body(facts: RolloutFacts, names: KnownNames): KnownBlock[] {
  if (rolloutOf(facts)) return runningPart(facts, names);
  if (facts.phase === 'ready') return readyPart(facts, names);
  return finishedPart(facts, names);
}

/** Everybody whom the card names. */
export function peopleOn({ route, request }: RolloutFacts): string[] {
  const { rollout, finished } = route;
  const some = [
    rollout?.startedBy,
    rollout?.intervention?.by,
    rollout?.lastMove.by,
    ...Object.values(rollout?.checks ?? {}).map((check) => (check === 'asked' ? undefined : check.by)),
    ...(route.conditions ?? []).flatMap(({ owner, met }) => [owner, met?.by]),
    ...Object.values(finished?.checks ?? {}).map((check) => (check === 'asked' ? undefined : check.by)),
    finished?.by,
    request?.requester,
    ...(rollout?.approvedBy ?? finished?.approvedBy ?? []).map(({ person }) => person),
    ...(request?.approvals ?? []).map(({ person }) => person),
    request?.status === 'approved' ? request.used?.by : undefined,
  ];
  return [...new Set(some.flatMap((person) => (person && person !== 'system' ? [person] : [])))];
}

/**
 * The card of an approved request's rollout, from nothing but the newest state: where it stands, what holds the next
 * step up and who can supply that, what was measured, what the control plane reads back, and what can be done now.
 */
export function rolloutCard(facts: RolloutFacts, names: KnownNames): Shown {
  const title = phaseText(facts);
  return {
    text: `${facts.route.id}: ${title} (${facts.id})`,
    blocks: fitted([
      header(`${marks[facts.phase]} ${facts.route.id} · ${title}`),
      byline(facts, names),
      ...body(facts, names),
      ...cardButtons(facts),
    ]),
  };
}
