import type { Desired, VariantValue } from '../../src/ports/route-control.ts';

/** What both sides of the benchmark know. */
export interface Serving {
  readonly url: string;
}
export interface Rollback {
  readonly flagKey: string;
  readonly to: 'baseline' | 'candidate';
}

export const benchToken = 'a-token-for-the-benchmark';

/** About as much as a route's essentials are. */
const essentials = (model: string): VariantValue => ({
  digest: model.padEnd(64, '0'),
  value: {
    provider: 'somebody',
    model,
    endpoint: 'chat',
    prompt: 'prompts/summary@4f1c2d',
    parameters: { temperature: 0.2, max_output_tokens: 800 },
    tools: ['search', 'tickets'],
    fallbacks: [{ model: 'steady-0' }],
    timeout_ms: 20_000,
  },
});

export const benchWish = (number: number): Desired => ({
  baseline: essentials('steady'),
  candidate: essentials('quick'),
  split: { candidateBp: 2500 },
  audience: [{ attribute: 'region', operator: 'in', values: ['eu', 'us'] }],
  bucketBy: 'targetingKey',
  salt: `R-${number}`,
});

/** As long as what the product answers. */
export const benchAnswer = JSON.stringify({
  key: 'route-0',
  value: { ...essentials('steady').value, digest: essentials('steady').digest },
  variant: 'baseline',
  reason: 'TARGETING_MATCH',
  metadata: { digest: essentials('steady').digest },
});

export const isServing = (message: unknown): message is Serving =>
  typeof message === 'object' && message !== null && 'url' in message;
export const isRollback = (message: unknown): message is Rollback =>
  typeof message === 'object' && message !== null && 'flagKey' in message && 'to' in message;
