import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { jsonPost, type LoadResult, load } from './http-load.ts';
import { benchToken, isServing } from './ofrep-setting.ts';
import { percentile, type Row } from './rows.ts';

const connections = 16;
const rounds = 5;
const rollbacks = 200;

interface ServerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly port: number;
}

async function serve(routes: number): Promise<ServerProcess> {
  const child = fork(join(import.meta.dirname, 'ofrep-servers.ts'), [String(routes)]);
  const [message] = await once(child, 'message');
  if (!isServing(message)) throw new Error('the server said nothing of where it is');
  return { child, url: message.url, port: Number(new URL(message.url).port) };
}

async function end({ child }: ServerProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}

/** Asks for one route after the other, on behalf of one person after the other. */
function questions(routes: number): () => string {
  let asked = 0;
  return () => {
    asked += 1;
    const context = { targetingKey: `person-${asked % 50_000}`, region: 'eu' };
    return jsonPost(`/ofrep/v1/evaluate/flags/route-${asked % routes}`, { context }, `Bearer ${benchToken}`);
  };
}

const median = (numbers: readonly number[]): number => percentile(numbers, 0.5);

/** All of them in turn, several times, so that what else the machine does is shared by all. */
async function race(
  plans: readonly { server: ServerProcess; nextRequest: () => string }[],
): Promise<LoadResult[]> {
  const results = plans.map((): LoadResult[] => []);
  for (let round = -1; round < rounds; round += 1)
    for (const [index, { server, nextRequest }] of plans.entries()) {
      const result = await load({ port: server.port, connections, seconds: round < 0 ? 2 : 1, nextRequest });
      // The first round only warms up.
      if (round >= 0) results[index]?.push(result);
    }
  return results.map((each) => ({
    perSecond: median(each.map(({ perSecond }) => perSecond)),
    p99: median(each.map(({ p99 }) => p99)),
  }));
}

/** Milliseconds from asking for the roll back to the first evaluation over HTTP that serves the baseline. */
async function timeToBaseline({ child, url }: ServerProcess): Promise<number[]> {
  const flagKey = 'route-1';
  const variant = async () => {
    const response = await fetch(`${url}/ofrep/v1/evaluate/flags/${flagKey}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${benchToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ context: { targetingKey: 'somebody', region: 'eu' } }),
    });
    const answer: { variant?: unknown } = Object(await response.json());
    return answer.variant;
  };
  const took: number[] = [];
  for (let round = 0; round < rollbacks; round += 1) {
    const raised = once(child, 'message');
    child.send({ flagKey, to: 'candidate' });
    await raised;
    if ((await variant()) !== 'candidate') throw new Error('the candidate is not served');
    const done = once(child, 'message');
    const begun = performance.now();
    child.send({ flagKey, to: 'baseline' });
    while ((await variant()) !== 'baseline');
    took.push(performance.now() - begun);
    await done;
  }
  return took;
}

interface UnleashBench {
  unleashBench(ofrep: LoadResult): Promise<Row[]>;
}
const isUnleashBench = (module: unknown): module is UnleashBench =>
  typeof module === 'object' && module !== null && 'unleashBench' in module;

/** The same against a real Unleash, where the suite that needs one is installed (`npm run test:unleash`). */
async function unleashRows(ofrep: LoadResult): Promise<Row[]> {
  const suite = join(import.meta.dirname, '../unleash');
  if (!existsSync(join(suite, 'node_modules/unleash-server'))) return [];
  const module: unknown = await import(join(suite, 'unleash-bench.ts'));
  if (!isUnleashBench(module)) throw new Error('there is no benchmark of Unleash');
  return module.unleashBench(ofrep);
}

/** What applications feel: how many evaluations a second, how long they wait, how soon a roll back is theirs. */
export async function bench(): Promise<Row[]> {
  const [bare, few, many] = [await serve(0), await serve(10), await serve(10_000)];
  const [constant, ten, tenThousand] = await race([
    { server: bare, nextRequest: questions(10) },
    { server: few, nextRequest: questions(10) },
    { server: many, nextRequest: questions(10_000) },
  ]);
  const took = await timeToBaseline(many);
  await Promise.all([bare, few, many].map(end));
  if (!constant || !ten || !tenThousand) throw new Error('not everything was measured');
  const evaluations = (routes: string, { perSecond, p99 }: LoadResult): Row[] => [
    {
      name: `OFREP, ${routes} routes`,
      value: perSecond,
      unit: 'evaluations/s',
      ratio: perSecond / constant.perSecond,
      against: 'bare node:http',
      target: '≥ 0.6 ×',
    },
    {
      name: `OFREP, ${routes} routes, p99`,
      value: p99,
      unit: 'ms',
      ratio: p99 / constant.p99,
      against: 'bare node:http',
    },
  ];
  return [
    { name: 'bare node:http, a constant', value: constant.perSecond, unit: 'answers/s' },
    { name: 'bare node:http, p99', value: constant.p99, unit: 'ms' },
    ...evaluations('10', ten),
    ...evaluations('10 thousand', tenThousand),
    { name: 'roll back to baseline served, embedded, p50', value: percentile(took, 0.5), unit: 'ms' },
    {
      name: 'roll back to baseline served, embedded, p99',
      value: percentile(took, 0.99),
      unit: 'ms',
      target: '≤ 50 ms',
    },
    ...(await unleashRows(ten)),
  ];
}
