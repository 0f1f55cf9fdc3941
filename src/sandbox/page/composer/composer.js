/**
 * Where one writes: marks, completion of commands and names, files, emoji, shortcuts.
 * @import { SeenFile } from '../../emulator/people.ts'
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useGrowing } from '../blocks/elements/text-inputs.js';
import { cls, html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { Menu } from '../core/menu.js';
import { tellRefusal, useSession, useWindow } from '../core/session.js';
import { shallow } from '../core/store.js';
import { FileChip } from '../messages/files.js';
import { uploadFile } from '../messages/upload.js';
import { commandIn, keepDraft, messageText, readDraft } from './draft.js';
import { editField, insertText } from './edit-text.js';
import { EmojiPicker } from './emoji-picker.js';
import { FormatBar, formatKey } from './format-bar.js';
import { useCompletion } from './use-completion.js';

/**
 * @param {{ channel: string, thread?: string, placeholder: string, autofocus?: boolean,
 *   broadcastTo?: string, onEditLast?: () => void }} props
 *   `broadcastTo`: the channel's name, when a reply may also go there
 */
export function Composer({ channel, thread, placeholder, autofocus, broadcastTo, onEditLast }) {
  const session = useSession();
  const key = `${session.user}:${channel}:${thread ?? ''}`;
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [draft, setDraft] = useState(() => readDraft(key));
  const [files, setFiles] = useState(/** @type {SeenFile[]} */ ([]));
  const [broadcast, setBroadcast] = useState(false);
  const [sending, setSending] = useState(false);
  useGrowing(field, draft.text, 320);
  useEffect(() => {
    if (autofocus && matchMedia('(min-width: 641px)').matches) field.current?.focus();
  }, [autofocus]);

  const change = (
    /** @type {string} */ text,
    /** @type {Record<string, { message: string, command: string }>} */ marks = draft.marks,
  ) => {
    const next = { text, marks };
    setDraft(next);
    keepDraft(key, next);
  };
  const completion = useCompletion(field, draft.text, (text, item) =>
    change(text, item.mark ? { ...draft.marks, [item.insert]: item.mark } : draft.marks),
  );
  const isEmpty = draft.text.trim() === '' && files.length === 0;

  const send = async () => {
    if (isEmpty || sending) return;
    if (thread && commandIn(draft)) {
      session.tell({
        level: 'error',
        text: `${commandIn(draft)?.command} is not supported in threads. Sorry!`,
      });
      return;
    }
    const before = draft;
    const attached = files;
    change('', {});
    setFiles([]);
    setSending(true);
    const answer = await dispatch(before, attached);
    setSending(false);
    tellRefusal(session, answer);
    if (answer.outcome !== 'invalid') return;
    setDraft((now) => (now.text === '' ? before : now));
    setFiles((now) => (now.length === 0 ? attached : now));
  };
  /** @param {import('./draft.js').Draft} what @param {SeenFile[]} attached */
  const dispatch = (what, attached) => {
    const command = attached.length === 0 ? commandIn(what) : null;
    if (command) return session.act('command', { channel, ...command });
    return session.act('say', {
      channel,
      text: messageText(what),
      ...(thread ? { thread_ts: thread } : {}),
      ...(broadcast ? { reply_broadcast: true } : {}),
      ...(attached.length > 0 ? { files: attached.map((file) => file.id) } : {}),
    });
  };
  const attach = async (/** @type {Iterable<File>} */ chosen) => {
    const answers = await Promise.all([...chosen].map((file) => uploadFile(session, file)));
    for (const answer of answers) tellRefusal(session, answer);
    setFiles((now) => [...now, ...answers.flatMap((answer) => answer.file ?? [])]);
    field.current?.focus();
  };

  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing || completion.onKeyDown(event) || formatKey(event, field.current, change)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'ArrowUp' && draft.text === '' && onEditLast) {
      event.preventDefault();
      onEditLast();
    }
  };
  const onPaste = (/** @type {ClipboardEvent} */ event) => {
    const pasted = event.clipboardData?.files ?? [];
    if (pasted.length === 0) return;
    event.preventDefault();
    attach(pasted);
  };

  return html`<div class="composer-place">
    ${completion.list}
    <div
      class="composer"
      onDragOver=${(/** @type {Event} */ event) => event.preventDefault()}
      onDrop=${(/** @type {DragEvent} */ event) => {
        event.preventDefault();
        attach(event.dataTransfer?.files ?? []);
      }}
    >
      <${FormatBar} field=${field} onChange=${change} />
      <div class="composer-field">
        <textarea
          ref=${field}
          rows="1"
          value=${draft.text}
          placeholder=${placeholder}
          aria-label=${placeholder}
          ...${completion.aria}
          onInput=${(/** @type {any} */ event) => change(event.currentTarget.value)}
          onKeyDown=${onKeyDown}
          onPaste=${onPaste}
        ></textarea>
        <${UsageHint} text=${draft.text} />
      </div>
      ${files.length > 0 && html`<div class="composer-files">${files.map((file) => html`<${FileChip} key=${file.id} file=${file} onRemove=${() => setFiles(files.filter((one) => one !== file))} />`)}</div>`}
      ${
        broadcastTo &&
        html`<label class="also-send"><input type="checkbox" checked=${broadcast} onChange=${(/** @type {any} */ event) => setBroadcast(event.currentTarget.checked)} /> Also send to ${broadcastTo}</label>`
      }
      <${ComposerFoot} field=${field} change=${change} attach=${attach} send=${send} ready=${!isEmpty && !sending} />
    </div>
    <div class="composer-hint" aria-hidden="true">${draft.text.trim() !== '' && html`<b>Shift + Return</b> to add a new line`}</div>
  </div>`;
}

/** What a command takes, in grey behind it until something is typed there. @param {{ text: string }} props */
function UsageHint({ text }) {
  const hint = useWindow(
    (state) => state.commands.find((one) => `${one.command} ` === text)?.usage_hint ?? '',
  );
  return hint !== '' && html`<span class="usage-hint" aria-hidden="true"><span>${text}</span>${hint}</span>`;
}

/** @param {{ field: { current: HTMLTextAreaElement | null }, change: (text: string) => void,
 *   attach: (files: Iterable<File>) => void, send: () => void, ready: boolean }} props */
function ComposerFoot({ field, change, attach, send, ready }) {
  const session = useSession();
  const shortcuts = useWindow((state) => state.shortcuts.filter((one) => one.type === 'global'), shallow);
  const [menu, setMenu] = useState(false);
  const [emoji, setEmoji] = useState(false);
  const plus = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const smile = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const chooser = useRef(/** @type {HTMLInputElement | null} */ (null));
  const insert = (/** @type {string} */ text) =>
    editField(field.current, (now) => insertText(now, text), change);
  const items = [
    {
      id: 'upload',
      label: 'Upload from your computer',
      icon: 'upload',
      onSelect: () => chooser.current?.click(),
    },
    ...shortcuts.map((shortcut) => ({
      id: shortcut.callback_id,
      label: shortcut.name,
      icon: 'lightning',
      group: 'Shortcuts',
      onSelect: async () =>
        tellRefusal(session, await session.act('shortcut', { callback_id: shortcut.callback_id })),
    })),
  ];
  return html`<div class="composer-foot">
    <button type="button" ref=${plus} class="round-button" aria-label="Attach, and shortcuts" aria-haspopup="menu" aria-expanded=${String(menu)} onClick=${() => setMenu(!menu)}><${Icon} name="plus" size=${18} /></button>
    <button type="button" ref=${smile} class="icon-button" aria-label="Emoji" aria-haspopup="dialog" aria-expanded=${String(emoji)} onClick=${() => setEmoji(!emoji)}><${Icon} name="smile" size=${18} /></button>
    <button type="button" class="icon-button" aria-label="Mention someone" onClick=${() => insert('@')}><${Icon} name="at" size=${18} /></button>
    <span class="composer-line"></span>
    <button type="button" class="icon-button slash" aria-label="Run a command" onClick=${() => insert('/')}><span aria-hidden="true">/</span></button>
    <span class="grow"></span>
    <button type="button" class=${cls('send-button', ready && 'ready')} aria-label="Send" aria-disabled=${ready ? undefined : 'true'} onClick=${send}><${Icon} name="send" size=${18} /></button>
    ${menu && html`<${Menu} anchor=${plus} label="Attach, and shortcuts" side="above" items=${items} onClose=${() => setMenu(false)} />`}
    ${emoji && html`<${EmojiPicker} anchor=${smile} onClose=${() => setEmoji(false)} onChoose=${(/** @type {string} */ name) => insert(`:${name}: `)} />`}
    <input ref=${chooser} type="file" hidden multiple onChange=${(/** @type {any} */ event) => {
      attach([...event.currentTarget.files]);
      event.currentTarget.value = '';
    }} />
  </div>`;
}
