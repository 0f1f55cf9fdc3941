import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/app/create-app.ts';
import { loadPolicy } from '../../src/config/policy/load-policy.ts';
import { cardActions, encodeCardRef } from '../../src/slack/ids.ts';
import { openStore } from '../../src/storage/open.ts';
import { connect } from '../../src/storage/sqlite/connect.ts';
import { systemClock } from '../../src/work/system-clock.ts';
import { secrets } from '../support/company.ts';
import { changesOfLives } from '../support/lives.ts';
import { evalSandbox, modelChange, packet, proposal } from '../support/proposals.ts';
import { buttonClick, signedSender } from '../support/signed-request.ts';
import { fillRecord } from './fill-record.ts';
import { child, firstLine, freePort, residentMb, startProduct, startSlack } from './processes.ts';
import { percentile, type Row } from './rows.ts';

const perSecond = 50;
const seconds = 30;
const clicks = perSecond * seconds;

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

interface Measured {
  readonly acks: readonly number[];
  readonly readyMs: number;
  readonly memoryMb: number;
}

async function productWith(events: number, folder: string, apiUrl: string): Promise<Measured> {
  const file = join(folder, `events-${events}.db`);
  await prepare(file, events);
  const product = await startProduct(file, apiUrl);
  const acks = await clickThrough(`${product.url}/slack/events`, `17${events}`);
  const memoryMb = residentMb(product.process.pid);
  product.process.kill('SIGKILL');
  return { acks, readyMs: product.readyMs, memoryMb };
}

/** Acknowledgements by the product on so many events, beside those of the empty handler on none. */
function rowsOf(
  events: number,
  measured: Measured,
  base: readonly number[],
  first: readonly number[],
): Row[] {
  const log = `${events.toLocaleString('en')} events`;
  const rows = [0.5, 0.99].map((share): Row => {
    const value = percentile(measured.acks, share);
    const ratio = value / percentile(base, share);
    const target = share === 0.99 ? { target: '≤ 2 ×' } : {};
    return {
      name: `Approve click to ack, p${share * 100}, ${log}`,
      value,
      unit: 'ms',
      ratio,
      against: 'empty handler',
      ...target,
    };
  });
  const p99 = percentile(measured.acks, 0.99);
  const grown: Row = {
    name: `The same p99, ${log}`,
    value: p99,
    unit: 'ms',
    ratio: p99 / percentile(first, 0.99),
    against: '0 events',
    target: '≤ 1.2 ×',
  };
  return [
    ...rows,
    ...(events > 0 ? [grown] : []),
    { name: `Start to ready, ${log}`, value: measured.readyMs, unit: 'ms' },
    {
      name: `Resident memory after ${clicks.toLocaleString('en')} clicks, ${log}`,
      value: measured.memoryMb,
      unit: 'MB',
    },
  ];
}

/** How long a reviewer's click waits for its acknowledgement, against an app that does nothing. */
export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'routegate-bench-'));
  const slack = await startSlack(folder);
  const port = await freePort();
  const empty = child('test/bench/empty-bolt.ts', [String(port), secrets.signingSecret, slack.apiUrl]);
  try {
    await firstLine(empty);
    const base = await clickThrough(`http://127.0.0.1:${port}/slack/events`, '16');
    const rows = [0.5, 0.99].map((share): Row => {
      const value = percentile(base, share);
      return { name: `Empty Bolt handler, click to ack, p${share * 100}`, value, unit: 'ms' };
    });
    let first: readonly number[] = [];
    for (const events of [0, 10_000, 1_000_000]) {
      const measured = await productWith(events, folder, slack.apiUrl);
      if (events === 0) first = measured.acks;
      rows.push(...rowsOf(events, measured, base, first));
    }
    return rows;
  } finally {
    empty.kill();
    slack.process.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
