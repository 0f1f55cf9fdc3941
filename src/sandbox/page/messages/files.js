/**
 * Files on a message.
 * @import { SeenFile } from '../../emulator/people.ts'
 */
import { useEffect, useState } from 'preact/hooks';
import { cls, html } from '../core/html.js';
import { Icon } from '../core/icons.js';

/** Text beyond this many characters is cut in the preview. */
const PREVIEW = 2500;

/** @param {{ files: SeenFile[] }} props */
export function Files({ files }) {
  return html`<div class="files">${files.map((file) => html`<${FileCard} key=${file.id} file=${file} />`)}</div>`;
}

/** @param {{ file: SeenFile }} props */
function FileCard({ file }) {
  if (/^image\/(png|jpeg|gif|webp)$/.test(file.mimetype))
    return html`<figure class="image-block"><figcaption class="image-title">${file.name}</figcaption><img class="picture large" src=${file.url} alt=${file.title || file.name} loading="lazy" /></figure>`;
  return html`<div class="file-card">
    <a class="file-head" href=${file.url} download=${file.name} aria-label=${`Download ${file.name}`}>
      <span class=${cls('file-icon', kindOf(file))}><${Icon} name="file" size=${22} /></span>
      <span class="file-words"><b class="file-name">${file.title || file.name}</b><span class="file-kind">${`${(file.filetype || 'file').toUpperCase()} · ${sizeOf(file.size)}`}</span></span>
      <${Icon} name="download" size=${18} class="file-download" />
    </a>
    ${isText(file) && html`<${TextPreview} file=${file} />`}
  </div>`;
}

/** @param {{ file: SeenFile }} props */
function TextPreview({ file }) {
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!open || text !== '') return;
    const stop = new AbortController();
    fetch(file.url, { signal: stop.signal })
      .then((answer) => answer.text())
      .then((whole) => setText(whole.length > PREVIEW ? `${whole.slice(0, PREVIEW)}\n…` : whole || ' '))
      .catch(() => setText('The file could not be read.'));
    return () => stop.abort();
  }, [open, file.url]);
  return html`<button type="button" class="file-toggle" aria-expanded=${String(open)} onClick=${() => setOpen(!open)}>
      <${Icon} name=${open ? 'down' : 'right'} size=${14} />${open ? 'Hide' : 'Show'} text
    </button>
    ${open && html`<pre class="file-text" tabindex="0"><code>${text}</code></pre>`}`;
}

/** A file in a field, before it is sent. @param {{ file: SeenFile, onRemove: () => void }} props */
export function FileChip({ file, onRemove }) {
  return html`<div class="file-chip">
    <span class=${cls('file-icon', kindOf(file))}><${Icon} name="file" size=${20} /></span>
    <span class="file-words"><b class="file-name">${file.name}</b><span class="file-kind">${sizeOf(file.size)}</span></span>
    <button type="button" class="icon-button" aria-label=${`Remove ${file.name}`} onClick=${onRemove}><${Icon} name="close" size=${16} /></button>
  </div>`;
}

/** @param {SeenFile} file */
function isText(file) {
  return (
    /^text\/|json|yaml|xml/.test(file.mimetype) ||
    /^(ya?ml|json|txt|text|md|csv|xml|log)$/.test(file.filetype)
  );
}

/** @param {SeenFile} file */
function kindOf(file) {
  return /^(ya?ml|json|xml)$/.test(file.filetype) ? 'data' : isText(file) ? 'words' : 'other';
}

/** @param {number} bytes */
function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  const kilo = bytes / 1024;
  return kilo < 1024 ? `${Math.round(kilo)} kB` : `${(kilo / 1024).toFixed(1)} MB`;
}
