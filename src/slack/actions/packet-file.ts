import { fallbackMarkdown } from '../../app/fallback-document.ts';
import { formatProposal } from '../../app/proposal-file.ts';
import { hasFallbacks } from '../../domain/fallback/search.ts';
import type { Request } from '../../domain/request/request.ts';
import { section } from '../blocks/blocks.ts';
import { decodeRequestRef } from '../ids.ts';
import type { JobTry } from '../messenger.ts';
import { maySeeWhereItLeads } from '../pictures/fallback-job.ts';
import { sendProcedureFile } from '../pictures/procedure-file.ts';
import type { WorkerDeps } from './interaction.ts';
import { oldButton } from './open-decision.ts';
import type { StoredClick } from './stored-click.ts';

interface FileJob extends JobTry {
  readonly effect: { readonly person: string };
}

/** Sends somebody a request's packet as the YAML file that would file it again, as a direct message. */
export async function sendPacketFile(click: StoredClick, job: FileJob, deps: WorkerDeps): Promise<void> {
  const { messenger, app } = deps;
  const { person } = job.effect;
  const ref = decodeRequestRef(click.value);
  const request = ref ? ((await app.store.request(ref.request))?.state ?? null) : null;
  if (!request)
    return messenger.answer({ channel: '', person, text: oldButton, blocks: [section(oldButton)] });
  const { change, evidence, packet, bound, id } = request;
  const content = formatProposal({ change, evidence: [...evidence], packet });
  const name = `${id}-revision-${bound.revision}.yml`;
  await messenger.upload(
    `file:${job.id}`,
    {
      to: { person },
      threadOf: null,
      name,
      title: `${id} ${request.route}, revision ${bound.revision}`,
      content,
      text: `The packet of ${id}, revision ${bound.revision}: the same file can be filed again with /route-request.`,
    },
    job,
  );
  await sendFallbacks(request, person, job, deps);
  await sendProcedureFile(id, person, job, deps);
}

/** What its fallbacks lead to, in words and as text that draws itself, where it has any. */
async function sendFallbacks(
  { id, bound, packet }: Request,
  person: string,
  job: FileJob,
  deps: WorkerDeps,
): Promise<void> {
  if (!(await maySeeWhereItLeads(packet, person, deps))) return;
  const { app, messenger } = deps;
  const reach = await app.fallbacks(packet);
  if (!hasFallbacks(packet, reach.map)) return;
  await messenger.upload(
    `file:${job.id}:fallbacks`,
    {
      to: { person },
      threadOf: null,
      name: `${id}-revision-${bound.revision}-fallbacks.md`,
      title: `Fallbacks of ${id}, revision ${bound.revision}`,
      content: fallbackMarkdown(packet, reach),
      text: `Where the fallbacks of ${id} lead, as of now: a picture for any Mermaid viewer, and what must not be reached.`,
    },
    job,
  );
}
