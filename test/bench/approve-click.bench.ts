import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/app/create-app.ts';
import { loadPolicy } from '../../src/config/policy/load-policy.ts';
import { loadSlackManifest } from '../../src/config/slack-manifest.ts';
import { workspaceOf } from '../../src/sandbox/cast.ts';
import { loadCompany } from '../../src/sandbox/company.ts';
import { cardActions, encodeCardRef } from '../../src/slack/ids.ts';
import { openStore } from '../../src/storage/open.ts';
import { connect } from '../../src/storage/sqlite/connect.ts';
import { systemClock } from '../../src/work/system-clock.ts';
import { secrets } from '../support/company.ts';
import { eventually } from '../support/eventually.ts';
import { changesOfLives } from '../support/lives.ts';
import { evalSandbox, modelChange, packet, proposal } from '../support/proposals.ts';
import { buttonClick, signedSender } from '../support/signed-request.ts';
import { fillRecord } from './fill-record.ts';
import { percentile, type Row } from './rows.ts';

const perSecond = 50;
const seconds = 30;
const clicks = perSecond * seconds;

function child(file: string, args: readonly string[], env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The product, whose log goes to a file, as that of a real one does: nobody reads its output here. */
function startProduct(env: Record<string, string>, logFile: string): ChildProcess {
  const log = openSync(logFile, 'a');
  const started = spawn(process.execPath, ['src/main.ts'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  return started;
}

const firstLine = (process: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    process.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().split('\n', 1)[0] ?? ''));
    process.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });

/** 50 different clicks a second for half a minute; milliseconds until each was acknowledged. */
async function clickThrough(url: string, run: string): Promise<number[]> {
  const sender = signedSender(url, secrets.signingSecret);
  const waits: Promise<number>[] = [];
  const started = performance.now();
  for (let index = 0; index < clicks; index += 1) {
    const at = started + (index * 1000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())));
    const body = buttonClick({
      person: 'UPRIYA',
      channel: 'CAIPLATFORMREVIEWS',
      messageTs: '1795213687.510000',
      actionId: cardActions.approve,
      blockId: 'decide',
      value: encodeCardRef({ request: `R-${index + 1_000_000}`, revision: 1, role: 'ai_platform' }),
      actionTs: `${run}.${index}`,
      triggerId: `${run}.${index}`,
      responseUrl: 'http://127.0.0.1:9/unused',
    });
    waits.push(
      sender.send(body).then(({ status, milliseconds }) => (status === 200 ? milliseconds : Number.NaN)),
    );
  }
  const all = await Promise.all(waits);
  sender.close();
  if (all.some(Number.isNaN)) throw new Error('a click was not acknowledged');
  return all;
}

/** A database with so many events, and as many open low-risk requests as there will be clicks. */
async function prepare(file: string, events: number): Promise<void> {
  const policy = await loadPolicy('manifests/policy.yml');
  const store = await openStore(`file:${file}`);
  await store.close();
  if (events > 0) {
    const client = connect(file);
    fillRecord(client, await changesOfLives(200), events);
    client.close();
  }
  const filled = await openStore(`file:${file}`);
  let number = 1_000_000;
  const numbered = { ...filled, nextRequestNumber: () => Promise.resolve(number++) };
  const around = { store: numbered, clock: systemClock, policy: () => policy, onWork: () => {} };
  const app = createApp(around);
  await app.registerRoute('register', packet(evalSandbox), 'UPRIYA');
  const filing = {
    proposal: proposal({ ...evalSandbox, model: modelChange.model }),
    raiseTo: null,
    usedDraft: null,
  };
  for (let index = 0; index < clicks; index += 1)
    await app.submit(`bench:${index}`, filing, { person: 'UMAYA', roles: [], standing: 'member' });
  await filled.close();
}

const residentMb = (pid: number | undefined): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

interface Measured {
  readonly acks: readonly number[];
  readonly readyMs: number;
  readonly memoryMb: number;
}

async function productWith(events: number, folder: string, apiUrl: string): Promise<Measured> {
  const file = join(folder, `events-${events}.db`);
  await prepare(file, events);
  const port = await freePort();
  const started = performance.now();
  const environment = {
    SLACK_BOT_TOKEN: secrets.botToken,
    SLACK_SIGNING_SECRET: secrets.signingSecret,
    SLACK_API_URL: apiUrl,
    DATABASE_URL: `file:${file}`,
    PORT: String(port),
    LOG_LEVEL: 'error',
  };
  const product = startProduct(environment, join(folder, `events-${events}.log`));
  const ready = () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  await eventually('the product is ready', ready, 60_000);
  const readyMs = performance.now() - started;
  const acks = await clickThrough(`http://127.0.0.1:${port}/slack/events`, `17${events}`);
  const memoryMb = residentMb(product.pid);
  product.kill('SIGKILL');
  return { acks, readyMs, memoryMb };
}

/** How long a reviewer's click waits for its acknowledgement, against an app that does nothing. */
export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'routegate-bench-'));
  const policy = await loadPolicy('manifests/policy.yml');
  const company = await loadCompany('manifests/sandbox.yml');
  const seed = workspaceOf(company, policy, await loadSlackManifest('slack-manifest.yml'), secrets);
  writeFileSync(join(folder, 'seed.json'), JSON.stringify(seed));
  const emulator = child('src/sandbox/emulator/main.ts', ['--seed', join(folder, 'seed.json')], {});
  const { api_url: apiUrl }: { api_url: string } = JSON.parse(await firstLine(emulator));
  const port = await freePort();
  const empty = child('test/bench/empty-bolt.ts', [String(port), secrets.signingSecret, apiUrl], {});
  try {
    await firstLine(empty);
    const nothing = await clickThrough(`http://127.0.0.1:${port}/slack/events`, '16');
    const [base50, base99] = [percentile(nothing, 0.5), percentile(nothing, 0.99)];
    const rows: Row[] = [
      { name: 'Empty Bolt handler, click to ack, p50', value: base50, unit: 'ms' },
      { name: 'Empty Bolt handler, click to ack, p99', value: base99, unit: 'ms' },
    ];
    let first99 = 0;
    for (const events of [0, 10_000, 1_000_000]) {
      const { acks, readyMs, memoryMb } = await productWith(events, folder, apiUrl);
      const [p50, p99] = [percentile(acks, 0.5), percentile(acks, 0.99)];
      first99 ||= p99;
      const log = `${events.toLocaleString('en')} events`;
      rows.push(
        {
          name: `Approve click to ack, p50, ${log}`,
          value: p50,
          unit: 'ms',
          ratio: p50 / base50,
          against: 'empty handler',
        },
        {
          name: `Approve click to ack, p99, ${log}`,
          value: p99,
          unit: 'ms',
          ratio: p99 / base99,
          against: 'empty handler',
          target: '≤ 2 ×',
        },
        {
          name: `The same p99 against no events, ${log}`,
          value: p99,
          unit: 'ms',
          ratio: p99 / first99,
          against: '0 events',
          target: '≤ 1.2 ×',
        },
        { name: `Start to ready, ${log}`, value: readyMs, unit: 'ms' },
        { name: `Resident memory after the clicks, ${log}`, value: memoryMb, unit: 'MB' },
      );
    }
    return rows;
  } finally {
    empty.kill();
    emulator.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
