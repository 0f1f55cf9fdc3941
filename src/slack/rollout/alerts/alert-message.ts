import { formatDistanceStrict } from 'date-fns/formatDistanceStrict';
import type { Alert, KeptAlert } from '../../../domain/alert.ts';
import { context, type Shown, section } from '../../blocks/blocks.ts';
import { ago } from '../../blocks/dates.ts';
import { bold, code, counted, inline, link, plainClip } from '../../blocks/mrkdwn.ts';
import { words } from '../../cards/values.ts';

/** An alert as it stands in the alert channel. */

/** "4 minutes", of milliseconds. */
export const spanText = (milliseconds: number): string => formatDistanceStrict(0, Math.max(0, milliseconds));

const marks: Readonly<Record<Alert['status'], string>> = { firing: '🔴', resolved: '🟢' };

/** How long it fired, by the sender's times where it gave them. */
export function firedFor({ alert, firstAt, lastAt }: KeptAlert): string {
  return spanText((alert.endedAt ?? lastAt) - (alert.startedAt ?? firstAt));
}

function stateText(kept: KeptAlert, timeZone: string): string {
  const { alert, firstAt, lastAt, times } = kept;
  if (alert.status === 'resolved') return `resolved after ${firedFor(kept)}`;
  const again = times > 1 ? ` · heard ${counted(times, 'time')}, last ${ago(lastAt, timeZone)}` : '';
  return `firing since ${ago(alert.startedAt ?? firstAt, timeZone)}${again}`;
}

/** What the systems are called that send alerts; anything else is called by its path. */
const systems: Readonly<Record<string, string>> = {
  alertmanager: 'Alertmanager',
  grafana: 'Grafana',
  datadog: 'Datadog',
  pagerduty: 'PagerDuty',
};

function details(alert: Alert): string[] {
  const { severity, environment, variant, guardrail, source } = alert;
  return [
    ...(severity ? [`severity ${inline(severity, 40)}`] : []),
    ...(guardrail ? [`guardrail ${inline(words(guardrail), 80)}`] : []),
    ...(variant ? [inline(variant, 40)] : []),
    ...(environment ? [inline(environment, 40)] : []),
    ...(source === 'generic' ? [] : [`from ${systems[source] ?? inline(source, 40)}`]),
  ];
}

/** The first thing that somebody on call reads: what is wrong, with which route, since when, and where to look. */
export function alertMessage(kept: KeptAlert, timeZone: string): Shown {
  const { alert } = kept;
  const { status, title, summary, route, links } = alert;
  const named = route ? `${code(route, 70)} · ` : '';
  const looks = links.slice(0, 6).map(({ label, url }) => link(url, label, 600));
  const small = [...details(alert), ...looks];
  return {
    text: plainClip(
      `${status === 'firing' ? 'Alert' : 'Resolved'}: ${title}${route ? ` · ${route}` : ''}`,
      200,
    ),
    blocks: [
      section(
        [
          `${marks[status]} ${bold(inline(title, 300))}`,
          `${named}${stateText(kept, timeZone)}`,
          ...(summary ? [inline(summary, 1000)] : []),
        ].join('\n'),
      ),
      ...(small.length > 0 ? [context([small.join(' · ')])] : []),
    ],
  };
}
