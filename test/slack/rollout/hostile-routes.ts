import type { Alert, KeptAlert } from '../../../src/domain/alert.ts';
import { digestOf } from '../../../src/domain/packet/digest.ts';
import { packetSchema } from '../../../src/domain/packet/schema.ts';
import type { RouteEvent } from '../../../src/domain/route/events.ts';
import { evolveRoute } from '../../../src/domain/route/evolve.ts';
import type { RetirementRecord, Route } from '../../../src/domain/route/route.ts';
import type { OwedOnRoute } from '../../../src/ports/store.ts';
import { day, hour, monday } from '../../support/given-when-then.ts';
import { proposal } from '../../support/proposals.ts';
import { largestProposal } from '../cards/hostile.ts';

/** Somebody whom Slack knows. */
export const somebody = 'U0SOMEBODY';

const long = (seed: string): string => `${seed} `.repeat(300).slice(0, 1000);

/** What somebody owes, in words that try to be more than words. */
export const hostilePromises = (seed: string, route: string): OwedOnRoute[] =>
  (hostileRoutes(seed).live?.conditions ?? []).map((condition) => ({ route, condition }));

export const hostileRecord = (seed: string): RetirementRecord => ({
  replacement: long(seed),
  drainBy: '2026-10-08',
  disabledKeys: long(seed),
  deletedSecrets: long(seed),
  retainedLogs: long(seed),
  billingCloseout: long(seed),
});

/** Routes in every state, with the largest packets and texts that try to be more than text. */
export function hostileRoutes(seed: string): Record<string, Route> {
  const serves = proposal(largestProposal(seed)).packet;
  const next = packetSchema.parse({ ...serves, task: 'Else.' });
  const registered: RouteEvent = {
    type: 'route_registered',
    packet: serves,
    digest: digestOf(serves),
    by: somebody,
  };
  const wish = { opId: 'op', fromBp: 0, toBp: 500 };
  const started: RouteEvent = {
    type: 'rollout_started',
    route: serves.route,
    by: somebody,
    request: 'R-1',
    tier: 'high',
    candidate: next,
    candidateDigest: digestOf(next),
    plan: [
      { stage: 'customer_canary', bp: 500, holdHours: 1, exposure: 'canary' },
      { stage: 'default', bp: 10_000, holdHours: 0, exposure: 'default' },
    ],
    reaches: 'canary',
    approvedBy: [{ role: 'ai_platform', person: somebody }],
    ...wish,
  };
  const verified: RouteEvent = { type: 'share_verified', opId: 'op', bp: 500, tookMs: 12 };
  const paused: RouteEvent = {
    type: 'rollout_paused',
    by: somebody,
    cause: 'alert',
    detail: long(seed),
    bp: 500,
  };
  const back: RouteEvent = {
    type: 'rollback_started',
    by: 'system',
    cause: 'guardrail',
    detail: long(seed),
    afterCompletion: false,
    ...wish,
  };
  const completed: RouteEvent[] = [
    { type: 'rollout_completed', digest: digestOf(next) },
    { type: 'review_set', by: monday + 90 * day, tier: 'restricted' },
  ];
  const trigger: RouteEvent = {
    type: 'trigger_recorded',
    kind: 'incident',
    source: long(seed),
    note: long(seed),
  };
  const retiring: RouteEvent[] = [
    { type: 'retirement_started', by: somebody, request: 'R-2' },
    { type: 'retirement_recorded', by: somebody, record: hostileRecord(seed) },
  ];
  const promises: RouteEvent = {
    type: 'conditions_promised',
    route: serves.route,
    conditions: [
      'R-1.1',
      'R-1.2',
      'R-0.1',
      ...Array.from({ length: 9 }, (_, index) => `R-1.${index + 3}`),
    ].map((id) => ({
      id,
      rollout: id.split('.')[0] ?? '',
      role: 'finance',
      requester: somebody,
      text: long(seed),
      owner: seed,
      due: '2026-10-01',
    })),
  };
  const kept: RouteEvent = {
    type: 'condition_met',
    condition: 'R-1.2',
    rollout: 'R-1',
    by: somebody,
    text: long(seed),
    proof: long(seed),
  };
  const after = (...events: RouteEvent[]): Route => {
    const state = [registered, promises, kept, ...events].reduce<Route | null>(
      (current, event, index) => evolveRoute(current, event, monday + index * hour),
      null,
    );
    if (!state) throw new Error('there is no route');
    return state;
  };
  return {
    settled: after(),
    moving: after(started),
    live: after(started, verified),
    paused: after(started, verified, paused),
    rollingBack: after(started, verified, back),
    rolledBack: after(started, verified, back, { type: 'rolled_back', opId: 'op', fromBp: 500, tookMs: 4 }),
    complete: after(started, verified, ...completed),
    due: after(started, verified, ...completed, trigger),
    reminded: after(started, verified, ...completed, {
      type: 'review_reminded',
      daysLeft: 7,
      dueAt: monday + 90 * day,
    }),
    overdue: after(started, verified, ...completed, { type: 'review_overdue', dueAt: monday + 90 * day }),
    retiring: after(...retiring),
    drained: after(...retiring, { type: 'route_drained', by: somebody }),
    retired: after(
      ...retiring,
      { type: 'route_drained', by: somebody },
      { type: 'route_retired', by: somebody, request: 'R-2' },
    ),
  };
}

/** One event of every kind that owners and watchers are told of. */
export const hostileEvents = (seed: string): readonly RouteEvent[] => [
  { type: 'review_acted', act: 'roll_back' },
  { type: 'review_snoozed', by: somebody, until: monday, reason: long(seed) },
  { type: 'route_renewed', by: somebody, request: 'R-3', tier: 'high', until: monday },
  { type: 'retirement_started', by: somebody, request: 'R-2' },
  { type: 'retirement_recorded', by: somebody, record: hostileRecord(seed) },
  { type: 'retirement_cancelled', by: somebody, request: 'R-2' },
  { type: 'drain_due', drainBy: '2026-10-08' },
  { type: 'route_drained', by: somebody },
  { type: 'route_retired', by: somebody, request: 'R-2' },
  {
    type: 'rollback_started',
    by: somebody,
    cause: 'person',
    detail: long(seed),
    afterCompletion: false,
    opId: 'op',
    fromBp: 500,
    toBp: 0,
  },
  { type: 'rolled_back', opId: 'op', fromBp: 500, tookMs: 4 },
  { type: 'rollout_paused', by: somebody, cause: 'alert', detail: long(seed), bp: 500 },
  { type: 'rollout_resumed', by: somebody },
  { type: 'control_troubled', opId: 'op', text: long(seed), remedy: long(seed) },
  { type: 'reason_given', by: somebody, reason: long(seed) },
];

export function hostileAlert(seed: string, change: Partial<Alert> = {}): KeptAlert {
  const alert: Alert = {
    source: 'generic',
    key: `generic:${seed}`,
    status: 'firing',
    title: long(seed).slice(0, 300),
    summary: long(seed),
    route: long(seed).slice(0, 64),
    environment: long(seed).slice(0, 80),
    variant: long(seed).slice(0, 80),
    guardrail: long(seed).slice(0, 80),
    severity: long(seed).slice(0, 40),
    startedAt: monday,
    endedAt: null,
    links: Array.from({ length: 10 }, (_, index) => ({
      label: long(seed).slice(0, 60),
      url: `https://acme.example/${index}/${'p'.repeat(2000)}`,
    })),
    ...change,
  };
  return { alert, firstAt: monday, lastAt: monday + hour, times: 4 };
}
