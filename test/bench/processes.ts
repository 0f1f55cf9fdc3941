import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { loadPolicy } from '../../src/config/policy/load-policy.ts';
import { loadSlackManifest } from '../../src/config/slack-manifest.ts';
import { workspaceOf } from '../../src/sandbox/cast.ts';
import { loadCompany } from '../../src/sandbox/company.ts';
import { secrets } from '../support/company.ts';
import { eventually } from '../support/eventually.ts';

/** Another process of this program's runtime, whose output is read. */
export const child = (
  file: string,
  args: readonly string[],
  env: Record<string, string> = {},
): ChildProcess =>
  spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** The first line that a child prints. Rejects where it ends before. */
export const firstLine = (process: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    process.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().split('\n', 1)[0] ?? ''));
    process.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });

/** Megabytes that a process holds in memory now, shared pages included. */
export const residentMb = (pid: number | undefined): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

/** The company that the sandbox comes with, in an emulated Slack without rate limits that is a process of its own. */
export async function startSlack(folder: string): Promise<{ process: ChildProcess; apiUrl: string }> {
  const policy = await loadPolicy('manifests/policy.yml');
  const company = await loadCompany('manifests/sandbox.yml');
  const seed = workspaceOf(company, policy, await loadSlackManifest('slack-manifest.yml'), secrets);
  writeFileSync(join(folder, 'seed.json'), JSON.stringify(seed));
  const process = child('src/sandbox/emulator/main.ts', ['--seed', join(folder, 'seed.json')]);
  const { api_url: apiUrl }: { api_url: string } = JSON.parse(await firstLine(process));
  return { process, apiUrl };
}

export interface StartedProduct {
  readonly process: ChildProcess;
  readonly url: string;
  /** Wall time from its start until it said that it is ready. */
  readonly readyMs: number;
}

/** The product as it runs in production, in HTTP mode, once it is ready. Its log goes to a file, as nobody reads it here. */
export async function startProduct(databaseFile: string, apiUrl: string): Promise<StartedProduct> {
  const port = await freePort();
  const log = openSync(`${databaseFile}.log`, 'a');
  const started = performance.now();
  const product = spawn(process.execPath, ['--max-semi-space-size=8', 'src/main.ts'], {
    env: {
      ...process.env,
      SLACK_BOT_TOKEN: secrets.botToken,
      SLACK_SIGNING_SECRET: secrets.signingSecret,
      SLACK_API_URL: apiUrl,
      DATABASE_URL: `file:${databaseFile}`,
      PORT: String(port),
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  await eventually('the product is ready', isReady, 60_000);
  return { process: product, url, readyMs: performance.now() - started };
}
