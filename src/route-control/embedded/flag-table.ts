import { createHash } from 'node:crypto';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { FeatureFlag, MemoryStorage } from '@openfeature/flagd-core';
import type { EvaluationContext, FlagEvaluator, NotServed, Served } from '../../ports/flag-evaluator.ts';
import type { FlagDefinition, FlagStore, JsonObject, StoredFlag } from '../../ports/flag-store.ts';
import { canonicalText } from '../served-value.ts';
import { targetingKey } from '../wish.ts';
import { type Needs, needsOf } from './definition.ts';

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
  /** Made when first asked for, or by {@link FlagTable.warmUp}: this is the costly part. */
  compiled: FeatureFlag | null;
  readonly served: Map<string, Served>;
}

function entryOf(key: string, definition: FlagDefinition): Entry {
  const text = canonicalText(definition);
  const hash = BigInt(`0x${createHash('sha256').update(JSON.stringify(key)).update(text).digest('hex')}`);
  return { key, definition, text, hash, needs: needsOf(definition), compiled: null, served: new Map() };
}

function compiled(entry: Entry): FeatureFlag {
  entry.compiled ??= new FeatureFlag(entry.key, JSON.parse(entry.text), silent, options);
  return entry.compiled;
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
  const known = entry.served.get(variant);
  if (known && known.reason === reason) return known;
  const served: Served = { key: entry.key, variant, reason, value };
  entry.served.set(variant, served);
  return served;
}

/** The flags in memory. A write is taken over as soon as it is stored, and every evaluation after that sees it. */
export class FlagTable implements FlagEvaluator {
  readonly #store: FlagStore;
  readonly #entries = new Map<string, Entry>();
  readonly #revisions = new Map<string, number>();
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

  /**
   * Makes every flag ready to evaluate, a few at a time so that nothing else waits. Without it the first evaluation of
   * each flag takes some tenths of a millisecond longer. Never rejects.
   */
  async warmUp(): Promise<void> {
    for (const [index, entry] of [...this.#entries.values()].entries()) {
      const anybody = Object.fromEntries(entry.needs.attributes.map((attribute) => [attribute, 'anybody']));
      this.evaluate(entry.key, anybody);
      if (index % 10 === 9) await setImmediate();
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
      const entry = entryOf(key, definition);
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
    try {
      const { variant, reason } = compiled(entry).evaluate(asked);
      const value = variant === undefined ? undefined : entry.definition.variants[variant];
      if (variant !== undefined && value !== undefined) return servedBy(entry, variant, reason, value);
    } catch {
      // Told below like every other flag that names no variant.
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

  #written(): string {
    const flags = this.keys().map((key) => `${JSON.stringify(key)}:${this.#entries.get(key)?.text}`);
    return `{"$schema":"https://flagd.dev/schema/v0/flags.json","flags":{${flags.join(',')}}}`;
  }
}
