import { emergencyRoles } from '../../domain/request/request.ts';
import type { JobHandler } from '../../ports/job-handler.ts';
import type { WorkerDeps } from '../actions/interaction.ts';
import { calm } from '../rollout/calm.ts';
import { emergencyMessage } from './emergency-message.ts';

/** Under this the store remembers where the message stands. */
const emergencyKey = (request: string, channel: string): string => `emergency:${request}:${channel}`;

/** Brings the message in step in the channels of the two roles that can let something out. */
export const emergencyHandler =
  (deps: WorkerDeps): JobHandler<'emergency_message'> =>
  async (job) => {
    const { request: id } = job.effect;
    const policy = deps.app.policy();
    const render = async () => {
      const request = (await deps.app.store.request(id))?.state;
      const shown = request ? emergencyMessage(request, policy, deps.clock.now()) : null;
      return shown && calm(shown, [], deps);
    };
    const channels = emergencyRoles.map((role) => policy.roles[role]?.channel);
    for (const channel of new Set(channels))
      if (channel) await deps.messenger.bring(emergencyKey(id, channel), { to: { channel }, render }, job);
  };
