import { callHoldsMs } from '../../domain/request/emergency.ts';
import { emergencyRoles, type Request } from '../../domain/request/request.ts';
import type { JobHandler } from '../../ports/job-handler.ts';
import type { PostedMessage } from '../../ports/store.ts';
import type { WorkerDeps } from '../actions/interaction.ts';
import { calm } from '../rollout/calm.ts';
import { emergencyMessage } from './emergency-message.ts';

/** Begins the keys of all messages about a request's emergencies. */
const keysOf = (request: string): string => `emergency:${request}:`;
/** Under this the store remembers where a message stands; `at` tells one call from the next. */
const emergencyKey = (request: string, channel: string, at: number): string =>
  `${keysOf(request)}${channel}:${at}`;
const calledAt = (key: string): number => Number(key.split(':').at(-1));

/**
 * The call that is open, or was joined last; null where there is nothing to say anew. A call that was joined before its
 * own message stood is told under the moment when it was joined, never in the message of a call that was over by then.
 */
export function newestAt(request: Request, standing: readonly Pick<PostedMessage, 'key'>[]): number | null {
  if (request.status === 'in_review' && request.call) return request.call.at;
  const { emergency } = request;
  if (!emergency) return null;
  const told = standing
    .map(({ key }) => calledAt(key))
    .filter((at) => at <= emergency.at && emergency.at < at + callHoldsMs);
  return told.length > 0 ? Math.max(...told) : emergency.at;
}

/**
 * Brings the messages in step in the channels of the two roles that can let something out. Each call has a message of
 * its own, so that people notice the second one, too; those before it say that they are over.
 */
export const emergencyHandler =
  (deps: WorkerDeps): JobHandler<'emergency_message'> =>
  async (job) => {
    const { request: id } = job.effect;
    const policy = deps.app.policy();
    const state = (await deps.app.store.request(id))?.state;
    if (!state) return;
    const standing = await deps.app.store.messages(keysOf(id));
    const newest = newestAt(state, standing);
    const render = (at: number) => async () => {
      const request = (await deps.app.store.request(id))?.state;
      if (!request) return null;
      const of = newestAt(request, standing) === at ? 'newest' : 'earlier';
      return calm(emergencyMessage(request, policy, deps.clock.now(), of), [], deps);
    };
    const channels = newest === null ? [] : emergencyRoles.map((role) => policy.roles[role]?.channel);
    for (const channel of new Set(channels))
      if (channel && newest !== null)
        await deps.messenger.bring(
          emergencyKey(id, channel, newest),
          { to: { channel }, render: render(newest) },
          job,
        );
    for (const { key, channel } of standing)
      if (calledAt(key) !== newest)
        await deps.messenger.bring(key, { to: { channel }, render: render(calledAt(key)) }, job);
  };
