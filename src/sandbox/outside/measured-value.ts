import type { Measurement } from './wire.ts';

/** A guardrail as a rollout has it. */
export interface Limit {
  readonly metric: string;
  readonly limit: 'at_most' | 'at_least';
  readonly value: number;
}

const digits = 3;
const rounded = (value: number): number => Number(value.toPrecision(digits));

/** A slow wave of its own for every metric, -1 to 1, so that values look measured and stay the same for the same time. */
function wave(metric: string, at: number): number {
  let offset = 0;
  for (const letter of metric) offset = (offset * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return Math.sin(at / 97_000 + offset);
}

function good({ metric, limit, value }: Limit, at: number): number {
  const swing = wave(metric, at);
  if (limit === 'at_most') return rounded(value * (0.55 + 0.12 * swing));
  const room = value > 0 && value <= 1 ? 1 - value : Math.abs(value) * 0.3;
  return rounded(value + room * (0.55 + 0.15 * swing));
}

function bad({ limit, value }: Limit): number {
  if (limit === 'at_least') return rounded(value - Math.max(Math.abs(value) * 0.3, 0.01));
  return value === 0 ? 3 : rounded(value + Math.abs(value) * 3.2);
}

/** What monitoring measures at `at` (epoch ms); null when it measures nothing. */
export function measuredValue(limit: Limit, measurement: Measurement, at: number): number | null {
  if (measurement === 'missing') return null;
  return measurement === 'good' ? good(limit, at) : bad(limit);
}
