import type { ModalView } from '@slack/types';
import type { Request } from '../../domain/request/request.ts';
import { barredFrom } from '../../domain/request/review.ts';
import type { SlackDeps } from '../deps.ts';
import { decodeCardRef } from '../ids.ts';
import { refusalText } from '../refusal-text.ts';
import { reviewerFor } from './actor.ts';
import { answerClick, type WayBack } from './answer.ts';
import { answerView } from './answer-view.ts';
import type { Click } from './click.ts';
import type { DecisionModal } from './decision-modal.ts';
import { foreseenRefusal, type ReviewKind, reviewCommand } from './foresee.ts';
import { heal } from './heal.ts';

export const oldButton =
  'This button comes from an older version of Routegate and does nothing any more. Use the newest card of the request, or type `/route-request list`.';

/** What of a refused attempt can be written into the record without knowing the person's roles. */
const knownWithoutRoles: ReadonlySet<string> = new Set([
  'closed',
  'own_request',
  'edited_request',
  'role_not_asked',
]);

/** A modal that opens at a card's button. */
export interface Opening {
  readonly kind: ReviewKind;
  readonly view: (about: DecisionModal) => ModalView;
}

async function refuse(
  click: Click,
  opening: Opening,
  request: Request | null,
  way: WayBack,
  deps: SlackDeps,
) {
  const ref = decodeCardRef(click.value);
  if (!ref) return answerClick(click, oldButton, way);
  const { app, clock } = deps;
  const refusal = foreseenRefusal(opening.kind, request, ref, click.person, app.policy(), clock.now());
  if (!refusal) return;
  await answerClick(click, refusalText(refusal, { policy: app.policy(), request }), way);
  await heal(refusal.reason, request, click.commandId, deps);
  // Without any role this can only be refused; it is what puts the attempt into the record.
  if (knownWithoutRoles.has(refusal.reason))
    await app.handle(click.commandId, reviewCommand(opening.kind, ref, null), {
      person: click.person,
      roles: [],
      standing: 'member',
    });
}

/** While the modal is open, Slack is asked whether this person may decide at all; if not, the modal says so. */
async function checkRole(click: Click, about: DecisionModal, viewId: string, way: WayBack, deps: SlackDeps) {
  const { ref, request, policy } = about;
  if (request.status !== 'in_review') return;
  const actor = await reviewerFor(click.person, ref.role, request, deps);
  const barred = barredFrom(request, ref.role, actor);
  if (!barred) return;
  const view = answerView(refusalText(barred, { policy, request }));
  await way.client.views.update({ view_id: viewId, view });
}

/**
 * Opens a decision's modal at once, since Slack lets it only for 3 s after the click. What the database knows is
 * checked before, what Slack knows while it is open, and everything again, binding, when it is submitted.
 */
export async function openDecision(
  click: Click,
  opening: Opening,
  way: WayBack,
  deps: SlackDeps,
): Promise<void> {
  const ref = decodeCardRef(click.value);
  if (!ref) return answerClick(click, oldButton, way);
  const { app, clock } = deps;
  const policy = app.policy();
  const request = (await app.store.request(ref.request))?.state ?? null;
  if (!request || foreseenRefusal(opening.kind, request, ref, click.person, policy, clock.now()))
    return refuse(click, opening, request, way, deps);
  const about: DecisionModal = { ref, request, policy, channel: click.channel };
  let viewId: string | undefined;
  try {
    const opened = await way.client.views.open({ trigger_id: click.triggerId, view: opening.view(about) });
    viewId = opened.view?.id;
  } catch (error) {
    deps.log.warn({ err: error, request: ref.request }, 'A modal could not be opened');
    return answerClick(click, 'Slack did not let the form open in time. Press the button again.', way);
  }
  try {
    if (viewId) await checkRole(click, about, viewId, way, deps);
  } catch (error) {
    // The role is checked again at submission; until then the modal stays as it is.
    deps.log.info({ err: error, request: ref.request }, 'A role could not be checked while a modal is open');
  }
}
