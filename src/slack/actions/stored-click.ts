import { z } from 'zod';
import { jobsFor } from '../../app/handle-command.ts';
import type { SlackDeps } from '../deps.ts';
import type { Click } from './click.ts';

/** A click as it waits for the worker: everything that deciding and answering needs, and nothing else. */
export const storedClickSchema = z.strictObject({
  action: z.string(),
  value: z.string(),
  commandId: z.string(),
  channel: z.string(),
  responseUrl: z.string().optional(),
  threadTs: z.string().optional(),
});
export type StoredClick = z.output<typeof storedClickSchema>;

/**
 * Stores a click, so that it can be acknowledged: from here on it is decided, whatever happens to this process. The
 * same click again is the same job. Throws a Fault where the store does not answer.
 */
export async function storeClick(click: Click, deps: SlackDeps): Promise<void> {
  const payload: StoredClick = {
    action: click.action,
    value: click.value ?? '',
    commandId: click.commandId,
    channel: click.channel,
    ...(click.responseUrl ? { responseUrl: click.responseUrl } : {}),
    ...(click.threadTs ? { threadTs: click.threadTs } : {}),
  };
  const effect = { kind: 'interaction', person: click.person, payload } as const;
  await deps.jobs.enqueue(jobsFor([effect], click.commandId, deps.clock.now(), deps.app.policy()));
  deps.jobs.wake();
}
