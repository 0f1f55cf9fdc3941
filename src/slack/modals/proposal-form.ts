import type { z } from 'zod';
import { type Packet, type Proposal, proposalSchema } from '../../domain/packet/schema.ts';
import { type StoredKind, storedKinds } from '../../domain/words.ts';
import { fieldOfPath } from './field-of-path.ts';
import { type FieldId, fieldIds, formField } from './fields.ts';
import { type FormValues, parted } from './form-values.ts';
import { issueText } from './issue-text.ts';
import { retentionText } from './syntax/named-values.ts';

/**
 * Proposal to form and back. A field that reads as it was prefilled keeps exactly the value it was prefilled from;
 * so whatever a packet holds, opening it in the form and submitting it changes nothing but what was edited.
 */

/** What the form holds, and the proposal that prefilled it (null for a form that started empty). */
export interface Filled {
  readonly values: FormValues;
  readonly base: Proposal | null;
}

export interface FieldProblem {
  readonly field: FieldId;
  readonly message: string;
  readonly line?: number;
}

/** What the form shows of a proposal. */
export function valuesOf(proposal: Proposal): FormValues {
  return Object.fromEntries(fieldIds.map((id) => [id, formField(id).show(proposal)]));
}

/** What the form shows of a packet that serves, for "was" hints. */
export function valuesOfPacket(packet: Packet): FormValues {
  return valuesOf({
    packet,
    evidence: [],
    change: { kind: 'change', what: [], why: '', expected_improvement: '' },
  });
}

const normal = (text: string): string =>
  text
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .join('\n')
    .trim();
/** Whether two texts say the same to the one who typed them: line ends and outer spaces aside. */
export const sameText = (left: string, right: string): boolean => normal(left) === normal(right);

type Tree = { [key: string]: unknown };
const isTree = (value: unknown): value is Tree =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function at(tree: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isTree(value) ? value[key] : undefined), tree);
}

function put(tree: Tree, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let branch = tree;
  for (const key of keys) {
    const next = branch[key];
    const grown: Tree = isTree(next) ? next : {};
    branch[key] = grown;
    branch = grown;
  }
  branch[last] = value;
}

const pathsOf = new Map<FieldId, string[]>();
for (const [path, field] of Object.entries(fieldOfPath))
  pathsOf.set(field, [...(pathsOf.get(field) ?? []), path]);

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === '' || value === false || (Array.isArray(value) && value.length === 0);

interface Reading {
  readonly tree: Tree;
  readonly problems: FieldProblem[];
  /** The line on which each item of a list field was typed. */
  readonly lines: Map<FieldId, readonly number[]>;
}

function readField(id: FieldId, { values, base }: Filled, flat: unknown, into: Reading): void {
  const typed = values[id] ?? '';
  if (base && sameText(typed, formField(id).show(base))) {
    for (const path of pathsOf.get(id) ?? []) {
      const kept = at(flat, path);
      if (kept !== undefined) put(into.tree, path, kept);
    }
    return;
  }
  const read = formField(id).read(typed);
  if ('problems' in read) {
    for (const problem of read.problems) into.problems.push({ field: id, ...problem });
    return;
  }
  if (read.lines) into.lines.set(id, read.lines);
  for (const [path, value] of read.value) if (value !== undefined) put(into.tree, path, value);
}

/** The two fields about logging, and what the base says of kinds that neither of them touched. */
function readLogging({ values, base }: Filled): { logging: Tree } | { problems: FieldProblem[] } {
  const typedDays = values['logging.retention'] ?? '';
  const before = base?.packet.logging ?? {};
  const unchangedDays = base !== null && sameText(typedDays, formField('logging.retention').show(base));
  const read = retentionText.read(typedDays);
  if ('problems' in read)
    return {
      problems: read.problems.map((problem) => ({ field: 'logging.retention' as const, ...problem })),
    };
  const stored = new Set(parted(values['logging.stored'] ?? ''));
  const unstored = storedKinds.filter((kind) => read.value[kind] !== undefined && !stored.has(kind));
  if (unstored.length > 0 && !unchangedDays)
    return {
      problems: unstored.map((kind) => ({
        field: 'logging.retention' as const,
        message: `${kind.replaceAll('_', ' ')} are not stored: tick them above, or remove their line.`,
      })),
    };
  const ofKind = (kind: StoredKind): unknown => {
    const days = read.value[kind] ?? read.value.all;
    const old = before[kind];
    const isStored = stored.has(kind);
    if (isStored === (old?.stored ?? false) && (!isStored || days === old?.retention_days) && base)
      return old;
    return isStored
      ? { stored: true, ...(days === undefined ? {} : { retention_days: days }) }
      : { stored: false };
  };
  return {
    logging: Object.fromEntries(
      storedKinds.flatMap((kind) => {
        const value = ofKind(kind);
        return value === undefined ? [] : [[kind, value]];
      }),
    ),
  };
}

function readAll(filled: Filled): Reading {
  const into: Reading = {
    tree: { owners: {}, model: { primary: {} }, data: {}, rollout: {}, change: {} },
    problems: [],
    lines: new Map(),
  };
  const flat = filled.base
    ? { ...filled.base.packet, change: filled.base.change, evidence: filled.base.evidence }
    : null;
  for (const id of fieldIds) if (!id.startsWith('logging.')) readField(id, filled, flat, into);
  const logging = readLogging(filled);
  if ('problems' in logging) into.problems.push(...logging.problems);
  else into.tree.logging = logging.logging;
  for (const group of ['prompt', 'retrieval'])
    if (isTree(into.tree[group]) && Object.values(into.tree[group]).every(isEmpty)) delete into.tree[group];
  return into;
}

/** The field that asks for a value of a packet, named as in its file: `logging.prompts`. */
export const fieldOfKey = (key: string): FieldId => fieldOfIssue(key.split('.')).field;

function fieldOfIssue(path: readonly PropertyKey[]): { field: FieldId; depth: number } {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const name = path.slice(0, depth).join('.');
    const found = Object.entries(fieldOfPath).find(([known]) => known === name)?.[1];
    if (found) return { field: found, depth };
  }
  const name = path.join('.');
  const inside = Object.entries(fieldOfPath).find(([known]) => known.startsWith(`${name}.`))?.[1];
  return { field: inside ?? 'route', depth: path.length };
}

const needed: Partial<Record<FieldId, string>> = {
  route: 'Choose a route, or type the id of a new one.',
  'change.why': 'Say in a sentence why this change is wanted.',
  'change.kind': 'Choose what you want to do with the route.',
  'prompt.source': 'Say where the prompt is kept, or empty the other prompt fields.',
  'retrieval.profile': 'Name the retrieval profile, or empty its sources.',
};

function problemOf(issue: z.core.$ZodIssue, reading: Reading, values: FormValues): FieldProblem {
  const { field, depth } = fieldOfIssue(issue.path);
  const index = issue.path.slice(depth).find((key) => typeof key === 'number');
  const line = index === undefined ? undefined : reading.lines.get(field)?.[index];
  const missing = (values[field] ?? '').trim() === '';
  const isChoice = ['choice', 'person'].includes(formField(field).input.as);
  const message = missing
    ? (needed[field] ?? (isChoice ? 'Choose one.' : 'This is needed; fill it in.'))
    : issueText(issue, depth);
  return { field, message, ...(line === undefined ? {} : { line }) };
}

/** The proposal that the form describes, or everything that keeps it from being one, by field. */
export function readForm(filled: Filled): { proposal: Proposal } | { problems: FieldProblem[] } {
  const reading = readAll(filled);
  const parsed = proposalSchema.safeParse(reading.tree);
  if (parsed.success && reading.problems.length === 0) return { proposal: parsed.data };
  const unreadable = new Set(reading.problems.map((problem) => problem.field));
  const found = parsed.success
    ? []
    : parsed.error.issues.map((issue) => problemOf(issue, reading, filled.values));
  const seen = new Set<string>();
  const further = found.filter((problem) => {
    const key = `${problem.field} ${problem.line ?? ''} ${problem.message}`;
    const isNew = !seen.has(key) && !unreadable.has(problem.field);
    seen.add(key);
    return isNew;
  });
  return { problems: [...reading.problems, ...further] };
}

/** "Line 2", "Lines 1, 3 and 4". */
const linesText = (lines: readonly number[]): string =>
  lines.length === 1 ? `Line ${lines[0]}` : `Lines ${lines.slice(0, -1).join(', ')} and ${lines.at(-1)}`;

/** All problems of a field in one text, as it stands under the field; lines with the same problem together. */
export function problemText(problems: readonly Pick<FieldProblem, 'line' | 'message'>[]): string {
  const lines = new Map<string, number[]>();
  for (const { line, message } of problems)
    lines.set(message, [...(lines.get(message) ?? []), ...(line === undefined ? [] : [line])]);
  const texts = [...lines].map(([message, found]) =>
    found.length === 0 ? message : `${linesText(found)}: ${message}`,
  );
  const shown = texts.slice(0, 3).join(' ');
  return texts.length > 3 ? `${shown} And ${texts.length - 3} more.` : shown;
}
