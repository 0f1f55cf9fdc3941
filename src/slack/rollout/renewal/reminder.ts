import type { Button } from '@slack/types';
import type { Policy } from '../../../domain/policy.ts';
import type { RenewalAct } from '../../../domain/route/commands.ts';
import type { RouteEvent } from '../../../domain/route/events.ts';
import { daysAfter } from '../../../domain/route/review-date.ts';
import type { Route } from '../../../domain/route/route.ts';
import { actions, button, type Shown, section } from '../../blocks/blocks.ts';
import { moment } from '../../blocks/dates.ts';
import { bold, code, counted, inline, listed, person, plainOf, quote } from '../../blocks/mrkdwn.ts';
import { pauseButton, rollBackButton } from '../buttons.ts';
import { requestOf } from '../offer/route-now.ts';
import { triggerText } from '../words.ts';

/** What asks the owners of a route to have it approved again. It is drawn anew as long as it stands, so that nothing old can be pressed. */

/** `action_id`s of its buttons; each carries the route's id. */
export const ownerActions = { renew: 'owner_renew', snooze: 'owner_snooze', retire: 'owner_retire' } as const;

/** What a reminder is about; everything in its key, since nothing is ever read out of a message. Times are epoch ms. */
export type Reminder =
  | { readonly kind: 'reminded'; readonly dueAt: number; readonly days: number }
  | { readonly kind: 'overdue'; readonly dueAt: number }
  | { readonly kind: 'trigger'; readonly at: number };

/** Begins the keys of all reminders of a route. */
export const reminderPrefix = (route: string): string => `review:${route}:`;

function partsOf(reminder: Reminder): readonly (string | number)[] {
  switch (reminder.kind) {
    case 'reminded':
      return [reminder.kind, reminder.dueAt, reminder.days];
    case 'overdue':
      return [reminder.kind, reminder.dueAt];
    case 'trigger':
      return [reminder.kind, reminder.at];
  }
}

/** `place` tells copies apart: a channel's name, or a person. */
export const reminderKey = (route: string, reminder: Reminder, place: string): string =>
  `${reminderPrefix(route)}${partsOf(reminder).join('/')}:${place}`;

/** What a key says; null for one that no version of ours made. */
export function reminderOfKey(route: string, key: string): Reminder | null {
  const [about = ''] = key.slice(reminderPrefix(route).length).split(':');
  const [kind, first, second] = about.split('/');
  const at = Number(first);
  if (!Number.isFinite(at)) return null;
  if (kind === 'reminded') return { kind, dueAt: at, days: Number(second) };
  if (kind === 'overdue') return { kind, dueAt: at };
  return kind === 'trigger' ? { kind, at } : null;
}

/** The reminder that an event is; null for the rest. `at` is when it happened. */
export function reminderOf(event: RouteEvent, at: number): Reminder | null {
  switch (event.type) {
    case 'review_reminded':
      return { kind: 'reminded', dueAt: event.dueAt, days: event.daysLeft };
    case 'review_overdue':
      return { kind: 'overdue', dueAt: event.dueAt };
    case 'trigger_recorded':
      return { kind: 'trigger', at };
    default:
      return null;
  }
}

export interface ReminderFacts {
  readonly route: Route;
  readonly policy: Policy;
}

const acts: Readonly<Record<Exclude<RenewalAct, 'freeze'>, string>> = {
  pause: 'whatever rolls out on it is paused',
  roll_back: 'it is rolled back',
};

/** What the policy does where nobody renews. */
function consequence({ route, policy }: ReminderFacts): string {
  const { review } = route;
  if (!review || review.acted) return '';
  const { act, graceDays } = policy.rollout.renewal;
  const then = act[review.tier];
  const when = moment(daysAfter(review.by, graceDays, policy.rollout), policy.workingHours.timeZone);
  return then === 'freeze' ? '' : ` If nobody renews it by ${when}, ${acts[then]}.`;
}

function sinceThen({ triggers }: Route): string {
  if (triggers.length === 0) return '';
  const kinds = [...new Set(triggers.map(({ kind }) => triggerText(kind).toLowerCase()))];
  return ` Since it was approved: ${counted(triggers.length, 'trigger')} (${listed(kinds.slice(0, 3))}).`;
}

function headText(reminder: Reminder, { route, policy }: ReminderFacts): string {
  const name = code(route.id, 70);
  const zone = policy.workingHours.timeZone;
  switch (reminder.kind) {
    case 'reminded':
      return `🔔 ${name} is approved until ${bold(moment(reminder.dueAt, zone))}: ${bold(`${counted(reminder.days, 'day')} left`)}.`;
    case 'overdue':
      return `⌛ The approval of ${name} ${bold('ran out')} ${moment(reminder.dueAt, zone)}. Nothing is expanded until somebody renews it.`;
    case 'trigger': {
      const trigger = route.triggers.find(({ at }) => at === reminder.at);
      if (!trigger) return `⚠️ Something made the review of ${name} due early.`;
      const note = trigger.note ? `\n${quote(trigger.note, 1000)}` : '';
      return `⚠️ ${bold(`Review of ${name} is due now`)}: ${triggerText(trigger.kind).toLowerCase()}. Reported by ${person(trigger.source)}.${note}`;
    }
  }
}

/** Whether it still asks for something: nothing newer was said, and nobody renewed, put off or retired. */
function isOpen(reminder: Reminder, { route }: ReminderFacts): boolean {
  const { review, triggers, retired, retirement } = route;
  if (retired || retirement) return false;
  switch (reminder.kind) {
    case 'reminded':
      return review?.by === reminder.dueAt && review.remindedAtDays === reminder.days && !review.overdueSaid;
    case 'overdue':
      return review?.by === reminder.dueAt && review.overdueSaid;
    case 'trigger':
      return triggers.at(-1)?.at === reminder.at && (review === null || review.overdueSaid);
  }
}

function closing(reminder: Reminder, { route, policy }: ReminderFacts): string {
  if (route.retired || route.retirement) return ' It goes out of service.';
  const { review } = route;
  const before = reminder.kind === 'trigger' ? reminder.at : reminder.dueAt;
  return review && review.by > before
    ? ` By now it is approved until ${moment(review.by, policy.workingHours.timeZone)}.`
    : '';
}

function buttons({ route, policy }: ReminderFacts): Button[] {
  const { review } = route;
  const request = requestOf(route);
  const canSnooze = review !== null && review.snoozes < policy.rollout.renewal.mostSnoozes;
  const own = (action: string, text: string, style?: 'primary') =>
    button({ action, text, value: route.id, label: `${text} ${route.id}`, ...(style ? { style } : {}) });
  return [
    own(ownerActions.renew, 'Renew', 'primary'),
    canSnooze ? own(ownerActions.snooze, 'Snooze') : null,
    pauseButton(route, request),
    rollBackButton(route, request, policy),
    own(ownerActions.retire, 'Retire'),
  ].filter((each) => each !== null);
}

/** A reminder as it stands now. */
export function reminderMessage(reminder: Reminder, facts: ReminderFacts): Shown {
  const head = headText(reminder, facts);
  if (!isOpen(reminder, facts)) {
    const text = `${head}${closing(reminder, facts)}`;
    return { text: plainOf(text), blocks: [section(text)] };
  }
  const since = reminder.kind === 'trigger' ? '' : sinceThen(facts.route);
  const text = `${head}${since}${consequence(facts)}`;
  const feature = facts.route.baseline?.feature;
  const about = feature ? `\n${inline(feature, 150)}` : '';
  return {
    text: plainOf(head),
    blocks: [section(`${text}${reminder.kind === 'trigger' ? '' : about}`), actions(buttons(facts), 'owner')],
  };
}
