import type { ViewOutput, ViewResponseAction } from '@slack/bolt';
import type { RequestCommand } from '../../domain/request/commands.ts';
import type { Refusal } from '../../domain/request/refusal.ts';
import type { Request } from '../../domain/request/request.ts';
import { type ReasonCategory, reasonCategories } from '../../domain/words.ts';
import { localDate } from '../../domain/working-time.ts';
import { Fault } from '../../ports/fault.ts';
import type { SlackDeps } from '../deps.ts';
import { type DecisionView, decisionViews, submissionCommandId } from '../ids.ts';
import { refusalPlainText, refusalText } from '../refusal-text.ts';
import { reviewerFor, within } from './actor.ts';
import { answerView } from './answer-view.ts';
import { conditionInputs, readConditions } from './conditions-modal.ts';
import { type DecisionMetadata, decodeDecisionMetadata } from './decision-metadata.ts';
import { decisionInputs, reasonModal } from './decision-modal.ts';
import { heal } from './heal.ts';
import { oldButton } from './open-decision.ts';

/** What goes back to the modal: nothing closes it. */
export type Reply = ViewResponseAction | undefined;

type Review = Extract<RequestCommand, { type: 'approve' | 'request_changes' | 'reject' }>;
type Values = ViewOutput['state']['values'];

const textIn = (values: Values, id: string): string => values[id]?.[id]?.value ?? '';
const choiceIn = (values: Values, id: string): string => values[id]?.[id]?.selected_option?.value ?? '';
const isCategory = (word: string): word is ReasonCategory =>
  reasonCategories.some((category) => category === word);

const fieldErrors = (errors: Record<string, string>): Reply => ({ response_action: 'errors', errors });

function readApproval(values: Values, { ref, rows }: DecisionMetadata, today: string): Review | Reply {
  const typed = Array.from({ length: rows }, (_, index) => {
    const ids = conditionInputs(index + 1);
    return {
      row: index + 1,
      text: textIn(values, ids.text),
      owner: values[ids.owner]?.[ids.owner]?.selected_user ?? '',
      due: values[ids.due]?.[ids.due]?.selected_date ?? '',
    };
  });
  const { conditions, errors } = readConditions(typed, today);
  if (Object.keys(errors).length > 0) return fieldErrors(errors);
  const typedRoute = values[decisionInputs.typedRoute] ? textIn(values, decisionInputs.typedRoute) : null;
  const comment = textIn(values, decisionInputs.comment).trim();
  return { type: 'approve', ...ref, conditions, comment, typedRoute };
}

function readReason(
  type: 'request_changes' | 'reject',
  values: Values,
  { ref }: DecisionMetadata,
): Review | Reply {
  const category = choiceIn(values, decisionInputs.category);
  const reason = textIn(values, decisionInputs.reason).trim();
  const errors = {
    ...(isCategory(category) ? {} : { [decisionInputs.category]: 'Choose what it is about.' }),
    ...(reason === '' ? { [decisionInputs.reason]: 'Give a reason; the requester reads it.' } : {}),
  };
  if (!isCategory(category) || reason === '') return fieldErrors(errors);
  return { type, ...ref, category, reason };
}

function readReview(
  callback: DecisionView,
  values: Values,
  metadata: DecisionMetadata,
  today: string,
): Review | Reply {
  switch (callback) {
    case decisionViews.approve:
      return readApproval(values, metadata, today);
    case decisionViews.requestChanges:
      return readReason('request_changes', values, metadata);
    case decisionViews.reject:
      return readReason('reject', values, metadata);
  }
}

const isReview = (read: Review | Reply): read is Review => read !== undefined && 'type' in read;

/** Where an error that concerns no field in particular is shown. */
const firstInput: Readonly<Record<DecisionView, string>> = {
  [decisionViews.approve]: decisionInputs.comment,
  [decisionViews.requestChanges]: decisionInputs.reason,
  [decisionViews.reject]: decisionInputs.reason,
};

/** Everything that somebody wrote, so that an answer that takes the modal's place still shows it. */
function typedTexts(review: Review): string[] {
  if (review.type !== 'approve') return [review.reason];
  return [...review.conditions.map(({ text, due }) => `${text} (by ${due})`), review.comment];
}

function replyTo(
  refusal: Refusal,
  review: Review,
  about: { request: Request | null; channel: string },
  deps: SlackDeps,
): Reply {
  const policy = deps.app.policy();
  const { request, channel } = about;
  const context = { policy, request };
  if (refusal.reason === 'route_not_typed')
    return fieldErrors({ [decisionInputs.typedRoute]: refusalPlainText(refusal, context) });
  // An objection stays sensible after an edit; whoever wrote it may read on and send it for the new revision.
  if (refusal.reason === 'stale_revision' && review.type !== 'approve' && request) {
    const ref = { request: review.request, revision: request.bound.revision, role: review.role };
    const notice = `${request.id} was edited while you wrote: it is revision ${request.bound.revision} now. Nothing was recorded yet; look at the changes and send again, or cancel.`;
    return {
      response_action: 'update',
      view: reasonModal(review.type, { ref, request, policy, channel }, review, notice),
    };
  }
  return { response_action: 'update', view: answerView(refusalText(refusal, context), typedTexts(review)) };
}

const notAnswered =
  'Slack or the database did not answer in time, so nothing was recorded. What you wrote is still here; send it again in a moment.';

/** Slack waits 3 s for an answer; the look-up of roles gets most of it. */
const directoryMs = 2000;

async function decideReview(
  id: string,
  review: Review,
  person: string,
  channel: string,
  deps: SlackDeps,
): Promise<Reply> {
  const { app } = deps;
  const before = (await app.store.request(review.request))?.state ?? null;
  const actor = await within(directoryMs, reviewerFor(person, review.role, before, deps));
  const outcome = await app.handle(id, review, actor);
  if (outcome.ok) return undefined;
  const request = (await app.store.request(review.request))?.state ?? null;
  await heal(outcome.refusal.reason, request, id, deps);
  return replyTo(outcome.refusal, review, { request, channel }, deps);
}

/** Decides a submitted modal before it is acknowledged, so that whatever is wrong shows where it was typed. */
export async function submitDecision(
  callback: DecisionView,
  view: ViewOutput,
  person: string,
  deps: SlackDeps,
): Promise<Reply> {
  const metadata = decodeDecisionMetadata(view.private_metadata);
  if (!metadata) return { response_action: 'update', view: answerView(oldButton) };
  const { values } = view.state;
  const today = localDate(deps.clock.now(), deps.app.policy().workingHours.timeZone);
  const read = readReview(callback, values, metadata, today);
  if (!isReview(read)) return read;
  try {
    return await decideReview(
      submissionCommandId(view, person, values),
      read,
      person,
      metadata.channel,
      deps,
    );
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    deps.log.warn({ err: error, fault: error.kind }, 'A decision could not be taken');
    return fieldErrors({ [firstInput[callback]]: notAnswered });
  }
}
