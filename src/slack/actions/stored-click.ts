import { z } from 'zod';
import { jobsFor } from '../../app/handle-command.ts';
import type { SlackDeps } from '../deps.ts';
import { isUrgentAction } from '../rollout/acts.ts';
import type { Click } from './click.ts';

/** A click as it waits for the worker: everything that deciding and answering needs, and nothing else. */
export const storedClickSchema = z.strictObject({
  action: z.string(),
  value: z.string(),
  commandId: z.string(),
  channel: z.string(),
  responseUrl: z.string().optional(),
  threadTs: z.string().optional(),
  /** What somebody wrote, where a form stands behind the button. */
  typed: z.string().optional(),
});
export type StoredClick = z.output<typeof storedClickSchema>;

/** A click, or what a form stands for: the button that it belongs to, and what was typed. */
export type StorableClick = Pick<
  Click,
  'person' | 'action' | 'value' | 'commandId' | 'channel' | 'responseUrl' | 'threadTs'
> &
  Partial<Pick<Click, 'triggerId' | 'view'>> & { readonly typed?: string };

/**
 * Stores a click, so that it can be acknowledged: from here on it is decided, whatever happens to this process. The
 * same click again is the same job. Throws a Fault where the store does not answer.
 */
export async function storeClick(
  click: StorableClick,
  deps: Pick<SlackDeps, 'app' | 'clock' | 'jobs'>,
): Promise<void> {
  const payload: StoredClick = {
    action: click.action,
    value: click.value ?? '',
    commandId: click.commandId,
    channel: click.channel,
    ...(click.responseUrl ? { responseUrl: click.responseUrl } : {}),
    ...(click.threadTs ? { threadTs: click.threadTs } : {}),
    ...(click.typed ? { typed: click.typed } : {}),
  };
  const kind = isUrgentAction(click.action) ? 'urgent_interaction' : 'interaction';
  const effect = { kind, person: click.person, payload } as const;
  await deps.jobs.enqueue(jobsFor([effect], click.commandId, deps.clock.now(), deps.app.policy()));
  deps.jobs.wake();
}
