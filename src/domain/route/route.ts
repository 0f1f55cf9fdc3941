import type { Packet } from '../packet/schema.ts';

/** A route: a stable id, and the packet that serves now. */
export interface Route {
  readonly id: string;
  /** What serves now; null while nothing does. */
  readonly baseline: Packet | null;
  readonly baselineDigest: string | null;
  /** Since when the baseline serves as far as Routegate knows, epoch milliseconds. */
  readonly since: number;
}

export type RouteEvent =
  /** A route that already served was brought under review: its packet is the first baseline. */
  {
    readonly type: 'route_registered';
    readonly packet: Packet;
    readonly digest: string;
    readonly by: string;
  };

export function evolveRoute(state: Route | null, event: RouteEvent, at: number): Route {
  return {
    ...state,
    id: event.packet.route,
    baseline: event.packet,
    baselineDigest: event.digest,
    since: at,
  };
}
