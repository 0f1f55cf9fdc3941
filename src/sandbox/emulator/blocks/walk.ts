import { isJsonObject, type JsonObject, objectsOf, stringOr } from '../json.ts';

/** An interactive element, the block it stands in, and where. */
export type PlacedElement = {
  block: JsonObject;
  element: JsonObject;
  /** JSON pointer from the list of blocks. */
  pointer: string;
  /** Whether it is the element of an input block. */
  isInput: boolean;
};

/** Every block, children of containers and cards of carousels included, with its pointer from the list of blocks. */
export function everyBlock(blocks: JsonObject[]): { block: JsonObject; pointer: string }[] {
  return blocks.flatMap((block, index) => withChildren(block, `/${index}`));
}

function withChildren(block: JsonObject, pointer: string): { block: JsonObject; pointer: string }[] {
  const key = CHILDREN[stringOr(block.type)];
  const children = key ? objectsOf(block[key]) : [];
  return [
    { block, pointer },
    ...children.flatMap((child, index) => withChildren(child, `${pointer}/${key}/${index}`)),
  ];
}

const CHILDREN: Record<string, string> = { container: 'child_blocks', carousel: 'elements', plan: 'tasks' };

/** Every interactive element of a list of blocks, in reading order. */
export function everyElement(blocks: JsonObject[]): PlacedElement[] {
  const found: PlacedElement[] = [];
  for (const { block, pointer } of everyBlock(blocks)) {
    const add = (value: unknown, key: string, isInput = false): void => {
      if (isJsonObject(value) && value.type !== 'image') {
        found.push({ block, element: value, pointer: `${pointer}/${key}`, isInput });
      }
    };
    if (block.type === 'section') add(block.accessory, 'accessory');
    if (block.type === 'input') add(block.element, 'element', true);
    if (block.type === 'actions' || block.type === 'context_actions') {
      objectsOf(block.elements).forEach((element, index) => {
        add(element, `elements/${index}`);
      });
    }
    if (block.type === 'card') {
      objectsOf(block.actions).forEach((element, index) => {
        add(element, `actions/${index}`);
      });
    }
  }
  return found;
}

export function findElement(
  blocks: JsonObject[],
  blockId: string,
  actionId: string,
): PlacedElement | undefined {
  return everyElement(blocks).find(
    ({ block, element }) => block.block_id === blockId && element.action_id === actionId,
  );
}
