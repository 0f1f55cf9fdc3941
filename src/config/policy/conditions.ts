import { type ASTNode, Environment, type TypeCheckResult } from '@marcbachmann/cel-js';
import { closest } from '../../domain/closest.ts';
import type { RiskFacts } from '../../domain/risk.ts';
import { conditionVariables, type Shape } from './condition-variables.ts';

/** A group of the packet as the expression language sees it; keys left out are absent, not empty. */
class Group {
  constructor(fields: Readonly<Record<string, unknown>>) {
    Object.assign(this, fields);
  }
}

interface KnownType {
  /** Its name in the expression language. */
  readonly name: string;
  readonly convert: (value: unknown) => unknown;
}

function registerShape(environment: Environment, name: string, shape: Shape): KnownType {
  switch (shape.kind) {
    case 'text':
      return { name: 'string', convert: (value) => value };
    case 'number':
      return { name: 'double', convert: (value) => value };
    case 'truth':
      return { name: 'bool', convert: (value) => value };
    case 'open':
      return {
        name: 'map<string, dyn>',
        convert: (value) => new Map(Object.entries(value !== null && typeof value === 'object' ? value : {})),
      };
    case 'list': {
      const item = registerShape(environment, name, shape.item);
      const convert = (value: unknown) => (Array.isArray(value) ? value.map(item.convert) : value);
      return { name: `list<${item.name}>`, convert };
    }
    case 'group':
      return registerGroup(environment, name, shape.fields);
  }
}

function registerGroup(
  environment: Environment,
  name: string,
  fields: Readonly<Record<string, Shape>>,
): KnownType {
  const known = new Map(
    Object.entries(fields).map(([key, shape]) => [key, registerShape(environment, `${name}_${key}`, shape)]),
  );
  const ctor = class extends Group {};
  environment.registerType(name, {
    ctor,
    fields: Object.fromEntries([...known].map(([key, type]) => [key, type.name])),
  });
  const convert = (value: unknown) => {
    const present = Object.entries(value !== null && typeof value === 'object' ? value : {});
    const converted = present
      .filter(([key, child]) => known.has(key) && child !== undefined)
      .map(([key, child]) => [key, known.get(key)?.convert(child)] as const);
    return new ctor(Object.fromEntries(converted));
  };
  return { name, convert };
}

/** Numbers of packets are doubles; people write `500` and mean the same number. */
function registerArithmetic(environment: Environment): void {
  const operators: Readonly<Record<string, (left: number, right: number) => number>> = {
    '+': (left, right) => left + right,
    '-': (left, right) => left - right,
    '*': (left, right) => left * right,
    '/': (left, right) => left / right,
  };
  for (const [sign, operate] of Object.entries(operators))
    for (const signature of [`double ${sign} int`, `int ${sign} double`])
      environment.registerOperator(signature, (left, right) => operate(Number(left), Number(right)));
  environment.registerOperator('double == int', (left, right) => Number(left) === Number(right));
}

interface Language {
  readonly environment: Environment;
  readonly context: (facts: RiskFacts) => Record<string, unknown>;
}

function makeLanguage(): Language {
  const environment = new Environment({ limits: { maxAstNodes: 2000, maxDepth: 50 } });
  registerArithmetic(environment);
  const types = new Map<string, KnownType>();
  for (const { name, shape, meaning } of conditionVariables) {
    const type = registerShape(environment, `${name}_keys`, shape);
    environment.registerVariable(name, type.name, { description: meaning });
    types.set(name, type);
  }
  const converted = new WeakMap<RiskFacts, Record<string, unknown>>();
  // Every condition of a policy looks at the same facts.
  const context = (facts: RiskFacts) => {
    const known = converted.get(facts);
    if (known) return known;
    const variables = Object.fromEntries(
      conditionVariables.map(({ name, value }) => [name, types.get(name)?.convert(value(facts))]),
    );
    converted.set(facts, variables);
    return variables;
  };
  return { environment, context };
}

let made: Language | undefined;
const language = (): Language => {
  made ??= makeLanguage();
  return made;
};

type Scope = ReadonlyMap<string, Shape>;
const globalScope: Scope = new Map(conditionVariables.map(({ name, shape }) => [name, shape]));

/** The shape of what an expression names; undefined where it is computed. */
function shapeOfNode(node: ASTNode, scope: Scope): Shape | undefined {
  if (node.op === 'id') return scope.get(node.args);
  if (node.op === '.') {
    const parent = shapeOfNode(node.args[0], scope);
    return parent?.kind === 'group' ? parent.fields[node.args[1]] : undefined;
  }
  if (node.op === '[]') {
    const parent = shapeOfNode(node.args[0], scope);
    return parent?.kind === 'list' ? parent.item : undefined;
  }
  return undefined;
}

/** Inside `list.exists(x, …)` and its like, `x` is an item of the list. */
function scopeInside(node: ASTNode, scope: Scope): Scope {
  if (node.op !== 'rcall') return scope;
  const [, receiver, [variable]] = node.args;
  const list = shapeOfNode(receiver, scope);
  if (list?.kind !== 'list' || variable?.op !== 'id') return scope;
  return new Map([...scope, [variable.args, list.item]]);
}

const isNode = (value: unknown): value is ASTNode =>
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

function findImpossibleWord(node: ASTNode, scope: Scope): string | null {
  const unknown = unknownKey(node, scope);
  if (unknown) return unknown;
  if (node.op === '==' || node.op === '!=') {
    const [left, right] = node.args;
    const found =
      impossibleWord(shapeOfNode(left, scope), right) ?? impossibleWord(shapeOfNode(right, scope), left);
    if (found) return found;
  }
  if (node.op === 'in') {
    const [sought, list] = node.args;
    const items = shapeOfNode(list, scope);
    const found =
      (items?.kind === 'list' ? impossibleWord(items.item, sought) : null) ??
      (list.op === 'list' ? firstImpossible(list.args, shapeOfNode(sought, scope)) : null);
    if (found) return found;
  }
  const inner = scopeInside(node, scope);
  for (const child of childrenOf(node.args)) {
    const found = findImpossibleWord(child, inner);
    if (found) return found;
  }
  return null;
}

function firstImpossible(literals: readonly ASTNode[], words: Shape | undefined): string | null {
  for (const literal of literals) {
    const found = impossibleWord(words, literal);
    if (found) return found;
  }
  return null;
}

function keysWithin(shape: Shape): string[] {
  if (shape.kind === 'list') return keysWithin(shape.item);
  if (shape.kind !== 'group') return [];
  return Object.entries(shape.fields).flatMap(([key, child]) => [key, ...keysWithin(child)]);
}

/** The words that could have been meant where the checker met an unknown one, and whether these are all there are. */
function knownNear(node: ASTNode | undefined): { words: string[]; all: boolean } {
  if (node?.op !== '.') return { words: conditionVariables.map(({ name }) => name), all: true };
  const parent = shapeOfNode(node.args[0], globalScope);
  if (parent?.kind === 'group') return { words: Object.keys(parent.fields), all: true };
  return { words: conditionVariables.flatMap(({ shape }) => keysWithin(shape)), all: false };
}

const plainTypes: Readonly<Record<string, string>> = {
  string: 'a text',
  double: 'a number',
  int: 'a number',
  dyn: 'of a kind that is known only later; compare it with something',
};

/** `number > text` for `double > string`. */
function plainSignature(overload: string): string {
  return overload
    .replaceAll(/\b(?:double|int)\b/g, 'number')
    .replaceAll(/\bstring\b/g, 'text')
    .replaceAll(/\bbool\b/g, 'true-or-false')
    .replaceAll(/\b\w+_keys\w*\b/g, 'group');
}

function notThere(
  unknown: string,
  known: { readonly words: readonly string[]; readonly all: boolean },
): string {
  const meant = closest(unknown, known.words);
  const hint = meant ? `did you mean ${meant}?` : known.all ? `known: ${known.words.join(', ')}` : '';
  return `there is no ${unknown}${hint ? `; ${hint}` : ''}`;
}

function explain(error: NonNullable<TypeCheckResult['error']>): string {
  const { summary } = error;
  const unknown = /^(?:No such key|Unknown variable): (\w+)/.exec(summary)?.[1];
  if (unknown) {
    const node = error.node && isNode(error.node) ? error.node : undefined;
    return notThere(unknown, knownNear(node));
  }
  const overload = /^no such overload: (.+)$/.exec(summary)?.[1];
  if (overload) return `${plainSignature(overload)} is not possible; compare like with like`;
  const near = error.range ? ` at character ${error.range.start + 1}` : '';
  return `${summary.charAt(0).toLowerCase()}${summary.slice(1)}${near}`;
}

export type CompiledCondition =
  | { readonly ok: true; readonly applies: (facts: RiskFacts) => boolean }
  | { readonly ok: false; readonly problem: string };

/**
 * Makes a rule's test of a CEL condition. Unknown names, mismatched types, words that cannot occur and anything
 * that is not true or false are refused now. A condition that cannot be evaluated later, because it looks into a
 * key that a packet leaves out, counts as true: a rule that cannot be judged applies.
 */
export function compileCondition(text: string): CompiledCondition {
  const { environment, context } = language();
  try {
    const checked = environment.check(text);
    if (checked.error) return { ok: false, problem: explain(checked.error) };
    if (checked.type !== 'bool')
      return {
        ok: false,
        problem: `it is ${plainTypes[checked.type ?? ''] ?? 'a group or a list'}; a condition has to be true or false`,
      };
    const expression = environment.parse(text);
    const impossible = findImpossibleWord(expression.ast, globalScope);
    if (impossible) return { ok: false, problem: impossible };
    return { ok: true, applies: (facts) => evaluates(expression, context, facts) };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : 'it cannot be read' };
  }
}

function evaluates(
  expression: (context: Record<string, unknown>) => unknown,
  context: (facts: RiskFacts) => Record<string, unknown>,
  facts: RiskFacts,
): boolean {
  try {
    return expression(context(facts)) !== false;
  } catch {
    return true;
  }
}
