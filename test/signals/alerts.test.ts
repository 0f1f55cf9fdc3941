import { createHmac } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Inbound, Secret } from '../../src/signals/alerts/alert.ts';
import { alertSources } from '../../src/signals/alerts/registry.ts';

const secrets: readonly Secret[] = [
  { name: 'ci', token: 'token-of-the-ci-system' },
  { name: 'grafana', token: 'secret-of-grafana' },
  { name: 'pagerduty', token: 'secret-of-pagerduty' },
];
const at = Date.UTC(2026, 9, 5, 10);
const inbound = (headers: Record<string, string>, body = '{}'): Inbound => ({ headers, body, at });
const hmac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex');
const source = (name: string) => {
  const found = alertSources.find((candidate) => candidate.name === name);
  if (!found) throw new Error(name);
  return found;
};

const firing = {
  version: '4',
  groupKey: '{}:{alertname="RouteErrors"}',
  status: 'firing',
  receiver: 'routegate',
  externalURL: 'http://alertmanager:9093',
  alerts: [
    {
      status: 'firing',
      labels: {
        alertname: 'RouteErrors',
        model_route: 'support-summary-prod',
        guardrail: 'error_rate',
        severity: 'page',
        variant: 'candidate',
        environment: 'production',
      },
      annotations: { summary: 'Error rate 4.2 %', runbook_url: 'https://runbooks.example/route-errors' },
      startsAt: '2026-10-05T09:57:00Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus:9090/graph',
      fingerprint: 'abc123',
    },
  ],
};

test('every source has a file of its own, and every such file a line in the registry', () => {
  const parts = new Set([
    'alert.ts',
    'authentication.ts',
    'prometheus-alerts.ts',
    'receive.ts',
    'registry.ts',
  ]);
  const files = readdirSync(new URL('../../src/signals/alerts', import.meta.url)).filter(
    (file) => !parts.has(file),
  );
  expect(alertSources.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort());
});

describe('who may tell of an alert', () => {
  test.each([
    ['alertmanager', { authorization: 'Bearer token-of-the-ci-system' }, 'ci'],
    ['alertmanager', { authorization: 'Bearer wrong' }, null],
    ['alertmanager', {}, null],
    ['grafana', { 'x-grafana-alerting-signature': hmac('secret-of-grafana', '{}') }, 'grafana'],
    [
      'grafana',
      {
        'x-grafana-alerting-signature': hmac('secret-of-grafana', `${at / 1000}:{}`),
        'x-grafana-alerting-timestamp': `${at / 1000}`,
      },
      'grafana',
    ],
    [
      'grafana',
      {
        'x-grafana-alerting-signature': hmac('secret-of-grafana', `${at / 1000 - 301}:{}`),
        'x-grafana-alerting-timestamp': `${at / 1000 - 301}`,
      },
      null,
    ],
    ['grafana', { 'x-grafana-alerting-signature': hmac('other', '{}') }, null],
    ['datadog', { 'x-routegate-token': 'token-of-the-ci-system' }, 'ci'],
    ['datadog', { 'x-routegate-token': 'token' }, null],
    [
      'pagerduty',
      { 'x-pagerduty-signature': `v1=${hmac('old', '{}')},v1=${hmac('secret-of-pagerduty', '{}')}` },
      'pagerduty',
    ],
    ['pagerduty', { 'x-pagerduty-signature': `v1=${hmac('old', '{}')}` }, null],
    ['pagerduty', { authorization: 'Bearer token-of-the-ci-system' }, null],
    ['generic', { authorization: 'Bearer token-of-the-ci-system' }, 'ci'],
  ])('%s %j is %s', (name, headers, expected) => {
    expect(source(name).authenticate(inbound(headers), secrets)).toBe(expected);
  });
});

describe('what an alert says', () => {
  test.each(['alertmanager', 'grafana'])(
    '%s: labels name the route, the runbook is linked, the incident has one key',
    (name) => {
      const parsed = source(name).parse(firing);
      expect(parsed).toMatchObject({
        alerts: [
          {
            status: 'firing',
            title: 'RouteErrors',
            summary: 'Error rate 4.2 %',
            route: 'support-summary-prod',
            guardrail: 'error_rate',
            severity: 'page',
            endedAt: null,
            startedAt: Date.UTC(2026, 9, 5, 9, 57),
          },
        ],
      });
      const resolved = {
        ...firing,
        alerts: [{ ...firing.alerts[0], status: 'resolved', endsAt: '2026-10-05T10:01:00Z' }],
      };
      const [first, second] = [parsed, source(name).parse(resolved)].map((result) =>
        'alerts' in result ? result.alerts[0] : undefined,
      );
      expect(second).toMatchObject({
        status: 'resolved',
        key: first?.key,
        endedAt: Date.UTC(2026, 9, 5, 10, 1),
      });
    },
  );

  test('datadog: tags name the route, a recovery resolves', () => {
    const body = {
      alert_id: '7',
      alert_cycle_key: '99',
      alert_transition: 'Triggered',
      title: 'Errors',
      tags: 'env:production,model_route:support-summary-prod',
      link: 'https://app.datadoghq.eu/m/7',
    };
    expect(source('datadog').parse(body)).toMatchObject({
      alerts: [
        { key: 'datadog:99', status: 'firing', route: 'support-summary-prod', environment: 'production' },
      ],
    });
    expect(source('datadog').parse({ ...body, alert_transition: 'Recovered' })).toMatchObject({
      alerts: [{ key: 'datadog:99', status: 'resolved' }],
    });
  });

  test('pagerduty: an incident begins and ends; anything else is heard and forgotten', () => {
    const event = (event_type: string) => ({
      event: {
        id: 'E1',
        event_type,
        occurred_at: '2026-10-05T10:00:00Z',
        data: {
          id: 'P1',
          incident_key: 'k1',
          title: 'Errors model_route:support-summary-prod',
          status: 'triggered',
          urgency: 'high',
          service: { id: 'S1', summary: 'Support' },
          html_url: 'https://x.pagerduty.com/i/P1',
        },
      },
    });
    expect(source('pagerduty').parse(event('incident.triggered'))).toMatchObject({
      alerts: [{ key: 'pagerduty:k1', status: 'firing', route: 'support-summary-prod' }],
    });
    expect(source('pagerduty').parse(event('incident.resolved'))).toMatchObject({
      alerts: [{ status: 'resolved' }],
    });
    expect(source('pagerduty').parse(event('pagey.ping'))).toEqual({ alerts: [] });
  });

  test.each(alertSources.map(({ name }) => name))(
    '%s: anything malformed is a sentence, never an exception',
    (name) => {
      for (const body of [
        null,
        7,
        'x',
        [],
        {},
        { alerts: [] },
        { alerts: [{ status: 'on' }] },
        { event: {} },
      ])
        expect(source(name).parse(body)).toHaveProperty('problem');
    },
  );
});
