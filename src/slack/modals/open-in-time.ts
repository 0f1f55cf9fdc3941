import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';

export interface TimelyOpening {
  readonly client: WebClient;
  /** Good for three seconds, once. */
  readonly triggerId: string;
  /** Shown where the view takes longer than a moment. */
  readonly loading: ModalView;
  /** True where the button stood in a modal, on top of which this one then opens. */
  readonly onTop?: boolean;
}

/** How long the view is waited for before the loading one is opened in its place. */
const patienceMs = 700;

/** What `work` comes to, or null after so many milliseconds of wall time; the work goes on. */
export async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Opens a modal while its trigger is good, whatever the view takes to prepare. Throws where Slack does not open it. */
export async function openInTime(
  prepared: Promise<ModalView>,
  { client, triggerId, loading, onTop = false }: TimelyOpening,
): Promise<void> {
  const ready = await inTime(prepared, patienceMs);
  const opening = { trigger_id: triggerId, view: ready ?? loading };
  const opened = await (onTop ? client.views.push(opening) : client.views.open(opening));
  const view = opened.view?.id;
  if (ready === null && view !== undefined)
    await client.views.update({ view_id: view, view: await prepared });
}
