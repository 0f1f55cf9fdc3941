import type { RouteEvent } from '../../domain/route/events.ts';
import type { Route } from '../../domain/route/route.ts';
import { Fault } from '../../ports/fault.ts';
import type { JobHandlers } from '../../ports/job-handler.ts';
import type { WorkerDeps } from '../actions/interaction.ts';
import { section } from '../blocks/blocks.ts';
import { limits } from '../blocks/limits.ts';
import { bold, clip, code } from '../blocks/mrkdwn.ts';
import type { Rendering } from '../messenger.ts';
import { alertHandler } from './alerts/alert-job.ts';
import { rolloutKey } from './keys.ts';
import { refreshWatchers, tellWatchers } from './watchers.ts';

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

function cardText(route: Route, request: string): string {
  const { rollout, finished } = route;
  if (rollout?.request === request) {
    const step = rollout.plan[rollout.step];
    return `${bold(request)} on ${code(route.id, 70)}: ${rollout.status.replace('_', ' ')}, ${step?.stage ?? ''}, ${rollout.control.wished.bp / 100} %`;
  }
  return `${bold(request)} on ${code(route.id, 70)}: ${finished?.request === request ? finished.outcome.replace('_', ' ') : 'over'}`;
}

const eventText = (route: string, event: RouteEvent): string =>
  `${code(route, 70)}: ${event.type.replaceAll('_', ' ')}`;

/** One handler for everything that Slack shows of live routes. */
export function rolloutJobHandlers(deps: WorkerDeps): RolloutJobHandlers {
  const { messenger } = deps;
  const { store } = deps.app;
  const bringCard = async (
    request: string,
    route: string,
    job: Parameters<JobHandlers['rollout_card']>[0],
  ) => {
    const render = async () => {
      const loaded = await store.route(route);
      return loaded ? plain(cardText(loaded.state, request)) : null;
    };
    await messenger.bring(rolloutKey(request), { to: channelOf('release_owner', deps), render }, job);
  };
  return {
    rollout_card: async (job) => {
      await bringCard(job.effect.request, job.effect.route, job);
      await refreshWatchers(job.effect.route, job, deps);
    },
    rollout_note: async (job) => {
      const { route, request, event } = job.effect;
      const to = channelOf('release_owner', deps);
      const said = { to, threadOf: rolloutKey(request), ...plain(eventText(route, event)) };
      await messenger.say(`note:${job.id}`, said, job);
      await tellWatchers(job, deps);
    },
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
