import { canonicalJson } from '../packet/digest.ts';

/** What the policy file says, as data: keys and values as they were written. */
export type Declared = { readonly [key: string]: unknown };

/** One key of the policy that says something else now; null where it says nothing. Values are canonical JSON. */
export interface PolicyDifference {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** The policy that binds, as the record knows it. */
export interface PolicyInForce {
  readonly digest: string;
  /** Epoch ms. */
  readonly since: number;
  readonly declared: Declared;
}

/** Another policy binds from now on. The first one that a record knows has nothing before it, and no differences. */
export interface PolicyEvent {
  readonly type: 'policy_changed';
  readonly digest: string;
  readonly previous: string | null;
  readonly declared: Declared;
  readonly differences: readonly PolicyDifference[];
}

const isMap = (value: unknown): value is Declared =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lists of named things are compared by name, so that a rule that moved is no change of another. */
function namedItems(value: unknown): ReadonlyMap<string, unknown> | null {
  if (!Array.isArray(value)) return null;
  const named = value.map((item): [unknown, unknown] => [isMap(item) ? (item.id ?? item.name) : null, item]);
  const names = named.map(([name]) => name).filter((name) => typeof name === 'string');
  if (names.length !== value.length || new Set(names).size !== names.length) return null;
  return new Map(named.map(([name, item]) => [String(name), item]));
}

const partsOf = (value: unknown): ReadonlyMap<string, unknown> | null =>
  isMap(value) ? new Map(Object.entries(value)) : namedItems(value);

const textOf = (value: unknown): string | null => (value === undefined ? null : canonicalJson(value));

function differencesAt(path: string, before: unknown, after: unknown): PolicyDifference[] {
  const left = textOf(before);
  const right = textOf(after);
  if (left === right) return [];
  const [from, to] = [partsOf(before), partsOf(after)];
  if (!from || !to) return [{ path, before: left, after: right }];
  const keys = [...new Set([...from.keys(), ...to.keys()])];
  return keys.flatMap((key) => differencesAt(path ? `${path}.${key}` : key, from.get(key), to.get(key)));
}

/** Every key in which two policies differ, in the order in which the older one has them; new ones last. */
export const policyDifferences = (before: Declared, after: Declared): readonly PolicyDifference[] =>
  differencesAt('', before, after);

/** What to record when a policy binds; null where it is the one that did before. */
export function policyChange(
  known: PolicyInForce | null,
  { digest, declared }: Pick<PolicyInForce, 'digest' | 'declared'>,
): PolicyEvent | null {
  if (known?.digest === digest) return null;
  const differences = known ? policyDifferences(known.declared, declared) : [];
  return { type: 'policy_changed', digest, previous: known?.digest ?? null, declared, differences };
}

/** The state after one event; `at` in epoch ms. */
export const evolvePolicy = ({ digest, declared }: PolicyEvent, at: number): PolicyInForce => ({
  digest,
  since: at,
  declared,
});
