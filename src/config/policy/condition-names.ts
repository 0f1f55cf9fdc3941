import type { ASTNode } from '@marcbachmann/cel-js';
import { closest } from '../../domain/closest.ts';
import type { Shape } from './condition-shapes.ts';

/** Finds what the checker of types lets pass: words that never occur, and keys that no group has. */

export type Scope = ReadonlyMap<string, Shape>;

/** The shape of what an expression names; undefined where it is computed. */
export function shapeOfNode(node: ASTNode, scope: Scope): Shape | undefined {
  if (node.op === 'id') return scope.get(node.args);
  if (node.op === '.') {
    const parent = shapeOfNode(node.args[0], scope);
    if (parent?.kind === 'keyed') return parent.item;
    return parent?.kind === 'group' ? parent.fields[node.args[1]] : undefined;
  }
  if (node.op === '[]') {
    const parent = shapeOfNode(node.args[0], scope);
    return parent?.kind === 'list' || parent?.kind === 'keyed' ? parent.item : undefined;
  }
  return undefined;
}

/** Inside `list.exists(x, …)` and its like, `x` is an item of the list; of keyed values, a key. */
function scopeInside(node: ASTNode, scope: Scope): Scope {
  if (node.op !== 'rcall') return scope;
  const [, receiver, [variable]] = node.args;
  const over = shapeOfNode(receiver, scope);
  if (variable?.op !== 'id') return scope;
  if (over?.kind === 'list') return new Map([...scope, [variable.args, over.item]]);
  return over?.kind === 'keyed' ? new Map([...scope, [variable.args, { kind: 'text', words: null }]]) : scope;
}

export const isNode = (value: unknown): value is ASTNode =>
  typeof value === 'object' && value !== null && 'op' in value;
const childrenOf = (args: unknown): ASTNode[] => {
  if (isNode(args)) return [args];
  return Array.isArray(args) ? args.flatMap(childrenOf) : [];
};

/** A literal compared with a value that has a closed list of words: a word outside it would never be equal. */
function impossibleWord(words: Shape | undefined, literal: ASTNode): string | null {
  if (words?.kind !== 'text' || !words.words) return null;
  if (literal.op !== 'value' || typeof literal.args !== 'string' || words.words.includes(literal.args))
    return null;
  const meant = closest(literal.args, words.words);
  const hint = meant ? `did you mean "${meant}"?` : `known: ${words.words.slice(0, 30).join(', ')}`;
  return `"${literal.args}" never occurs there; ${hint}`;
}

/** A key that a group does not have. The checker says so of values, but has() takes any key for one that is left out. */
function unknownKey(node: ASTNode, scope: Scope): string | null {
  if (node.op !== '.') return null;
  const [of, key] = node.args;
  const parent = shapeOfNode(of, scope);
  if (parent?.kind !== 'group' || Object.hasOwn(parent.fields, key)) return null;
  return notThere(key, { words: Object.keys(parent.fields), all: true });
}

function firstImpossible(literals: readonly ASTNode[], words: Shape | undefined): string | null {
  for (const literal of literals) {
    const found = impossibleWord(words, literal);
    if (found) return found;
  }
  return null;
}

function impossibleHere(node: ASTNode, scope: Scope): string | null {
  const unknown = unknownKey(node, scope);
  if (unknown) return unknown;
  if (node.op === '==' || node.op === '!=') {
    const [left, right] = node.args;
    return impossibleWord(shapeOfNode(left, scope), right) ?? impossibleWord(shapeOfNode(right, scope), left);
  }
  if (node.op !== 'in') return null;
  const [sought, list] = node.args;
  const items = shapeOfNode(list, scope);
  return (
    (items?.kind === 'list' ? impossibleWord(items.item, sought) : null) ??
    (list.op === 'list' ? firstImpossible(list.args, shapeOfNode(sought, scope)) : null)
  );
}

/** The first word or key in a condition that never occurs where it stands, as a sentence; null where there is none. */
export function findImpossible(node: ASTNode, scope: Scope): string | null {
  const here = impossibleHere(node, scope);
  if (here) return here;
  const inner = scopeInside(node, scope);
  for (const child of childrenOf(node.args)) {
    const found = findImpossible(child, inner);
    if (found) return found;
  }
  return null;
}

function keysWithin(shape: Shape): string[] {
  if (shape.kind === 'list' || shape.kind === 'keyed') return keysWithin(shape.item);
  if (shape.kind !== 'group') return [];
  return Object.entries(shape.fields).flatMap(([key, child]) => [key, ...keysWithin(child)]);
}

interface Known {
  readonly words: readonly string[];
  /** Whether these are all there are. */
  readonly all: boolean;
}

/** The words that could have been meant where the checker met an unknown one. */
export function knownNear(node: ASTNode | undefined, scope: Scope): Known {
  if (node?.op !== '.') return { words: [...scope.keys()], all: true };
  const parent = shapeOfNode(node.args[0], scope);
  if (parent?.kind === 'group') return { words: Object.keys(parent.fields), all: true };
  return { words: [...scope.values()].flatMap(keysWithin), all: false };
}

export function notThere(unknown: string, known: Known): string {
  const meant = closest(unknown, known.words);
  const hint = meant ? `did you mean ${meant}?` : known.all ? `known: ${known.words.join(', ')}` : '';
  return `there is no ${unknown}${hint ? `; ${hint}` : ''}`;
}

/** `packet.cost.per_request_usd` for the node that reads it; null where something is computed on the way. */
export function pathOf(node: ASTNode): string | null {
  if (node.op === 'id') return node.args;
  if (node.op === '.') {
    const parent = pathOf(node.args[0]);
    return parent === null ? null : `${parent}.${node.args[1]}`;
  }
  if (node.op !== '[]') return null;
  const [of, index] = node.args;
  const parent = pathOf(of);
  return parent === null || index.op !== 'value' ? null : `${parent}[${String(index.args)}]`;
}

/** The key that is read of a variable, as in `readings.p95_ms` and `readings["p95_ms"]`; null for anything else. */
export function keyOfVariable(node: ASTNode): { readonly variable: string; readonly key: string } | null {
  if (node.op === '.' && node.args[0].op === 'id') return { variable: node.args[0].args, key: node.args[1] };
  if (node.op !== '[]') return null;
  const [of, index] = node.args;
  return of.op === 'id' && index.op === 'value' && typeof index.args === 'string'
    ? { variable: of.args, key: index.args }
    : null;
}

/** What a condition reads of a variable: keys by name, or all of it, as in a loop. */
export interface Read {
  readonly keys: ReadonlySet<string>;
  readonly whole: boolean;
}

const unread: Read = { keys: new Set(), whole: false };

/** Every variable that a condition names, and what it reads of it. */
export function readsIn(node: ASTNode, scope: Scope): ReadonlyMap<string, Read> {
  const reads = new Map<string, Read>();
  const visit = (one: ASTNode): void => {
    const by = keyOfVariable(one);
    if (by && scope.has(by.variable)) {
      const { keys, whole } = reads.get(by.variable) ?? unread;
      reads.set(by.variable, { keys: new Set([...keys, by.key]), whole });
      return;
    }
    if (one.op === 'id' && scope.has(one.args))
      reads.set(one.args, { ...(reads.get(one.args) ?? unread), whole: true });
    for (const child of childrenOf(one.args)) visit(child);
  };
  visit(node);
  return reads;
}
