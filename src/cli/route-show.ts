import { routeRefusalSentence } from '../app/gate-sentence.ts';
import { routeView } from '../app/route-view.ts';
import type { RouteView } from '../app/route-view-schema.ts';
import { readSettings } from '../config/env.ts';
import { loadPolicy } from '../config/policy/load-policy.ts';
import { shortDigest } from '../domain/packet/digest.ts';
import type { Route } from '../domain/route/route.ts';
import { openReadOnly } from '../storage/open.ts';
import { systemClock } from '../work/system-clock.ts';
import type { CliCommand, CliIo } from './command.ts';
import { row, rows } from './shared/rows.ts';
import { sayingTrouble } from './shared/trouble.ts';

const words = (text: string): string => text.replaceAll('_', ' ');

function servesText({ baseline, baselineDigest }: Route, { retired, since }: RouteView): string {
  if (retired) return `nothing: retired ${retired.at} by ${retired.by}`;
  if (!baseline || !baselineDigest) return 'nothing yet';
  const { name, version } = baseline.model.primary;
  return `${name} ${version} (packet ${shortDigest(baselineDigest)})${since ? `, since ${since}` : ''}`;
}

function stepText(rollout: NonNullable<RouteView['rollout']>, index: number): string {
  const step = rollout.plan[index];
  if (!step) return 'none';
  const hold = step.hold_hours > 0 ? `, held for ${step.hold_hours} h` : '';
  return `${index + 1} of ${rollout.plan.length}: ${words(step.stage)}, ${step.percent} %${hold}`;
}

function rolloutLines(rollout: NonNullable<RouteView['rollout']>): string[] {
  const { request, tier, status, step, step_since: since, verified, wished_percent: wished } = rollout;
  return [
    row(
      'Rolls out',
      `${request} (${tier}), ${words(status)}, started ${rollout.started_at} by ${rollout.started_by}`,
    ),
    row('Step', `${stepText(rollout, step)}${since ? `, since ${since}` : ', not in force yet'}`),
    row('Flag', `${wished} %, ${verified ? 'read back' : 'not read back yet'}`),
    ...rows(
      'Trouble',
      [rollout.trouble, rollout.drift].filter((text) => text !== null),
    ),
    ...(rollout.intervention
      ? [
          row(
            'Stopped',
            `${rollout.intervention.at} by ${rollout.intervention.by}: ${rollout.intervention.detail}`,
          ),
        ]
      : []),
    row('Next', stepText(rollout, step + 1)),
  ];
}

function gateLines({ next_gate: gate }: RouteView): string[] {
  if (!gate) return [];
  return gate.clear
    ? [row('Gate', 'clear')]
    : rows(
        'Gate',
        gate.sentences.map((text) => `✗ ${text}`),
      );
}

function linesOf(route: Route, view: RouteView): string[] {
  const { last_rollout: last } = view;
  return [
    view.id,
    row('Serves', servesText(route, view)),
    ...(view.review_by ? [row('Review by', view.review_by)] : []),
    ...(view.rollout ? rolloutLines(view.rollout) : [row('Rolls out', 'nothing')]),
    ...gateLines(view),
    ...rows(
      'Promised',
      view.conditions.map(
        ({ id, text, owner, due, overdue, met }) =>
          `${id}: ${text} (${owner}, ${due}${met ? `, kept by ${met.by}` : overdue ? ', overdue' : ''})`,
      ),
    ),
    ...(last ? [row('Last', `${last.request}: ${words(last.outcome)} ${last.at} by ${last.by}`)] : []),
    ...rows(
      'Readings',
      view.readings.map(
        ({ metric, value, at, source }) => `${metric}: ${value ?? 'missing'}, ${at}, ${source}`,
      ),
    ),
  ];
}

async function show(id: string, asJson: boolean, io: CliIo): Promise<number> {
  const settings = readSettings(io.env);
  const policy = await loadPolicy(settings.policyFile);
  const store = await openReadOnly(settings.databaseUrl);
  try {
    const loaded = await store.route(id);
    if (!loaded) {
      io.err(routeRefusalSentence({ reason: 'route_unknown', route: id }));
      return 1;
    }
    const view = await routeView(loaded.state, { store, clock: systemClock, policy: () => policy });
    if (asJson) io.out(JSON.stringify(view, null, 2));
    else for (const line of linesOf(loaded.state, view)) io.out(line);
    return 0;
  } finally {
    await store.close();
  }
}

export const command: CliCommand = {
  name: 'route show',
  summary: 'Say what a route serves, what rolls out, and what its next step lacks',
  declare: (command) => {
    command
      .argument('<route>', 'a route, such as support-summary-prod')
      .option('--json', 'print JSON for scripts, as the API answers it');
  },
  run: ([route = ''], { json }, io) => sayingTrouble(io, () => show(route, json === true, io)),
};
