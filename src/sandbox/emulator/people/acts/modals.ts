import { wording } from '../../blocks/problem.ts';
import { validateView } from '../../blocks/view.ts';
import { notifyClosed } from '../../delivery/closing.ts';
import type { Delivered } from '../../delivery/deliveries.ts';
import { interactionBase, viewPayload } from '../../delivery/payloads.ts';
import { setInput } from '../../inputs/set.ts';
import { submitErrors } from '../../inputs/submit-check.ts';
import { inputsOf, withValue } from '../../inputs/values.ts';
import { isJsonObject, type Json, type JsonObject, stringOr } from '../../json.ts';
import type { ActAnswer, Acts, ElementValue } from '../../people.ts';
import { pictureProblems } from '../../state/pictures.ts';
import {
  clearModals,
  closeModal,
  pushModal,
  removeModal,
  stackOf,
  touchView,
  updateView,
} from '../../state/views.ts';
import type { View } from '../../state/world.ts';
import { type Acting, answerOf, done, failed, failureText, invalid, settleEvents } from './answer.ts';
import { suggestionKey } from './elements.ts';

/** The view on top, if it is the one that is meant. */
function topView({ core, person }: Acting, id?: string): View | undefined {
  const top = stackOf(core.world, person.id).at(-1);
  return id === undefined || top?.id === id ? top : undefined;
}

/** Presses the submit button of the view on top. */
export async function submit(acting: Acting, act: Acts['submit']): Promise<ActAnswer> {
  const { core, person } = acting;
  const { world } = core;
  const view = topView(acting, act.view_id);
  if (!view) return invalid('no such view on top');
  if (view.submit === null) return invalid('this view has no submit button');
  if (view.busy) return invalid('this view is being submitted');
  const wrong = { ...fillIn(acting, view, act.values ?? {}) };
  const errors = Object.keys(wrong).length > 0 ? wrong : submitErrors(view.blocks, view.values);
  if (Object.keys(errors).length > 0) {
    touchView(world, view, { errors });
    return invalid('the form is not complete', { errors });
  }
  const trigger_id = core.triggers.issue({
    user: person.id,
    view: view.id,
    ...(view.openedIn !== undefined && { channel: view.openedIn }),
  });
  touchView(world, view, { busy: true, errors: {}, notice: '' });
  const delivered = await core.deliveries.deliver('interactive', 'view_submission', person.id, {
    ...interactionBase(world, 'view_submission', person.id),
    trigger_id,
    view: viewPayload(world, view),
    response_urls: responseUrls(acting, view),
  });
  touchView(world, view, { busy: false });
  return settleSubmission(acting, view, delivered, trigger_id);
}

/** Puts values into inputs as the short form of `submit` names them; answers what is wrong with them by block_id. */
function fillIn(acting: Acting, view: View, values: Record<string, ElementValue>): Record<string, string> {
  const { world, suggestions } = acting.core;
  const errors: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    const placed = inputNamed(view, name);
    if (!placed) {
      errors[name] = 'no such input';
      continue;
    }
    const block_id = stringOr(placed.block.block_id);
    const action_id = stringOr(placed.element.action_id);
    const key = suggestionKey(acting, { type: 'view', view_id: view.id }, { block_id, action_id });
    const setting = { world, person: acting.person, suggested: suggestions.get(key) ?? [] };
    const set = setInput(placed.element, value, setting);
    if (set.ok) view.values = withValue(view.values, block_id, action_id, set.state);
    else errors[block_id] = set.error;
  }
  return errors;
}

function inputNamed(view: View, name: string) {
  const inputs = inputsOf(view.blocks);
  const inBlock = inputs.filter(({ block }) => block.block_id === name);
  return inBlock.length === 1 ? inBlock[0] : inputs.find(({ element }) => element.action_id === name);
}

function responseUrls({ core, person }: Acting, view: View): JsonObject[] {
  const { world } = core;
  return inputsOf(view.blocks).flatMap(({ block, element }) => {
    const state = view.values[stringOr(block.block_id)]?.[stringOr(element.action_id)];
    const channel = state?.selected_conversation ?? state?.selected_channel;
    if (element.response_url_enabled !== true || typeof channel !== 'string') return [];
    return [
      {
        block_id: block.block_id,
        action_id: element.action_id,
        channel_id: channel,
        response_url: world.baseUrl + core.responseUrls.issue({ user: person.id, channel }),
      },
    ];
  });
}

/** Does what the app's ack says with the submitted view. */
function settleSubmission(acting: Acting, view: View, delivered: Delivered, trigger_id: string): ActAnswer {
  const { world } = acting.core;
  const failure = failureText(delivered);
  const more = { trigger_id };
  if (failure) {
    touchView(world, view, { notice: `${failure} Try again?` });
    return answerOf(delivered, more);
  }
  const { body } = delivered;
  if (body === undefined || (isJsonObject(body) && Object.keys(body).length === 0)) {
    removeModal(world, view);
    return answerOf(delivered, more);
  }
  const problem = obey(acting, view, body);
  if (problem !== undefined) {
    touchView(world, view, { notice: 'We had some trouble connecting. Try again?' });
    return failed(problem, { ...more, delivery_id: delivered.delivery.id });
  }
  if (Object.keys(view.errors).length > 0) {
    return { ...answerOf(delivered, more), ok: false, outcome: 'errors', errors: view.errors };
  }
  return answerOf(delivered, more);
}

/** Carries out a `response_action`. Answers why it cannot. */
function obey(acting: Acting, view: View, body: Json): string | undefined {
  const { world } = acting.core;
  if (!isJsonObject(body)) return `the ack of a submission cannot be ${JSON.stringify(body).slice(0, 80)}`;
  switch (body.response_action) {
    case 'clear':
      clearModals(world, view.user);
      return undefined;
    case 'errors':
      return showErrors(acting, view, body.errors);
    case 'update':
    case 'push':
      return showNext(acting, view, body.response_action, body.view);
    default:
      return `unknown response_action: ${String(body.response_action)}`;
  }
}

function showErrors({ core }: Acting, view: View, given: Json | undefined): string | undefined {
  const errors = isJsonObject(given) ? given : {};
  const inputs = new Set(
    inputsOf(view.blocks)
      .filter(({ isInput }) => isInput)
      .map(({ block }) => block.block_id),
  );
  const shown: Record<string, string> = {};
  for (const [blockId, text] of Object.entries(errors)) {
    if (!inputs.has(blockId)) return `errors: no input block ${blockId}`;
    if (typeof text !== 'string' || text === '') return `errors: ${blockId} must have a text`;
    shown[blockId] = text;
  }
  if (Object.keys(shown).length === 0) return 'errors: must name at least one block';
  touchView(core.world, view, { errors: shown });
  return undefined;
}

function showNext(
  { core }: Acting,
  view: View,
  action: 'update' | 'push',
  next: Json | undefined,
): string | undefined {
  const [problem] = [
    ...validateView(next, 'modal'),
    ...pictureProblems(core.world, next, 'invalid_arguments'),
  ];
  if (problem || !isJsonObject(next))
    return problem ? wording(problem, '/view') : 'missing required field: view';
  if (action === 'update') {
    updateView(core.world, view, next);
    return undefined;
  }
  const pushed = pushModal(core.world, view.user, next);
  return typeof pushed === 'string' ? pushed : undefined;
}

/** Presses the close button or the X. */
export async function close(acting: Acting, act: Acts['close']): Promise<ActAnswer> {
  const { core, person } = acting;
  const view = topView(acting, act.view_id);
  if (!view) return invalid('no such view on top');
  const everything = act.all === true || view.clear_on_close;
  const gone = everything ? clearModals(core.world, person.id) : closeModal(core.world, view);
  return settleEvents(notifyClosed(core, gone, everything));
}

/** Presses the back arrow of a pushed view. */
export async function back(acting: Acting, act: Acts['back']): Promise<ActAnswer> {
  const view = topView(acting, act.view_id);
  if (!view) return invalid('no such view on top');
  if (view.previous_view_id === null) return invalid('there is no view to go back to');
  const gone = closeModal(acting.core.world, view);
  const sent = notifyClosed(acting.core, gone, false);
  return sent.length > 0 ? settleEvents(sent) : done();
}
