import { jobsFor } from '../../app/handle-command.ts';
import type { StandingPicture } from '../cards/requester-message.ts';
import type { SlackDeps } from '../deps.ts';
import { decodeRequestRef } from '../ids.ts';
import type { Drawn } from '../pictures/drawing.ts';
import { drawFallbacks, maySeeWhereItLeads, provenPicture, unproven } from '../pictures/fallback-job.ts';
import { toSlackFault } from '../web-client.ts';
import { answerClick, type WayBack } from './answer.ts';
import type { Click } from './click.ts';
import { oldButton } from './open-decision.ts';
import { contentsOf } from './packet-contents.ts';
import type { PacketContents } from './packet-parts.ts';
import { decodePlace, encodePlace, type PacketPlace, packetView } from './packet-view.ts';
import { storeClick } from './stored-click.ts';

/** Has the picture of the fallbacks drawn and put into the view that was just shown. */
async function wishPicture(
  place: PacketPlace,
  person: string,
  view: { readonly id?: string; readonly hash?: string } | undefined,
  { app, clock, jobs }: SlackDeps,
): Promise<void> {
  if (!view?.id || !view.hash) return;
  const effect = {
    kind: 'view_picture',
    person,
    view: view.id,
    hash: view.hash,
    place: encodePlace(place),
  } as const;
  await jobs.enqueue(jobsFor([effect], `${view.id}:${view.hash}`, clock.now(), app.policy()));
  jobs.wake();
}

interface Showing {
  readonly place: PacketPlace;
  readonly contents: PacketContents;
  readonly click: Click;
  readonly way: WayBack;
  readonly notice: string | undefined;
}

function send({ place, contents, click, way, notice }: Showing) {
  const view = packetView(place, contents, notice);
  return click.view?.isModal
    ? way.client.views.update({ view_id: click.view.id, hash: click.view.hash, view })
    : way.client.views.open({ trigger_id: click.triggerId, view });
}

interface Pictured {
  readonly drawn: Drawn;
  /** Where Slack has shown it before. */
  readonly picture: StandingPicture | null;
}

/** What goes into the view beside its words; null where nothing does, or where it fails: words do not wait for it. */
async function picturedFor({ place, contents, click }: Showing, deps: SlackDeps): Promise<Pictured | null> {
  if (place.part !== 'packet' || place.page !== 0) return null;
  try {
    if (!(await maySeeWhereItLeads(contents.request.packet, click.person, deps))) return null;
    const drawn = await drawFallbacks(contents.request, deps);
    return drawn && { drawn, picture: await provenPicture(drawn, deps) };
  } catch (error) {
    deps.log.warn({ err: error, request: place.request }, 'A packet is shown without its picture');
    return null;
  }
}

/** The view at once, with the picture where Slack has shown it before; else it follows. */
async function sendWithPicture(showing: Showing, deps: SlackDeps): Promise<void> {
  const { place, contents, click } = showing;
  const pictured = await picturedFor(showing, deps);
  if (pictured?.picture) {
    try {
      return void (await send({ ...showing, contents: { ...contents, picture: pictured.picture } }));
    } catch (error) {
      if (toSlackFault('views', error).kind !== 'invalid') throw error;
      // Somebody deleted the file.
      await unproven(pictured.drawn, deps);
    }
  }
  const { view } = await send(showing);
  if (pictured) await wishPicture(place, click.person, view, deps);
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
  try {
    await sendWithPicture({ place, contents, click, way, notice }, deps);
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
