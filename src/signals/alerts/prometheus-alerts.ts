import { z } from 'zod';
import type { Alert, ParsedAlerts } from './alert.ts';

/** What Alertmanager and Grafana share: labelled alerts with a fingerprint (webhook version 4 and its heirs). */

const labels = z.record(z.string(), z.string());
const when = z.string().transform((text) => {
  const at = Date.parse(text);
  // The year one stands for "not yet over".
  return Number.isNaN(at) || at <= 0 ? null : at;
});
const link = z
  .url({ protocol: /^https?$/ })
  .optional()
  .catch(undefined);

const labelled = z.object({
  status: z.enum(['firing', 'resolved']),
  labels,
  annotations: labels.default({}),
  startsAt: when,
  endsAt: when.optional(),
  generatorURL: link,
  dashboardURL: link,
  panelURL: link,
  silenceURL: link,
  fingerprint: z.string().min(1),
});
const message = z.object({ alerts: z.array(labelled).min(1).max(1000), externalURL: link });

const label = (found: Record<string, string>, name: string): string | null => found[name]?.trim() || null;

function alertOf(source: string, alert: z.output<typeof labelled>): Alert {
  const links = [
    ['Runbook', alert.annotations.runbook_url],
    ['Dashboard', alert.dashboardURL],
    ['Panel', alert.panelURL],
    ['Source', alert.generatorURL],
    ['Silence', alert.silenceURL],
  ] as const;
  return {
    source,
    key: `${source}:${alert.fingerprint}:${alert.startsAt ?? 0}`,
    status: alert.status,
    title: label(alert.labels, 'alertname') ?? 'Alert',
    summary: alert.annotations.summary ?? alert.annotations.description ?? '',
    route: label(alert.labels, 'model_route'),
    environment: label(alert.labels, 'environment'),
    variant: label(alert.labels, 'variant'),
    guardrail: label(alert.labels, 'guardrail'),
    severity: label(alert.labels, 'severity'),
    startedAt: alert.startsAt,
    endedAt: alert.status === 'resolved' ? (alert.endsAt ?? null) : null,
    links: links.flatMap(([name, url]) => (url && /^https?:\/\//.test(url) ? [{ label: name, url }] : [])),
  };
}

/** The alerts of one webhook message. */
export function parseLabelledAlerts(source: string, body: unknown): ParsedAlerts {
  const checked = message.safeParse(body);
  if (checked.success) return { alerts: checked.data.alerts.map((alert) => alertOf(source, alert)) };
  const issue = checked.error.issues[0];
  return {
    problem: `Not an alert message: ${issue?.path.join('.') || 'the body'}: ${issue?.message ?? 'unreadable'}`,
  };
}
