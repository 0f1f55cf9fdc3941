import type { TriggerKind } from '../../domain/rollout-words.ts';

/** The vocabulary of live routes as people read it. */

const triggers: Readonly<Record<TriggerKind, string>> = {
  model_status: 'A model was deprecated, retired or replaced',
  provider_terms: 'The provider changed data handling, filters, prices, region or features',
  routing_change: 'A fallback, weight, endpoint or account changed',
  behaviour_change: 'A prompt, schema, retrieval source or tool changed',
  audience_change: 'New users, customers, countries or kinds of data',
  monitoring_alert: 'Quality, safety, latency, cost or abuse drifted',
  incident: 'An incident, complaint or finding',
};
/** What happened that makes a review due early (A10). */
export const triggerText = (kind: TriggerKind): string => triggers[kind];
