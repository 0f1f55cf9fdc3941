import { validateView } from '../blocks/view.ts';
import { notifyClosed } from '../delivery/closing.ts';
import type { Trigger } from '../delivery/triggers.ts';
import type { JsonObject } from '../json.ts';
import { pictureProblems } from '../state/pictures.ts';
import {
  findView,
  isExternalIdTaken,
  openModal,
  publishHome,
  pushModal,
  updateView,
  viewJson,
} from '../state/views.ts';
import type { View } from '../state/world.ts';
import { type Call, method, objectArg, requiredText, textArg } from './call.ts';
import { refuseProblems } from './chat.ts';
import { findUser } from './find.ts';
import { badArguments, SlackError } from './slack-error.ts';

/** The view that was sent, checked as Slack checks it. */
function viewArg(call: Call, only?: 'modal' | 'home'): JsonObject {
  const view = objectArg(call, 'view', 'invalid_arguments');
  if (!view) throw badArguments('missing required field: view');
  const problems = validateView(view, only);
  const [first] = problems;
  if (first?.error === 'invalid_arguments') {
    problems.unshift({ ...first, pointer: '', message: 'failed to match all allowed schemas' });
  }
  refuseProblems(problems, '/view');
  refuseProblems(pictureProblems(call.world, view, 'invalid_arguments'), '/view');
  return view;
}

function triggerArg(call: Call): Trigger {
  const id = textArg(call, 'trigger_id') ?? textArg(call, 'interactivity_pointer');
  if (id === undefined) throw badArguments('missing required field: trigger_id');
  if (!/^\d+\.\d+\.[0-9a-f]+$/.test(id))
    throw badArguments('invalid `trigger_id` [json-pointer:/trigger_id]');
  const trigger = call.core.triggers.find(id);
  if (typeof trigger === 'string') throw new SlackError(trigger);
  return trigger;
}

function refuseTakenExternalId(call: Call, view: JsonObject, except?: View): void {
  if (typeof view.external_id === 'string' && isExternalIdTaken(call.world, view.external_id, except)) {
    throw new SlackError('duplicate_external_id');
  }
}

const open = method(4, [], (call) => {
  const trigger = triggerArg(call);
  const json = viewArg(call, 'modal');
  refuseTakenExternalId(call, json);
  call.core.triggers.exchange(trigger.id);
  const { view, replaced } = openModal(call.world, trigger.user, json, trigger.channel);
  notifyClosed(call.core, replaced, true);
  return { view: viewJson(call.world, view) };
});

const push = method(4, [], (call) => {
  const trigger = triggerArg(call);
  const json = viewArg(call, 'modal');
  refuseTakenExternalId(call, json);
  const view = pushModal(call.world, trigger.user, json);
  if (typeof view === 'string') throw new SlackError(view);
  call.core.triggers.exchange(trigger.id);
  return { view: viewJson(call.world, view) };
});

const update = method(4, [], (call) => {
  const id = textArg(call, 'view_id');
  const externalId = textArg(call, 'external_id');
  if (id === undefined && externalId === undefined) throw badArguments('missing required field: view_id');
  const view = findView(call.world, { ...(id && { id }), ...(externalId && { externalId }) });
  const json = viewArg(call);
  if (!view || view.type !== json.type) throw new SlackError('not_found');
  refuseStaleHash(call, view);
  refuseTakenExternalId(call, json, view);
  updateView(call.world, view, json);
  return { view: viewJson(call.world, view) };
});

function refuseStaleHash(call: Call, view: View | undefined): void {
  const hash = textArg(call, 'hash');
  if (hash !== undefined && hash !== '' && hash !== view?.hash) throw new SlackError('hash_conflict');
}

const publish = method(4, [], (call) => {
  const user = findUserToShow(call);
  if (!call.world.app.home_tab) throw new SlackError('not_enabled');
  const json = viewArg(call, 'home');
  const current = call.world.homes.get(user);
  refuseStaleHash(call, current);
  refuseTakenExternalId(call, json, current);
  return { view: viewJson(call.world, publishHome(call.world, user, json)) };
});

function findUserToShow(call: Call): string {
  const id = requiredText(call, 'user_id');
  if (!call.world.users.has(id)) throw badArguments('invalid `user_id` [json-pointer:/user_id]');
  return findUser(call, id).id;
}

export const viewMethods = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
};
