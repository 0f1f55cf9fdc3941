import type { Packet } from '../packet/schema.ts';

/** A packet's digest, and what an application needs of it to make a model call. */
export interface Essentials {
  readonly digest: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** What an application gets for a packet. People, costs, evidence and plans are nothing that a call needs. */
export function essentialsOf(packet: Packet, digest: string): Essentials {
  const { route, environment, model, fallback, prompt, retrieval, tools, parameters, latency } = packet;
  return {
    digest,
    value: {
      route,
      environment,
      model: model.primary,
      fallbacks: model.fallbacks.map(({ changes: _changes, ...one }) => one),
      ...(fallback ? { fallback } : {}),
      ...(prompt ? { prompt } : {}),
      ...(retrieval ? { retrieval } : {}),
      tools: tools.map(({ name, scopes }) => ({ name, scopes })),
      parameters,
      latency,
    },
  };
}

/** What a route serves before its first rollout is anywhere near complete: nothing, said as such. */
export const servesNothing = (route: string): Essentials => ({
  digest: 'none',
  value: { route, serves: 'nothing' },
});
