import type { KnownBlock, ModalView } from '@slack/types';
import { actions, button, confirm, context, divider, type Shown, section } from '../blocks/blocks.ts';
import { ago } from '../blocks/dates.ts';
import { modal } from '../blocks/modal.ts';
import { bold, code, inline } from '../blocks/mrkdwn.ts';
import { kindText } from '../cards/body.ts';
import { encodeFormRef, formActions, formViews } from '../ids.ts';
import { type DraftContent, heldIn, kindOf, steps } from './draft.ts';
import type { OpenDraft } from './drafts.ts';
import { stepTitles } from './steps.ts';

/** What somebody has begun, in a line or two, with the way back into it. */

function subject(content: DraftContent): string {
  const route = heldIn(content, 'route');
  const kind = kindOf(content);
  const what = content.revising ? `edit of ${content.revising.request}` : kind ? kindText[kind] : 'request';
  return route === '' ? 'A request without a route yet' : `${bold(inline(route, 70))} · ${what}`;
}

function where(content: DraftContent): string {
  if (content.inYaml) return 'YAML pasted';
  return `step ${steps.indexOf(content.step) + 1} of ${steps.length}, ${stepTitles[content.step].toLowerCase()}`;
}

/** A draft in two lines: what it is about, and how far it got. */
export const draftLine = ({ content, updatedAt }: OpenDraft, timeZone: string): string =>
  `${subject(content)}\n${where(content)} · saved ${ago(updatedAt, timeZone)}`;

const discardButton = (draft: string) =>
  button({
    action: `${formActions.discard}${draft}`,
    text: 'Discard',
    value: draft,
    confirm: confirm({
      title: 'Discard this draft?',
      text: 'Everything in it is deleted for good.',
      yes: 'Discard',
      no: 'Keep it',
      danger: true,
    }),
  });

/** The direct message that offers to go on; for a draft that is gone, what became of it. */
export function draftMessage(draft: OpenDraft | null, timeZone: string): Shown {
  if (!draft)
    return {
      text: 'Your draft is closed: it was submitted or discarded.',
      blocks: [context(['✓ This draft was submitted or discarded.'])],
    };
  const route = heldIn(draft.content, 'route');
  return {
    text: `Your request${route ? ` for ${route}` : ''} is saved as a draft. Resume it any time.`,
    blocks: [
      section(`📝 Saved as a draft: ${draftLine(draft, timeZone)}`),
      actions(
        [
          button({
            action: `${formActions.resume}${draft.id}`,
            text: 'Resume draft',
            value: draft.id,
            style: 'primary',
          }),
          discardButton(draft.id),
        ],
        'draft',
      ),
    ],
  };
}

const mostOffered = 10;

/** What to begin anew, for the form that is asked for while drafts wait. */
export interface NewStart {
  readonly kind: 'new' | 'route' | 'renewal' | 'retirement';
  readonly route: string;
}

/** Offers to resume, before anything new is begun. */
export function draftsView(drafts: readonly OpenDraft[], start: NewStart, timeZone: string): ModalView {
  const offered = drafts.slice(0, mostOffered).flatMap((draft): KnownBlock[] => [
    section(draftLine(draft, timeZone)),
    actions(
      [
        button({
          action: `${formActions.resume}${draft.id}`,
          text: 'Resume',
          value: draft.id,
          style: 'primary',
        }),
        discardButton(draft.id),
      ],
      `draft-${draft.id}`,
    ),
    divider(),
  ]);
  const about = start.route === '' ? '' : ` for ${code(start.route, 70)}`;
  return modal({
    callback: formViews.drafts,
    title: 'Route request',
    submit: 'Start a new one',
    close: 'Cancel',
    metadata: encodeFormRef({ draft: start.route || '-', step: start.kind }),
    blocks: [
      section(`You have begun something${about} already. Go on with it, or start a new one; both are kept.`),
      divider(),
      ...offered,
      ...(drafts.length > mostOffered ? [context([`and ${drafts.length - mostOffered} older ones`])] : []),
    ],
  });
}
