import { Environment, EvaluationError, type TypeCheckResult } from '@marcbachmann/cel-js';
import type { Judged } from '../../domain/judged.ts';
import type { RiskFacts } from '../../domain/risk.ts';
import {
  findImpossible,
  isNode,
  keyOfVariable,
  knownNear,
  notThere,
  pathOf,
  type Read,
  readsIn,
  type Scope,
} from './condition-names.ts';
import { type KnownType, registerShape } from './condition-shapes.ts';
import { riskVariables, type Variable } from './condition-variables.ts';

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

interface Language<Facts> {
  readonly environment: Environment;
  readonly scope: Scope;
  readonly lacks: ReadonlyMap<string, (key: string) => string>;
  readonly context: (facts: Facts) => Record<string, unknown>;
}

function makeLanguage<Facts extends object>(variables: readonly Variable<Facts>[]): Language<Facts> {
  const environment = new Environment({ limits: { maxAstNodes: 2000, maxDepth: 50 } });
  registerArithmetic(environment);
  const types = new Map<string, KnownType>();
  for (const { name, shape, meaning } of variables) {
    const type = registerShape(environment, `${name}_keys`, shape);
    environment.registerVariable(name, type.name, { description: meaning });
    types.set(name, type);
  }
  const converted = new WeakMap<Facts, Record<string, unknown>>();
  // Every condition of a kind looks at the same facts.
  const context = (facts: Facts) => {
    const known = converted.get(facts);
    if (known) return known;
    const values = Object.fromEntries(
      variables.map(({ name, value }) => [name, types.get(name)?.convert(value(facts))]),
    );
    converted.set(facts, values);
    return values;
  };
  return {
    environment,
    context,
    scope: new Map(variables.map(({ name, shape }) => [name, shape])),
    lacks: new Map(variables.flatMap(({ name, lacks }) => (lacks ? [[name, lacks] as const] : []))),
  };
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

function explain(error: NonNullable<TypeCheckResult['error']>, scope: Scope): string {
  const { summary } = error;
  const unknown = /^(?:No such key|Unknown variable): (\w+)/.exec(summary)?.[1];
  if (unknown) {
    const node = error.node && isNode(error.node) ? error.node : undefined;
    return notThere(unknown, knownNear(node, scope));
  }
  const overload = /^no such overload: (.+)$/.exec(summary)?.[1];
  if (overload) return `${plainSignature(overload)} is not possible; compare like with like`;
  const near = error.range ? ` at character ${error.range.start + 1}` : '';
  return `${summary.charAt(0).toLowerCase()}${summary.slice(1)}${near}`;
}

/** Why a condition could not be evaluated, in words. */
function unclear(error: unknown, lacks: Language<never>['lacks']): string {
  if (!(error instanceof EvaluationError)) return 'it could not be evaluated';
  const node = error.node && isNode(error.node) ? error.node : null;
  if (node && /^no such key/i.test(error.summary)) {
    const read = keyOfVariable(node);
    const said = read && lacks.get(read.variable);
    if (read && said) return said(read.key);
    const path = pathOf(node);
    if (path !== null) return `${path} is not set`;
  }
  const { summary } = error;
  return `${summary.charAt(0).toLowerCase()}${summary.slice(1)}`;
}

/** A condition that was read and found right. */
export interface Condition<Facts> {
  /** Whether it holds, or why that cannot be said: it looks into something that is not there. Never throws. */
  readonly judge: (facts: Facts) => Judged;
  /** The variables that it names, and what it reads of each. */
  readonly reads: ReadonlyMap<string, Read>;
}

export type Compiled<Facts> =
  | ({ readonly ok: true } & Condition<Facts>)
  | { readonly ok: false; readonly problem: string };

function compileIn<Facts>(text: string, language: Language<Facts>): Compiled<Facts> {
  const { environment, context, scope, lacks } = language;
  try {
    const checked = environment.check(text);
    if (checked.error) return { ok: false, problem: explain(checked.error, scope) };
    if (checked.type !== 'bool')
      return {
        ok: false,
        problem: `it is ${plainTypes[checked.type ?? ''] ?? 'a group or a list'}; a condition has to be true or false`,
      };
    const expression = environment.parse(text);
    const impossible = findImpossible(expression.ast, scope);
    if (impossible) return { ok: false, problem: impossible };
    const judge = (facts: Facts): Judged => {
      try {
        const value: unknown = expression(context(facts));
        return typeof value === 'boolean' ? { holds: value } : { unclear: 'it is neither true nor false' };
      } catch (error) {
        return { unclear: unclear(error, lacks) };
      }
    };
    return { ok: true, judge, reads: readsIn(expression.ast, scope) };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : 'it cannot be read' };
  }
}

/**
 * Makes a reader of conditions over these variables. Unknown names, mismatched types, words that cannot occur and
 * anything that is not true or false are refused when a condition is read.
 */
export function conditionsOver<Facts extends object>(
  variables: readonly Variable<Facts>[],
): (text: string) => Compiled<Facts> {
  let language: Language<Facts> | undefined;
  return (text) => {
    language ??= makeLanguage(variables);
    return compileIn(text, language);
  };
}

/** Conditions of risk rules. */
export const riskCondition = conditionsOver<RiskFacts>(riskVariables);
