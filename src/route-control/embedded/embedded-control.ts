import { Fault } from '../../ports/fault.ts';
import type { FlagDefinition, FlagStore, FlagWritten, StoredFlag } from '../../ports/flag-store.ts';
import {
  type Capabilities,
  type ControlBinding,
  ControlFault,
  type Desired,
  type Diagnostic,
  type Observed,
  type Operation,
  type Receipt,
  type RouteControl,
  type Verification,
} from '../../ports/route-control.ts';
import { probesFor } from '../probe.ts';
import { digestIn, hashOf } from '../served-value.ts';
import { type Turn, Turns } from '../turns.ts';
import { absent, checkRevision, rolledBack, type Wish, wishOf } from '../wish.ts';
import { candidateBpIn, definitionOf, fulfils } from './definition.ts';
import { checkFlag, type FlagTable } from './flag-table.ts';

const operationsKept = 50;
const attempts = 20;
const probes = 1000;

export interface EmbeddedSettings {
  readonly store: FlagStore;
  /** What answers evaluations in this process; it sees a write before the write's receipt is given. */
  readonly table: FlagTable;
}

function observedIn(stored: StoredFlag | null): Observed {
  if (!stored?.definition) return absent;
  const { definition, revision } = stored;
  return {
    exists: true,
    candidateBp: candidateBpIn(definition),
    baselineDigest: digestIn(definition.variants.baseline),
    candidateDigest: digestIn(definition.variants.candidate),
    revision: String(revision),
    rawHash: hashOf(definition),
  };
}

/** Checked before it is stored: a flag that cannot be evaluated would serve nothing. */
function checkedDefinition(key: string, wish: Wish): FlagDefinition {
  const definition = definitionOf(wish);
  try {
    checkFlag(key, definition);
    return definition;
  } catch (cause) {
    throw new ControlFault('invalid', `The flag ${key} cannot be evaluated.`, { cause });
  }
}

async function reached<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    throw new ControlFault('unavailable', 'The database of flags cannot be reached.', {
      remedy: cause.remedy,
      cause,
    });
  }
}

/** Routes steered by Routegate itself: flags in its own database, evaluated in its own process. */
export class EmbeddedControl implements RouteControl {
  readonly name = 'embedded';
  readonly capabilities: Capabilities = {
    sticky: true,
    targeting: true,
    concurrency: 'revision',
    granularityBp: 1,
    atomic: true,
    probe: true,
  };
  readonly #store: FlagStore;
  readonly #table: FlagTable;
  readonly #turns = new Turns();

  constructor({ store, table }: EmbeddedSettings) {
    this.#store = store;
    this.#table = table;
  }

  async check({ flagKey }: ControlBinding): Promise<readonly Diagnostic[]> {
    const stored = await reached(this.#store.flag(flagKey));
    if (!stored?.definition)
      return [{ ok: true, text: `${flagKey} is not served yet; its first rollout makes it.` }];
    return stored.definition.defaultVariant === 'baseline'
      ? [{ ok: true, text: `${flagKey} is served, with the baseline as its default.` }]
      : [{ ok: false, text: `${flagKey} does not fall back to the baseline. Roll it back to mend it.` }];
  }

  async read({ flagKey }: ControlBinding): Promise<Observed> {
    return observedIn(await reached(this.#store.flag(flagKey)));
  }

  apply({ flagKey }: ControlBinding, desired: Desired, operation: Operation): Promise<Receipt> {
    return this.#turns.write(flagKey, async (turn) => {
      const wish = wishOf(this.name, this.capabilities, desired);
      const definition = checkedDefinition(flagKey, wish);
      return this.#write(flagKey, definition, operation, turn, (stored) => {
        if (stored?.operations.includes(operation.opId)) return 'done';
        const fulfilled = stored?.definition && fulfils(stored.definition, wish);
        if (!fulfilled) checkRevision(observedIn(stored), operation.expectRevision);
        return 'write';
      });
    });
  }

  rollback({ flagKey }: ControlBinding, desired: Desired, operation: Operation): Promise<Receipt> {
    return this.#turns.rollback(flagKey, () => {
      const wish = rolledBack(desired);
      const definition = checkedDefinition(flagKey, wish);
      return this.#write(flagKey, definition, operation, null, (stored) => {
        const done = stored?.operations.includes(operation.opId);
        return done && stored?.definition && fulfils(stored.definition, wish) ? 'done' : 'write';
      });
    });
  }

  async verify({ flagKey }: ControlBinding, desired: Desired): Promise<Verification> {
    const wish = wishOf(this.name, this.capabilities, desired);
    const stored = await reached(this.#store.flag(flagKey));
    return {
      control: stored?.definition ? fulfils(stored.definition, wish) : false,
      data: this.#measured(flagKey, wish),
      observed: observedIn(stored),
    };
  }

  async remove({ flagKey }: ControlBinding, operation: Operation): Promise<void> {
    await this.#turns.write(flagKey, (turn) =>
      this.#write(flagKey, null, operation, turn, (stored) => (stored?.definition ? 'write' : 'done')),
    );
  }

  /** Reads, asks whether to write, and writes; again from the start when somebody else wrote in between. */
  async #write(
    key: string,
    definition: FlagDefinition | null,
    { opId, signal }: Operation,
    turn: Turn | null,
    decide: (stored: StoredFlag | null) => 'done' | 'write',
  ): Promise<Receipt> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (signal.aborted) throw new ControlFault('unavailable', 'Given up before anything was written.');
      const stored = await reached(this.#store.flag(key));
      if (decide(stored) === 'done') return this.#receipt(opId, stored);
      turn?.stillMine();
      const operations = [opId, ...(stored?.operations ?? [])].slice(0, operationsKept);
      const written = await this.#put({ key, definition, operations }, stored);
      if (written.result === 'written') return this.#receipt(opId, written.flag);
    }
    throw new ControlFault('conflict', `${key} is being changed by others all the time.`);
  }

  #put(flag: Parameters<FlagStore['putFlag']>[0], stored: StoredFlag | null): Promise<FlagWritten> {
    return reached(this.#store.putFlag(flag, stored?.revision ?? null));
  }

  #receipt(opId: string, stored: StoredFlag | null): Receipt {
    if (stored) this.#table.take(stored);
    const observed = observedIn(stored);
    return { opId, revision: observed.revision, observed };
  }

  /** Asks the evaluation itself, so that what is said to be served is what is served. */
  #measured(key: string, wish: Wish): Verification['data'] {
    const asked = probesFor(wish, probes);
    if (!asked) return null;
    const served = asked.filter((probe) => {
      const answer = this.#table.evaluate(key, probe);
      return 'variant' in answer && answer.variant === 'candidate';
    });
    return { asked: asked.length, share: served.length / asked.length };
  }
}
