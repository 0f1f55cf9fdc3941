import type { AlertSource } from './alert.ts';
import { byBearer } from './authentication.ts';
import { parseLabelledAlerts } from './prometheus-alerts.ts';

/** Prometheus Alertmanager: `http_config.authorization.credentials` is the token. */
export const alertmanager: AlertSource = {
  name: 'alertmanager',
  authenticate: byBearer,
  parse: (body) => parseLabelledAlerts('alertmanager', body),
};
