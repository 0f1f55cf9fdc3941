import type { KnownBlock, ModalView } from '@slack/types';
import type { Policy } from '../../domain/policy.ts';
import type { Request } from '../../domain/request/request.ts';
import { reasonCategories } from '../../domain/words.ts';
import { context, section } from '../blocks/blocks.ts';
import { input, select, textInput } from '../blocks/inputs.ts';
import { modal } from '../blocks/modal.ts';
import { bold, capitalised, code, inline } from '../blocks/mrkdwn.ts';
import { groupLines, showGroup } from '../cards/packet-text.ts';
import { categoryText, roleLabel, tierMark, tierText } from '../cards/roles.ts';
import { type CardRef, decisionViews } from '../ids.ts';
import { encodeDecisionMetadata } from './decision-metadata.ts';

/** What a decision modal is drawn from. */
export interface DecisionModal {
  readonly ref: CardRef;
  readonly request: Request;
  readonly policy: Policy;
  /** The channel of the card, for whatever is said privately later. */
  readonly channel: string;
}

/** Blocks of inputs, by which errors are placed and values read. */
export const decisionInputs = {
  category: 'category',
  reason: 'reason',
  typedRoute: 'typed_route',
  comment: 'comment',
} as const;

const shownChanges = 6;

/** What is being decided, in a few lines, so that nobody has to remember the card. */
export function subjectBlocks({ ref, request, policy }: DecisionModal): KnownBlock[] {
  const { tier } = request.assessment;
  const lines = groupLines(request.baseline, request.packet, 160);
  const rest = lines.length - shownChanges;
  const more = rest > 0 ? [`and ${rest} more lines in View packet`] : [];
  return [
    section(
      [
        `${tierMark(tier)} ${bold(inline(request.route, 70))} · ${tierText(tier)} · decided for ${bold(roleLabel(ref.role, policy))}`,
        ...lines.slice(0, shownChanges).map(showGroup),
        ...more,
      ].join('\n'),
    ),
    context([`${bold(request.id)} revision ${request.bound.revision}`]),
  ];
}

/** Asked at the tiers whose policy wants the route's id typed. */
export const typedRouteInput = (route: string): KnownBlock =>
  input({
    id: decisionInputs.typedRoute,
    label: 'Type the id of the route to approve it',
    element: textInput({ action: decisionInputs.typedRoute, placeholder: route, max: 100 }),
    hint: `Exactly: ${route}`,
  });

export const commentInput = (): KnownBlock =>
  input({
    id: decisionInputs.comment,
    label: 'Comment',
    element: textInput({ action: decisionInputs.comment, multiline: true, max: 2000 }),
    optional: true,
    hint: 'Told to the requester, and kept in the record.',
  });

/** Approve, where a click alone is not enough. */
export function approveModal(about: DecisionModal): ModalView {
  const { ref, request } = about;
  return modal({
    callback: decisionViews.approve,
    title: `Approve ${request.id}`,
    submit: 'Approve',
    close: 'Cancel',
    metadata: encodeDecisionMetadata({ ref, channel: about.channel, rows: 0 }),
    blocks: [
      ...subjectBlocks(about),
      section(
        `Your approval counts for revision ${request.bound.revision} and for exposure up to ${bold(request.assessment.reaches)}. ${capitalised(request.assessment.tier)} requests ask for the route's id, ${code(request.route, 70)}, so that nobody approves one by accident.`,
      ),
      typedRouteInput(request.route),
      commentInput(),
    ],
  });
}

const reasonTexts = {
  request_changes: {
    callback: decisionViews.requestChanges,
    title: 'Request changes',
    submit: 'Request changes',
    label: 'What has to change?',
    hint: 'The requester reads this word for word. The request waits until it is edited or you approve.',
  },
  reject: {
    callback: decisionViews.reject,
    title: 'Reject',
    submit: 'Reject',
    label: 'Why is this rejected?',
    hint: 'The requester reads this word for word. Rejecting ends the request for everybody.',
  },
} as const;
export type ReasonedDecision = keyof typeof reasonTexts;

/** What was typed before, where the modal is shown again. */
export interface TypedReason {
  readonly category?: string | undefined;
  readonly reason?: string | undefined;
}

/** Request changes and Reject: a category and a reason. `notice` tells why the modal is shown again. */
export function reasonModal(
  kind: ReasonedDecision,
  about: DecisionModal,
  typed: TypedReason = {},
  notice?: string,
): ModalView {
  const { ref } = about;
  const texts = reasonTexts[kind];
  return modal({
    callback: texts.callback,
    title: texts.title,
    submit: texts.submit,
    close: 'Cancel',
    metadata: encodeDecisionMetadata({ ref, channel: about.channel, rows: 0 }),
    blocks: [
      ...(notice ? [section(`⚠️ ${notice}`)] : []),
      ...subjectBlocks(about),
      input({
        id: decisionInputs.category,
        label: 'What is it about?',
        element: select({
          action: decisionInputs.category,
          placeholder: 'Choose one',
          choices: reasonCategories.map((category) => ({ value: category, text: categoryText(category) })),
          initial: typed.category,
        }),
      }),
      input({
        id: decisionInputs.reason,
        label: texts.label,
        element: textInput({
          action: decisionInputs.reason,
          multiline: true,
          max: 3000,
          initial: typed.reason,
          focus: true,
        }),
        hint: texts.hint,
      }),
    ],
  });
}
