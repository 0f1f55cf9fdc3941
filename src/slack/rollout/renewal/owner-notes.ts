import type { Policy } from '../../../domain/policy.ts';
import type { RenewalAct } from '../../../domain/route/commands.ts';
import type { RouteEvent } from '../../../domain/route/events.ts';
import { retirementFields } from '../../../domain/route/retirement.ts';
import type { Route } from '../../../domain/route/route.ts';
import { moment } from '../../blocks/dates.ts';
import { bold, code, inline, quote } from '../../blocks/mrkdwn.ts';
import { dayText } from '../../cards/values.ts';
import { actorText } from '../offer/route-now.ts';

/** What the owners of a route are told beside reminders: what became of a review, and of a retirement. */

export interface OwnerNote {
  readonly text: string;
  /** Under which message it stands: what asked for the review, or the card of the retirement. */
  readonly under: 'review' | 'retirement';
  /** Shown in the channel too, and told each owner directly: somebody has to act or to know at once. */
  readonly loud: boolean;
}

export interface OwnerNoteContext {
  readonly route: Route;
  readonly policy: Policy;
}

type Event<T extends RouteEvent['type']> = Extract<RouteEvent, { type: T }>;

/** What the policy did, as far as there was something to do it to. */
function actedText(act: RenewalAct, { rollout, finished }: Route): string {
  const because = rollout?.intervention?.cause ?? finished?.intervention?.cause;
  const didIt = because === 'renewal_overdue';
  switch (act) {
    case 'freeze':
      return 'It stays as it is; nothing is expanded until somebody renews it.';
    case 'pause':
      return didIt && rollout
        ? 'As the policy says, its rollout is paused.'
        : 'Nothing rolls out that could be paused: everybody still gets what it serves.';
    case 'roll_back':
      return didIt
        ? 'As the policy says, it is rolled back.'
        : 'There is nothing to roll back to: everybody still gets what it serves.';
  }
}

const ofReview = (text: string, loud = false): OwnerNote => ({ text, under: 'review', loud });
const ofRetirement = (text: string, loud = false): OwnerNote => ({ text, under: 'retirement', loud });

function recorded(event: Event<'retirement_recorded'>): OwnerNote {
  const count = retirementFields.filter((field) => event.record[field] !== '').length;
  return ofRetirement(
    `📝 ${actorText(event.by)} recorded the retirement: ${count} of ${retirementFields.length} are written down.`,
  );
}

/** Null for what is told elsewhere: in reminders, or in the rollout's thread. */
export function ownerNote(event: RouteEvent, { route, policy }: OwnerNoteContext): OwnerNote | null {
  const name = code(route.id, 70);
  const when = (at: number): string => moment(at, policy.workingHours.timeZone);
  switch (event.type) {
    case 'review_acted':
      return ofReview(`⌛ Nobody renewed ${name} in time. ${actedText(event.act, route)}`, true);
    case 'emergency_ended':
      return ofReview(
        event.rolledBack
          ? `🚨 The time of the emergency ${bold(inline(event.request, 40))} on ${name} is over and nobody approved it meanwhile: it is rolled back.`
          : `🚨 The time of the emergency ${bold(inline(event.request, 40))} on ${name} is over, and there is nothing to roll back to. Its approval has run out: ${code(`/route-request renew ${route.id}`, 110)}.`,
        true,
      );
    case 'review_snoozed':
      return ofReview(
        `💤 ${actorText(event.by)} put the review of ${name} off until ${bold(when(event.until))}.\n${quote(event.reason, 1000)}`,
      );
    case 'route_renewed':
      return ofReview(
        `✅ ${actorText(event.by)} renewed ${name} with ${bold(inline(event.request, 40))}: approved until ${bold(when(event.until))}.`,
      );
    case 'retirement_started':
      return ofRetirement(
        `📦 ${actorText(event.by)} began to retire ${name}. It serves on until it is drained.`,
      );
    case 'retirement_recorded':
      return recorded(event);
    case 'retirement_cancelled':
      return ofRetirement(
        `↩️ ${actorText(event.by)} called the retirement off: ${name} stays in service.`,
        true,
      );
    case 'drain_due':
      return ofRetirement(
        `⏰ ${bold(`${name} was to be drained by ${dayText(event.drainBy)}`)}. If nobody asks for it any more, confirm that on the card; else record a later date.`,
        true,
      );
    case 'route_drained':
      return ofRetirement(
        `🚰 ${actorText(event.by)} confirmed that ${name} is drained. Its flag is taken away; an owner signs off once everything is recorded.`,
        true,
      );
    case 'route_retired':
      return ofRetirement(`✅ ${actorText(event.by)} signed off: ${name} is ${bold('retired')}.`, true);
    default:
      return null;
  }
}
