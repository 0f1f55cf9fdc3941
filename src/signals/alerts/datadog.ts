import { z } from 'zod';
import type { AlertSource, ParsedAlerts } from './alert.ts';
import { byBearer, byHeader } from './authentication.ts';

/** The payload template that docs ask for; Datadog fills in the variables as text. */
const message = z.object({
  alert_id: z.string().min(1),
  alert_cycle_key: z.string().min(1),
  alert_transition: z.string().min(1),
  title: z.string().default('Alert'),
  text: z.string().default(''),
  tags: z.string().default(''),
  link: z
    .url({ protocol: /^https?$/ })
    .optional()
    .catch(undefined),
  date: z.coerce.number().optional().catch(undefined),
});

function tagsOf(list: string): Map<string, string> {
  const tags = new Map<string, string>();
  for (const tag of list.split(',')) {
    const colon = tag.indexOf(':');
    if (colon > 0) tags.set(tag.slice(0, colon).trim(), tag.slice(colon + 1).trim());
  }
  return tags;
}

function parse(body: unknown): ParsedAlerts {
  const checked = message.safeParse(body);
  if (!checked.success)
    return {
      problem:
        'Not the Datadog payload that Routegate documents: alert_id, alert_cycle_key and alert_transition are needed.',
    };
  const { alert_cycle_key, alert_transition, title, text, tags, link, date } = checked.data;
  const tag = tagsOf(tags);
  const recovered = /^(recovered|no data recovered|success)/i.test(alert_transition);
  return {
    alerts: [
      {
        source: 'datadog',
        key: `datadog:${alert_cycle_key}`,
        status: recovered ? 'resolved' : 'firing',
        title,
        summary: text,
        route: tag.get('model_route') ?? null,
        environment: tag.get('environment') ?? tag.get('env') ?? null,
        variant: tag.get('variant') ?? null,
        guardrail: tag.get('guardrail') ?? null,
        severity: tag.get('severity') ?? null,
        startedAt: recovered ? null : (date ?? null),
        endedAt: recovered ? (date ?? null) : null,
        links: link ? [{ label: 'Datadog', url: link }] : [],
      },
    ],
  };
}

/** Datadog's webhook integration: a custom header `x-routegate-token`, or a bearer token. */
export const datadog: AlertSource = {
  name: 'datadog',
  authenticate: (inbound, secrets) =>
    byHeader('x-routegate-token', inbound, secrets) ?? byBearer(inbound, secrets),
  parse,
};
