/**
 * Selects over options that the app gave, or gives while one types.
 * @import { InputState } from '../../../emulator/people.ts'
 * @import { Option, OptionGroup } from '../../types.ts'
 * @import { Choice, ChoiceGroup } from './picker.js'
 * @import { ElementProps } from './element.js'
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from '../../core/html.js';
import { plainText } from '../../text/render.js';
import { fieldAria, fieldId, useElement } from '../host.js';
import { Picker } from './picker.js';

const REST_MS = 150;

/** @param {ElementProps} props */
export function StaticSelect({ block, element }) {
  const { state, busy, send, host } = useElement(block, element);
  const multi = element.type.startsWith('multi_');
  const groups = choiceGroups(element.options, element.option_groups);
  const byValue = new Map(
    allOptions(element.options, element.option_groups).map((option) => [option.value, option]),
  );
  const onChange = (/** @type {string[]} */ values) => {
    const shown = shownState(
      element.type,
      values.flatMap((value) => byValue.get(value) ?? []),
    );
    send(multi ? values : (values[0] ?? null), { shown });
  };
  return html`<${Picker}
    ...${pickerProps(block, element, host)}
    chosen=${chosenOptions(state).map(toChoice)}
    multi=${multi}
    groups=${groups}
    busy=${busy}
    onChange=${onChange}
  />`;
}

/** @param {ElementProps} props */
export function ExternalSelect({ block, element }) {
  const { state, busy, send, suggest, host } = useElement(block, element);
  const multi = element.type.startsWith('multi_');
  const least = element.min_query_length ?? 3;
  const [found, setFound] = useState(
    /** @type {{ options?: Option[], option_groups?: OptionGroup[] } | null} */ (null),
  );
  const [status, setStatus] = useState('');
  const asked = useRef(0);
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);

  const ask = (/** @type {string} */ query) => {
    clearTimeout(timer.current);
    const number = ++asked.current;
    if (query.length < least) {
      setFound(null);
      setStatus(`Type at least ${least} ${least === 1 ? 'character' : 'characters'}`);
      return;
    }
    setStatus('Loading…');
    timer.current = setTimeout(async () => {
      const answer = await suggest(query);
      if (number !== asked.current) return;
      setStatus(answer.ok ? '' : 'The options could not be loaded');
      setFound(/** @type {any} */ (answer));
    }, REST_MS);
  };
  const chosen = chosenOptions(state);
  const onChange = (/** @type {string[]} */ values) => {
    const known = [...allOptions(found?.options, found?.option_groups), ...chosen];
    const options = values.flatMap((value) => known.find((option) => option.value === value) ?? []);
    const value = /** @type {any} */ (multi ? options : (options[0] ?? null));
    send(value, { shown: shownState(element.type, options) });
  };
  return html`<${Picker}
    ...${pickerProps(block, element, host)}
    chosen=${chosen.map(toChoice)}
    multi=${multi}
    groups=${choiceGroups(found?.options, found?.option_groups)}
    prefiltered
    status=${status}
    busy=${busy}
    onOpen=${() => ask('')}
    onQuery=${ask}
    onChange=${onChange}
  />`;
}

/**
 * What every picker takes from its element and block.
 * @param {ElementProps['block']} block @param {ElementProps['element']} element
 * @param {import('../host.js').BlockHost} host
 */
export function pickerProps(block, element, host) {
  const error = host.errors[block.block_id];
  return {
    id: block.type === 'input' ? fieldId(block) : `${fieldId(block)}-${element.action_id}`,
    aria: fieldAria(block, element, error),
    placeholder: plainText(element.placeholder) || 'Select an option',
    wrong: Boolean(error),
    small: block.type !== 'input',
    clearable: Boolean(block.optional),
    max: element.max_selected_items,
    autofocus: element.focus_on_load,
  };
}

/** @param {Option} option @returns {Choice} */
function toChoice(option) {
  return { value: option.value, label: plainText(option.text), description: plainText(option.description) };
}

/** @param {Option[] | undefined} options @param {OptionGroup[] | undefined} groups @returns {ChoiceGroup[]} */
function choiceGroups(options, groups) {
  if (groups)
    return groups.map((group) => ({ label: plainText(group.label), choices: group.options.map(toChoice) }));
  return [{ label: '', choices: (options ?? []).map(toChoice) }];
}

/** @param {Option[] | undefined} options @param {OptionGroup[] | undefined} groups @returns {Option[]} */
function allOptions(options, groups) {
  return options ?? groups?.flatMap((group) => group.options) ?? [];
}

/** @param {InputState | undefined} state @returns {Option[]} */
function chosenOptions(state) {
  const chosen = state?.selected_options ?? (state?.selected_option ? [state.selected_option] : []);
  return /** @type {Option[]} */ (/** @type {unknown} */ (chosen)) ?? [];
}

/** @param {string} type @param {Option[]} options */
function shownState(type, options) {
  const shown = type.startsWith('multi_')
    ? { selected_options: options }
    : { selected_option: options[0] ?? null };
  return /** @type {InputState} */ (/** @type {unknown} */ ({ type, ...shown }));
}
