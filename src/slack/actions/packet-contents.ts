import type { SlackDeps } from '../deps.ts';
import { requestEvents } from '../request-events.ts';
import type { PacketContents } from './packet-parts.ts';
import type { PacketPlace } from './packet-view.ts';

/** What the part of a request that somebody looks at is drawn from; null for a request that there is not. */
export async function contentsOf(
  place: PacketPlace,
  reader: string,
  { app, clock }: Pick<SlackDeps, 'app' | 'clock'>,
): Promise<PacketContents | null> {
  const request = (await app.store.request(place.request))?.state ?? null;
  if (!request) return null;
  const events = place.part === 'history' ? await requestEvents(app.store, place.request) : [];
  const policy = app.policy();
  return { request, policy, events: events.toReversed(), reader, at: clock.now() };
}
