import type { Dialect } from './dialect.ts';
import { fallbackPolicy } from './fallback-policy.ts';
import { latencyPolicy } from './latency-policy.ts';
import { modelChange } from './model-change.ts';
import { routePolicy } from './route-policy.ts';
import { routingPolicy } from './routing-policy.ts';

/** Every dialect, a file each. A document that none recognises is a packet. */
export const dialects: readonly Dialect[] = [
  routePolicy,
  modelChange,
  latencyPolicy,
  fallbackPolicy,
  routingPolicy,
];

export const dialectNamed = (id: string): Dialect | undefined => dialects.find((each) => each.id === id);

/** The dialect of a document, by its keys at the top; null for a packet, and for what is neither. */
export function dialectOf(document: unknown): Dialect | null {
  if (document === null || typeof document !== 'object' || Array.isArray(document)) return null;
  const keys = new Set(Object.keys(document));
  return dialects.find((each) => each.recognises(keys)) ?? null;
}
