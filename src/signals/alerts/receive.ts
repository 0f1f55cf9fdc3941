import type { App } from '../../app/app.ts';
import { jobsFor } from '../../app/handle-command.ts';
import type { Effect } from '../../domain/effects.ts';
import type { Alert, AlertSource, Inbound, Secret } from './alert.ts';

export interface ReceivingParts {
  readonly app: Pick<App, 'store' | 'clock' | 'policy'>;
  readonly sources: readonly AlertSource[];
  readonly secrets: readonly Secret[];
  readonly onWork: () => void;
}

export type Reception =
  | { readonly received: 'kept'; readonly alerts: number }
  | { readonly received: 'unknown_source' }
  | { readonly received: 'unauthorized' }
  | { readonly received: 'unreadable'; readonly problem: string };

const notJson = { received: 'unreadable', problem: 'The body is no JSON.' } as const;

/** What an alert sets going: it is shown, whether its route is known or not, and a guardrail that it names is looked at. */
function effectsOf({ key, route, guardrail, status }: Alert): Effect[] {
  const shown: Effect = { kind: 'alert_message', alert: key };
  return route && guardrail && status === 'firing'
    ? [{ kind: 'guardrails', route, alert: key }, shown]
    : [shown];
}

/**
 * Takes in what an alerting system posted: checked, understood and stored before it is answered; the same message
 * again is nothing new. Throws a Fault where it cannot be stored.
 */
export function receiveAlerts({ app, sources, secrets, onWork }: ReceivingParts) {
  const jobsOf = (alert: Alert) => {
    const { status, key, startedAt, endedAt } = alert;
    const occasion = `alert:${key}:${status}:${startedAt ?? ''}:${endedAt ?? ''}:${app.clock.now()}`;
    return jobsFor(effectsOf(alert), occasion, app.clock.now(), app.policy());
  };
  return async (
    posted: Pick<Inbound, 'headers' | 'body'> & { readonly source: string },
  ): Promise<Reception> => {
    const source = sources.find(({ name }) => name === posted.source);
    if (!source) return { received: 'unknown_source' };
    const at = app.clock.now();
    if (source.authenticate({ ...posted, at }, secrets) === null) return { received: 'unauthorized' };
    let body: unknown;
    try {
      body = JSON.parse(posted.body);
    } catch {
      return notJson;
    }
    const parsed = source.parse(body);
    if ('problem' in parsed) return { received: 'unreadable', problem: parsed.problem };
    const { alerts } = parsed;
    if (alerts.length > 0) await app.store.saveAlerts(alerts, at, jobsOf);
    onWork();
    return { received: 'kept', alerts: alerts.length };
  };
}
