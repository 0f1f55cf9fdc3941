import { z } from 'zod';
import { checkValue } from '../domain/check-value.ts';
import type { Dialect, DialectDocument } from '../domain/packet/dialects/dialect.ts';
import { dialectOf } from '../domain/packet/dialects/registry.ts';
import type { PacketPart, ProposalPart } from '../domain/packet/part.ts';
import { type Proposal, proposalSchema } from '../domain/packet/schema.ts';
import {
  formatPath,
  locate,
  type Reading,
  type ReadText,
  readYaml,
  type TextProblem,
} from '../yaml/read-yaml.ts';
import { inOrder, writeYaml } from './written-yaml.ts';

/** No packet within the schema's limits comes near this. */
export const maximumProposalBytes = 200_000;

type Problems = { readonly problems: readonly [TextProblem, ...TextProblem[]] };
export type ParsedProposal = { readonly proposal: Proposal } | Problems;
/** What a file holds: a proposal, or a document in a dialect that says some of one. */
export type ParsedDocument =
  | ParsedProposal
  | { readonly dialect: Dialect; readonly document: DialectDocument; readonly value: unknown };

const whole = (message: string, line?: number): Problems => ({
  problems: [{ path: '', message, ...(line === undefined ? {} : { line }) }],
});

function failed(problems: readonly TextProblem[]): Problems {
  const [first, ...more] = problems;
  return first ? { problems: [first, ...more] } : whole('This cannot be read.');
}

/** Where strict JSON is broken: the line, if the engine tells the place. */
function jsonProblem(text: string): Problems | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const line = at === undefined ? undefined : text.slice(0, Number(at)).split('\n').length;
    return whole('This is not valid JSON; a quote, comma or bracket is missing or too much here.', line);
  }
}

/** The value of a text with the lines of its parts; safe for texts from anybody. */
function readText(text: string, format: 'yaml' | 'json'): { readonly read: ReadText } | Problems {
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
  return { read: reading.text };
}

/**
 * Reads a packet file, or a document in one of the dialects. `text` is YAML, of which JSON is a part; with `format`
 * `json` it has to be strict JSON. Answers everything that is wrong at once, each with its path, its line and what to
 * write instead. Safe for texts from anybody: bounded in size and time, and it never throws.
 */
export function parseDocument(text: string, format: 'yaml' | 'json' = 'yaml'): ParsedDocument {
  const given = readText(text, format);
  if ('problems' in given) return given;
  const { read } = given;
  const dialect = dialectOf(read.value);
  if (dialect) {
    const checked = dialect.read(read.value, read.writtenAs);
    return checked.ok
      ? { dialect, document: checked.value, value: read.value }
      : failed(locate(checked.issues, read));
  }
  const checked = checkValue(proposalSchema, read.value, read.writtenAs);
  return checked.ok ? { proposal: checked.value } : failed(locate(checked.issues, read));
}

/**
 * Makes a proposal of a packet file, as `parseDocument` does. A document in a dialect is laid over `base`; whatever a
 * request needs and neither of them says is answered as missing.
 */
export function parseProposal(
  text: string,
  format: 'yaml' | 'json' = 'yaml',
  base: PacketPart = {},
): ParsedProposal {
  const parsed = parseDocument(text, format);
  return 'dialect' in parsed ? proposalFrom(parsed.document.onto(base), parsed.dialect) : parsed;
}

/** The whole proposal, if a part of one happens to be all of it. */
export function proposalFrom(
  { packet, change, evidence }: ProposalPart,
  { called }: Pick<Dialect, 'called'>,
): ParsedProposal {
  const checked = checkValue(proposalSchema, { ...packet, change, evidence });
  if (checked.ok) return { proposal: checked.value };
  const missing = checked.issues.map(({ path, message }) => ({ path: formatPath(path), message }));
  return failed([
    {
      path: '',
      message: `This is ${called}, which says only some of what a request needs. Fill in the rest in the form, or lay it over a packet. What is missing:`,
    },
    ...missing,
  ]);
}

const proposalShape = z.toJSONSchema(proposalSchema, { io: 'input', unrepresentable: 'any' });

/** What the file is about comes first; the proof comes last. */
const topKeys = ['route', 'change'];

/**
 * The proposal as YAML for people. Reading it back gives a proposal with the same digest, and writing that one again
 * gives the same bytes.
 */
export function formatProposal({ packet, change, evidence }: Proposal): string {
  const ordered = inOrder({ ...packet, change, evidence }, proposalShape);
  if (!(ordered instanceof Map)) throw new TypeError('A proposal is a group of keys.');
  const first = topKeys.map((key) => [key, ordered.get(key)] as const);
  return writeYaml(new Map([...first, ...ordered]));
}
