import type { JobHandlers } from '../ports/job-handler.ts';
import type { Job } from '../ports/store.ts';

/**
 * Hands a job to the handler of its kind. Written out, so that a new kind of effect does not compile before it
 * has a handler.
 */
export async function perform(handlers: JobHandlers, job: Job, signal: AbortSignal): Promise<void> {
  const { effect } = job;
  switch (effect.kind) {
    case 'card':
      return handlers.card({ ...job, effect }, signal);
    case 'requester_message':
      return handlers.requester_message({ ...job, effect }, signal);
    case 'picture':
      return handlers.picture({ ...job, effect }, signal);
    case 'view_picture':
      return handlers.view_picture({ ...job, effect }, signal);
    case 'card_note':
      return handlers.card_note({ ...job, effect }, signal);
    case 'requester_note':
      return handlers.requester_note({ ...job, effect }, signal);
    case 'home':
      return handlers.home({ ...job, effect }, signal);
    case 'draft_message':
      return handlers.draft_message({ ...job, effect }, signal);
    case 'interaction':
      return handlers.interaction({ ...job, effect }, signal);
    case 'urgent_interaction':
      return handlers.urgent_interaction({ ...job, effect }, signal);
    case 'operator_message':
      return handlers.operator_message({ ...job, effect }, signal);
    case 'control':
      return handlers.control({ ...job, effect }, signal);
    case 'guardrails':
      return handlers.guardrails({ ...job, effect }, signal);
    case 'alert_message':
      return handlers.alert_message({ ...job, effect }, signal);
    case 'rollout_card':
      return handlers.rollout_card({ ...job, effect }, signal);
    case 'rollout_note':
      return handlers.rollout_note({ ...job, effect }, signal);
    case 'expansion_review':
      return handlers.expansion_review({ ...job, effect }, signal);
    case 'emergency_message':
      return handlers.emergency_message({ ...job, effect }, signal);
    case 'absence_note':
      return handlers.absence_note({ ...job, effect }, signal);
    case 'absence_cards':
      return handlers.absence_cards({ ...job, effect }, signal);
    case 'policy_note':
      return handlers.policy_note({ ...job, effect }, signal);
    case 'canary_note':
      return handlers.canary_note({ ...job, effect }, signal);
    case 'route_note':
      return handlers.route_note({ ...job, effect }, signal);
  }
}
