import type { RouteEvent } from './events.ts';
import type { RouteRefusal } from './refusal.ts';

/** What a command on a route comes to: events that happened, possibly none, or one reason why not. */
export type RouteDecision = { readonly events: readonly RouteEvent[] } | { readonly refusal: RouteRefusal };
