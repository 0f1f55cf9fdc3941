import type { AlertSource, Inbound, Secret } from './alert.ts';
import { byBearer, signedBy } from './authentication.ts';
import { parseLabelledAlerts } from './prometheus-alerts.ts';

const toleranceSeconds = 300;

/** Grafana signs the body, or `timestamp:body` where a timestamp header is set up; the secret is named `grafana`. */
function bySignature(inbound: Inbound, secrets: readonly Secret[]): string | null {
  const signature = inbound.headers['x-grafana-alerting-signature'];
  if (!signature) return null;
  const timestamp = inbound.headers['x-grafana-alerting-timestamp'];
  if (timestamp === undefined) return signedBy('grafana', inbound.body, [signature], secrets);
  const age = Math.abs(inbound.at / 1000 - Number(timestamp));
  if (!(age <= toleranceSeconds)) return null;
  return signedBy('grafana', `${timestamp}:${inbound.body}`, [signature], secrets);
}

/** Grafana Alerting's webhook contact point, signed or with a bearer token. */
export const grafana: AlertSource = {
  name: 'grafana',
  authenticate: (inbound, secrets) => bySignature(inbound, secrets) ?? byBearer(inbound, secrets),
  parse: (body) => parseLabelledAlerts('grafana', body),
};
