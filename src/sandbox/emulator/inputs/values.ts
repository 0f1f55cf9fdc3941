import { everyElement, type PlacedElement } from '../blocks/walk.ts';
import { isJsonObject, type Json, type JsonObject, stringOr } from '../json.ts';
import type { InputState, InputValues } from '../people.ts';
import { type InputKind, kindOf } from './kinds.ts';

/** What an input holds before anybody touched it. `here`: the conversation that the person is in. */
export function initialState(element: JsonObject, here?: string): InputState {
  const kind = kindOf(element);
  const type = stringOr(element.type);
  if (!kind) return { type };
  const initial = element[kind.initial] ?? currentConversation(element, kind, here) ?? kind.empty;
  return stateWith(element, initial);
}

function currentConversation(element: JsonObject, kind: InputKind, here?: string): Json | undefined {
  if (element.default_to_current_conversation !== true || here === undefined) return undefined;
  return kind.holds === 'ids' ? [here] : here;
}

/** The state of an element that holds `value`, in the shape of `state.values`. */
export function stateWith(element: JsonObject, value: Json | undefined): InputState {
  const kind = kindOf(element);
  const type = stringOr(element.type);
  if (!kind) return { type };
  return {
    type,
    ...(value !== undefined && { [kind.key]: value }),
    ...(typeof element.timezone === 'string' && { timezone: element.timezone }),
  };
}

/** The value in a state; `undefined` for an element that keeps none. */
export function heldValue(element: JsonObject, state: InputState | undefined): Json | undefined {
  const kind = kindOf(element);
  return kind && state?.[kind.key];
}

/** Whether an input is as good as untouched. */
export function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && value.type === 'rich_text' && !hasRichText(value);
}

function hasRichText(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some(hasRichText);
  if (!isJsonObject(value)) return false;
  if (value.type !== undefined && value.elements === undefined) {
    return value.type !== 'text' || stringOr(value.text).trim() !== '';
  }
  return hasRichText(value.elements);
}

/** The inputs among elements, those that `state.values` lists. */
export function inputsOf(blocks: JsonObject[]): PlacedElement[] {
  return everyElement(blocks).filter(({ element }) => kindOf(element) !== undefined);
}

/**
 * What all inputs of some blocks hold. An input that was there before, with the same ids and type,
 * keeps what is in it: that is how Slack treats an updated view.
 */
export function valuesOf(blocks: JsonObject[], before: InputValues = {}, here?: string): InputValues {
  const values: InputValues = {};
  for (const { block, element } of inputsOf(blocks)) {
    const blockId = stringOr(block.block_id);
    const actionId = stringOr(element.action_id);
    const known = before[blockId]?.[actionId];
    values[blockId] = {
      ...values[blockId],
      [actionId]: known && known.type === element.type ? known : initialState(element, here),
    };
  }
  return values;
}

/** The values with one of them replaced. */
export function withValue(
  values: InputValues,
  blockId: string,
  actionId: string,
  state: InputState,
): InputValues {
  return { ...values, [blockId]: { ...values[blockId], [actionId]: state } };
}
