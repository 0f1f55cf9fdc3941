import type { KnownBlock } from '@slack/types';
import type { Policy } from '../../domain/policy.ts';
import { callHoldsMs, openCall } from '../../domain/request/emergency.ts';
import type { Emergency, Request } from '../../domain/request/request.ts';
import { actions, button, confirm, context, type Shown, section } from '../blocks/blocks.ts';
import { moment } from '../blocks/dates.ts';
import { bold, code, counted, inline, person, quote } from '../blocks/mrkdwn.ts';
import { roleLabel, tierText } from '../cards/roles.ts';
import { cardActions, encodeRequestRef } from '../ids.ts';

/** The message that keeps those who can let something out in an emergency in step with what became of it. */

function letOutText(emergency: Emergency, policy: Policy): string {
  const { calledBy, joinedBy, until, reason, review } = emergency;
  const { timeZone } = policy.workingHours;
  const after = review
    ? `🔎 ${person(review.by)} looked at it afterwards: ${review.stays ? 'it may stay for the time it has' : 'it is rolled back'}.`
    : '🔎 Nobody has looked at it since; somebody who was not involved closes the after-review on its card.';
  return [
    `Let out by ${person(calledBy.person)} (${roleLabel(calledBy.role, policy)}) and ${person(joinedBy.person)} (${roleLabel(joinedBy.role, policy)}), until ${bold(moment(until, timeZone))}.`,
    quote(reason, 1200),
    after,
  ].join('\n');
}

function joinButton(request: Request, hours: number): KnownBlock {
  return actions([
    button({
      action: cardActions.joinEmergency,
      text: 'Join',
      style: 'danger',
      value: encodeRequestRef({ request: request.id, revision: request.bound.revision }),
      label: `Join the emergency of ${request.id}`,
      confirm: confirm({
        title: `Let ${request.id} out?`,
        text: `It may reach everybody on ${bold(inline(request.route, 70))} for ${counted(hours, 'hour')}, before its reviews. Your name stands in the record, and somebody else reviews it afterwards.`,
        yes: 'Let it out',
        danger: true,
      }),
    }),
  ]);
}

/** What happened, from the newest state; `at` in epoch ms. `of` an earlier call, that it is over. */
export function emergencyMessage(
  request: Request,
  policy: Policy,
  at: number,
  of: 'newest' | 'earlier' = 'newest',
): Shown {
  const { id, route } = request;
  const emergency = of === 'newest' ? request.emergency : undefined;
  const call = of === 'newest' && request.status === 'in_review' ? request.call : undefined;
  const title = `🚨 ${bold(id)} · ${code(route, 70)} · ${tierText(request.assessment.tier)}`;
  if (emergency)
    return {
      text: `${id} ${route}: let out in an emergency`,
      blocks: [section(`${title}\n${letOutText(emergency, policy)}`)],
    };
  if (!call)
    return {
      text: `${id} ${route}: the emergency call is over`,
      blocks: [section(`${title}\nThe call for an emergency is over; nothing was let out by it.`)],
    };
  const { timeZone } = policy.workingHours;
  const open = openCall(request, at) !== null;
  const head = `${person(call.by)} calls an emergency: let it out before its reviews, for ${bold(counted(call.hours, 'hour'))}.`;
  return {
    text: `${id} ${route}: an emergency is called`,
    blocks: [
      section(`${title}\n${head}\n${quote(call.reason, 1200)}`),
      context([
        `It takes one for ${roleLabel('release_owner', policy)} and one ${roleLabel('oncall', policy)}. The call holds until ${moment(call.at + callHoldsMs, timeZone)}.`,
      ]),
      ...(open ? [joinButton(request, call.hours)] : []),
    ],
  };
}
