import { type FallbackMap, fallbackMap } from '../../domain/fallback/catalog.ts';
import type { Packet } from '../../domain/packet/schema.ts';
import { plainDay } from '../blocks/dates.ts';
import type { SlackDeps } from '../deps.ts';

/** Where the names in a packet lead, as far as the packet itself says. */
export async function fallbackMapFor(
  _packet: Packet,
  { app, clock }: Pick<SlackDeps, 'app' | 'clock'>,
): Promise<FallbackMap> {
  return fallbackMap([], null, plainDay(clock.now(), app.policy().workingHours.timeZone));
}
