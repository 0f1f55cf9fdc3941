import type { Button, KnownBlock } from '@slack/types';
import type { Policy } from '../../../domain/policy.ts';
import type { Route } from '../../../domain/route/route.ts';
import { actions, button, context, type Shown, section } from '../../blocks/blocks.ts';
import { bold, code, inline, plainOf } from '../../blocks/mrkdwn.ts';
import { encodeRequestRef, listActions } from '../../ids.ts';
import { drillText, pauseButton, rollBackButton, wayBack } from '../buttons.ts';
import { changedLast, requestOf, servesNow } from './route-now.ts';

/** What Routegate offers wherever somebody worries about a route: how it stands, and the way back. */

/** `action_id` of the button that lets somebody choose a route to roll back. */
export const chooseRouteAction = 'route_choose';

const viewPacket = (request: string, place: string): Button =>
  button({
    action: `${listActions.packet}${place}:${request}`,
    text: 'View packet',
    // Which revision is the newest is looked up at the click.
    value: encodeRequestRef({ request, revision: 1 }),
    label: `View packet of ${request}`,
  });

function buttons(route: Route, place: string, policy: Policy): KnownBlock[] {
  const request = requestOf(route);
  const back = rollBackButton(route, request, policy);
  const pause = pauseButton(route, request);
  const view = request === null ? null : viewPacket(request, place);
  const elements = [back, pause, view].filter((element) => element !== null);
  return elements.length > 0 ? [actions(elements, 'offer')] : [];
}

/** One route: what it serves, what changed last, the last drill, and the buttons that help. */
export function offerOf(route: Route, place: string, policy: Policy): Shown {
  const back = wayBack(route);
  const lines = [
    `${code(route.id, 70)}: ${servesNow(route)}`,
    changedLast(route, policy),
    back
      ? `Roll back gives everybody ${bold(back.serves)}. Last drill: ${drillText(route.drills, policy)}.`
      : 'There is nothing to roll back.',
  ];
  return {
    text: plainOf(lines.slice(0, 2).join(' ')),
    blocks: [section(lines.join('\n')), ...buttons(route, place, policy)],
  };
}

/** The same once there is nothing to press any more. */
export function closedOffer(route: Route, policy: Policy): Shown {
  const lines = [`${code(route.id, 70)}: ${servesNow(route)}`, changedLast(route, policy)];
  return { text: plainOf(lines.join(' ')), blocks: [section(lines.join('\n'))] };
}

/** Where nothing names a route: what changed lately, and a button that asks which. */
export function offerToChoose(why: string, recent: readonly Route[], policy: Policy): Shown {
  const lines = recent.map((route) => `• ${bold(inline(route.id, 70))}  ${changedLast(route, policy)}`);
  return {
    text: plainOf(why),
    blocks: [
      section(why),
      ...(lines.length > 0
        ? [section(['Changed most recently:', ...lines].join('\n'))]
        : [context(['No route has changed through Routegate yet.'])]),
      actions([button({ action: chooseRouteAction, text: 'Roll back a route…', style: 'danger' })], 'offer'),
    ],
  };
}
