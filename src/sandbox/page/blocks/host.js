/**
 * What stands around a block: where its clicks go, what its inputs hold, and which errors they show.
 * @import { ActAnswer, ContainerRef, ElementValue, InputState, InputValues, SuggestAnswer } from '../../emulator/people.ts'
 * @import { Block, BlockElement, ConfirmObject } from '../types.ts'
 */
import { createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { tellRefusal, useSession } from '../core/session.js';
import { askConfirm } from '../modals/confirm.js';

/**
 * @typedef {{ container: ContainerRef, surface: 'message' | 'modal' | 'home', values: InputValues,
 *   errors: Record<string, string>, drafts: Drafts, touched?: () => void, submit?: () => void }} BlockHost
 *   `touched` is called when a person changed an input, `submit` when Enter is pressed in a line of text
 */

/**
 * What was typed and has not arrived yet, by block_id, the sendings under way, and how to send what is still resting.
 * @typedef {{ values: Map<string, ElementValue>, underWay: Set<Promise<unknown>>, flushers: Set<() => void> }} Drafts
 */

/** @returns {Drafts} */
export function noDrafts() {
  return { values: new Map(), underWay: new Set(), flushers: new Set() };
}

/** Waits until the workspace has what was typed: whatever is done next sees it. @param {Drafts} drafts */
export async function settleDrafts(drafts) {
  for (const flush of drafts.flushers) flush();
  await Promise.all(drafts.underWay);
}

const HostContext = createContext(/** @type {BlockHost | null} */ (null));
export const HostProvider = HostContext.Provider;

/** @returns {BlockHost} */
export function useHost() {
  const host = useContext(HostContext);
  if (!host) throw new Error('A block stands in a message or a view');
  return host;
}

/**
 * One interactive element: what it holds, and how to tell the app.
 * @param {Block} block
 * @param {BlockElement} element
 */
export function useElement(block, element) {
  const host = useHost();
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const [pending, setPending] = useState(/** @type {InputState | null} */ (null));
  const there = useRef(true);
  useEffect(() => {
    there.current = true;
    return () => {
      there.current = false;
    };
  }, []);
  const held = /** @type {InputState | undefined} */ (host.values[block.block_id]?.[element.action_id ?? '']);
  const state = pending ?? held;
  useEffect(() => setPending(null), [held]);

  /**
   * @param {ElementValue} [value]
   * @param {{ entered?: 'enter' | 'character', shown?: InputState }} [options] `shown` is drawn until the workspace says what the element holds
   * @returns {Promise<ActAnswer | null>} null when the person said no
   */
  const send = async (value, { entered, shown } = {}) => {
    host.touched?.();
    if (element.confirm && !(await askConfirm(element.confirm))) return null;
    const body = {
      container: host.container,
      block_id: block.block_id,
      action_id: element.action_id ?? '',
      ...(value === undefined ? {} : { value }),
    };
    setBusy(true);
    if (shown) setPending(shown);
    if (!entered) await settleDrafts(host.drafts);
    const confirmed = element.confirm ? { confirmed: true } : {};
    let answer = await deliver(confirmed);
    if (answer.outcome === 'confirm') {
      const yes = await askConfirm(/** @type {ConfirmObject} */ (answer.confirm ?? {}));
      answer = yes ? await deliver({ confirmed: true }) : { ok: false, outcome: 'done' };
    }
    if (there.current) {
      setBusy(false);
      if (!answer.ok) setPending(null);
    }
    tellRefusal(session, answer);
    const [reason] = host.surface === 'message' ? Object.values(answer.errors ?? {}) : [];
    if (reason) session.tell({ level: 'error', text: reason });
    return answer;

    /** @param {{ confirmed?: boolean }} consent @returns {Promise<ActAnswer>} */
    function deliver(consent) {
      return block.type === 'input'
        ? session.act('input', { ...body, ...consent, ...(entered ? { entered } : {}) })
        : session.act('click', { ...body, ...consent });
    }
  };

  /** @param {string} query @returns {Promise<SuggestAnswer>} */
  const suggest = (query) =>
    session.act('suggest', {
      container: host.container,
      block_id: block.block_id,
      action_id: element.action_id ?? '',
      query,
    });

  return { state, busy, send, suggest, host };
}

/**
 * The id that ties a label and an error to its field.
 * @param {Block} block
 */
export function fieldId(block) {
  return `field-${block.block_id.replace(/[^\w-]/g, '-')}`;
}

/** What an element in a labelled block says to a screen reader.
 * @param {Block} block @param {BlockElement} element @param {string | undefined} error */
export function fieldAria(block, element, error) {
  if (block.type !== 'input')
    return {
      'aria-label':
        element.accessibility_label ?? element.placeholder?.text ?? block.text?.text ?? element.type,
    };
  return {
    'aria-labelledby': `${fieldId(block)}-label`,
    'aria-describedby': error ? `${fieldId(block)}-error` : block.hint ? `${fieldId(block)}-hint` : undefined,
    'aria-invalid': error ? 'true' : undefined,
    'aria-required': block.optional ? undefined : 'true',
  };
}
