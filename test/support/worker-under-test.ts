import type { EffectKind } from '../../src/domain/effects.ts';
import type { JobHandlers } from '../../src/ports/job-handler.ts';
import { silentLog } from '../../src/ports/log.ts';
import { silentObserver } from '../../src/ports/observer.ts';
import { noPrecedence, type Precedence } from '../../src/ports/precedence.ts';
import type { Job, NewJob, Store } from '../../src/ports/store.ts';
import { createWorker, type Worker } from '../../src/work/worker.ts';
import { eventually } from './eventually.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryStore } from './memory-store.ts';

type Doing = (job: Job, signal: AbortSignal) => Promise<void>;

/** One handler for every kind of effect. */
export const handlersThat = (act: Doing): JobHandlers => ({
  card: act,
  requester_message: act,
  picture: act,
  view_picture: act,
  card_note: act,
  requester_note: act,
  home: act,
  draft_message: act,
  interaction: act,
  urgent_interaction: act,
  operator_message: act,
  control: act,
  guardrails: act,
  alert_message: act,
  rollout_card: act,
  rollout_note: act,
  route_note: act,
  expansion_review: act,
  emergency_message: act,
  absence_note: act,
  absence_cards: act,
  policy_note: act,
  canary_note: act,
});

const effectOf = (kind: EffectKind, id: string): NewJob['effect'] => {
  if (kind === 'interaction' || kind === 'urgent_interaction') return { kind, person: 'U1', payload: id };
  if (kind === 'control') return { kind, route: id, back: true };
  if (kind === 'operator_message') return { kind, subject: id, text: id };
  if (kind === 'picture') return { kind, request: id };
  return { kind: 'home', person: id };
};

/** A worker on a store in memory whose handlers do what a test says, and which writes down what it did. */
export class WorkerUnderTest {
  readonly clock = new ManualClock();
  readonly store: Store;
  /** Ids of jobs in the order in which a try of theirs began. */
  readonly begun: string[] = [];
  readonly done: string[] = [];
  readonly tries: Job[] = [];
  worker: Worker;
  #act: Doing = async () => {};

  readonly #precedence: Precedence;

  constructor(store: Store = new MemoryStore(), precedence: Precedence = noPrecedence) {
    this.store = store;
    this.#precedence = precedence;
    this.worker = this.#make();
  }

  #make(): Worker {
    const { store, clock } = this;
    const handlers = handlersThat(async (job, signal) => {
      this.begun.push(job.id);
      this.tries.push(job);
      await this.#act(job, signal);
      this.done.push(job.id);
    });
    const parts = { log: silentLog, observer: silentObserver, precedence: this.#precedence };
    return createWorker({ store, clock, handlers, ...parts });
  }

  /** What every handler does from now on. */
  whenWorking(act: Doing): this {
    this.#act = act;
    return this;
  }

  /** Another process on the same store; the one before is as good as killed. */
  restart(): this {
    this.worker = this.#make();
    this.worker.start();
    return this;
  }

  start(): this {
    this.worker.start();
    return this;
  }

  async add(id: string, more: Partial<NewJob> & { kind?: EffectKind } = {}): Promise<void> {
    const { kind = 'home', ...job } = more;
    const { clock, store } = this;
    await store.enqueue([
      { id, lane: id, key: null, effect: effectOf(kind, id), dueAt: clock.now(), ...job },
    ]);
    this.worker.wake();
  }

  /** Waits until these jobs are done, moving the clock on whenever nothing else happens. */
  async until(...ids: readonly string[]): Promise<void> {
    await eventually(`done: ${ids.join(', ')}`, () => ids.every((id) => this.done.includes(id)));
  }

  async settled(): Promise<void> {
    await eventually('the outbox is empty', async () => (await this.store.jobCounts()).waiting === 0);
  }

  /** Moves the clock in steps until something is so. */
  async passTime(stepMs: number, what: string, ask: () => boolean | Promise<boolean>): Promise<void> {
    await eventually(what, async () => {
      if (await ask()) return true;
      this.clock.advance(stepMs);
      return false;
    });
  }
}
