import type { RouteEvent } from '../../domain/route/events.ts';
import { Fault } from '../../ports/fault.ts';
import type { JobHandlers } from '../../ports/job-handler.ts';
import type { WorkerDeps } from '../actions/interaction.ts';
import { section } from '../blocks/blocks.ts';
import { limits } from '../blocks/limits.ts';
import { clip, code } from '../blocks/mrkdwn.ts';
import type { Rendering } from '../messenger.ts';
import { alertHandler } from './alerts/alert-job.ts';
import { rolloutCardHandler, rolloutNoteHandler } from './rollout-jobs.ts';

/** What Slack shows of live routes. */
export type RolloutJobHandlers = Pick<
  JobHandlers,
  'rollout_card' | 'rollout_note' | 'route_note' | 'alert_message'
>;

const plain = (text: string): Rendering => {
  const clipped = clip(text, limits.text);
  return { text: clipped, blocks: [section(clipped)] };
};

function channelOf(role: 'release_owner' | 'oncall', { app }: WorkerDeps): { readonly channel: string } {
  const { roles, channels } = app.policy();
  const channel = roles[role]?.channel ?? channels.operators;
  if (channel) return { channel };
  throw new Fault('needs_operator', `the policy gives ${role} no channel`, {
    remedy: `Give the role ${role} a channel in the policy.`,
  });
}

const eventText = (route: string, event: RouteEvent): string =>
  `${code(route, 70)}: ${event.type.replaceAll('_', ' ')}`;

/** One handler for everything that Slack shows of live routes. */
export function rolloutJobHandlers(deps: WorkerDeps): RolloutJobHandlers {
  const { messenger } = deps;
  return {
    rollout_card: rolloutCardHandler(deps),
    rollout_note: rolloutNoteHandler(deps),
    route_note: async (job) => {
      const { route, event } = job.effect;
      const said = {
        to: channelOf('release_owner', deps),
        threadOf: null,
        ...plain(eventText(route, event)),
      };
      await messenger.say(`note:${job.id}`, said, job);
    },
    alert_message: alertHandler(deps),
  };
}
