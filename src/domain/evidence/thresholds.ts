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
  /** How people name it: what they write is taken for this limit only where it fits. */
  readonly means: RegExp;
}

/** What the packet itself asks of its evidence. A share is 0 to 1; null where the packet says nothing. */
export interface Thresholds {
  readonly minPassRate: number | null;
  readonly limits: readonly Limit[];
  readonly requiredTests: readonly string[];
}

type LimitKind = Omit<Limit, 'atMost'>;

const kinds = {
  schema: {
    metric: 'schema_error_rate',
    label: 'schema errors',
    aliases: ['schema_errors'],
    lane: 'capability',
    unit: 'share',
    always: true,
    means: /\b(?:schema|invalid|malformed)\b.*\berrors?\b|\berrors?\b.*\bschema\b|\b(?:invalid|malformed)\b/i,
  },
  fallback: {
    metric: 'unreviewed_fallback_rate',
    label: 'unreviewed fallbacks',
    aliases: ['unreviewed_fallbacks'],
    lane: 'reliability',
    unit: 'share',
    always: true,
    means: /\bfallbacks?\b/i,
  },
  p95: {
    metric: 'latency_p95_ms',
    label: '95th percentile',
    aliases: ['p95_ms', 'p95_latency_ms'],
    lane: 'latency',
    unit: 'ms',
    always: false,
    // A time of which nothing more is said is what the packet asks for; an average or a first token is not.
    means: /^(?!.*\b(?:p50|p90|median|average|avg|mean|first|ttft|timeout)\b)/is,
  },
  firstToken: {
    metric: 'latency_p95_first_token_ms',
    label: 'first token, 95th percentile',
    aliases: ['p95_first_token_ms', 'ttft_p95_ms'],
    lane: 'latency',
    unit: 'ms',
    always: false,
    means: /^(?!.*\b(?:p50|p90|median|average|avg|mean)\b).*\b(?:first token|ttft)\b/is,
  },
  request: {
    metric: 'cost_per_request_usd',
    label: 'cost per request',
    aliases: [],
    lane: 'cost_and_quota',
    unit: 'usd',
    always: false,
    means: /\b(?:per|a|each|every|one) (?:request|call|turn|message)\b/i,
  },
  outcome: {
    metric: 'cost_per_accepted_outcome_usd',
    label: 'cost per accepted outcome',
    aliases: ['cost_per_outcome_usd'],
    lane: 'cost_and_quota',
    unit: 'usd',
    always: false,
    means: /\b(?:per|an|each|every|one) (?:accepted|outcome)\b/i,
  },
} as const satisfies Readonly<Record<string, LimitKind>>;

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
  // Inspect's metrics stand behind the name of their scorer.
  const isMeant = (name: string): boolean =>
    names.includes(plainName(name)) || names.includes(plainName(name.slice(name.lastIndexOf('.') + 1)));
  const values = Object.entries(metrics)
    .filter(([name]) => isMeant(name))
    .map(([, value]) => value);
  if (values.length === 0) return null;
  return values.every(Number.isFinite) ? Math.max(...values) : Number.NaN;
}

/** The value that somebody wrote down for a limit, with its unit, where the words say that this is what was meant. */
export function writtenFor(
  { unit, means }: Limit,
  { title, measured }: { readonly title?: string | undefined; readonly measured?: string | undefined },
): number | null {
  if (!means.test(`${title ?? ''} ${measured ?? ''}`)) return null;
  if (unit === 'ms') return millisecondsIn(measured);
  return unit === 'usd' ? dollarsIn(measured) : shareIn(measured);
}
