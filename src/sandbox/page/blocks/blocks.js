/**
 * Draws a list of blocks, in a message, a modal or Home. One entry for each block type that Slack has.
 * @import { Block } from '../types.ts'
 */
import { html } from '../core/html.js';
import { Markdown, RichText } from '../text/render.js';
import { ActionsBlock } from './actions.js';
import { AlertBlock } from './alert.js';
import { CardBlock, FileBlock, VideoBlock } from './cards.js';
import { ContainerBlock, PlanBlock, TaskBlock } from './containers.js';
import { ContextBlock } from './context.js';
import { HeaderBlock } from './header.js';
import { ImageBlock } from './image.js';
import { InputBlock } from './input.js';
import { SectionBlock } from './section.js';
import { TableBlock } from './table.js';

/** @type {Record<string, (props: { block: Block }) => any>} */
const BLOCKS = {
  actions: ActionsBlock,
  alert: AlertBlock,
  call: CardBlock,
  card: CardBlock,
  carousel: ContainerBlock,
  container: ContainerBlock,
  context: ContextBlock,
  context_actions: ActionsBlock,
  divider: () => html`<hr class="divider" />`,
  file: FileBlock,
  header: HeaderBlock,
  image: ImageBlock,
  input: InputBlock,
  markdown: ({ block }) => html`<${Markdown} text=${typeof block.text === 'string' ? block.text : ''} />`,
  plan: PlanBlock,
  rich_text: ({ block }) => html`<${RichText} block=${block} />`,
  section: SectionBlock,
  table: TableBlock,
  task_card: TaskBlock,
  video: VideoBlock,
};

/** @param {{ blocks: Block[] }} props */
export function Blocks({ blocks }) {
  return html`<div class="blocks">
    ${blocks.map(
      (block, index) =>
        html`<div key=${block.block_id || index} class=${`block block-${block.type}`} data-block-id=${block.block_id}>
          <${BLOCKS[block.type] ?? UnknownBlock} block=${block} />
        </div>`,
    )}
  </div>`;
}

/** @param {{ block: Block }} props */
function UnknownBlock({ block }) {
  return html`<div class="unknown-block">This kind of block is not drawn here: ${block.type}</div>`;
}
