import type { AlertSource } from './alert.ts';
import { alertmanager } from './alertmanager.ts';
import { datadog } from './datadog.ts';
import { generic } from './generic.ts';
import { grafana } from './grafana.ts';
import { pagerduty } from './pagerduty.ts';

/** Every alerting system that can tell Routegate something, by the name in the webhook's path. */
export const alertSources: readonly AlertSource[] = [alertmanager, grafana, datadog, pagerduty, generic];
