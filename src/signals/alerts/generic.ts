import { z } from 'zod';
import type { AlertSource, ParsedAlerts } from './alert.ts';
import { byBearer, byHeader } from './authentication.ts';

const message = z.object({
  /** The same for every message about one incident. */
  key: z.string().min(1).max(300),
  status: z.enum(['firing', 'resolved']),
  title: z.string().min(1).max(300),
  summary: z.string().max(2000).default(''),
  model_route: z.string().max(64).nullish(),
  environment: z.string().max(80).nullish(),
  variant: z.string().max(80).nullish(),
  guardrail: z.string().max(80).nullish(),
  severity: z.string().max(40).nullish(),
  started_at: z.iso.datetime({ offset: true }).nullish(),
  ended_at: z.iso.datetime({ offset: true }).nullish(),
  url: z.url({ protocol: /^https?$/ }).nullish(),
});

function parse(body: unknown): ParsedAlerts {
  const checked = message.safeParse(body);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    return {
      problem: `${issue?.path.join('.') || 'The body'}: ${issue?.message ?? 'unreadable'}. Send key, status and title at least.`,
    };
  }
  const alert = checked.data;
  return {
    alerts: [
      {
        source: 'generic',
        key: `generic:${alert.key}`,
        status: alert.status,
        title: alert.title,
        summary: alert.summary,
        route: alert.model_route ?? null,
        environment: alert.environment ?? null,
        variant: alert.variant ?? null,
        guardrail: alert.guardrail ?? null,
        severity: alert.severity ?? null,
        startedAt: alert.started_at ? Date.parse(alert.started_at) : null,
        endedAt: alert.ended_at ? Date.parse(alert.ended_at) : null,
        links: alert.url ? [{ label: 'Details', url: alert.url }] : [],
      },
    ],
  };
}

/** Anything that can post JSON: a bearer token or `x-routegate-token`. */
export const generic: AlertSource = {
  name: 'generic',
  authenticate: (inbound, secrets) =>
    byBearer(inbound, secrets) ?? byHeader('x-routegate-token', inbound, secrets),
  parse,
};
