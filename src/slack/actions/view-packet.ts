import type { Request } from '../../domain/request/request.ts';
import type { SlackDeps } from '../deps.ts';
import { decodeRequestRef } from '../ids.ts';
import { requestEvents } from '../request-events.ts';
import { answerClick, type WayBack } from './answer.ts';
import type { Click } from './click.ts';
import { oldButton } from './open-decision.ts';
import type { PacketContents } from './packet-parts.ts';
import { decodePlace, type PacketPlace, packetView } from './packet-view.ts';
import { storeClick } from './stored-click.ts';

async function contentsOf(
  place: PacketPlace,
  reader: string,
  deps: SlackDeps,
): Promise<PacketContents | null> {
  const request: Request | null = (await deps.app.store.request(place.request))?.state ?? null;
  if (!request) return null;
  const events = place.part === 'history' ? await requestEvents(deps.app.store, place.request) : [];
  const policy = deps.app.policy();
  return { request, policy, events: events.toReversed(), reader, at: deps.clock.now() };
}

async function show(
  place: PacketPlace,
  click: Click,
  way: WayBack,
  deps: SlackDeps,
  notice?: string,
): Promise<void> {
  const contents = await contentsOf(place, click.person, deps);
  if (!contents) return answerClick(click, oldButton, way);
  const view = packetView(place, contents, notice);
  const { client } = way;
  try {
    if (!click.view?.isModal) await client.views.open({ trigger_id: click.triggerId, view });
    else await client.views.update({ view_id: click.view.id, hash: click.view.hash, view });
  } catch (error) {
    // Two quick clicks race for the same view: the later one to arrive finds it changed already.
    deps.log.info({ err: error, request: place.request }, 'A packet view could not be shown');
    if (!click.view?.isModal)
      await answerClick(click, 'Slack did not let the packet open in time. Press the button again.', way);
  }
}

/** View packet, from a card, the requester's message or Home. Anybody who sees the button may look. */
export async function viewPacket(click: Click, way: WayBack, deps: SlackDeps): Promise<void> {
  const ref = decodeRequestRef(click.value);
  if (!ref) return answerClick(click, oldButton, way);
  return show({ request: ref.request, part: 'packet', page: 0 }, click, way, deps);
}

/** Sends the packet as a file: stored like a decision, since it takes its time, and the view says that it comes. */
export async function requestFile(click: Click, way: WayBack, deps: SlackDeps): Promise<void> {
  await storeClick(click, deps);
  const place = decodePlace(click.view?.metadata);
  if (place) await show(place, click, way, deps, '📨 The YAML is on its way to your direct messages.');
}

/** Another part or page of the packet view that is open. */
export async function turnPacket(click: Click, way: WayBack, deps: SlackDeps): Promise<void> {
  const place = decodePlace(click.value);
  return place ? show(place, click, way, deps) : answerClick(click, oldButton, way);
}
