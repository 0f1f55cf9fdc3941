import { arrayOr, type Json, type JsonObject, objectsOf, stringOr } from '../json.ts';
import { inside, type Place, report } from './check.ts';
import { anyBlock } from './layout.ts';
import { LIMITS } from './limits.ts';
import { tableCharacters, textCharacters } from './tables.ts';
import { everyBlock, everyElement } from './walk.ts';

/** Checks a list of blocks as a whole: each block, their number, and what must be unique or is limited in sum. */
export function checkBlocks(value: Json, place: Place): void {
  if (!Array.isArray(value)) {
    report(place, 'must provide an array', { type: 'array' });
    return;
  }
  const max = place.surface === 'message' ? LIMITS.messageBlocks : LIMITS.viewBlocks;
  if (value.length > max) report(place, `no more than ${max} items allowed`, { type: 'max_items', max });
  value.forEach((block, index) => {
    anyBlock(block, inside(place, index));
  });
  const blocks = objectsOf(arrayOr(value));
  if (blocks.length !== value.length) return;
  checkUniqueIds(blocks, place);
  checkFocus(blocks, place);
  checkTables(blocks, place);
  checkMarkdown(blocks, place);
}

function checkUniqueIds(blocks: JsonObject[], place: Place): void {
  const blockIds = new Set<string>();
  for (const { block, pointer } of everyBlock(blocks)) {
    checkUnique(block.block_id, blockIds, 'block', under(place, `${pointer}/block_id`));
  }
  const actionIds = new Set<string>();
  for (const { element, pointer } of everyElement(blocks)) {
    checkUnique(element.action_id, actionIds, 'element', under(place, `${pointer}/action_id`));
  }
}

function checkUnique(
  id: Json | undefined,
  seen: Set<string>,
  thing: 'block' | 'element',
  place: Place,
): void {
  if (typeof id !== 'string') return;
  const name = thing === 'block' ? 'block_id' : 'action_id';
  if (seen.has(id)) report(place, `\`${name}\` "${id}" already exists for another ${thing}`);
  seen.add(id);
}

function checkFocus(blocks: JsonObject[], place: Place): void {
  const focused = everyElement(blocks).filter(({ element }) => element.focus_on_load === true);
  for (const { pointer } of focused.slice(1)) {
    report(under(place, `${pointer}/focus_on_load`), 'only one element can have `focus_on_load`');
  }
}

function checkTables(blocks: JsonObject[], place: Place): void {
  const tables = everyBlock(blocks).filter(
    ({ block }) => block.type === 'table' || block.type === 'data_table',
  );
  for (const { pointer } of tables.slice(LIMITS.tablesInMessage)) {
    report(under(place, pointer), 'only_one_table_allowed');
  }
  const characters = tables.reduce((sum, { block }) => sum + tableCharacters(block), 0);
  if (characters > LIMITS.tableCharacters) {
    report(place, `table cells must be less than ${LIMITS.tableCharacters + 1} characters together`);
  }
}

function checkMarkdown(blocks: JsonObject[], place: Place): void {
  const markdown = blocks.filter((block) => block.type === 'markdown');
  const characters = markdown.reduce((sum, block) => sum + stringOr(block.text).length, 0);
  if (markdown.length > 1 && characters > LIMITS.markdownTotal) {
    report(place, `markdown blocks must be less than ${LIMITS.markdownTotal + 1} characters together`);
  }
}

function under(place: Place, pointer: string): Place {
  return { ...place, pointer: place.pointer + pointer };
}

/**
 * What the blocks of a message cost of `LIMITS.messageCost`: the characters of all texts, and `LIMITS.blockCost`
 * for every block. Beyond it `chat.postMessage` answers `msg_blocks_too_long`.
 */
export function messageCost(blocks: readonly Json[]): number {
  const count = everyBlock(objectsOf([...blocks])).length;
  return count * LIMITS.blockCost + textCharacters([...blocks]);
}
