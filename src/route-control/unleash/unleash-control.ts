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
import { takeSteps } from '../steps.ts';
import { DoneOperations, type Turn, Turns } from '../turns.ts';
import { checkRevision, rolledBack, type Wish, wishOf } from '../wish.ts';
import { type Feature, fulfils, observedIn } from './feature.ts';
import { stepsTo } from './steps-to.ts';
import { type Place, UnleashApi, type UnleashSettings } from './unleash-api.ts';

const rollbackAttempts = 5;

/** Routes steered by a feature of Unleash in one project and environment, named by the binding's options. */
export class UnleashControl implements RouteControl {
  readonly name = 'unleash';
  readonly capabilities: Capabilities;
  readonly #api: UnleashApi;
  readonly #turns = new Turns();
  readonly #done = new DoneOperations();

  /** Throws `invalid` for settings that cannot be used. */
  constructor(settings: UnleashSettings) {
    this.#api = new UnleashApi(settings);
    this.capabilities = {
      sticky: true,
      targeting: true,
      concurrency: 'none',
      granularityBp: 10,
      atomic: false,
      probe: this.#api.canProbe,
    };
  }

  async check(binding: ControlBinding, signal: AbortSignal): Promise<readonly Diagnostic[]> {
    const place = placeOf(binding);
    await this.#api.checkEnvironment(place, signal);
    const feature = await this.#api.feature(place, signal);
    if (!feature)
      return [{ ok: true, text: `${place.feature} is not in Unleash yet; its first rollout makes it.` }];
    const observed = observedIn(feature);
    return [
      observed.candidateBp === null
        ? {
            ok: false,
            text: `${place.feature} has strategies in ${place.environment} that are not Routegate's. The next rollout or roll back switches them off.`,
          }
        : { ok: true, text: `${place.feature} is in Unleash, and serves the baseline by default.` },
    ];
  }

  async read(binding: ControlBinding, signal: AbortSignal): Promise<Observed> {
    return observedIn(await this.#api.feature(placeOf(binding), signal));
  }

  async apply(binding: ControlBinding, desired: Desired, operation: Operation): Promise<Receipt> {
    const wish = wishOf(this.name, this.capabilities, desired);
    const place = placeOf(binding);
    return this.#turns.write(keyOf(place), async (turn) => {
      const { signal, opId, expectRevision } = operation;
      const before = await this.#api.feature(place, signal);
      if (this.#done.has(opId)) return receiptOf(opId, before);
      if (before && fulfils(before, wish)) return this.#receipt(opId, before);
      checkRevision(observedIn(before), expectRevision);
      await this.#set(place, before, wish, operation, turn);
      const after = await this.#api.feature(place, signal);
      if (!after || !fulfils(after, wish)) throw notSet(place);
      return this.#receipt(opId, after);
    });
  }

  async rollback(binding: ControlBinding, desired: Desired, operation: Operation): Promise<Receipt> {
    const wish = rolledBack(desired);
    const place = placeOf(binding);
    return this.#turns.rollback(keyOf(place), async () => {
      for (let attempt = 0; attempt < rollbackAttempts; attempt += 1) {
        const before = await this.#api.feature(place, operation.signal);
        if (before && fulfils(before, wish)) return receiptOf(operation.opId, before);
        await this.#set(place, before, wish, operation, null).catch(changedMeanwhile);
      }
      const after = await this.#api.feature(place, operation.signal);
      if (!after || !fulfils(after, wish)) throw notSet(place);
      return receiptOf(operation.opId, after);
    });
  }

  async verify(binding: ControlBinding, desired: Desired, signal: AbortSignal): Promise<Verification> {
    const wish = wishOf(this.name, this.capabilities, desired);
    const place = placeOf(binding);
    const feature = await this.#api.feature(place, signal);
    return {
      control: feature !== null && fulfils(feature, wish),
      data: await this.#api.measured(place, wish, signal),
      observed: observedIn(feature),
    };
  }

  async remove(binding: ControlBinding, { signal }: Operation): Promise<void> {
    const place = placeOf(binding);
    await this.#turns.write(keyOf(place), async () => {
      if (await this.#api.feature(place, signal)) await this.#api.archive(place, signal);
    });
  }

  async #set(
    place: Place,
    before: Feature | null,
    wish: Wish,
    operation: Operation,
    turn: Turn | null,
  ): Promise<void> {
    turn?.stillMine();
    const feature = before ?? (await this.#api.make(place, operation.signal));
    await takeSteps(stepsTo(this.#api, place, feature, wish, operation), turn);
  }

  #receipt(opId: string, feature: Feature): Receipt {
    this.#done.add(opId);
    return receiptOf(opId, feature);
  }
}

function receiptOf(opId: string, feature: Feature | null): Receipt {
  const observed = observedIn(feature);
  return { opId, revision: observed.revision, observed };
}

/** What others changed between reading and writing is read again; everything else is thrown. */
function changedMeanwhile(error: unknown): void {
  if (!(error instanceof ControlFault) || !['conflict', 'not_found'].includes(error.kind)) throw error;
}

const notSet = ({ feature, environment }: Place): ControlFault =>
  new ControlFault('verification_failed', `Unleash does not read back what was set for ${feature}.`, {
    remedy: `Look at ${feature} in ${environment}: somebody else may be changing it.`,
  });

const keyOf = (place: Place): string => JSON.stringify(place);

function placeOf({ flagKey, options }: ControlBinding): Place {
  return {
    project: options.project ?? 'default',
    environment: options.environment ?? 'production',
    feature: flagKey,
  };
}
