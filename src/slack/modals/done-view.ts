import type { ModalView } from '@slack/types';
import type { Policy } from '../../domain/policy.ts';
import type { Request } from '../../domain/request/request.ts';
import { rolesToAsk } from '../../domain/request/standing.ts';
import { reviewRoles } from '../../domain/words.ts';
import { context } from '../blocks/blocks.ts';
import { moment } from '../blocks/dates.ts';
import { bold, capitalised, code, listed } from '../blocks/mrkdwn.ts';
import { roleChannel, roleLabel, tierMark, tierText } from '../cards/roles.ts';
import { noteView } from './notes.ts';

function whatNext(request: Request, policy: Policy): string[] {
  const zone = policy.workingHours.timeZone;
  if (request.status === 'approved')
    return [
      `Policy needs no review here: it is ${bold(`approved for ${request.exposure}`)}, to be started before ${moment(request.useBy, zone)}.`,
    ];
  if (request.status !== 'in_review') return [];
  const asked = rolesToAsk(request).map(
    (role) => `• ${capitalised(roleLabel(role, policy))} in ${roleChannel(role, policy)}`,
  );
  // In the order of the card, whoever was quicker.
  const stands = reviewRoles
    .filter((role) => request.approvals.some((given) => given.role === role))
    .map((role) => roleLabel(role, policy));
  return [
    ...(asked.length > 0 ? [`Asked now, due ${moment(request.times.dueAt, zone)}:`, ...asked] : []),
    ...(stands.length > 0 ? [`Already decided and still standing: ${listed(stands)}.`] : []),
  ];
}

/** What the form turns into once a request is filed or edited: what happens next, and where to follow it. */
export function doneView(request: Request, policy: Policy): ModalView {
  const { tier } = request.assessment;
  const isEdit = request.bound.revision > 1;
  const what = isEdit ? `is out in revision ${request.bound.revision}` : 'is filed';
  return noteView({
    title: isEdit ? 'Resubmitted' : 'Submitted',
    close: 'Done',
    text: [
      `✅ ${bold(request.id)} for ${code(request.route, 70)} ${what}. ${tierMark(tier)} ${capitalised(tierText(tier))}.`,
      ...whatNext(request, policy),
    ].join('\n'),
    more: [
      context([
        'Routegate keeps one direct message to you up to date with every decision; from there you can edit, nudge or withdraw.',
      ]),
    ],
  });
}
