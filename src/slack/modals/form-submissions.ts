import type { ViewResponseAction, ViewSubmitAction } from '@slack/bolt';
import { Fault } from '../../ports/fault.ts';
import type { SlackDeps } from '../deps.ts';
import { decodeFormRef, formViews } from '../ids.ts';
import { isStep } from './draft.ts';
import type { NewStart } from './draft-text.ts';
import { unreachableText, unreachableView } from './notes.ts';
import { newForm } from './open-form.ts';
import { goneView, type Submitted, submitCheck, submitStep } from './submitting.ts';
import { givenIn, submitYaml } from './yaml-submit.ts';

const starts: readonly NewStart['kind'][] = ['new', 'route', 'renewal', 'retirement'];

async function answer(
  { view, user }: ViewSubmitAction,
  token: string,
  deps: SlackDeps,
): Promise<ViewResponseAction> {
  const ref = decodeFormRef(view.private_metadata);
  const gone: ViewResponseAction = { response_action: 'update', view: goneView };
  if (!ref) return gone;
  const submitted: Submitted = { view, draft: ref.draft, person: user.id };
  switch (view.callback_id) {
    case formViews.step:
      return isStep(ref.step) && ref.step !== 'check' ? submitStep(submitted, ref.step, deps) : gone;
    case formViews.check:
      return submitCheck(submitted, deps);
    case formViews.yaml:
      return submitYaml(submitted, givenIn(view.state), token, deps);
    case formViews.drafts: {
      const kind = starts.find((start) => start === ref.step) ?? 'new';
      const route = ref.draft === '-' ? '' : ref.draft;
      return { response_action: 'update', view: await newForm({ kind, route }, user.id, deps) };
    }
    default:
      return gone;
  }
}

/** What Slack shows after a submission. Where the record does not answer, the form says so and keeps what was typed. */
export async function answerSubmission(
  body: ViewSubmitAction,
  token: string,
  deps: SlackDeps,
): Promise<ViewResponseAction> {
  try {
    return await answer(body, token, deps);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    deps.log.warn({ kind: error.kind, remedy: error.remedy }, 'a form submission could not be stored');
    const input = Object.keys(body.view.state.values)[0];
    if (input === undefined) return { response_action: 'update', view: unreachableView };
    return { response_action: 'errors', errors: { [input]: unreachableText.replace(':warning: ', '') } };
  }
}
