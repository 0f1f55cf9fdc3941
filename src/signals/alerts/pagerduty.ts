import { z } from 'zod';
import type { AlertSource, ParsedAlerts } from './alert.ts';
import { signedBy } from './authentication.ts';

const message = z.object({
  event: z.object({
    id: z.string(),
    event_type: z.string(),
    occurred_at: z.string(),
    data: z.object({
      id: z.string().optional(),
      incident_key: z.string().nullish(),
      title: z.string().default('Incident'),
      status: z.string().optional(),
      urgency: z.string().nullish(),
      html_url: z
        .url({ protocol: /^https?$/ })
        .optional()
        .catch(undefined),
      service: z.object({ id: z.string(), summary: z.string().optional() }).nullish(),
    }),
  }),
});

function parse(body: unknown): ParsedAlerts {
  const checked = message.safeParse(body);
  if (!checked.success) return { problem: 'Not a PagerDuty v3 webhook event.' };
  const { event_type, occurred_at, data } = checked.data.event;
  // Only incidents that begin or end matter here; notes, priorities and pings are answered and forgotten.
  const begins = /^incident\.(triggered|reopened|escalated|acknowledged|unacknowledged)$/.test(event_type);
  const ends = event_type === 'incident.resolved';
  if (!begins && !ends) return { alerts: [] };
  const at = Date.parse(occurred_at);
  const time = Number.isNaN(at) ? null : at;
  return {
    alerts: [
      {
        source: 'pagerduty',
        key: `pagerduty:${data.incident_key || data.id || checked.data.event.id}`,
        status: ends ? 'resolved' : 'firing',
        title: data.title,
        summary: data.service?.summary ?? '',
        // PagerDuty carries no labels: the route is looked up by the service.
        route: /\bmodel_route[:=]([a-z0-9][a-z0-9-]{0,63})\b/.exec(data.title)?.[1] ?? null,
        environment: null,
        variant: null,
        guardrail: null,
        severity: data.urgency ?? null,
        startedAt: ends ? null : time,
        endedAt: ends ? time : null,
        links: data.html_url ? [{ label: 'PagerDuty', url: data.html_url }] : [],
      },
    ],
  };
}

/** PagerDuty v3 webhooks: `X-PagerDuty-Signature: v1=…[,v1=…]` with the secret named `pagerduty`. */
export const pagerduty: AlertSource = {
  name: 'pagerduty',
  authenticate: (inbound, secrets) => {
    const given = (inbound.headers['x-pagerduty-signature'] ?? '')
      .split(',')
      .map((part) => part.trim())
      .flatMap((part) => (part.startsWith('v1=') ? [part.slice(3)] : []));
    return signedBy('pagerduty', inbound.body, given, secrets);
  },
  parse,
};
