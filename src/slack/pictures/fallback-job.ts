import { judgedSteps } from '../../domain/fallback/findings.ts';
import { hasFallbacks, namesRoutes } from '../../domain/fallback/search.ts';
import type { Packet } from '../../domain/packet/schema.ts';
import type { Request } from '../../domain/request/request.ts';
import { pngOf } from '../../pictures/drawing.ts';
import { fallbackPicture, fallbackText } from '../../pictures/fallback-picture.ts';
import { Fault } from '../../ports/fault.ts';
import type { JobHandler } from '../../ports/job-handler.ts';
import type { WorkerDeps } from '../actions/interaction.ts';
import { contentsOf } from '../actions/packet-contents.ts';
import { decodePlace, packetView } from '../actions/packet-view.ts';
import type { StandingPicture } from '../cards/requester-message.ts';
import type { SlackDeps } from '../deps.ts';
import { type Drawn, digestOfDrawing } from './drawing.ts';
import {
  fallbackKey,
  forgetPicture,
  keepPicture,
  keptPicture,
  noteReception,
  receptionOf,
} from './kept-picture.ts';

const mostWords = 1200;

/**
 * Whether somebody may see what a packet's fallbacks lead to: what other routes serve is for members only, and whoever
 * files may name any route. Throws a Fault where Slack does not say who somebody is.
 */
export const maySeeWhereItLeads = async (
  packet: Packet,
  person: string,
  { directory }: Pick<SlackDeps, 'directory'>,
): Promise<boolean> => !namesRoutes(packet) || (await directory.membership(person, [])).standing === 'member';

/** What a request's fallbacks lead to now, drawn; null where it has none. */
export async function drawFallbacks(
  { packet, change }: Request,
  { app }: Pick<SlackDeps, 'app'>,
): Promise<Drawn | null> {
  // Who takes a route out of service is asked nothing about what it fell back to.
  if (change.kind === 'retirement') return null;
  const { map, findings } = await app.fallbacks(packet);
  if (!hasFallbacks(packet, map)) return null;
  const judged = judgedSteps(packet, map);
  const svg = fallbackPicture(packet.route, judged, findings);
  return { svg, digest: digestOfDrawing(svg), alt: fallbackText(packet.route, judged, findings, mostWords) };
}

/** The picture of a packet's fallbacks where Slack has it and has shown it before; else null. */
export async function provenPicture(
  drawn: Drawn,
  { app }: Pick<SlackDeps, 'app'>,
): Promise<StandingPicture | null> {
  const key = fallbackKey(drawn.digest);
  const kept = await keptPicture(key, app.store);
  if (!kept) return null;
  const { refusals } = await receptionOf(key, kept.file, app.store);
  return refusals === null ? { file: kept.file, alt: drawn.alt } : null;
}

/** Slack has it no longer, so that the next who looks gets a new one. */
export const unproven = (drawn: Drawn, { app }: Pick<SlackDeps, 'app'>): Promise<void> =>
  forgetPicture(fallbackKey(drawn.digest), app.store);

async function fileOf(drawn: Drawn, route: string, { app, messenger }: WorkerDeps): Promise<string> {
  const key = fallbackKey(drawn.digest);
  const kept = await keptPicture(key, app.store);
  if (kept) return kept.file;
  const file = await messenger.keep({
    name: `${route}-fallbacks.png`,
    title: `Fallbacks of ${route}`,
    content: await pngOf(drawn.svg),
  });
  await keepPicture(key, { file, digest: drawn.digest, alt: drawn.alt }, app.store);
  return file;
}

/** Puts the picture of a packet's fallbacks into the view that somebody opened, unless they turned to something else. */
export const fallbackPictureHandler =
  (deps: WorkerDeps): JobHandler<'view_picture'> =>
  async (job) => {
    const { person, view, hash } = job.effect;
    const place = decodePlace(job.effect.place);
    const contents = place && (await contentsOf(place, person, deps));
    const drawn = contents && (await drawFallbacks(contents.request, deps));
    if (!drawn) return;
    const file = await fileOf(drawn, contents.request.route, deps);
    const picture = { file, alt: drawn.alt };
    try {
      const isShown = await deps.messenger.showIn(
        { id: view, hash },
        packetView(place, { ...contents, picture }),
      );
      if (isShown) await noteReception(fallbackKey(drawn.digest), { file, refusals: null }, deps.app.store);
    } catch (error) {
      if (!(error instanceof Fault) || error.kind !== 'invalid') throw error;
      throw new Fault('unavailable', 'Slack does not show the picture yet', { cause: error });
    }
  };
