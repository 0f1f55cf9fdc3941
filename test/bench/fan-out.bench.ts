import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../src/config/env.ts';
import { loadPolicy } from '../../src/config/policy/load-policy.ts';
import { loadSlackManifest } from '../../src/config/slack-manifest.ts';
import { silentLog } from '../../src/ports/log.ts';
import { workspaceOf } from '../../src/sandbox/cast.ts';
import { clockOf } from '../../src/sandbox/clock.ts';
import { loadCompany } from '../../src/sandbox/company.ts';
import { type Emulator, startEmulator } from '../../src/sandbox/emulator/emulator.ts';
import { type Running, start } from '../../src/start.ts';
import { routegate, secrets } from '../support/company.ts';
import { eventually } from '../support/eventually.ts';
import { modelChange, packet, proposal, supportSummary } from '../support/proposals.ts';
import type { Row } from './rows.ts';

/** Slack's limit: one message a second in a channel. */
const spacingMs = 1000;
/** The emulator's clock against the wall's: slow enough that neither of the two processes' work counts. */
const rate = 4;

const maya = { person: 'UMAYA', roles: [], standing: 'member' } as const;
/** A change that every role of six has to look at. */
const filing = {
  proposal: proposal({ ...modelChange, latency: { p95_ms: 5000, timeout_ms: 9000 } }),
  raiseTo: null,
  usedDraft: null,
};

/** When each channel got its cards, by the emulator's clock, the earliest first. */
function cardTimes(emulator: Emulator, channels: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const times = channels.map((channel): [string, number[]] => {
    const { messages } = emulator.people.messages(routegate, channel, { limit: 1000 });
    const cards = messages.filter(({ user, text }) => user === routegate && text.startsWith('R-'));
    return [channel, cards.map(({ ts }) => Number(ts) * 1000).sort((left, right) => left - right)];
  });
  return new Map(times);
}

/** Files so many requests at once; milliseconds of the emulator's clock until the last card stands. */
async function fanOut(
  product: Running,
  emulator: Emulator,
  channels: readonly string[],
  requests: number,
): Promise<number> {
  const counts = () => [...cardTimes(emulator, channels).values()].map(({ length }) => length);
  const before = counts();
  const started = emulator.clock.now();
  await Promise.all(
    Array.from({ length: requests }, (_, index) => product.app.submit(`${started}:${index}`, filing, maya)),
  );
  await eventually(
    'every channel has its cards',
    () => counts().every((count, channel) => count === (before[channel] ?? 0) + requests),
    600_000,
    20,
  );
  return Math.max(...[...cardTimes(emulator, channels).values()].map((times) => times.at(-1) ?? 0)) - started;
}

async function openProduct(
  folder: string,
): Promise<{ product: Running; emulator: Emulator; channels: string[] }> {
  const policy = await loadPolicy('manifests/policy.yml');
  const company = await loadCompany('manifests/sandbox.yml');
  const manifest = await loadSlackManifest('slack-manifest.yml');
  const workspace = {
    ...workspaceOf(company, policy, manifest, secrets),
    startsAt: Date.now(),
    rateLimits: true,
  };
  const emulator = await startEmulator({ workspace });
  emulator.clock.setRate(rate);
  const settings = readSettings({
    SLACK_BOT_TOKEN: secrets.botToken,
    SLACK_APP_TOKEN: secrets.appToken,
    SLACK_API_URL: emulator.apiUrl,
    DATABASE_URL: `file:${join(folder, 'fan-out.db')}`,
    PORT: '0',
  });
  if (!settings.slack) throw new Error('these settings name a Slack');
  const clock = clockOf(emulator.clock);
  const product = await start({ ...settings, slack: settings.slack }, { clock, log: silentLog });
  await product.app.registerRoute('register', packet(supportSummary), 'UPRIYA');
  const { assessment } = await product.app.preview(filing.proposal, null, null);
  const channels = assessment.slots.map(({ role }) => {
    const name = policy.roles[role]?.channel ?? '';
    return `C${name.toUpperCase().replaceAll('-', '')}`;
  });
  return { product, emulator, channels };
}

/** How soon everybody who is asked has their card, against what Slack lets through. */
export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'routegate-bench-'));
  const { product, emulator, channels } = await openProduct(folder);
  try {
    const one = await fanOut(product, emulator, channels, 1);
    const many = await fanOut(product, emulator, channels, 100);
    const row = (requests: number, value: number, limit: number): Row => ({
      name: `Cards of ${requests} request${requests > 1 ? 's' : ''} in ${channels.length} channels`,
      value: value / 1000,
      unit: 's',
      ratio: value / limit,
      against: `Slack's limit, ${limit / 1000} s`,
      target: '≤ 1.05 ×',
    });
    return [row(1, one, spacingMs), row(100, many, 99 * spacingMs)];
  } finally {
    await product.stop();
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
