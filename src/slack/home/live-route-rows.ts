import type { KnownBlock } from '@slack/types';
import type { Policy } from '../../domain/policy.ts';
import type { Route } from '../../domain/route/route.ts';
import { button, context, divider, header, section } from '../blocks/blocks.ts';
import { ago, moment } from '../blocks/dates.ts';
import { bold, inline } from '../blocks/mrkdwn.ts';
import { roleChannel } from '../cards/roles.ts';
import { servesNow } from '../rollout/offer/route-now.ts';
import { ownerActions } from '../rollout/renewal/reminder.ts';
import { currentStep, followingStep, stepText } from '../rollout/steps.ts';
import type { LiveRoutes, WaitingRollout } from './live-routes.ts';

const zoneOf = (policy: Policy): string => policy.workingHours.timeZone;

function nextText({ state, waits }: WaitingRollout, policy: Policy): string {
  const zone = zoneOf(policy);
  switch (waits.for) {
    case 'start':
      return `approved; ${bold('to be started')} before ${moment(waits.request.useBy, zone)}`;
    case 'next_step': {
      const next = state?.rollout && followingStep(state.rollout);
      return `hold time over ${ago(waits.since, zone)}${next ? `; next ${bold(stepText(next))}` : ''}`;
    }
    case 'resume':
      return `${bold('paused')} ${ago(waits.since, zone)}; resume it or take it back`;
    case 'check':
      return `asks ${bold('whether it is healthy')}`;
  }
}

function waitingRow(waiting: WaitingRollout, policy: Policy): KnownBlock {
  const { route, state, waits } = waiting;
  const rollout = state?.rollout;
  const step = rollout ? currentStep(rollout) : undefined;
  const request = waits.for === 'start' ? waits.request.id : (rollout?.request ?? '');
  const where = step ? ` · ${stepText(step)}` : '';
  return section(
    [
      `🚦 ${bold(inline(request, 40))} ${inline(route, 70)}${where}`,
      `${nextText(waiting, policy)} · its card is in ${roleChannel('release_owner', policy)}`,
    ].join('\n'),
  );
}

/** From so many days before its end an approval is worth renewing from here. */
const renewableDays = 30;

function ownedRow(route: Route, now: number, policy: Policy): KnownBlock {
  const { review, retirement, triggers } = route;
  const zone = zoneOf(policy);
  const isDue = review !== null && review.by - now < renewableDays * 86_400_000;
  const until = retirement
    ? 'goes out of service'
    : review
      ? review.by <= now
        ? `${bold('review overdue')} since ${moment(review.by, zone)}`
        : `approved until ${moment(review.by, zone)}`
      : triggers.length > 0
        ? bold('review due now')
        : 'no review date';
  const renew = button({
    action: `${ownerActions.renew}:${route.id}`,
    text: 'Renew',
    value: route.id,
    label: `Renew ${route.id}`,
  });
  const asks = !retirement && (isDue || triggers.length > 0);
  return section(
    `🧭 ${bold(inline(route.id, 70))} · ${until}\n${servesNow(route)}`,
    asks ? { accessory: renew } : {},
  );
}

/** Rollouts that wait for the reader, and routes that they own; nothing where there are none. */
export function liveRouteBlocks({ waiting, owned }: LiveRoutes, now: number, policy: Policy): KnownBlock[] {
  return [
    ...(waiting.length > 0
      ? [header('Rollouts that wait for you'), ...waiting.map((each) => waitingRow(each, policy)), divider()]
      : []),
    ...(owned.length > 0
      ? [
          header('Routes you own'),
          ...owned.map((route) => ownedRow(route, now, policy)),
          context(['`/route-request show <route>` says the rest.']),
          divider(),
        ]
      : []),
  ];
}
