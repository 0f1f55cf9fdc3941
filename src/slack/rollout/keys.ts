/** Keys by which the store remembers where a rollout's messages stand. */

/** The card of a request's rollout. */
export const rolloutKey = (request: string): string => `rollout:${request}`;
/** The message of an alert. */
export const alertKey = (alert: string): string => `alert:${alert}`;
