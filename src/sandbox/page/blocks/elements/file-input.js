/**
 * @import { SeenFile } from '../../../emulator/people.ts'
 * @import { ElementProps } from './element.js'
 */
import { useRef, useState } from 'preact/hooks';
import { cls, html } from '../../core/html.js';
import { Icon } from '../../core/icons.js';
import { tellRefusal, useSession } from '../../core/session.js';
import { FileChip } from '../../messages/files.js';
import { uploadFile } from '../../messages/upload.js';
import { fieldId, useElement } from '../host.js';

/** @param {ElementProps} props */
export function FileInput({ block, element }) {
  const { state, busy, send, host } = useElement(block, element);
  const session = useSession();
  const chooser = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [over, setOver] = useState(false);
  const [loading, setLoading] = useState(false);
  const files = /** @type {SeenFile[]} */ (
    /** @type {unknown} */ (Array.isArray(state?.files) ? state.files : [])
  );
  const most = element.max_files ?? 10;

  const take = async (/** @type {Iterable<File>} */ chosen) => {
    const room = [...chosen].slice(0, most - files.length);
    if (room.length === 0) return;
    setLoading(true);
    const answers = await Promise.all(room.map((file) => uploadFile(session, file)));
    setLoading(false);
    for (const answer of answers) tellRefusal(session, answer);
    const added = answers.flatMap((answer) => (answer.file ? [answer.file.id] : []));
    if (added.length > 0) await send([...files.map((file) => file.id), ...added]);
  };
  const remove = (/** @type {string} */ id) =>
    send(files.filter((file) => file.id !== id).map((file) => file.id));
  const onDrop = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer?.files ?? []);
  };

  return html`<div class="file-input">
    ${files.map((file) => html`<${FileChip} key=${file.id} file=${file} onRemove=${() => remove(file.id)} />`)}
    ${
      files.length < most &&
      html`<div
        class=${cls('drop-zone', over && 'over', host.errors[block.block_id] && 'wrong')}
        onDragOver=${(/** @type {DragEvent} */ event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave=${() => setOver(false)}
        onDrop=${onDrop}
      >
        <button type="button" class=${cls('button medium', (busy || loading) && 'busy')} aria-labelledby=${`${fieldId(block)}-label ${fieldId(block)}-pick`} onClick=${() => chooser.current?.click()}>
          <${Icon} name="upload" size=${18} /><span id=${`${fieldId(block)}-pick`}>${most === 1 ? 'Upload a file' : 'Upload files'}</span>
        </button>
        <span class="drop-hint">or drop ${most === 1 ? 'it' : 'them'} here${element.filetypes ? ` (${element.filetypes.join(', ')})` : ''}</span>
        <input
          ref=${chooser}
          type="file"
          hidden
          multiple=${most > 1}
          accept=${element.filetypes?.map((type) => `.${type}`).join(',')}
          onChange=${(/** @type {any} */ event) => {
            take([...event.currentTarget.files]);
            event.currentTarget.value = '';
          }}
        />
      </div>`
    }
  </div>`;
}
