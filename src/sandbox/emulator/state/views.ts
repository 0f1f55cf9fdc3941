import { completeBlocks, withTextDefaults } from '../blocks/complete.ts';
import { valuesOf } from '../inputs/values.ts';
import { type JsonObject, stringOr } from '../json.ts';
import type { View, World } from './world.ts';

/** How many views a person's stack holds: the first and two pushed onto it. */
export const STACK_LIMIT = 3;

export function stackOf(world: World, user: string): View[] {
  return world.modals.get(user) ?? [];
}

function setStack(world: World, user: string, stack: View[]): void {
  if (stack.length > 0) world.modals.set(user, stack);
  else world.modals.delete(user);
  world.emit({ type: 'modals', user });
}

/** What an app may say of a view, put into the form in which Slack keeps it. */
function contents(
  world: World,
  json: JsonObject,
): Pick<
  View,
  | 'callback_id'
  | 'private_metadata'
  | 'external_id'
  | 'title'
  | 'submit'
  | 'close'
  | 'blocks'
  | 'clear_on_close'
  | 'notify_on_close'
  | 'hash'
> {
  return {
    callback_id: stringOr(json.callback_id),
    private_metadata: stringOr(json.private_metadata),
    external_id: stringOr(json.external_id),
    title: withTextDefaults(json.title ?? null),
    submit: withTextDefaults(json.submit ?? null),
    close: withTextDefaults(json.close ?? null),
    blocks: completeBlocks(json.blocks ?? [], world.ids.block),
    clear_on_close: json.clear_on_close === true,
    notify_on_close: json.notify_on_close === true,
    hash: world.ids.hash(),
  };
}

function createView(
  world: World,
  user: string,
  type: View['type'],
  json: JsonObject,
  openedIn?: string,
): View {
  const id = world.ids.next('V');
  const kept = contents(world, json);
  return {
    id,
    type,
    user,
    ...kept,
    root_view_id: id,
    previous_view_id: null,
    values: valuesOf(kept.blocks, {}, openedIn),
    errors: {},
    busy: false,
    notice: '',
    ...(openedIn !== undefined && { openedIn }),
  };
}

/** Opens a modal. What was open before gives way; answers it too. */
export function openModal(
  world: World,
  user: string,
  json: JsonObject,
  openedIn?: string,
): { view: View; replaced: View[] } {
  const replaced = stackOf(world, user);
  const view = createView(world, user, 'modal', json, openedIn);
  setStack(world, user, [view]);
  return { view, replaced };
}

/** Puts a view on top of the stack; nothing when the stack is empty or full. */
export function pushModal(
  world: World,
  user: string,
  json: JsonObject,
): View | 'not_found' | 'push_limit_reached' {
  const stack = stackOf(world, user);
  const top = stack.at(-1);
  if (!top) return 'not_found';
  if (stack.length >= STACK_LIMIT) return 'push_limit_reached';
  const view = createView(world, user, 'modal', json, top.openedIn);
  view.root_view_id = top.root_view_id;
  view.previous_view_id = top.id;
  setStack(world, user, [...stack, view]);
  return view;
}

/** Replaces what a view shows; inputs that stay keep what is in them. */
export function updateView(world: World, view: View, json: JsonObject): void {
  const kept = contents(world, json);
  Object.assign(view, kept, {
    values: valuesOf(kept.blocks, view.values, view.openedIn),
    errors: {},
    notice: '',
  });
  announce(world, view);
}

/** Changes how a view stands with the person: values, errors, whether it is waiting. */
export function touchView(
  world: World,
  view: View,
  change: Partial<Pick<View, 'values' | 'errors' | 'busy' | 'notice'>>,
): void {
  Object.assign(view, change);
  announce(world, view);
}

function announce(world: World, view: View): void {
  if (view.type === 'home') world.emit({ type: 'home', user: view.user });
  else world.emit({ type: 'modals', user: view.user });
}

/** Takes one view off the stack, and those above it. Answers what went. */
export function closeModal(world: World, view: View): View[] {
  const stack = stackOf(world, view.user);
  const index = stack.indexOf(view);
  if (index < 0) return [];
  setStack(world, view.user, stack.slice(0, index));
  return stack.slice(index);
}

/** Takes only this view off the stack; those above it stay. */
export function removeModal(world: World, view: View): void {
  const stack = stackOf(world, view.user);
  if (stack.includes(view))
    setStack(
      world,
      view.user,
      stack.filter((other) => other !== view),
    );
}

export function clearModals(world: World, user: string): View[] {
  const stack = stackOf(world, user);
  if (stack.length > 0) setStack(world, user, []);
  return stack;
}

/** Shows the app's Home to a person. The view keeps its id as long as the workspace lives. */
export function publishHome(world: World, user: string, json: JsonObject): View {
  const current = world.homes.get(user);
  if (current) {
    updateView(world, current, json);
    return current;
  }
  const view = createView(world, user, 'home', json);
  world.homes.set(user, view);
  world.emit({ type: 'home', user });
  return view;
}

export function findView(world: World, wanted: { id?: string; externalId?: string }): View | undefined {
  for (const view of allViews(world)) {
    if (wanted.id !== undefined && view.id === wanted.id) return view;
    if (wanted.externalId && view.external_id === wanted.externalId) return view;
  }
  return undefined;
}

function* allViews(world: World): Generator<View> {
  for (const stack of world.modals.values()) yield* stack;
  yield* world.homes.values();
}

/** A view as the Web API answers it; with `values`, as interactions carry it. */
export function viewJson(world: World, view: View, { values = false } = {}): JsonObject {
  return {
    id: view.id,
    team_id: world.team.id,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.private_metadata,
    callback_id: view.callback_id,
    state: { values: values ? view.values : {} },
    hash: view.hash,
    title: view.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: view.clear_on_close,
    notify_on_close: view.notify_on_close,
    close: view.close,
    submit: view.submit,
    previous_view_id: view.previous_view_id,
    root_view_id: view.root_view_id,
    app_id: world.app.id,
    external_id: view.external_id,
    app_installed_team_id: world.team.id,
    bot_id: world.app.bot_id,
  };
}

/** Whether another open view already has this external id. */
export function isExternalIdTaken(world: World, externalId: string, except?: View): boolean {
  const owner = externalId ? findView(world, { externalId }) : undefined;
  return owner !== undefined && owner !== except;
}
