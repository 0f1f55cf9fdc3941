import type { CanarySum } from '../canary/tally.ts';
import { canonicalJson } from '../packet/digest.ts';

/** What the policy file says, as data: keys and values as they were written. */
export type Declared = { readonly [key: string]: unknown };

/** One key of the policy that says something else now; null where it says nothing. Values are canonical JSON. */
export interface PolicyDifference {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A policy that is tried beside the one that binds. Times are epoch ms. */
export interface PolicyInCanary {
  readonly digest: string;
  readonly since: number;
  /** The number of the last event before it was tried. */
  readonly after: number;
  /** When it was taken away; null while it is tried. */
  readonly until: number | null;
  /** Up to when it was last summed up, and the number of the last event that was counted. */
  readonly summedAt: number;
  readonly summedThrough: number;
}

/** The policy that binds, as the record knows it. */
export interface PolicyInForce {
  readonly digest: string;
  /** Epoch ms. */
  readonly since: number;
  readonly declared: Declared;
  /** The policy that was tried last; absent before any, and once it binds. */
  readonly canary?: PolicyInCanary;
}

/** What became of a policy while it was tried. */
export interface CanaryRecord {
  readonly since: number;
  readonly judged: number;
  readonly differing: number;
}

/** Another policy binds from now on. The first one that a record knows has nothing before it, and no differences. */
interface PolicyChanged {
  readonly type: 'policy_changed';
  readonly digest: string;
  readonly previous: string | null;
  readonly declared: Declared;
  readonly differences: readonly PolicyDifference[];
  /** Set where it was in canary before. */
  readonly canary?: CanaryRecord;
}

export type PolicyEvent =
  | PolicyChanged
  /** A policy is tried from now on; `after` is the number of the last event before. */
  | { readonly type: 'canary_started'; readonly digest: string; readonly after: number }
  | { readonly type: 'canary_ended'; readonly digest: string }
  /** What it would have done since it was summed up last, at `from`; `through` is the last event that was counted. */
  | ({
      readonly type: 'canary_summed';
      readonly digest: string;
      readonly from: number;
      readonly through: number;
    } & CanarySum);

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
  canary: CanaryRecord | null = null,
): PolicyChanged | null {
  if (known?.digest === digest) return null;
  const differences = known ? policyDifferences(known.declared, declared) : [];
  return {
    type: 'policy_changed',
    digest,
    previous: known?.digest ?? null,
    declared,
    differences,
    ...(canary ? { canary } : {}),
  };
}

function evolveCanary(
  canary: PolicyInCanary | undefined,
  event: Exclude<PolicyEvent, PolicyChanged>,
  at: number,
): PolicyInCanary | undefined {
  if (event.type === 'canary_started') {
    const { digest, after } = event;
    return { digest, since: at, after, until: null, summedAt: at, summedThrough: after };
  }
  if (canary?.digest !== event.digest) return canary;
  return event.type === 'canary_ended'
    ? { ...canary, until: at }
    : { ...canary, summedAt: at, summedThrough: event.through };
}

/** The state after one event; `at` in epoch ms. Nothing is tried before something binds. */
export function evolvePolicy(
  state: PolicyInForce | null,
  event: PolicyEvent,
  at: number,
): PolicyInForce | null {
  if (event.type === 'policy_changed') {
    const { digest, declared } = event;
    const canary = state?.canary?.digest === digest ? undefined : state?.canary;
    return { digest, since: at, declared, ...(canary ? { canary } : {}) };
  }
  if (!state) return null;
  const canary = evolveCanary(state.canary, event, at);
  return { ...state, ...(canary ? { canary } : {}) };
}

/** What to record when another policy is tried, or none is any more; empty where that stays as it is. */
export function canaryChange(known: PolicyInForce, digest: string | null, after: number): PolicyEvent[] {
  const current = known.canary?.until === null ? known.canary.digest : null;
  if (current === digest) return [];
  return [
    ...(current === null ? [] : [{ type: 'canary_ended', digest: current } as const]),
    ...(digest === null ? [] : [{ type: 'canary_started', digest, after } as const]),
  ];
}
