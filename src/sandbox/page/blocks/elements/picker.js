/**
 * The field behind every select: type to narrow down, arrows and Enter to choose, Escape to leave.
 * One choice shows as the field's text, several as tokens in it.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { cls, html } from '../../core/html.js';
import { Icon } from '../../core/icons.js';
import { Popover } from '../../core/overlay.js';

/**
 * @typedef {{ value: string, label: string, description?: string, face?: unknown, keywords?: string }} Choice
 * @typedef {{ label: string, choices: Choice[] }} ChoiceGroup a group without label has ''
 */

/**
 * @param {{
 *   id: string, aria: Record<string, unknown>, placeholder: string, chosen: Choice[], multi: boolean,
 *   groups: ChoiceGroup[], status?: string, busy?: boolean, wrong?: boolean, small?: boolean, clearable?: boolean,
 *   max?: number, autofocus?: boolean, prefiltered?: boolean,
 *   onQuery?: (query: string) => void, onOpen?: () => void, onChange: (values: string[]) => void,
 * }} props
 *   `status`: said instead of choices ("Loading…"); `prefiltered`: the groups answer the query already
 */
export function Picker(props) {
  const { chosen, multi, onChange } = props;
  const field = useRef(/** @type {HTMLDivElement | null} */ (null));
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState(/** @type {string | null} */ (null));
  const [active, setActive] = useState(0);
  useEffect(() => {
    if (props.autofocus) input.current?.focus();
  }, []);

  const values = new Set(chosen.map((choice) => choice.value));
  const groups = props.prefiltered ? props.groups : narrowed(props.groups, query ?? '');
  const flat = groups.flatMap((group) => group.choices);
  const at = Math.min(active, flat.length - 1);
  const isFull = multi && chosen.length >= (props.max ?? Number.POSITIVE_INFINITY);

  const show = () => {
    if (open) return;
    setOpen(true);
    setActive(
      multi
        ? 0
        : Math.max(
            0,
            flat.findIndex((choice) => values.has(choice.value)),
          ),
    );
    props.onOpen?.();
  };
  const hide = () => {
    setOpen(false);
    setQuery(null);
  };
  const type = (/** @type {string} */ text) => {
    setQuery(text);
    setActive(0);
    show();
    props.onQuery?.(text);
  };
  const choose = (/** @type {Choice | undefined} */ choice) => {
    if (!choice) return;
    if (!multi) {
      onChange([choice.value]);
      hide();
      return;
    }
    if (values.has(choice.value)) onChange([...values].filter((value) => value !== choice.value));
    else if (!isFull) onChange([...values, choice.value]);
    setQuery(null);
  };
  const remove = (/** @type {string} */ value) => {
    onChange([...values].filter((one) => one !== value));
    input.current?.focus();
  };

  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      if (!open) show();
      else setActive((at + step + flat.length) % Math.max(1, flat.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (open) choose(flat[at]);
      else show();
    } else if (event.key === 'Backspace' && multi && !query && chosen.length > 0) {
      onChange(chosen.slice(0, -1).map((choice) => choice.value));
    } else if (event.key === 'Tab') hide();
  };

  const listId = `${props.id}-list`;
  const single = multi ? undefined : chosen[0];
  return html`<div
      ref=${field}
      class=${cls('picker', multi && 'multi', props.small && 'small', props.wrong && 'wrong', props.busy && 'busy', open && 'open')}
      onMouseDown=${(/** @type {MouseEvent} */ event) => {
        if (event.target !== input.current && !(/** @type {Element} */ (event.target).closest('button'))) {
          event.preventDefault();
          input.current?.focus();
          show();
        }
      }}
    >
      ${multi && chosen.map((choice) => html`<${Token} key=${choice.value} choice=${choice} onRemove=${() => remove(choice.value)} />`)}
      ${single?.face && query === null && html`<span class="picker-face">${single.face}</span>`}
      <input
        ref=${input}
        id=${props.id}
        class="picker-input"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        aria-expanded=${String(open)}
        aria-controls=${open ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant=${open && flat[at] ? `${listId}-${at}` : undefined}
        ...${props.aria}
        value=${query ?? single?.label ?? ''}
        placeholder=${multi && chosen.length > 0 ? '' : props.placeholder}
        onInput=${(/** @type {any} */ event) => type(event.currentTarget.value)}
        onFocus=${(/** @type {any} */ event) => event.currentTarget.select()}
        onClick=${show}
        onBlur=${hide}
        onKeyDown=${onKeyDown}
      />
      ${
        props.clearable &&
        single &&
        html`<button type="button" class="picker-clear" aria-label="Clear selection" onClick=${() => onChange([])}><${Icon} name="close" size=${14} /></button>`
      }
      <${Icon} name="down" size=${16} class="picker-caret" />
    </div>
    ${
      open &&
      html`<${Popover} anchor=${field} onClose=${hide} matchWidth=${!props.small} class="picker-list">
        <div id=${listId} role="listbox" aria-multiselectable=${multi ? 'true' : undefined} aria-label=${props.placeholder || 'Options'} onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()}>
          ${props.status || isFull || flat.length === 0 ? html`<div class="picker-status" role="status">${isFull ? `No more than ${props.max} can be chosen` : props.status || 'No results'}</div>` : null}
          ${!props.status && html`<${Choices} groups=${groups} listId=${listId} at=${at} values=${values} onPoint=${setActive} onChoose=${choose} />`}
        </div>
      <//>`
    }`;
}

/** @param {{ groups: ChoiceGroup[], listId: string, at: number, values: Set<string>,
 *   onPoint: (index: number) => void, onChoose: (choice: Choice) => void }} props */
function Choices({ groups, listId, at, values, onPoint, onChoose }) {
  const list = useRef(/** @type {HTMLDivElement | null} */ (null));
  useEffect(() => {
    list.current?.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  let index = -1;
  return html`<div ref=${list} role="presentation">
    ${groups.map(
      (group, number) =>
        html`<div key=${number} role="group" aria-label=${group.label || undefined}>
          ${group.label && html`<div class="picker-group" role="presentation">${group.label}</div>`}
          ${group.choices.map((choice) => {
            index += 1;
            const mine = index;
            return html`<div
              key=${choice.value}
              id=${`${listId}-${mine}`}
              class=${cls('picker-option', mine === at && 'active')}
              role="option"
              aria-selected=${String(values.has(choice.value))}
              onMouseMove=${() => mine !== at && onPoint(mine)}
              onClick=${() => onChoose(choice)}
            >
              ${choice.face}
              <span class="picker-words">
                <span class="picker-label">${choice.label}</span>
                ${choice.description && html`<span class="picker-description">${choice.description}</span>`}
              </span>
              ${values.has(choice.value) && html`<${Icon} name="check" size=${16} />`}
            </div>`;
          })}
        </div>`,
    )}
  </div>`;
}

/** @param {{ choice: Choice, onRemove: () => void }} props */
function Token({ choice, onRemove }) {
  return html`<span class="token">
    ${choice.face}<span class="token-label">${choice.label}</span>
    <button type="button" class="token-remove" aria-label=${`Remove ${choice.label}`} onClick=${onRemove}><${Icon} name="close" size=${12} /></button>
  </span>`;
}

/** @param {ChoiceGroup[]} groups @param {string} query */
function narrowed(groups, query) {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return groups;
  return groups
    .map((group) => ({
      ...group,
      choices: group.choices.filter((choice) =>
        `${choice.label} ${choice.keywords ?? ''}`.toLowerCase().includes(wanted),
      ),
    }))
    .filter((group) => group.choices.length > 0);
}
