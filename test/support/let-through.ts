import type { App } from '../../src/app/app.ts';
import type { Packet } from '../../src/domain/packet/schema.ts';
import { packet as packetOf, supportSummary } from './proposals.ts';

/** The same packet with models that nobody retired, that it does not deny, in regions that it allows. */
export function withoutTrouble(packet: Packet): Packet {
  const [region] = packet.data.regions;
  const mended = <M extends Packet['model']['primary']>(model: M): M => ({
    ...model,
    ...(model.status === 'retired' ? { status: 'stable' } : {}),
    ...(region === undefined ? {} : { region }),
  });
  const { routing, ...rest } = packet;
  const { primary, fallbacks } = packet.model;
  const { blocked_routes: _blocked, ...chosen } = routing ?? {};
  return {
    ...rest,
    model: { ...packet.model, primary: mended(primary), fallbacks: fallbacks.map(mended), denied: [] },
    ...(Object.keys(chosen).length > 0 ? { routing: chosen } : {}),
  };
}

let registered = 0;

/** Registers a route for each name that a packet falls back to, as the gateway calls it. */
export async function registerNames(app: App, packet: Packet): Promise<void> {
  const { allowed = [], transitions = [] } = packet.fallback ?? {};
  const names = [...allowed, ...transitions.flatMap(({ to }) => (to === undefined ? [] : [to]))];
  // Where it answers nobody says, so that it fits every packet.
  const { region: _region, ...anywhere } = supportSummary.model.primary;
  for (const name of new Set(names)) {
    registered += 1;
    const route = `named-${registered}`;
    const serves = packetOf({
      ...supportSummary,
      route,
      model: { primary: anywhere },
      fallback: { primary_route: name },
    });
    await app.registerRoute(`register:${route}`, serves, 'U-admin');
  }
}
