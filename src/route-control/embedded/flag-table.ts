import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { EvaluationContextValue } from '@openfeature/core';
import { FeatureFlag, MemoryStorage } from '@openfeature/flagd-core';
import type { EvaluationContext, FlagEvaluator, NotServed, Served } from '../../ports/flag-evaluator.ts';
import type { FlagDefinition, FlagStore, JsonObject, StoredFlag } from '../../ports/flag-store.ts';
import { canonicalText } from '../served-value.ts';
import { targetingKey } from '../wish.ts';
import { type Needs, needsOf } from './definition.ts';
import { constantsName, type Shaped, shapeOf } from './shape.ts';

const silent = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
const pageSize = 500;

// flagd-core interprets the targeting rather than generate code for it: as quick to evaluate, quicker to make ready.
const options = { disableDynamicCodeGeneration: true };

/** Checks a flag against flagd's schema and tries to make it ready. Throws an Error that says what is wrong. */
export function checkFlag(key: string, definition: FlagDefinition): void {
  const storage = new MemoryStorage(silent, options);
  storage.setConfigurations(JSON.stringify({ flags: { [key]: definition } }), true);
}

interface Entry {
  readonly key: string;
  readonly definition: FlagDefinition;
  readonly text: string;
  readonly hash: bigint;
  readonly needs: Needs;
  readonly constants: EvaluationContextValue[];
  /** Decides for this flag, and for others of the same shape. Null for one that cannot be evaluated. */
  readonly decider: FeatureFlag | null;
  /** The few answers that this flag has given. */
  readonly served: Served[];
}

const hashOf = (key: string, text: string): bigint =>
  BigInt(`0x${createHash('sha256').update(JSON.stringify(key)).update(text).digest('hex')}`);

/** A flag of flagd-core, ready to evaluate; null where it cannot be. */
function decides(key: string, flag: object): FeatureFlag | null {
  try {
    return new FeatureFlag(key, JSON.parse(JSON.stringify(flag)), silent, options);
  } catch {
    return null;
  }
}

const notServed = (key: string, error: NotServed['error'], details: string): NotServed => ({
  key,
  error,
  details,
});

type Asked = Record<string, string | number | boolean>;

/** Just the attributes that the flag reads; null where one is missing that it needs, or one is of a wrong kind. */
function askedOf({ needs }: Entry, context: EvaluationContext): Asked | null {
  const asked: Asked = {};
  for (const attribute of needs.attributes) {
    const value = context[attribute];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      asked[attribute] = value;
    else if (value !== undefined && value !== null) return null;
  }
  return needs.bucketBy === null || asked[needs.bucketBy] ? asked : null;
}

function refusalOf({ key, needs }: Entry, context: EvaluationContext): NotServed {
  // A list, say, would slip past an exclusion.
  const wrong = needs.attributes.find((name) => ['object', 'function'].includes(typeof (context[name] ?? 0)));
  if (wrong !== undefined)
    return notServed(key, 'INVALID_CONTEXT', `${wrong} must be a text, a number, true or false.`);
  return needs.bucketBy === targetingKey
    ? notServed(key, 'TARGETING_KEY_MISSING', 'Send a targetingKey: this route goes to a share of people.')
    : notServed(key, 'INVALID_CONTEXT', `Send ${needs.bucketBy}: this route goes to a share of them.`);
}

function servedBy(entry: Entry, variant: string, reason: string, value: JsonObject): Served {
  for (const known of entry.served) if (known.variant === variant && known.reason === reason) return known;
  const served: Served = { key: entry.key, variant, reason, value, written: null };
  entry.served.push(served);
  return served;
}

/** The flags in memory. A write is taken over as soon as it is stored, and every evaluation after that sees it. */
export class FlagTable implements FlagEvaluator {
  readonly #store: FlagStore;
  readonly #entries = new Map<string, Entry>();
  readonly #revisions = new Map<string, number>();
  /** By shape. There are as many as audiences are built differently, which is few. */
  readonly #deciders = new Map<string, FeatureFlag | null>();
  #readUpTo = 0;
  #fingerprint = 0n;
  #keys: readonly string[] | null = null;
  #document: string | null = null;

  private constructor(store: FlagStore) {
    this.#store = store;
  }

  /** Reads all flags. Throws the store's faults. */
  static async open(store: FlagStore): Promise<FlagTable> {
    const table = new FlagTable(store);
    await table.refresh();
    return table;
  }

  /** Takes over what was written since the last time, by this process or another. Throws the store's faults. */
  async refresh(): Promise<void> {
    for (;;) {
      const page = await this.#store.flagsAfter(this.#readUpTo, pageSize);
      for (const flag of page) this.take(flag);
      this.#readUpTo = page.at(-1)?.revision ?? this.#readUpTo;
      if (page.length < pageSize) return;
    }
  }

  /** Refreshes again and again until `signal` aborts, for flags that another replica writes. Never rejects. */
  async follow(everyMs: number, signal: AbortSignal, onFault: (fault: unknown) => void): Promise<void> {
    while (!signal.aborted) {
      await this.refresh().catch(onFault);
      await wait(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Takes over one flag as it was stored; every evaluation after this sees it. Older revisions are ignored. */
  take({ key, definition, revision }: StoredFlag): void {
    if (revision <= (this.#revisions.get(key) ?? 0)) return;
    this.#revisions.set(key, revision);
    this.#fingerprint ^= this.#entries.get(key)?.hash ?? 0n;
    this.#put(key, definition);
  }

  /**
   * Everybody gets the baseline of this flag from now on, until a later revision is taken over. For a roll back that
   * is recorded already and is about to be written: users need not wait for the second write.
   */
  hold(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry?.definition.targeting) return;
    const { targeting: _left, ...definition } = entry.definition;
    this.#fingerprint ^= entry.hash;
    this.#put(key, definition);
  }

  #put(key: string, definition: FlagDefinition | null): void {
    if (definition === null) {
      this.#entries.delete(key);
    } else {
      const entry = this.#entryOf(key, definition);
      this.#entries.set(key, entry);
      this.#fingerprint ^= entry.hash;
    }
    this.#keys = null;
    this.#document = null;
  }

  evaluate(key: string, context: EvaluationContext): Served | NotServed {
    const entry = this.#entries.get(key);
    if (!entry) return notServed(key, 'FLAG_NOT_FOUND', 'No route has this id.');
    const asked = askedOf(entry, context);
    if (!asked) return refusalOf(entry, context);
    if (entry.decider) {
      const { variant, reason } = entry.decider.evaluate({ ...asked, [constantsName]: entry.constants });
      const value = variant === undefined ? undefined : entry.definition.variants[variant];
      if (variant !== undefined && value !== undefined) return servedBy(entry, variant, reason, value);
    }
    return notServed(key, 'GENERAL', 'The flag of this route cannot be evaluated.');
  }

  keys(): readonly string[] {
    this.#keys ??= [...this.#entries.keys()].sort();
    return this.#keys;
  }

  fingerprint(): string {
    return this.#fingerprint.toString(16).padStart(64, '0');
  }

  document(): string {
    this.#document ??= this.#written();
    return this.#document;
  }

  #entryOf(key: string, definition: FlagDefinition): Entry {
    const text = canonicalText(definition);
    const shaped = shapeOf(definition);
    return {
      key,
      definition,
      text,
      hash: hashOf(key, text),
      needs: needsOf(definition),
      constants: shaped ? JSON.parse(canonicalText(shaped.constants)) : [],
      decider: this.#deciderOf(key, definition, shaped),
      served: [],
    };
  }

  #deciderOf(key: string, definition: FlagDefinition, shaped: Shaped | null): FeatureFlag | null {
    const targeting = shaped?.targeting ?? definition.targeting ?? null;
    const names = Object.keys(definition.variants);
    const shared = shaped !== null || targeting === null;
    const shape = canonicalText({
      targeting,
      names,
      default: definition.defaultVariant,
      key: shared ? '' : key,
    });
    const known = this.#deciders.get(shape);
    if (known !== undefined) return known;
    // Only the names of the variants: what they serve is looked up here.
    const variants = Object.fromEntries(names.map((name) => [name, name]));
    const decider = decides(key, { ...definition, variants, ...(targeting ? { targeting } : {}) });
    if (shared) this.#deciders.set(shape, decider);
    return decider;
  }

  #written(): string {
    const flags = this.keys().map((key) => `${JSON.stringify(key)}:${this.#entries.get(key)?.text}`);
    return `{"$schema":"https://flagd.dev/schema/v0/flags.json","flags":{${flags.join(',')}}}`;
  }
}
