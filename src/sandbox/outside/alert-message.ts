import { createHash } from 'node:crypto';

/** An alerting rule of the company's Prometheus. */
export interface AlertRule {
  readonly id: string;
  readonly title: string;
  /** What becomes of it, for whoever is about to fire it. */
  readonly text: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** One alert of one message, as Alertmanager tells it. Times are epoch ms. */
export interface Firing {
  readonly rule: AlertRule;
  readonly startsAt: number;
  readonly endsAt: number | null;
}

interface RuledRoute {
  readonly id: string;
  /** A metric that the rollout acts on by itself, and what it then does; null where there is none. */
  readonly guardrail: { readonly metric: string; readonly onBreach: 'pause' | 'roll_back' } | null;
}

/** The rules that concern a route. */
export function alertRulesOf({ id, guardrail }: RuledRoute): AlertRule[] {
  const common = { model_route: id, environment: 'production', variant: 'candidate' };
  const rules: AlertRule[] = [
    {
      id: 'errors',
      title: 'RouteErrors',
      text: 'Names the route. On-call decides, in its thread.',
      labels: { alertname: 'RouteErrors', severity: 'critical', ...common },
      summary: '4.2 % of answers fail; the limit is 1 %.',
    },
    {
      id: 'unnamed',
      title: 'GatewayLatency',
      text: 'Names no route. People find out which it is.',
      labels: { alertname: 'GatewayLatency', severity: 'warning', service: 'model-gateway' },
      summary: 'Answers of the model gateway take 9.4 s at the 95th percentile.',
    },
  ];
  if (!guardrail) return rules;
  const { metric, onBreach } = guardrail;
  const acts = onBreach === 'roll_back' ? 'rolls back' : 'pauses';
  rules.splice(1, 0, {
    id: 'guardrail',
    title: 'GuardrailBroken',
    text: `Names the guardrail ${metric}. Routegate ${acts} by itself.`,
    labels: { alertname: 'GuardrailBroken', severity: 'critical', ...common, guardrail: metric },
    summary: `${metric} is beyond its limit.`,
  });
  return rules;
}

/** The same for the same labels, as Alertmanager does it. */
function fingerprintOf(labels: Readonly<Record<string, string>>): string {
  const text = Object.entries(labels)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}\u0000${value}`)
    .join('\u0001');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

const notOver = '0001-01-01T00:00:00Z';
const moment = (at: number): string => new Date(at).toISOString();
const externalUrl = 'https://alertmanager.northwind.example';

/** The message of Alertmanager's webhook (version 4) about one alert. */
export function alertMessage({ rule, startsAt, endsAt }: Firing): object {
  const { labels, summary } = rule;
  const annotations = {
    summary,
    runbook_url: `https://runbooks.northwind.example/${labels.alertname?.toLowerCase()}`,
  };
  const status = endsAt === null ? 'firing' : 'resolved';
  const group = { alertname: labels.alertname ?? '' };
  return {
    version: '4',
    groupKey: `{}:{alertname="${group.alertname}"}`,
    truncatedAlerts: 0,
    status,
    receiver: 'routegate',
    groupLabels: group,
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: externalUrl,
    alerts: [
      {
        status,
        labels,
        annotations,
        startsAt: moment(startsAt),
        endsAt: endsAt === null ? notOver : moment(endsAt),
        generatorURL: `https://prometheus.northwind.example/graph?g0.expr=${encodeURIComponent(group.alertname)}`,
        fingerprint: fingerprintOf(labels),
      },
    ],
  };
}
