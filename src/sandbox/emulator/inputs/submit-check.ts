import { type JsonObject, stringOr } from '../json.ts';
import type { InputState, InputValues } from '../people.ts';
import { heldValue, inputsOf, isEmpty } from './values.ts';

/**
 * What Slack's client refuses to submit, by block_id: empty required inputs, texts and numbers out of bounds,
 * addresses that are none. The app never hears of it.
 */
export function submitErrors(blocks: JsonObject[], values: InputValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { block, element, isInput } of inputsOf(blocks)) {
    if (!isInput) continue;
    const blockId = stringOr(block.block_id);
    const state = values[blockId]?.[stringOr(element.action_id)];
    const error = inputError(block, element, state);
    if (error) errors[blockId] = error;
  }
  return errors;
}

function inputError(
  block: JsonObject,
  element: JsonObject,
  state: InputState | undefined,
): string | undefined {
  const value = heldValue(element, state);
  if (isEmpty(value)) return block.optional === true ? undefined : 'Please complete this required field.';
  const text = typeof value === 'string' ? value : '';
  if (element.type === 'plain_text_input') return lengthError(element, text);
  if (element.type === 'number_input') return numberError(element, text);
  if (element.type === 'email_text_input' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) {
    return 'Please enter a valid email address.';
  }
  if (element.type === 'url_text_input' && !isWebAddress(text)) return 'Please enter a valid URL.';
  return undefined;
}

function lengthError({ min_length: min, max_length: max }: JsonObject, text: string): string | undefined {
  if (typeof min === 'number' && text.length < min) return `Please enter at least ${min} characters.`;
  const most = typeof max === 'number' ? max : 3000;
  return text.length > most ? `Please enter ${most} characters or fewer.` : undefined;
}

function numberError(element: JsonObject, text: string): string | undefined {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return 'Please enter a valid number.';
  if (element.is_decimal_allowed !== true && text.includes('.')) return 'Please enter a whole number.';
  const { min_value: min, max_value: max } = element;
  if (typeof min === 'string' && Number(text) < Number(min))
    return `Please enter a number of at least ${min}.`;
  if (typeof max === 'string' && Number(text) > Number(max))
    return `Please enter a number of at most ${max}.`;
  return undefined;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
