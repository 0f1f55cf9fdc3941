import type { RouteCommand } from './commands.ts';
import type { RouteEvent } from './events.ts';
import type { RouteRefusal } from './refusal.ts';

/** What a command on a route comes to: events that happened, possibly none, or one reason why not. */
export type RouteDecision = { readonly events: readonly RouteEvent[] } | { readonly refusal: RouteRefusal };

/** One kind of command. */
export type Command<T extends RouteCommand['type']> = Extract<RouteCommand, { type: T }>;

export const refuse = (refusal: RouteRefusal): RouteDecision => ({ refusal });
export const happened = (...events: RouteEvent[]): RouteDecision => ({ events });
