import { formatProposal } from '../../app/proposal-file.ts';
import type { StoredClick } from '../actions/stored-click.ts';
import { section } from '../blocks/blocks.ts';
import type { SlackDeps } from '../deps.ts';
import type { JobTry, Messenger } from '../messenger.ts';
import type { Names } from '../names.ts';
import { sendProcedureFile } from '../pictures/procedure-file.ts';
import { unknownRouteText } from './nearest-route.ts';

/** What a stored `export` of a route is called. */
export const routeFileAction = 'export_route';

interface FileJob extends JobTry {
  readonly effect: { readonly person: string };
}

/** Sends somebody what a route serves now, as the YAML file from which a change starts, and who approved it. */
export async function sendRouteFile(
  click: Pick<StoredClick, 'value' | 'channel' | 'responseUrl'>,
  job: FileJob,
  deps: SlackDeps & { readonly messenger: Messenger; readonly names?: Names },
): Promise<void> {
  const { person } = job.effect;
  const route = (await deps.app.store.route(click.value))?.state;
  if (!route?.baseline) {
    const text = await unknownRouteText(click.value, deps);
    const { channel, responseUrl } = click;
    return deps.messenger.answer({ channel, responseUrl, person, text, blocks: [section(text)] });
  }
  await deps.messenger.upload(
    `file:${job.id}`,
    {
      to: { person },
      threadOf: null,
      name: `${route.id}.yml`,
      title: `${route.id}, as it serves now`,
      content: formatProposal({
        packet: route.baseline,
        change: { kind: 'change', what: [], why: 'Say here why it should change.', expected_improvement: '' },
        evidence: [],
      }),
      text: `The packet that ${route.id} serves now. Edit it, and file it with /route-request.`,
    },
    job,
  );
  const { finished } = route;
  const isApproved = finished?.outcome === 'complete' && finished.candidateDigest === route.baselineDigest;
  if (isApproved) await sendProcedureFile(finished.request, person, job, deps);
}
