import { Document, isMap, isScalar, isSeq, Scalar, visit, type YAMLMap } from 'yaml';
import type { z } from 'zod';

/** Writes values as YAML for people: the keys in one fixed order, long texts as blocks, short lists on one line. */

type JsonSchema = z.core.JSONSchema.BaseSchema;

function keyOrder(shape: JsonSchema | undefined, keys: readonly string[]): string[] {
  const named = typeof shape?.propertyNames === 'object' ? (shape.propertyNames.enum ?? []).map(String) : [];
  const known = [...Object.keys(shape?.properties ?? {}), ...named];
  const rest = keys.filter((key) => !known.includes(key)).sort();
  return [...known.filter((key) => keys.includes(key)), ...rest];
}

const child = (shape: JsonSchema | undefined, key: string): JsonSchema | undefined => {
  const found = shape?.properties?.[key] ?? shape?.additionalProperties;
  return typeof found === 'object' ? found : undefined;
};

/** The same value with its keys in the schema's order, so that equal proposals become equal texts. */
export function inOrder(value: unknown, shape: JsonSchema | undefined): unknown {
  if (Array.isArray(value)) {
    const item = typeof shape?.items === 'object' && !Array.isArray(shape.items) ? shape.items : undefined;
    return value.map((one) => inOrder(one, item));
  }
  if (value === null || typeof value !== 'object') return value;
  const fields = new Map(Object.entries(value).filter(([, field]) => field !== undefined));
  const ordered = keyOrder(shape, [...fields.keys()]).map(
    (key) => [key, inOrder(fields.get(key), child(shape, key))] as const,
  );
  return new Map(ordered);
}

const lineWidth = 100;
/** Texts that a block can hold without any change: nothing invisible, no space where a line could break or end. */
const plainText = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u;
const oddSpaces = /^ | {2}| $|[^\S ]/;

function styleOf(text: string): Scalar.Type | undefined {
  const rows = text.split('\n');
  const blocks = rows.every((row) => row === '' || (plainText.test(row) && !oddSpaces.test(row)));
  if (!blocks) return undefined;
  if (rows.length > 1) return rows.at(-1) === '' || rows[0] === '' ? undefined : Scalar.BLOCK_LITERAL;
  return text.length > lineWidth - 20 && text.includes(' ') ? Scalar.BLOCK_FOLDED : undefined;
}

/** An empty line around everything at the top that takes more than one line, but none before the first. */
function separateBlocks(top: YAMLMap): void {
  let afterBlock = false;
  for (const [index, { key, value }] of top.items.entries()) {
    const block = (isMap(value) && value.items.length > 0) || (isSeq(value) && !value.flow);
    if (isScalar(key) && index > 0 && (block || afterBlock)) key.spaceBefore = true;
    afterBlock = block;
  }
}

/** Equal values become equal texts, and reading a text back gives the value again. */
export function writeYaml(value: unknown): string {
  const document = new Document(value, { version: '1.2' });
  visit(document, {
    Scalar: (key, node) => {
      if (key === 'key' || typeof node.value !== 'string') return;
      const style = styleOf(node.value);
      if (style) node.type = style;
    },
    Seq: (_key, node) => {
      const width = node.items.reduce<number>(
        (sum, item) => sum + (isScalar(item) ? String(item.value).length + 2 : 0),
        0,
      );
      if (node.items.every((item) => isScalar(item)) && width < lineWidth - 40) node.flow = true;
    },
  });
  if (isMap(document.contents)) separateBlocks(document.contents);
  return document.toString({ lineWidth, flowCollectionPadding: false });
}
