/** @import { Block, TableCell } from '../types.ts' */
import { cls, html } from '../core/html.js';
import { RichText } from '../text/render.js';

/** The first row is the head, as Slack draws it. @param {{ block: Block }} props */
export function TableBlock({ block }) {
  const [head = [], ...body] = block.rows ?? [];
  const row = (/** @type {TableCell[]} */ cells, /** @type {string} */ tag) =>
    cells.map((cell, index) => {
      const settings = block.column_settings?.[index];
      return html`<${tag}
        key=${index}
        class=${cls(settings?.is_wrapped && 'wrapped')}
        style=${{ textAlign: settings?.align ?? 'left' }}
        ><${Cell} cell=${cell}
      /><//>`;
    });
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Table">
    <table>
      <thead>
        <tr>
          ${row(head, 'th')}
        </tr>
      </thead>
      <tbody>
        ${body.map((cells, index) => html`<tr key=${index}>${row(cells, 'td')}</tr>`)}
      </tbody>
    </table>
  </div>`;
}

/** @param {{ cell: TableCell }} props */
function Cell({ cell }) {
  if (cell.type === 'rich_text') return html`<${RichText} block=${cell} />`;
  if (cell.type === 'raw_number') return cell.text ?? String(cell.value);
  return cell.text;
}
