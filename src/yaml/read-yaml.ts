import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
} from 'yaml';

/** Something wrong with a text, where it stands and what to write instead. `line` counts from 1. */
export interface TextProblem {
  /** Where in the value, such as `tools[2].effect`; empty for the text as a whole. */
  readonly path: string;
  readonly line?: number;
  readonly message: string;
}

export type ValuePath = readonly PropertyKey[];

/** A text that could be read: its value, and where each part of it was written. */
export interface ReadText {
  readonly value: unknown;
  /** The line on which the value at `path` begins, or the nearest thing around it that exists. */
  lineOf(path: ValuePath): number | undefined;
  /** How a plain value was written, before it was taken for a number or the like; undefined for anything else. */
  writtenAs(path: ValuePath): string | undefined;
}

export type Reading =
  | { readonly ok: true; readonly text: ReadText }
  | { readonly ok: false; readonly problems: readonly TextProblem[] };

/** Far above the largest packet or policy, and small enough that reading takes a fraction of a second. */
const maximumTokens = 50_000;
const maximumDepth = 40;
const maximumProblems = 20;

/** `a.b[2].c`, the way people point at a value. */
export function formatPath(path: ValuePath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

const syntaxSentences: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'Indent with spaces; tabs are not allowed here.',
  BAD_INDENT:
    'This line is indented differently from its neighbours; give lines of one list or block the same indent.',
  BLOCK_AS_IMPLICIT_KEY: 'There is a second ": " on this line; put the text behind the first one in quotes.',
  MULTILINE_IMPLICIT_KEY:
    'A key and its colon belong on one line; a quote or a colon is probably missing here.',
  MISSING_CHAR: 'Something is missing here: a closing quote or bracket, or a space behind a colon or comma.',
  BAD_SCALAR_START: 'A text cannot begin with @ or `; put it in quotes.',
  BAD_COLLECTION_TYPE: 'A list and a group of keys are mixed here; use one of the two.',
  UNEXPECTED_TOKEN: 'Something here does not belong; a text with special characters has to be in quotes.',
  MULTIPLE_DOCS: 'Write one document only; remove what follows the second ---.',
  RESOURCE_EXHAUSTION: `Values are nested too deeply; ${maximumDepth} levels are read at most.`,
};

function syntaxProblems(errors: readonly YAMLError[], lines: LineCounter): TextProblem[] {
  const seen = new Set<number>();
  return errors
    .map((error) => ({
      path: '',
      line: lines.linePos(error.pos[0]).line || 1,
      message: syntaxSentences[error.code] ?? `This cannot be read: ${error.message}.`,
    }))
    .filter(({ line }) => !seen.has(line) && seen.add(line))
    .slice(0, maximumProblems);
}

/** What a well-formed text may still not contain: everything whose meaning is not plain to see. */
function findForbidden(document: Document.Parsed, lineAt: (node: Node) => number): TextProblem[] {
  const problems: TextProblem[] = [];
  const complain = (path: ValuePath, node: Node, message: string) =>
    problems.push({ path: formatPath(path), line: lineAt(node), message });
  const visit = (node: unknown, path: ValuePath, depth: number): void => {
    if (!isNode(node) || problems.length >= maximumProblems) return;
    if (isAlias(node)) {
      complain(path, node, 'References (*name) are not read; write the value out.');
      return;
    }
    if (node.anchor)
      complain(path, node, 'Anchors (&name) are not read; write the value out where it is needed.');
    if (node.tag) complain(path, node, `Tags such as ${node.tag} are not read; leave it out.`);
    if (depth > maximumDepth)
      complain(path, node, `Values are nested too deeply; ${maximumDepth} levels are read at most.`);
    else if (isSeq(node))
      node.items.forEach((item, index) => {
        visit(item, [...path, index], depth + 1);
      });
    else if (isMap(node)) {
      const seen = new Set<string>();
      for (const { key, value } of node.items) {
        if (!isScalar(key)) {
          if (isNode(key)) complain(path, key, 'A key has to be a plain word.');
          continue;
        }
        const name = String(key.value ?? '');
        if (seen.has(name)) complain([...path, name], key, `"${name}" stands here twice; keep one.`);
        if (name === '__proto__') complain(path, key, 'This key has no meaning here; remove it.');
        seen.add(name);
        visit(key, [...path, name], depth);
        visit(value, [...path, name], depth + 1);
      }
    }
  };
  visit(document.contents, [], 0);
  return problems;
}

/** The node at a path, or the last one on the way that exists; for a pair of a map, its key. */
function nearestNode(
  document: Document.Parsed,
  path: ValuePath,
): { at: Node | null; value: unknown; whole: boolean } {
  let at: Node | null = document.contents;
  let value: unknown = document.contents;
  for (const step of path) {
    if (isMap(value)) {
      const pair = value.items.find(({ key }) => isScalar(key) && String(key.value ?? '') === String(step));
      if (!pair || !isNode(pair.key)) return { at, value, whole: false };
      at = pair.key;
      value = pair.value;
    } else if (isSeq(value)) {
      const item: unknown = typeof step === 'number' ? value.items[step] : undefined;
      if (!isNode(item)) return { at, value, whole: false };
      at = item;
      value = item;
    } else return { at, value, whole: false };
  }
  return { at, value, whole: true };
}

function hasTooManyTokens(text: string): boolean {
  let count = 0;
  for (const _token of new Lexer().lex(text)) {
    count += 1;
    if (count > maximumTokens) return true;
  }
  return false;
}

/**
 * Reads YAML (of which JSON is a part) from somebody not trusted: no references, tags, duplicate or odd keys,
 * and bounded in size, depth and time. `maximumBytes` bounds the text in UTF-8. Never throws.
 */
export function readYaml(text: string, maximumBytes: number): Reading {
  const bytes = new TextEncoder().encode(text).length;
  const whole = (message: string): Reading => ({ ok: false, problems: [{ path: '', message }] });
  if (bytes > maximumBytes)
    return whole(
      `The text has ${Math.ceil(bytes / 1000)} KB; at most ${Math.floor(maximumBytes / 1000)} KB are read.`,
    );
  if (!text.isWellFormed()) return whole('The text has broken characters; save it as UTF-8.');
  try {
    if (hasTooManyTokens(text))
      return whole('The text has far more entries than a file of this kind can have.');
    const lines = new LineCounter();
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'error',
      schema: 'core',
      version: '1.2',
    });
    if (document.errors.length > 0) return { ok: false, problems: syntaxProblems(document.errors, lines) };
    const lineAt = (node: Node) => lines.linePos(node.range?.[0] ?? 0).line || 1;
    const forbidden = findForbidden(document, lineAt);
    if (forbidden.length > 0) return { ok: false, problems: forbidden };
    return { ok: true, text: readText(document, lineAt) };
  } catch (error) {
    return whole(`The text cannot be read: ${error instanceof Error ? error.message : 'it is not YAML'}.`);
  }
}

function readText(document: Document.Parsed, lineAt: (node: Node) => number): ReadText {
  return {
    value: document.toJS({ maxAliasCount: 0 }),
    lineOf: (path) => {
      const { at } = nearestNode(document, path);
      return at ? lineAt(at) : undefined;
    },
    writtenAs: (path) => {
      const { value, whole } = nearestNode(document, path);
      return whole && isScalar(value) && value.type === 'PLAIN' ? value.source : undefined;
    },
  };
}

/** Says of each issue on which line it stands; in the order of the lines. */
export function locate(
  issues: readonly { readonly path: ValuePath; readonly message: string }[],
  text: ReadText,
): TextProblem[] {
  return issues
    .map(({ path, message }) => {
      const line = text.lineOf(path);
      return { path: formatPath(path), message, ...(line === undefined ? {} : { line }) };
    })
    .sort((left, right) => (left.line ?? 0) - (right.line ?? 0));
}

/** `policy.yml:14 roles.finance.channel: This is missing. …` */
export function formatProblem(file: string, { path, line, message }: TextProblem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return path === '' ? `${place}: ${message}` : `${place} ${path}: ${message}`;
}
