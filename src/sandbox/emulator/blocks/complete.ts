import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { everyBlock, everyElement } from './walk.ts';

/**
 * Blocks as Slack keeps and returns them: copied, with the `block_id`s and `action_id`s that were left out,
 * and the defaults of text objects (`emoji`, `verbatim`) filled in.
 */
export function completeBlocks(blocks: Json, newId: () => string): JsonObject[] {
  const copy = withTextDefaults(blocks);
  const list = Array.isArray(copy) ? copy.filter(isJsonObject) : [];
  for (const { block } of everyBlock(list)) block.block_id ??= newId();
  for (const { element } of everyElement(list)) element.action_id ??= newId();
  return list;
}

export function withTextDefaults(value: Json): Json {
  if (Array.isArray(value)) return value.map(withTextDefaults);
  if (!isJsonObject(value)) return value;
  const copy: JsonObject = {};
  for (const [key, each] of Object.entries(value)) if (each !== undefined) copy[key] = withTextDefaults(each);
  if (typeof copy.text === 'string') {
    if (copy.type === 'plain_text') copy.emoji ??= true;
    if (copy.type === 'mrkdwn') copy.verbatim ??= false;
  }
  return copy;
}
