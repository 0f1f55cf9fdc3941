import type { JobHandlers } from '../../ports/job-handler.ts';
import type { WorkerDeps } from '../actions/interaction.ts';
import { alertHandler } from './alerts/alert-job.ts';
import { ownerNoteHandler } from './renewal/owner-job.ts';
import { rolloutCardHandler, rolloutNoteHandler } from './rollout-jobs.ts';

/** What Slack shows of live routes. */
export type RolloutJobHandlers = Pick<
  JobHandlers,
  'rollout_card' | 'rollout_note' | 'route_note' | 'alert_message'
>;

/** One handler for everything that Slack shows of live routes. */
export const rolloutJobHandlers = (deps: WorkerDeps): RolloutJobHandlers => ({
  rollout_card: rolloutCardHandler(deps),
  rollout_note: rolloutNoteHandler(deps),
  route_note: ownerNoteHandler(deps),
  alert_message: alertHandler(deps),
});
