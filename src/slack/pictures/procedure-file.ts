import { pngOf } from '../../pictures/drawing.ts';
import { Fault } from '../../ports/fault.ts';
import type { WorkerDeps } from '../actions/interaction.ts';
import type { JobTry } from '../messenger.ts';
import { drawProcedure } from './drawing.ts';

type FileDeps = Pick<WorkerDeps, 'app' | 'clock' | 'names' | 'messenger' | 'log'>;

/** A person's other clicks wait behind this one, so it is not tried for long. */
const mostTries = 3;

/** Sends somebody the picture of a request's approval procedure beside its packet. Never keeps the packet from them. */
export async function sendProcedureFile(
  id: string,
  person: string,
  job: JobTry,
  deps: FileDeps,
): Promise<void> {
  const request = (await deps.app.store.request(id))?.state;
  if (!request) return;
  try {
    const { svg } = await drawProcedure(request, deps);
    await deps.messenger.upload(
      `file:${job.id}:picture`,
      {
        to: { person },
        threadOf: null,
        name: `${id}-revision-${request.bound.revision}-approval.png`,
        title: `Approval procedure of ${id} ${request.route}`,
        content: await pngOf(svg),
        text: `How ${id} stands now: who approved what, and when.`,
      },
      job,
    );
  } catch (error) {
    const mayWork = error instanceof Fault && error.kind !== 'invalid' && error.kind !== 'needs_operator';
    if (mayWork && job.attempts < mostTries) throw error;
    deps.log.warn({ err: error, request: id }, 'A picture could not be sent; the packet was');
  }
}
