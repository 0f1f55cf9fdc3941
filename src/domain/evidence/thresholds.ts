import type { Packet } from '../packet/schema.ts';
import type { EvidenceLane } from '../words.ts';
import { dollarsIn, millisecondsIn, shareIn } from './numbers.ts';
import { plainName } from './results.ts';

/** A limit that a packet sets on something measured in tests. */
export interface Limit {
  readonly metric: string;
  readonly label: string;
  /** Other names under which tools report the same. */
  readonly aliases: readonly string[];
  readonly lane: EvidenceLane;
  /** No measured value may be above it. */
  readonly atMost: number;
  readonly unit: 'share' | 'ms' | 'usd';
  /** True where the packet calls for the number itself; else only where its lane is asked for. */
  readonly always: boolean;
}

/** What the packet itself asks of its evidence. A share is 0 to 1; null where the packet says nothing. */
export interface Thresholds {
  readonly minPassRate: number | null;
  readonly limits: readonly Limit[];
  readonly requiredTests: readonly string[];
}

type LimitKind = Omit<Limit, 'atMost'>;
const kind = (
  metric: string,
  label: string,
  lane: EvidenceLane,
  unit: Limit['unit'],
  always: boolean,
  ...aliases: readonly string[]
): LimitKind => ({ metric, label, aliases, lane, unit, always });

const kinds = {
  schema: kind('schema_error_rate', 'schema errors', 'capability', 'share', true, 'schema_errors'),
  fallback: kind('unreviewed_fallback_rate', 'unreviewed fallbacks', 'reliability', 'share', true),
  p95: kind('latency_p95_ms', '95th percentile', 'latency', 'ms', false, 'p95_ms', 'p95_latency_ms'),
  firstToken: kind(
    'latency_p95_first_token_ms',
    'first token, 95th percentile',
    'latency',
    'ms',
    false,
    'p95_first_token_ms',
    'ttft_p95_ms',
  ),
  request: kind('cost_per_request_usd', 'cost per request', 'cost_and_quota', 'usd', false),
  outcome: kind(
    'cost_per_accepted_outcome_usd',
    'cost per accepted outcome',
    'cost_and_quota',
    'usd',
    false,
    'cost_per_outcome_usd',
  ),
} as const;

/** The packet's own thresholds (A7, D4, D5, D9). */
export function thresholdsOf({ evals, latency, cost }: Packet): Thresholds {
  const limits: (Limit | null)[] = [
    limit(kinds.schema, evals.max_schema_error_rate),
    limit(kinds.fallback, evals.max_unreviewed_fallback_rate),
    limit(kinds.p95, latency.p95_ms),
    limit(kinds.firstToken, latency.p95_first_token_ms),
    limit(kinds.request, cost.per_request_usd),
    limit(kinds.outcome, cost.per_accepted_outcome_usd),
  ];
  return {
    minPassRate: evals.min_pass_rate ?? null,
    limits: limits.filter((one) => one !== null),
    requiredTests: evals.required_tests,
  };
}

const limit = (of: LimitKind, atMost: number | undefined): Limit | null =>
  atMost === undefined ? null : { ...of, atMost };

/** The worst value that metrics give for a limit: null where they give none, NaN where one is no number. */
export function measuredFor(
  { metric, aliases }: Limit,
  metrics: Readonly<Record<string, number>>,
): number | null {
  const names = [metric, ...aliases];
  const values = Object.entries(metrics)
    .filter(([name]) => names.includes(plainName(name)))
    .map(([, value]) => value);
  if (values.length === 0) return null;
  return values.every(Number.isFinite) ? Math.max(...values) : Number.NaN;
}

/** The value that somebody wrote down for a limit, with its unit. */
export function writtenFor({ unit }: Limit, text: string | undefined): number | null {
  if (unit === 'ms') return millisecondsIn(text);
  return unit === 'usd' ? dollarsIn(text) : shareIn(text);
}
