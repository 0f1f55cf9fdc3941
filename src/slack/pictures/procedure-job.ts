import { jobsFor } from '../../app/handle-command.ts';
import type { Request } from '../../domain/request/request.ts';
import { pngOf } from '../../pictures/drawing.ts';
import type { JobHandler } from '../../ports/job-handler.ts';
import type { WorkerDeps } from '../actions/interaction.ts';
import type { StandingPicture } from '../cards/requester-message.ts';
import { type Drawn, drawProcedure } from './drawing.ts';
import {
  forgetPicture,
  type KeptPicture,
  keepPicture,
  keptPicture,
  noteReception,
  procedureKey,
  receptionOf,
} from './kept-picture.ts';

/**
 * The picture in a requester's message. It comes after the message and never instead of it: the message is drawn
 * without a picture until Slack has one, and again without it where Slack does not take it.
 */

/** A file that was just uploaded may take Slack a while; one that is refused this often never works. */
const mostRefusals = 5;
const firstWaitMs = 3000;

/** Has the message drawn anew, in its own line, with what is kept now. `mark` tells one such wish from the next. */
async function redraw(request: Request, mark: string, deps: WorkerDeps): Promise<void> {
  const { app, jobs, clock } = deps;
  const effect = { kind: 'requester_message', request: request.id, person: request.requester } as const;
  await jobs.enqueue(jobsFor([effect], `picture:${request.id}:${mark}`, clock.now(), app.policy()));
  jobs.wake();
}

async function bringUpToDate(
  request: Request,
  { svg, digest, alt }: Drawn,
  kept: KeptPicture | null,
  deps: WorkerDeps,
): Promise<KeptPicture> {
  const { store } = deps.app;
  const key = procedureKey(request.id);
  try {
    const file = await deps.messenger.keep({
      name: `${request.id}-approval.png`,
      title: `Approval procedure of ${request.id}`,
      content: await pngOf(svg),
    });
    await keepPicture(key, { file, digest, alt }, store);
    return { file, digest, alt };
  } catch (error) {
    // What it showed is no longer true; rather no picture than an old one.
    if (kept) {
      await forgetPicture(key, store);
      await redraw(request, `without:${kept.file}`, deps);
    }
    throw error;
  }
}

/** Draws what a request came to by now, gives it to Slack where that is something new, and has it shown. */
export const pictureHandler =
  (deps: WorkerDeps): JobHandler<'picture'> =>
  async (job) => {
    const { store } = deps.app;
    const request = (await store.request(job.effect.request))?.state;
    if (!request) return;
    const key = procedureKey(request.id);
    const kept = await keptPicture(key, store);
    const drawn = await drawProcedure(request, deps);
    const { file } = kept?.digest === drawn.digest ? kept : await bringUpToDate(request, drawn, kept, deps);
    const { refusals } = await receptionOf(key, file, store);
    if (refusals !== null && refusals < mostRefusals) await redraw(request, `${file}:${refusals}`, deps);
  };

/** The picture that a requester's message may show now; null where there is none that Slack takes. */
export async function standingPicture(
  request: string,
  { app }: Pick<WorkerDeps, 'app'>,
): Promise<StandingPicture | null> {
  const key = procedureKey(request);
  const kept = await keptPicture(key, app.store);
  if (!kept) return null;
  const { refusals } = await receptionOf(key, kept.file, app.store);
  return (refusals ?? 0) < mostRefusals ? { file: kept.file, alt: kept.alt } : null;
}

/** Slack showed it: nothing more is to be done for it. */
export async function pictureTaken(request: string, file: string, { app }: WorkerDeps): Promise<void> {
  const key = procedureKey(request);
  const { refusals } = await receptionOf(key, file, app.store);
  if (refusals !== null) await noteReception(key, { file, refusals: null }, app.store);
}

/** Slack refused to show it: perhaps it is not ready yet, so it is shown a little later. */
export async function pictureRefused(request: string, file: string, deps: WorkerDeps): Promise<void> {
  const { app, clock, jobs, log } = deps;
  const key = procedureKey(request);
  const refusals = ((await receptionOf(key, file, app.store)).refusals ?? 0) + 1;
  await noteReception(key, { file, refusals }, app.store);
  if (refusals >= mostRefusals) return log.warn({ request, file }, 'Slack does not show a picture; let go');
  const at = clock.now() + firstWaitMs * 2 ** (refusals - 1);
  const again = `picture:${request}:${file}:again${refusals}`;
  await jobs.enqueue(jobsFor([{ kind: 'picture', request }], again, at, app.policy()));
}
