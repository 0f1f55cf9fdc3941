import { everybodyBp } from '../../domain/rollout-words.ts';
import type { RouteEvent } from '../../domain/route/events.ts';
import { conditionsOf, debtorOf, isOwed } from '../../domain/route/owed-conditions.ts';
import type { Role } from '../../domain/words.ts';
import { moment } from '../blocks/dates.ts';
import { bold, counted, inline, listed, person, quote } from '../blocks/mrkdwn.ts';
import { roleLabel } from '../cards/roles.ts';
import { dayText, words } from '../cards/values.ts';
import { checkTitles, type Live } from './live-messages.ts';
import { baselineName } from './offer/route-now.ts';
import { finishedOf, interventionOf, type RolloutFacts, rolloutOf, stepOf } from './rollout-facts.ts';
import { currentStep, moveText, reachText, shareOf, shareText, stepText } from './steps.ts';
import { tookText } from './took.ts';

/** What the thread of a rollout's card is told of an event. */
export interface RolloutNote {
  /** mrkdwn that mentions whoever it speaks of; the empty string where a live message says everything. */
  readonly text: string;
  /** Asks for something, and is kept in step with the newest state. */
  readonly live: Live | null;
  /** Also shown in the channel: only where somebody has to act or to know at once. */
  readonly broadcast: boolean;
  /** Who is called: the holders of these roles, and these people. */
  readonly calls: { readonly roles: readonly Role[]; readonly people: readonly string[] };
}

export interface RolloutNoteContext {
  /** The newest state, which may have moved on since the event. */
  readonly facts: RolloutFacts;
  /** When the event happened, epoch ms. */
  readonly at: number;
  /** Names the occasion, so that two reminders of the same step are two messages. */
  readonly tag: string;
}

type Event<T extends RouteEvent['type']> = Extract<RouteEvent, { type: T }>;
type Told = {
  readonly [T in RouteEvent['type']]: (event: Event<T>, context: RolloutNoteContext) => RolloutNote | null;
};

const nobody = { roles: [], people: [] } as const;
const releasing = { roles: ['release_owner'], people: [] } as const;
/** Whoever can end an emergency. */
const stopping = { roles: ['oncall', 'release_owner'], people: [] } as const;

const quiet = (text: string): RolloutNote => ({
  text,
  live: null,
  broadcast: false,
  calls: nobody,
});
const loud = (text: string, calls: RolloutNote['calls'] = nobody): RolloutNote => ({
  ...quiet(text),
  broadcast: true,
  calls,
});
const asking = (live: Live, calls: RolloutNote['calls'], broadcast = true): RolloutNote => ({
  ...quiet(''),
  live,
  broadcast,
  calls,
});
const untold = (): null => null;

const when = (at: number, { facts }: RolloutNoteContext): string =>
  moment(at, facts.policy.workingHours.timeZone);
const fromTo = (fromBp: number, toBp: number): string => bold(`${shareText(fromBp)} → ${shareText(toBp)}`);

function started(event: Event<'rollout_started'>, { facts }: RolloutNoteContext): RolloutNote {
  const first = event.plan[0];
  const begins = first
    ? ` It begins with ${bold(stepText(first))}: ${first.bp === 0 ? 'nobody gets the candidate yet' : `${reachText(first)}, ${fromTo(event.fromBp, event.toBp)}`}.`
    : '';
  const roles = [...new Set(event.approvedBy.map(({ role }) => roleLabel(role, facts.policy)))];
  const { emergencyUntil } = event;
  const until =
    emergencyUntil === undefined
      ? ''
      : ` 🚨 ${bold('Emergency')}: it may stay until ${moment(emergencyUntil, facts.policy.workingHours.timeZone)}, then it is rolled back by itself. Hold times are waived; guardrails and read-back are not.`;
  const approved = roles.length > 0 ? ` Approved for ${event.reaches} by ${listed(roles)}.` : '';
  const promised = conditionsOf(facts.route).filter(
    (condition) => condition.rollout === event.request && isOwed(condition),
  );
  const owed = promised.length > 0 ? ` ${counted(promised.length, 'condition')} still owed.` : '';
  return quiet(`🚀 ${person(event.by)} started ${bold(event.request)}.${begins}${approved}${owed}${until}`);
}

function expanded(event: Event<'rollout_expanded'>, { facts }: RolloutNoteContext): RolloutNote {
  const plan = rolloutOf(facts)?.plan;
  const to = plan?.[event.step];
  const move = to ? bold(moveText(plan?.[event.step - 1], to)) : fromTo(event.fromBp, event.toBp);
  const reaches =
    to && (to.bp === 0 || to.bp === everybodyBp) ? `: ${reachText(to)}${to.bp === 0 ? ' yet' : ' now'}` : '';
  return quiet(
    `⏩ ${person(event.by)} expanded it: ${move}${reaches}. The gate was clear, ${counted(event.gate.length, 'check')} passed.`,
  );
}

function paused(event: Event<'rollout_paused'>, { at }: RolloutNoteContext): RolloutNote {
  const { by, bp } = event;
  const live: Live = { live: 'stopped', how: 'paused', at, by, fromBp: bp, tookMs: 0 };
  return asking(live, by === 'system' ? releasing : nobody, by === 'system');
}

const causes = {
  person: '',
  guardrail: 'a guardrail is broken',
  alert: 'of an alert',
  drift: 'the flag was changed by hand',
  renewal_overdue: 'nobody renewed the approval',
  retirement: 'the route is being retired',
  emergency: 'the time of the emergency is over, or the after-review took it back',
} as const;

function rollingBack(event: Event<'rollback_started'>, { facts }: RolloutNoteContext): RolloutNote {
  const { by, cause, detail, fromBp } = event;
  const rollout = rolloutOf(facts);
  const from = shareOf(fromBp, rollout ? currentStep(rollout) : undefined);
  const why =
    cause === 'person' ? '' : `, because ${causes[cause]}${detail ? `: ${inline(detail, 400)}` : ''}`;
  const head =
    by === 'system'
      ? `⏪ ${bold('Rolling back by itself')}`
      : `⏪ ${person(by)} pressed ${bold('Roll back')}`;
  const text = `${head}, ${bold(`${from} → 0 %`)}${why}. It repeats until it is read back.`;
  return by === 'system' ? loud(text, stopping) : quiet(text);
}

function rolledBack(event: Event<'rolled_back'>, { facts, at }: RolloutNoteContext): RolloutNote {
  const { fromBp, tookMs } = event;
  const intervention = interventionOf(facts);
  const by = intervention?.by ?? finishedOf(facts)?.by ?? 'system';
  const live: Live = {
    live: 'stopped',
    how: 'rolled_back',
    at: intervention?.at ?? at,
    by,
    fromBp,
    tookMs,
  };
  return asking(live, nobody);
}

function completed(_event: Event<'rollout_completed'>, { facts }: RolloutNoteContext): RolloutNote {
  const { review } = facts.route;
  const until = review
    ? ` Approved until ${moment(review.by, facts.policy.workingHours.timeZone)}; reminders come before.`
    : '';
  return loud(`🎉 ${bold('Complete')}: read back, everybody gets ${baselineName(facts.route)}.${until}`);
}

function troubled(event: Event<'control_troubled'>, { facts }: RolloutNoteContext): RolloutNote {
  const rollout = rolloutOf(facts);
  const back = rollout?.status === 'rolling_back';
  const head = back
    ? `🚨 <!here> ${bold('The roll back is not verified yet')}`
    : `⚠️ ${bold('The step is not in force yet')}`;
  const hand = event.remedy ? `\n${bold('By hand:')} ${inline(event.remedy, 800)}` : '';
  const text = `${head}: ${inline(event.text, 500)} It is tried again until it works.${hand}`;
  return back ? loud(text, stopping) : loud(text, releasing);
}

/** Said once, when it becomes overdue; whoever owes it is called, and nobody else. */
function conditionOverdue(
  event: Event<'condition_reminded'>,
  { facts }: RolloutNoteContext,
): RolloutNote | null {
  const condition = conditionsOf(facts.route).find(({ id }) => id === event.condition);
  if (!condition || condition.met) return null;
  const { text, owner, due } = condition;
  return loud(
    `🔴 ${bold('A condition is overdue')} since ${dayText(due)}, by ${person(owner)}: “${inline(text, 400)}”. Nothing is started or expanded on this route until it is done.`,
    { roles: [], people: [debtorOf(condition)] },
  );
}

const told: Told = {
  rollout_started: started,
  rollout_expanded: expanded,
  share_verified: (event, { facts }) => {
    const rollout = rolloutOf(facts);
    const share = shareOf(event.bp, rollout ? currentStep(rollout) : undefined);
    const paused = rollout?.status === 'paused' ? ' It stays paused.' : '';
    return quiet(`✅ ${bold(share)} in force: read back after ${bold(tookText(event.tookMs))}.${paused}`);
  },
  expansion_withheld: (event, context) =>
    loud(
      `❄️ ${bold('Not expanded')}: ${inline(event.freeze.name, 120)} began before it was in force, so it stays at ${bold(shareText(event.toBp))}. Expand it again after ${when(event.freeze.until, context)}.`,
      releasing,
    ),
  start_waits: (event, context) =>
    quiet(
      `❄️ ${bold('Waits')}: ${inline(event.freeze.name, 120)} began before it was in force. It begins by itself after ${when(event.freeze.until, context)}; Roll back takes it back before.`,
    ),
  rollout_held: (event, context) =>
    quiet(`✋ ${person(event.by)} holds it where it is, until ${when(event.until, context)}.`),
  rollout_paused: paused,
  rollout_resumed: (event) => quiet(`▶️ ${person(event.by)} resumed it. The hold time of the step goes on.`),
  rollback_started: rollingBack,
  rolled_back: rolledBack,
  rollout_completed: completed,
  control_troubled: troubled,
  drift_found: (event, { facts }) => {
    const rollout = rolloutOf(facts);
    const set = rollout ? shareText(rollout.control.wished.bp) : 'what was set';
    return loud(
      `⚠️ ${bold('Changed by hand')}: ${inline(event.text, 500)} Nothing is expanded until it says ${set} again. Set it back, or Roll back.`,
      releasing,
    );
  },
  drift_cleared: () => quiet('✅ The flag says again what was set.'),
  reason_given: (event) => quiet(`💬 Why, says ${person(event.by)}:\n${quote(event.reason, 2000)}`),
  drill_recorded: (event) =>
    quiet(
      event.worked
        ? `🧪 ${person(event.by)} rehearsed the roll back: ${bold(tookText(event.tookMs))}, read back, on a flag beside the route's own.`
        : `🧪 ⚠️ ${person(event.by)} rehearsed the roll back, and it ${bold('failed')}. Find out why before customers see anything.`,
    ),
  expansion_asked: (event) =>
    quiet(`🗳️ ${bold(event.request)} asks the reviewers whether it may go on to ${bold(words(event.to))}.`),
  reach_widened: (event) =>
    quiet(`🎉 Approved for ${bold(words(event.reaches))} now (${bold(event.request)}).`),
  condition_met: (event) =>
    quiet(
      `☑️ ${person(event.by)} says that this condition is met: “${inline(event.text, 400)}”\n${quote(event.proof, 1000)}`,
    ),
  condition_reminded: conditionOverdue,
  conditions_promised: untold,
  conditions_released: untold,
  expansion_reminded: (event, { facts, tag }) => {
    // Whoever just went there looks at the thread; a wait that is over is news to the channel.
    const waited = (stepOf(facts, event.step)?.holdHours ?? 0) > 0;
    return asking({ live: 'reminder', step: event.step, tag }, waited ? releasing : nobody, waited);
  },
  check_asked: (event, { facts }) => {
    const by = rolloutOf(facts)?.lastMove.by;
    const people = by && by !== 'system' ? [by] : [];
    return asking({ live: 'check', check: event.check }, { roles: [], people }, false);
  },
  check_answered: (event) =>
    event.healthy
      ? quiet(`✅ ${bold(checkTitles[event.check])}: healthy, says ${person(event.by)}.`)
      : asking({ live: 'unhealthy', check: event.check }, releasing),
  pause_nagged: (event, { facts }) => {
    const by = interventionOf(facts)?.by;
    const people = by && by !== 'system' ? [by] : [];
    return asking({ live: 'nag', times: event.times }, { ...releasing, people });
  },
  // These are no part of a rollout, or are told to the route's owner.
  route_registered: untold,
  review_set: untold,
  emergency_ended: untold,
  route_renewed: untold,
  review_reminded: untold,
  review_snoozed: untold,
  review_overdue: untold,
  review_acted: untold,
  trigger_recorded: untold,
  retirement_started: untold,
  retirement_recorded: untold,
  retirement_cancelled: untold,
  drain_due: untold,
  route_drained: untold,
  route_retired: untold,
  route_action_refused: untold,
};

function tell<T extends RouteEvent['type']>(
  type: T,
  event: Event<T>,
  context: RolloutNoteContext,
): RolloutNote | null {
  return told[type](event, context);
}

/** What is said of an event; null where it needs no word in the rollout's thread. */
export const rolloutNote = (event: RouteEvent, context: RolloutNoteContext): RolloutNote | null =>
  tell(event.type, event, context);
