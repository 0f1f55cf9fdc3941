import type { Policy } from '../../domain/policy.ts';
import type { InterventionCause } from '../../domain/rollout-words.ts';
import type { RouteEvent } from '../../domain/route/events.ts';
import type { Route } from '../../domain/route/route.ts';
import { actions, button, type Shown, section } from '../blocks/blocks.ts';
import { bold, code, inline, plainOf } from '../blocks/mrkdwn.ts';
import { routeActions } from './acts.ts';
import { valueFor } from './buttons.ts';
import { actorText, baselineName, requestOf } from './offer/route-now.ts';
import { shareText } from './steps.ts';
import { tookText } from './took.ts';

/** What is told in a thread where somebody worries about a route: of an alert, or where Roll back was asked for. */

type Event<T extends RouteEvent['type']> = Extract<RouteEvent, { type: T }>;

export interface WatchContext {
  readonly route: Route;
  readonly policy: Policy;
}

const because: Readonly<Record<InterventionCause, string>> = {
  person: '',
  guardrail: 'a guardrail was broken',
  alert: 'an alert fired',
  drift: 'the flag was changed by hand',
  renewal_overdue: 'nobody renewed its approval',
  emergency: 'its emergency approval ended',
  retirement: 'the route is taken out of service',
};

function causeText(cause: InterventionCause, detail: string): string {
  const why = [because[cause], inline(detail, 300)].filter((text) => text !== '').join(': ');
  return why ? ` (${why})` : '';
}

/** The reason is asked afterwards, and only of people. */
function askingWhy(text: string, by: string, { route }: WatchContext): Shown {
  const ask =
    by === 'system'
      ? []
      : [
          actions([
            button({
              action: routeActions.reason,
              text: 'Add reason',
              value: valueFor(route, requestOf(route)),
              label: `Say why ${route.id} was taken back`,
            }),
          ]),
        ];
  const question = ask.length > 0 ? ' Why?' : '';
  return { text: plainOf(text), blocks: [section(`${text}${question}`), ...ask] };
}

const said = (text: string): Shown => ({ text: plainOf(text), blocks: [section(text)] });

function rolledBack(event: Event<'rolled_back'>, context: WatchContext): Shown {
  const { finished } = context.route;
  const intervention = finished?.intervention;
  const by = intervention?.by ?? finished?.by ?? 'system';
  const cause = intervention ? causeText(intervention.cause, intervention.detail) : '';
  return askingWhy(
    `✅ ${code(context.route.id, 70)} was ${bold('rolled back')} by ${actorText(by)}${cause} in ${tookText(event.tookMs)}: ${bold(`${shareText(event.fromBp)} → 0 %`)}, read back. Everybody gets ${baselineName(context.route)}.`,
    by,
    context,
  );
}

/** Null for what need not be said outside the rollout's own thread. */
export function watchNote(event: RouteEvent, context: WatchContext): Shown | null {
  const { route } = context;
  const name = code(route.id, 70);
  switch (event.type) {
    case 'rollback_started':
      // Where it is done by now, that is said, and this would only be noise.
      return route.rollout?.status === 'rolling_back'
        ? said(
            `⏪ ${actorText(event.by)} rolls ${name} back${causeText(event.cause, event.detail)}: ${bold(`${shareText(event.fromBp)} → 0 %`)}. It repeats until it is read back.`,
          )
        : null;
    case 'rolled_back':
      return rolledBack(event, context);
    case 'rollout_paused':
      return askingWhy(
        `⏸️ ${name} was ${bold(`paused at ${shareText(event.bp)}`)} by ${actorText(event.by)}${causeText(event.cause, event.detail)}. The share stays; nothing is expanded.`,
        event.by,
        context,
      );
    case 'rollout_resumed':
      return said(`▶️ ${actorText(event.by)} resumed ${name}.`);
    case 'control_troubled':
      return said(
        `⚠️ ${name} is not where it should be: ${inline(event.text, 600)}${event.remedy ? `\n${bold('By hand:')} ${inline(event.remedy, 900)}` : ''}`,
      );
    case 'reason_given':
      return said(`💬 ${actorText(event.by)}: “${inline(event.reason, 1500)}”`);
    default:
      return null;
  }
}
