import type { ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Proposal } from '../../domain/packet/schema.ts';
import type { Actor } from '../../domain/request/commands.ts';
import type { Refusal } from '../../domain/request/refusal.ts';
import { Fault } from '../../ports/fault.ts';
import type { Outcome } from '../../ports/store.ts';
import { bold } from '../blocks/mrkdwn.ts';
import type { SlackDeps } from '../deps.ts';
import { submissionCommandId } from '../ids.ts';
import { refusalText } from '../refusal-text.ts';
import { catchUp, caughtUpNote } from './catch-up.ts';
import { doneView } from './done-view.ts';
import { type DraftContent, kindOf, type Step } from './draft.ts';
import { type Changed, changeDraft, discardDraft, loadDraft, workOnDraft } from './drafts.ts';
import { errorsByBlock, type ViewState } from './inputs.ts';
import { noteView } from './notes.ts';
import { checkFacts, present } from './present.ts';
import { readForm } from './proposal-form.ts';
import { fieldsOf, stepAfter } from './steps.ts';
import { suggestedByRules, takeTyped } from './taking.ts';

/** What the form's Next and Submit do. Each answers what Slack is to show instead of the view. */

/** The view as it was submitted. */
export interface SubmittedView {
  readonly id: string;
  readonly hash: string;
  readonly state: ViewState;
}

export interface Submitted {
  readonly view: SubmittedView;
  readonly draft: string;
  readonly person: string;
}

const update = (view: ModalView): ViewResponseAction => ({ response_action: 'update', view });

export const goneView: ModalView = noteView({
  title: 'Route request',
  text: 'This draft was submitted or discarded meanwhile, so there is nothing left to do here. `/route-request` starts a new one.',
});

/** Renewals and retirements change nothing of the bundle, and a low-risk request needs none of the details. */
async function isShort(content: DraftContent, person: string, deps: SlackDeps): Promise<boolean> {
  const kind = kindOf(content);
  if (kind === 'renewal' || kind === 'retirement') return true;
  const facts = await checkFacts(content, person, deps);
  return 'preview' in facts && facts.preview.assessment.tier === 'low';
}

async function nextStep(step: Step, content: DraftContent, person: string, deps: SlackDeps): Promise<Step> {
  return step === 'what' && (await isShort(content, person, deps)) ? 'check' : stepAfter(step);
}

/** Next: keeps what was typed, and goes on if the step is in order. */
export async function submitStep(
  { view, draft, person }: Submitted,
  step: Exclude<Step, 'check'>,
  deps: SlackDeps,
): Promise<ViewResponseAction> {
  const work = async (before: DraftContent): Promise<Changed<ViewResponseAction | null>> => {
    const taken = { ...(await takeTyped(before, view.state, person, deps)), step };
    const left = { ...taken, left: view.hash };
    // The route was chosen a moment ago: what follows from it has not been seen yet.
    if (taken.generation !== before.generation) return { content: left, result: null };
    const read = readForm(taken);
    const asked = fieldsOf(step, taken);
    const problems = 'problems' in read ? read.problems.filter(({ field }) => asked.includes(field)) : [];
    const { errors, elsewhere } = errorsByBlock(problems, view.state);
    if (elsewhere.length > 0)
      return {
        content: left,
        result: update(await present({ draft, person, content: taken, problems }, deps)),
      };
    if (Object.keys(errors).length > 0)
      return { content: taken, result: { response_action: 'errors', errors } };
    const ready = step === 'what' ? await suggestedByRules(left, deps) : left;
    return { content: { ...ready, step: await nextStep(step, ready, person, deps) }, result: null };
  };
  const done = await workOnDraft(draft, person, work, deps);
  if (!done) return update(goneView);
  return done.result ?? update(await present({ draft, person, content: done.content }, deps));
}

const directoryPatienceMs = 2000;

/** Who submits, as Slack says right now; null where that cannot be found out in time. */
async function submitter(person: string, deps: SlackDeps): Promise<Actor | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), directoryPatienceMs);
  });
  try {
    return await Promise.race([deps.directory.membership(person, []), late]);
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

const file = (
  commandId: string,
  proposal: Proposal,
  actor: Actor,
  { revising, raiseTo }: DraftContent,
  draft: string,
  deps: SlackDeps,
): Promise<Outcome> =>
  revising
    ? deps.app.handle(commandId, { type: 'revise_request', ...revising, proposal, raiseTo }, actor)
    : deps.app.submit(commandId, { proposal, raiseTo, usedDraft: draft }, actor);

/** The form after a refusal: the same step, with why on top. An edit that came too late is offered once more, knowingly. */
async function refused(
  refusal: Refusal,
  content: DraftContent,
  { draft, person }: Submitted,
  deps: SlackDeps,
): Promise<ViewResponseAction> {
  const request = content.revising ? (await deps.app.store.request(content.revising.request))?.state : null;
  const policy = deps.app.policy();
  if (refusal.reason !== 'stale_revision' || !content.revising) {
    // What has to be mended stands on the last step itself, each thing with the way there.
    const note =
      refusal.reason === 'blocked'
        ? ':warning: Nothing was submitted: something has to be mended first.'
        : `:no_entry: ${refusalText(refusal, { policy, request })}`;
    return update(await present({ draft, person, content, note }, deps));
  }
  const revising = { ...content.revising, revision: refusal.current };
  const moved = await changeDraft(draft, person, (now) => ({ ...now, revising }), deps);
  const note = `:warning: Somebody else edited ${bold(revising.request)} meanwhile: there is revision ${refusal.current} now. Nothing was submitted. If you submit again, what you see here replaces that edit.`;
  return update(moved ? await present({ draft, person, content: moved, note }, deps) : goneView);
}

const cannotTell =
  ':warning: Slack could not be asked who you are just now, so nothing was submitted. Wait a moment and submit again; everything you wrote is kept.';

/** Filed: the draft has done its work, and the message about it says so. */
async function filed(
  subject: string,
  commandId: string,
  { draft, person }: Submitted,
  deps: SlackDeps,
): Promise<ViewResponseAction> {
  try {
    await discardDraft(draft, person, commandId, deps);
  } catch (error) {
    // The request stands whatever becomes of the draft; opening it again says that it is used up.
    deps.log.warn({ draft, error }, 'a draft outlived its request');
  }
  const request = await deps.app.store.request(subject);
  return update(request ? doneView(request.state, deps.app.policy()) : goneView);
}

/** Submit: decided before Slack is answered, so that a refusal shows right here and nothing typed is lost. */
export async function submitCheck(submitted: Submitted, deps: SlackDeps): Promise<ViewResponseAction> {
  const { view, draft, person } = submitted;
  const commandId = submissionCommandId(view, person, draft);
  const content = (await loadDraft(draft, person, deps))?.content;
  if (!content) {
    // Delivered twice: the first one used the draft up, and has the outcome.
    const before = await deps.app.store.outcomeOf(commandId);
    return before?.ok ? filed(before.subject, commandId, submitted, deps) : update(goneView);
  }
  const read = readForm(content);
  if ('problems' in read) return update(await present({ draft, person, content }, deps));
  const caughtUp = await catchUp(draft, person, content, deps);
  if (caughtUp) return update(await present({ draft, person, content: caughtUp, note: caughtUpNote }, deps));
  const actor = await submitter(person, deps);
  if (!actor) return update(await present({ draft, person, content, note: cannotTell }, deps));
  const outcome = await file(commandId, read.proposal, actor, content, draft, deps);
  return outcome.ok
    ? filed(outcome.subject, commandId, submitted, deps)
    : refused(outcome.refusal, content, submitted, deps);
}
