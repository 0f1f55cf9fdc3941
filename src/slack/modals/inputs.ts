import type { InputBlock, KnownBlock, PlainTextInput } from '@slack/types';
import { context } from '../blocks/blocks.ts';
import {
  checkboxes,
  datePicker,
  externalSelect,
  input,
  multiSelect,
  select,
  textInput,
  usersSelect,
} from '../blocks/inputs.ts';
import { limits } from '../blocks/limits.ts';
import { inline, plainClip } from '../blocks/mrkdwn.ts';
import { decodeFormInput, formBlockId, formInputId } from '../ids.ts';
import type { DraftContent } from './draft.ts';
import { type FieldId, formField, isFieldId } from './fields.ts';
import { type FieldInput, joined, parted } from './form-values.ts';
import { type FieldProblem, problemText, sameText } from './proposal-form.ts';

/** Fields as Slack's inputs, and what stands in Slack's inputs as fields. */

/** A text in parts that one input holds each, cut between lines. Always at least one. */
export function partsOf(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const line of text.split('\n')) {
    const longer = part === '' ? line : `${part}\n${line}`;
    if (longer.length <= limits.plainTextInput) part = longer;
    else {
      parts.push(part);
      part = line;
    }
  }
  parts.push(part);
  // Somebody who fills the last input nearly to its end needs another one to go on in.
  return part.length > limits.plainTextInput * 0.8 ? [...parts, ''] : parts;
}

const slackPerson = /^[UW][A-Z0-9]{2,}$/;

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

interface TextOptions {
  readonly action: string;
  readonly placeholder?: string | undefined;
  readonly max: number;
  readonly multiline: boolean;
}

/** A text input that tells the app of every change, so that closing the window loses nothing. */
function text(initial: string, options: TextOptions): PlainTextInput {
  return {
    ...textInput(options),
    dispatch_action_config: { trigger_actions_on: ['on_character_entered'] },
    // As it is: cleaning it would change what was not edited.
    ...(initial === '' ? {} : { initial_value: initial.slice(0, options.max) }),
  };
}

function elementOf(
  id: FieldId,
  as: FieldInput,
  value: string,
  part: number,
  placeholder: string | undefined,
): InputBlock['element'] {
  const action = formInputId({ field: id, part });
  switch (as.as) {
    case 'line':
      return text(value, { action, placeholder, max: as.max, multiline: false });
    case 'prose':
      return text(value, { action, placeholder, max: as.max, multiline: true });
    case 'lines':
      return text(value, { action, placeholder, max: limits.plainTextInput, multiline: true });
    case 'person':
      return value === '' || slackPerson.test(value)
        ? usersSelect({ action, placeholder: placeholder ?? 'A person', initial: value || undefined })
        : text(value, { action, placeholder, max: 120, multiline: false });
    case 'choice':
      return select({ action, placeholder, choices: as.choices, initial: value || undefined });
    case 'checkboxes':
      return checkboxes({ action, choices: as.choices, initial: parted(value) });
    case 'menu':
      return multiSelect({ action, placeholder, choices: as.choices, initial: parted(value) });
    case 'day':
      return datePicker({ action, initial: isDay(value) ? value : undefined });
    case 'route':
      return externalSelect({ action, placeholder, initial: value ? { value, text: value } : undefined });
  }
}

/** A value as a reader sees it, on one line: chosen words by their texts. */
function readable(as: FieldInput, value: string): string {
  if (!('choices' in as)) return value.split('\n').join(' / ');
  return as.choices
    .filter((choice) => parted(value).includes(choice.value))
    .map((choice) => choice.text)
    .join(', ');
}

/** What a changed field was, for its hint; empty where it is as it serves now. */
function wasText(id: FieldId, content: DraftContent): string {
  if (content.served === null || id.startsWith('change.') || id === 'route' || id === 'evidence') return '';
  const served = content.served[id] ?? '';
  if (sameText(served, content.values[id] ?? '')) return '';
  const was = readable(formField(id).input, served);
  return was === '' ? 'Was empty.' : `Was: ${plainClip(was, 200)}`;
}

/** A field: what is wrong with it, if that was found elsewhere, and its input or inputs. */
export function fieldBlocks(
  id: FieldId,
  content: DraftContent,
  problems: readonly FieldProblem[] = [],
): KnownBlock[] {
  const { label, hint, placeholder, optional, input: as } = formField(id);
  const value = content.values[id] ?? '';
  const parts = as.as === 'lines' ? partsOf(value) : [value];
  const hints = [wasText(id, content), hint ?? ''].filter((each) => each !== '').join(' · ');
  const own = problems.filter((problem) => problem.field === id);
  const warning = own.length === 0 ? [] : [context([`:warning: ${inline(problemText(own), 900)}`])];
  return [
    ...warning,
    ...parts.map((typed, part) =>
      input({
        id: formBlockId({ field: id, part }, content.generation),
        label: part === 0 ? label : `${label}, continued`,
        element: elementOf(id, as, typed, part, placeholder),
        hint: part === parts.length - 1 ? hints : '',
        optional: optional || part > 0,
        dispatch: true,
      }),
    ),
  ];
}

/** What a view holds, as Slack sends it. */
export interface ViewState {
  readonly values: Readonly<Record<string, Readonly<Record<string, InputState>>>>;
}
interface InputState {
  readonly value?: string | null;
  readonly selected_date?: string | null;
  readonly selected_user?: string | null;
  readonly selected_option?: { readonly value: string } | null;
  readonly selected_options?: readonly { readonly value: string }[];
}

function stateText(state: InputState): string {
  if (state.selected_options) return joined(state.selected_options.map((option) => option.value));
  if (state.selected_option) return state.selected_option.value;
  return state.value ?? state.selected_user ?? state.selected_date ?? '';
}

interface TypedPart {
  readonly block: string;
  readonly part: number;
  readonly text: string;
}

/** What stands in the inputs of each field, in the order of their parts. */
function partsIn(state: ViewState): Map<FieldId, TypedPart[]> {
  const found = new Map<FieldId, TypedPart[]>();
  for (const [block, elements] of Object.entries(state.values))
    for (const [action, value] of Object.entries(elements)) {
      const ref = decodeFormInput(action);
      if (!ref || !isFieldId(ref.field)) continue;
      found.set(ref.field, [
        ...(found.get(ref.field) ?? []),
        { block, part: ref.part, text: stateText(value) },
      ]);
    }
  for (const parts of found.values()) parts.sort((left, right) => left.part - right.part);
  return found;
}

/** What was typed and chosen, by field. Fields that the view does not ask are absent. */
export function typedIn(state: ViewState): Readonly<Partial<Record<FieldId, string>>> {
  return Object.fromEntries(
    [...partsIn(state)].map(([field, parts]) => [
      field,
      parts
        .map((part) => part.text)
        .filter((text) => text !== '' || parts.length === 1)
        .join('\n'),
    ]),
  );
}

/** The block of the input that holds a line. Lines are counted through all inputs of a field that hold something. */
function blockOfLine(parts: readonly TypedPart[], line: number | undefined): string | undefined {
  let last = 0;
  for (const part of parts) {
    if (part.text === '') continue;
    last += part.text.split('\n').length;
    if (line === undefined || line <= last) return part.block;
  }
  return parts[0]?.block;
}

/** Problems as Slack shows them, by block. `elsewhere` are those of fields that the view does not ask. */
export function errorsByBlock(
  problems: readonly FieldProblem[],
  state: ViewState,
): { readonly errors: Readonly<Record<string, string>>; readonly elsewhere: readonly FieldProblem[] } {
  const parts = partsIn(state);
  const byBlock = new Map<string, FieldProblem[]>();
  const elsewhere: FieldProblem[] = [];
  for (const problem of problems) {
    const block = blockOfLine(parts.get(problem.field) ?? [], problem.line);
    if (block === undefined) elsewhere.push(problem);
    else byBlock.set(block, [...(byBlock.get(block) ?? []), problem]);
  }
  const errors = Object.fromEntries([...byBlock].map(([block, own]) => [block, problemText(own)]));
  return { errors, elsewhere };
}
