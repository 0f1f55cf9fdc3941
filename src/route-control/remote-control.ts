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
} from '../ports/route-control.ts';
import { type Step, takeSteps } from './steps.ts';
import { DoneOperations, type Turn, Turns } from './turns.ts';
import { absent, checkRevision, rolledBack, type Wish, wishOf } from './wish.ts';

/**
 * What is particular to one kind of backend; {@link RemoteControl} does what is common to all. `F` is a flag as the
 * backend tells it. Everything throws ControlFaults only.
 */
export interface FlagSystem<F> {
  /** The adapter's name in the registry. */
  readonly name: string;
  /** The system's name in sentences. */
  readonly title: string;
  readonly capabilities: Capabilities;
  /** Whether a write may come into force only some time after it was taken. */
  readonly eventual: boolean;
  /** Reachable, authorised, and the place of the binding is there. Throws where it is not. */
  readonly checkPlace: (binding: ControlBinding, signal: AbortSignal) => Promise<void>;
  /** Null where the flag is not there, or put away. */
  readonly read: (binding: ControlBinding, signal: AbortSignal) => Promise<F | null>;
  /** Makes the flag at the baseline, or brings back one that was put away. */
  readonly make: (binding: ControlBinding, wish: Wish, operation: Operation) => Promise<F>;
  /** The writes that make a flag what is wished, in the order in which they do no harm. */
  readonly stepsTo: (binding: ControlBinding, flag: F, wish: Wish, operation: Operation) => readonly Step[];
  /** Whether everybody gets just what is wished. */
  readonly fulfils: (flag: F, wish: Wish) => boolean;
  readonly observed: (flag: F) => Observed;
  /** Asks the data plane; null where that cannot be asked. */
  readonly measured: (
    binding: ControlBinding,
    wish: Wish,
    signal: AbortSignal,
  ) => Promise<Verification['data']>;
  /** Puts the flag of a retired route away. */
  readonly putAway: (binding: ControlBinding, operation: Operation) => Promise<void>;
}

const rollbackAttempts = 5;

/** Routes steered by a system elsewhere: read first, write what differs, read back. */
export class RemoteControl<F> implements RouteControl {
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly #system: FlagSystem<F>;
  readonly #turns = new Turns();
  readonly #done = new DoneOperations();

  constructor(system: FlagSystem<F>) {
    this.#system = system;
    this.name = system.name;
    this.capabilities = system.capabilities;
  }

  async check(binding: ControlBinding, signal: AbortSignal): Promise<readonly Diagnostic[]> {
    const { title } = this.#system;
    await this.#system.checkPlace(binding, signal);
    const observed = await this.read(binding, signal);
    const flag = `${binding.flagKey} in ${title}`;
    if (!observed.exists) return [{ ok: true, text: `There is no ${flag} yet; the first rollout makes it.` }];
    if (observed.candidateBp === null)
      return [
        {
          ok: false,
          text: `${flag} decides by more than Routegate set. The next rollout or roll back puts that right.`,
        },
      ];
    return [{ ok: true, text: `${flag} can be steered, and falls back to the baseline.` }];
  }

  async read(binding: ControlBinding, signal: AbortSignal): Promise<Observed> {
    return this.#observed(await this.#system.read(binding, signal));
  }

  async apply(binding: ControlBinding, desired: Desired, operation: Operation): Promise<Receipt> {
    const wish = wishOf(this.#system.title, this.capabilities, desired);
    return this.#turns.write(keyOf(binding), async (turn) => {
      const { signal, opId, expectRevision } = operation;
      const before = await this.#system.read(binding, signal);
      if (this.#done.has(opId)) return this.#receipt(opId, before);
      if (!this.#fulfils(before, wish)) {
        checkRevision(this.#observed(before), expectRevision);
        await this.#set(binding, before, wish, operation, turn);
      }
      const after = await this.#readBack(binding, wish, signal);
      this.#done.add(opId);
      return this.#receipt(opId, after);
    });
  }

  async rollback(binding: ControlBinding, desired: Desired, operation: Operation): Promise<Receipt> {
    const wish = rolledBack(desired);
    const { opId, comment, signal } = operation;
    return this.#turns.rollback(keyOf(binding), async () => {
      for (let attempt = 0; attempt < rollbackAttempts; attempt += 1) {
        const before = await this.#system.read(binding, signal);
        if (this.#fulfils(before, wish)) return this.#receipt(opId, before);
        const set = this.#set(binding, before, wish, { opId, comment, signal }, null);
        const taken = await set.then(() => true, changedMeanwhile);
        if (taken && this.#system.eventual) break;
      }
      return this.#receipt(opId, await this.#readBack(binding, wish, signal));
    });
  }

  async verify(binding: ControlBinding, desired: Desired, signal: AbortSignal): Promise<Verification> {
    const wish = wishOf(this.#system.title, this.capabilities, desired);
    const flag = await this.#system.read(binding, signal);
    const data = flag === null ? null : await this.#system.measured(binding, wish, signal);
    return { control: this.#fulfils(flag, wish), data, observed: this.#observed(flag) };
  }

  async remove(binding: ControlBinding, operation: Operation): Promise<void> {
    await this.#turns.write(keyOf(binding), async () => {
      const flag = await this.#system.read(binding, operation.signal);
      if (flag !== null) await this.#system.putAway(binding, operation);
    });
  }

  async #set(
    binding: ControlBinding,
    before: F | null,
    wish: Wish,
    operation: Operation,
    turn: Turn | null,
  ): Promise<void> {
    turn?.stillMine();
    const flag = before ?? (await this.#system.make(binding, wish, operation));
    await takeSteps(this.#system.stepsTo(binding, flag, wish, operation), turn);
  }

  async #readBack(binding: ControlBinding, wish: Wish, signal: AbortSignal): Promise<F | null> {
    const flag = await this.#system.read(binding, signal);
    if (this.#fulfils(flag, wish)) return flag;
    const { title, eventual } = this.#system;
    if (eventual) throw new ControlFault('unavailable', `${title} took the change, but does not do it yet.`);
    throw new ControlFault('verification_failed', `${title} does not read back what was set.`, {
      remedy: `Look at ${binding.flagKey} in ${title}: somebody else may be changing it.`,
    });
  }

  #fulfils(flag: F | null, wish: Wish): boolean {
    return flag !== null && this.#system.fulfils(flag, wish);
  }

  #observed(flag: F | null): Observed {
    return flag === null ? absent : this.#system.observed(flag);
  }

  #receipt(opId: string, flag: F | null): Receipt {
    const observed = this.#observed(flag);
    return { opId, revision: observed.revision, observed };
  }
}

/** What others changed between reading and writing is read again; everything else is thrown. */
function changedMeanwhile(error: unknown): false {
  if (!(error instanceof ControlFault) || !['conflict', 'not_found'].includes(error.kind)) throw error;
  return false;
}

const keyOf = ({ flagKey, options }: ControlBinding): string => JSON.stringify([flagKey, options]);
