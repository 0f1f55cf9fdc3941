/** The vocabulary of a live route's life, beside the packet's own. */

/** Basis points of all users on the candidate: 10000 is everybody. */
export const everybodyBp = 10_000;

export const rolloutActions = ['start', 'expand', 'hold', 'pause', 'resume', 'roll_back', 'drill'] as const;
export type RolloutAction = (typeof rolloutActions)[number];

/** Why a rollout was paused or rolled back. */
export const interventionCauses = [
  'person',
  'guardrail',
  'alert',
  'drift',
  'renewal_overdue',
  'retirement',
  'emergency',
] as const;
export type InterventionCause = (typeof interventionCauses)[number];

export const healthChecks = ['first_hour', 'first_day', 'first_week'] as const;
export type HealthCheck = (typeof healthChecks)[number];

/** What makes a review due early (A10). */
export const triggerKinds = [
  'model_status',
  'provider_terms',
  'routing_change',
  'behaviour_change',
  'audience_change',
  'monitoring_alert',
  'incident',
] as const;
export type TriggerKind = (typeof triggerKinds)[number];
