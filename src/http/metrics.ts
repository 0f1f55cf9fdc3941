import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Clock } from '../ports/clock.ts';
import type { Observer } from '../ports/observer.ts';
import type { Change, DomainEvent, Store } from '../ports/store.ts';

export interface Metrics {
  readonly observer: Observer;
  readonly contentType: string;
  /** Everything in Prometheus' text format. */
  text(): Promise<string>;
}

export interface MetricsParts {
  readonly store: Pick<Store, 'jobCounts' | 'head' | 'openRequests' | 'nextDueAt' | 'nextRouteDueAt'>;
  readonly clock: Clock;
}

const pageSize = 200;
/** A workspace with more open requests than this has other worries; the gauge then says at least. */
const mostPages = 25;

async function openByTier(store: MetricsParts['store']): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  let after: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { items, next } = await store.openRequests({}, { limit: pageSize, after });
    for (const { tier } of items) counts.set(tier, (counts.get(tier) ?? 0) + 1);
    if (next === null) break;
    after = next;
  }
  return counts;
}

/** What is read from the store at each scrape, so that it is true after a restart too. */
function storedGauges({ store, clock }: MetricsParts, registers: Registry[]): void {
  new Gauge({
    name: 'routegate_jobs',
    help: 'Jobs in the outbox: waiting, or dead (given up, for operators to look at)',
    labelNames: ['state'],
    registers,
    async collect() {
      const { waiting, dead } = await store.jobCounts();
      this.set({ state: 'waiting' }, waiting);
      this.set({ state: 'dead' }, dead);
    },
  });
  new Gauge({
    name: 'routegate_jobs_oldest_waiting_seconds',
    help: 'Age of the oldest job that waits in the outbox; 0 when none does',
    registers,
    async collect() {
      const { oldestWaitingAt } = await store.jobCounts();
      this.set(oldestWaitingAt === null ? 0 : Math.max(0, clock.now() - oldestWaitingAt) / 1000);
    },
  });
  new Gauge({
    name: 'routegate_events',
    help: 'Events in the record',
    registers,
    async collect() {
      this.set((await store.head()).sequence);
    },
  });
  new Gauge({
    name: 'routegate_next_timer_timestamp_seconds',
    help: 'When the next timer of a request or a route is over; absent while none runs',
    labelNames: ['of'],
    registers,
    async collect() {
      this.reset();
      const [request, route] = await Promise.all([store.nextDueAt(), store.nextRouteDueAt()]);
      if (request !== null) this.set({ of: 'request' }, request / 1000);
      if (route !== null) this.set({ of: 'route' }, route / 1000);
    },
  });
  new Gauge({
    name: 'routegate_requests_in_review',
    help: 'Requests that wait for reviewers, by tier',
    labelNames: ['tier'],
    registers,
    async collect() {
      this.reset();
      for (const [tier, count] of await openByTier(store)) this.set({ tier }, count);
    },
  });
}

/** What became of requests; events of other kinds do not move a request to another status. */
const statusAfter: Partial<Record<DomainEvent['type'], string>> = {
  request_submitted: 'in_review',
  request_approved: 'approved',
  emergency_approved: 'approved',
  request_rejected: 'rejected',
  request_withdrawn: 'withdrawn',
  request_expired: 'expired',
  approval_lapsed: 'lapsed',
};

function changeCounters(registers: Registry[]): (change: Change) => void {
  const statuses = new Counter({
    name: 'routegate_requests_total',
    help: 'Requests that came into a status since the program started',
    labelNames: ['status'],
    registers,
  });
  const decisions = new Counter({
    name: 'routegate_decisions_total',
    help: 'Decisions of reviewers since the program started',
    labelNames: ['decision', 'role'],
    registers,
  });
  const refusals = new Counter({
    name: 'routegate_refusals_total',
    help: 'Attempts that a rule refused since the program started',
    labelNames: ['reason'],
    registers,
  });
  const count = (event: DomainEvent): void => {
    const status = statusAfter[event.type];
    if (status) statuses.inc({ status });
    if (event.type === 'slot_approved')
      decisions.inc({
        decision: event.conditions.length > 0 ? 'approved_with_conditions' : 'approved',
        role: event.role,
      });
    if (event.type === 'changes_requested')
      decisions.inc({ decision: 'changes_requested', role: event.role });
    if (event.type === 'request_rejected') decisions.inc({ decision: 'rejected', role: event.role });
  };
  return (change) => {
    for (const { events } of change.streams) for (const event of events) count(event);
    const { outcome } = change;
    if (!outcome.ok)
      refusals.inc({
        reason: 'routeRefusal' in outcome ? outcome.routeRefusal.reason : outcome.refusal.reason,
      });
  };
}

const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10];

/** Counts what happens, for Prometheus. Each has a registry of its own. */
export function createMetrics(parts: MetricsParts): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  storedGauges(parts, registers);
  const committed = changeCounters(registers);
  const calls = new Histogram({
    name: 'routegate_slack_call_seconds',
    help: "Calls of Slack's Web API by method and outcome",
    labelNames: ['method', 'outcome'],
    buckets: secondsBuckets,
    registers,
  });
  const acks = new Histogram({
    name: 'routegate_ack_seconds',
    help: 'Time until something from Slack was acknowledged; Slack gives up after 3',
    labelNames: ['kind'],
    buckets: secondsBuckets,
    registers,
  });
  const tries = new Counter({
    name: 'routegate_job_tries_total',
    help: 'Tries of jobs by kind and outcome since the program started',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const operators = new Gauge({
    name: 'routegate_operators_needed',
    help: 'Different things that only an operator can mend, such as a missing channel or scope',
    registers,
  });
  const canary = {
    judged: new Counter({
      name: 'routegate_canary_judged_total',
      help: 'Proposals that the policy in canary judged, too, since the program started',
      registers,
    }),
    differing: new Counter({
      name: 'routegate_canary_differing_total',
      help: 'Proposals that the policy in canary would have treated differently since the program started',
      registers,
    }),
  };
  const late = new Histogram({
    name: 'routegate_timer_late_seconds',
    help: 'How long after it was due a timer was acted on',
    buckets: [0.1, 1, 5, 15, 60, 300, 3600],
    registers,
  });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    observer: {
      committed,
      slackCalled: (method, outcome, seconds) => calls.observe({ method, outcome }, seconds),
      acknowledged: (kind, seconds) => acks.observe({ kind }, seconds),
      jobTried: (kind, outcome) => tries.inc({ kind, outcome }),
      operatorsNeeded: (count) => operators.set(count),
      canaryJudged: (differs) => {
        canary.judged.inc();
        if (differs) canary.differing.inc();
      },
      timerLate: (seconds) => late.observe(seconds),
    },
  };
}
