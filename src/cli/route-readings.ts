import { routeRefusalSentence } from '../app/gate-sentence.ts';
import { keepReadings } from '../app/keep-readings.ts';
import type { Reading } from '../domain/route/rollout.ts';
import type { CliCommand, CliIo } from './command.ts';
import { withApp } from './shared/open-app.ts';
import { sayingTrouble } from './shared/trouble.ts';

type Measured = Pick<Reading, 'metric' | 'value'>;

const mostReadings = 200;
const longestMetric = 80;

/** `error_rate=0.004`, or `error_rate=missing` where nothing could be measured. */
function measuredIn(pair: string): Measured | null {
  const [, metric = '', text = ''] = /^([^=]+)=(.+)$/s.exec(pair.trim()) ?? [];
  const name = metric.trim();
  if (name === '' || name.length > longestMetric) return null;
  if (text.trim() === 'missing') return { metric: name, value: null };
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? { metric: name, value } : null;
}

async function keep(route: string, pairs: readonly string[], source: string, io: CliIo): Promise<number> {
  const measured = pairs.map(measuredIn);
  const wrong = pairs.filter((_pair, index) => measured[index] === null);
  for (const pair of wrong)
    io.err(`"${pair}" is no reading. Write a metric and a number, such as error_rate=0.004, or =missing.`);
  if (pairs.length > mostReadings)
    io.err(`These are more than ${mostReadings} readings. Send them in parts.`);
  if (wrong.length > 0 || pairs.length > mostReadings) return 1;
  return withApp(io, async (app) => {
    if (!(await app.store.route(route))) {
      io.err(routeRefusalSentence({ reason: 'route_unknown', route }));
      return 1;
    }
    const at = app.clock.now();
    const readings = measured.filter((one) => one !== null).map((one) => ({ ...one, at, source }));
    await keepReadings(route, readings, app);
    for (const { metric, value } of readings) io.out(`${metric} of ${route} is ${value ?? 'missing'}.`);
    return 0;
  });
}

export const command: CliCommand = {
  name: 'route readings',
  summary: 'Report what was measured on a route, for its guardrails',
  declare: (command) => {
    command
      .argument('<route>', 'a route, such as support-summary-prod')
      .argument('<readings...>', 'metrics with their values, such as error_rate=0.004 p95_latency=610')
      .option('--source <name>', 'what measured it', 'cli');
  },
  run: ([route = '', ...pairs], { source }, io) =>
    sayingTrouble(io, () => keep(route, pairs, String(source).slice(0, 80), io)),
};
