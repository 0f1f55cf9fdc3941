import { Document, isMap, isScalar, isSeq, Scalar, visit, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { checkValue } from '../domain/check-value.ts';
import { type Proposal, proposalSchema } from '../domain/packet/schema.ts';
import { locate, type Reading, readYaml, type TextProblem } from '../yaml/read-yaml.ts';

/** No packet within the schema's limits comes near this. */
export const maximumProposalBytes = 200_000;

export type ParsedProposal =
  | { readonly proposal: Proposal }
  | { readonly problems: readonly [TextProblem, ...TextProblem[]] };

const whole = (message: string, line?: number): ParsedProposal => ({
  problems: [{ path: '', message, ...(line === undefined ? {} : { line }) }],
});

function failed(problems: readonly TextProblem[]): ParsedProposal {
  const [first, ...more] = problems;
  return first ? { problems: [first, ...more] } : whole('This cannot be read.');
}

/** Where strict JSON is broken: the line, if the engine tells the place. */
function jsonProblem(text: string): ParsedProposal | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const line = at === undefined ? undefined : text.slice(0, Number(at)).split('\n').length;
    return whole('This is not valid JSON; a quote, comma or bracket is missing or too much here.', line);
  }
}

/**
 * Makes a proposal of a packet file. `text` is YAML, of which JSON is a part; with `format` `json` it has to be strict
 * JSON. Answers everything that is wrong at once, each with its path, its line and what to write instead. Safe for
 * texts from anybody: bounded in size and time, and it never throws.
 */
export function parseProposal(text: string, format: 'yaml' | 'json' = 'yaml'): ParsedProposal {
  const withoutMark = text.replace(/^\uFEFF/, '');
  if (withoutMark.trim() === '')
    return whole('This is empty. Write a packet, or start from one of manifests/routes.');
  const reading: Reading = readYaml(withoutMark, maximumProposalBytes);
  // Size and depth are bounded by the reading; only then is the text given to a parser that bounds neither.
  if (format === 'json') {
    const tooMuch = !reading.ok && reading.problems.some(({ line }) => line === undefined);
    const problem = tooMuch ? null : jsonProblem(withoutMark);
    if (problem) return problem;
  }
  if (!reading.ok) return failed(reading.problems);
  const { value } = reading.text;
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return whole(
      'This is not a packet: it should be keys and values, beginning with route: and the name of a route.',
      1,
    );
  const checked = checkValue(proposalSchema, value, reading.text.writtenAs);
  return checked.ok ? { proposal: checked.value } : failed(locate(checked.issues, reading.text));
}

type JsonSchema = z.core.JSONSchema.BaseSchema;
const proposalShape = z.toJSONSchema(proposalSchema, { io: 'input', unrepresentable: 'any' });

/** What the file is about comes first; the proof comes last. */
const topKeys = ['route', 'change'];

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
function inOrder(value: unknown, shape: JsonSchema | undefined): unknown {
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

/** An empty line around everything at the top that takes more than one line. */
function separateBlocks(top: YAMLMap): void {
  let afterBlock = false;
  for (const { key, value } of top.items) {
    const block = (isMap(value) && value.items.length > 0) || (isSeq(value) && !value.flow);
    if (isScalar(key) && (block || afterBlock)) key.spaceBefore = true;
    afterBlock = block;
  }
}

/**
 * The proposal as YAML for people: the keys in one fixed order, long texts as blocks, short lists on one line. Reading
 * it back gives a proposal with the same digest, and writing that one again gives the same bytes.
 */
export function formatProposal(proposal: Proposal): string {
  const { packet, change, evidence } = proposal;
  const flat: Record<string, unknown> = { ...packet, change, evidence };
  const first = new Map(topKeys.map((key) => [key, inOrder(flat[key], child(proposalShape, key))]));
  const rest = inOrder(flat, proposalShape);
  const document = new Document(new Map([...first, ...(rest instanceof Map ? rest : [])]), {
    version: '1.2',
  });
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
