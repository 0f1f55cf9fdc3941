import { Unleash } from 'unleash-client';
import type { RouteControl } from '../../src/ports/route-control.ts';
import { unleashControl } from '../../src/route-control/unleash/unleash-control.ts';
import { jsonPost, type LoadResult, load } from '../bench/http-load.ts';
import { benchWish } from '../bench/ofrep-setting.ts';
import { percentile, type Row } from '../bench/rows.ts';
import { type RealUnleash, startUnleash } from './real-unleash.ts';

const rollbacks = 20;
const flagKey = 'route-0';
const binding = { control: 'unleash', route: flagKey, flagKey, options: {} };
const everybody = { ...benchWish(0), split: { candidateBp: 10_000 } };

let operations = 0;
function operation() {
  operations += 1;
  return { opId: `bench-${operations}`, comment: 'benchmark', signal: AbortSignal.timeout(60_000) };
}

/** Milliseconds from asking for the roll back to the first evaluation in the SDK that serves the baseline. */
async function timeToBaseline(control: RouteControl, { url, backendToken }: RealUnleash): Promise<number[]> {
  const client = new Unleash({
    url: `${url}/api`,
    appName: 'routegate-bench',
    // As often as it can: its default is every 15 seconds.
    refreshInterval: 50,
    disableMetrics: true,
    customHeaders: { Authorization: backendToken },
  });
  client.on('error', () => {});
  const serves = async (variant: string) => {
    while (client.getVariant(flagKey, { userId: 'somebody', properties: { region: 'eu' } }).name !== variant)
      await new Promise((resolve) => setTimeout(resolve, 1));
  };
  const took: number[] = [];
  for (let round = 0; round < rollbacks; round += 1) {
    await control.apply(binding, everybody, operation());
    await serves('candidate');
    const begun = performance.now();
    await control.rollback(binding, everybody, operation());
    await serves('baseline');
    took.push(performance.now() - begun);
  }
  client.destroy();
  return took;
}

/** Evaluations by Unleash's frontend API, and its way back, beside what Routegate itself does in the same run. */
export async function unleashBench(ofrep: LoadResult): Promise<Row[]> {
  const unleash = await startUnleash();
  try {
    const control = unleashControl({ url: unleash.url, token: unleash.adminToken });
    for (let number = 0; number < 10; number += 1) {
      const key = `route-${number}`;
      await control.apply({ ...binding, route: key, flagKey: key }, benchWish(number), operation());
    }
    const body = { context: { userId: 'somebody', properties: { region: 'eu' } } };
    const request = jsonPost('/api/frontend', body, unleash.frontendToken);
    const plan = { port: Number(new URL(unleash.url).port), connections: 16, nextRequest: () => request };
    await load({ ...plan, seconds: 2 });
    const { perSecond, p99 } = await load({ ...plan, seconds: 3 });
    const took = await timeToBaseline(control, unleash);
    return [
      {
        name: "Unleash's frontend API, 10 features",
        value: perSecond,
        unit: 'answers/s',
        ratio: ofrep.perSecond / perSecond,
        against: 'as many by OFREP',
        target: '≥ 3 ×',
      },
      { name: "Unleash's frontend API, p99", value: p99, unit: 'ms' },
      { name: 'roll back to baseline served, Unleash SDK, p50', value: percentile(took, 0.5), unit: 'ms' },
      { name: 'roll back to baseline served, Unleash SDK, p99', value: percentile(took, 0.99), unit: 'ms' },
    ];
  } finally {
    await unleash.stop();
  }
}
