import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../src/config/env.ts';
import { silentLog } from '../../src/ports/log.ts';
import type { Emulator } from '../../src/sandbox/emulator/emulator.ts';
import { start } from '../../src/start.ts';
import { eventually } from '../support/eventually.ts';
import { Program } from '../support/program.ts';
import { appToken, botToken, openSlack, signingSecret } from '../support/slack-workspace.ts';

const policyFile = fileURLToPath(new URL('../../manifests/policy.yml', import.meta.url));

let folder: string;
let emulator: Emulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'process-'));
  ({ emulator } = await openSlack());
});
afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the program in a folder of its own, with these variables and no others. */
const run = (environment: Record<string, string>): Program =>
  new Program(
    { CI: '1', HOST: '127.0.0.1', PORT: '0', POLICY_FILE: policyFile, ...environment },
    { cwd: folder },
  );

const tokens = () => ({
  SLACK_BOT_TOKEN: botToken,
  SLACK_API_URL: emulator.apiUrl,
  DATABASE_URL: `file:${join(folder, 'routegate.db')}`,
});
const socket = () => ({ ...tokens(), SLACK_APP_TOKEN: appToken });
const http = () => ({ ...tokens(), SLACK_SIGNING_SECRET: signingSecret });

/** Where the program says that it listens. */
const urlIn = ({ out }: Program): string | undefined =>
  /http:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(out)?.[0];

describe('a program that cannot start says why in a sentence, and ends', () => {
  it.each<[string, () => Promise<Record<string, string>> | Record<string, string>, RegExp]>([
    [
      'settings',
      () => ({ SLACK_BOT_TOKEN: 'nonsense', PORT: 'x' }),
      /^SLACK_BOT_TOKEN must be .*\nPORT must be .*$/,
    ],
    [
      'a policy',
      async () => {
        const file = join(folder, 'broken.yml');
        await writeFile(file, 'version: 1\nroles: nonsense\n');
        return { ...http(), POLICY_FILE: file };
      },
      /broken\.yml:2 roles: /,
    ],
  ])('%s', async (_name, env, sentence) => {
    const program = run(await env());
    expect(await program.ended).toBe(1);
    expect(program.err.trim()).toMatch(sentence);
    expect(program.err).not.toMatch(/\n\s+at /);
    expect(program.err + program.out).not.toMatch(/xoxb-1|xapp-1/);
  });

  it('a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const program = run({ ...http(), PORT: String(port) });
    expect(await program.ended).toBe(1);
    expect(program.err).toContain(`Port ${port} on 127.0.0.1 is taken. Stop the other program, or set PORT`);
    other.close();
  });
});

describe('a start that fails', () => {
  const startWith = async (env: Record<string, string>): Promise<unknown> => {
    const settings = readSettings({ ...env, PORT: '0', POLICY_FILE: policyFile });
    const { slack } = settings;
    if (!slack) throw new Error('tokens are missing');
    return start({ ...settings, slack }, { log: silentLog });
  };

  it.each<[string, () => Promise<Record<string, string>> | Record<string, string>, RegExp]>([
    [
      'a database',
      async () => {
        await writeFile(join(folder, 'text.db'), 'no database, but a text that is long enough to look at');
        return { ...http(), DATABASE_URL: `file:${join(folder, 'text.db')}` };
      },
      /^Set DATABASE_URL to /,
    ],
    ['a bot token', () => ({ ...http(), SLACK_BOT_TOKEN: 'xoxb-1-revoked' }), /SLACK_BOT_TOKEN/],
    ['an app token', () => ({ ...socket(), SLACK_APP_TOKEN: 'xapp-1-revoked' }), /SLACK_APP_TOKEN/],
  ])('for %s says what to do, and leaves nothing open', async (_name, env, remedy) => {
    await expect(startWith(await env())).rejects.toMatchObject({
      kind: 'needs_operator',
      remedy: expect.stringMatching(remedy),
    });
    expect(emulator.control.openSockets()).toBe(0);
  });
});

describe('a program with tokens', () => {
  it.each([
    ['Socket Mode', socket],
    ['HTTP', http],
  ])('runs over %s, is ready, and ends gracefully', async (_name, env) => {
    const program = run(env());
    const url = await eventually(
      'it runs',
      () => program.out.includes('Routegate runs') && urlIn(program),
      30_000,
    );
    const ready = await fetch(`${url}/readyz`);
    expect(await ready.json()).toMatchObject({ status: 'ready' });
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(program.err).toBe('');
    const lines = program.out
      .trim()
      .split('\n')
      .map((line): { msg?: string } => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ msg: 'Stopped' });
    for (const secret of [botToken, appToken, signingSecret]) expect(program.out).not.toContain(secret);
  });

  it('runs while Slack is away, and says that it is not ready', async () => {
    const program = run({ ...socket(), SLACK_API_URL: 'http://127.0.0.1:9/' });
    const url = await eventually(
      'it runs',
      () => program.out.includes('Routegate runs') && urlIn(program),
      30_000,
    );
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      checks: [
        { ok: true },
        { name: 'slack', ok: false, detail: expect.stringContaining('Slack') },
        { ok: true },
      ],
    });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    program.child.kill('SIGINT');
    expect(await program.ended).toBe(0);
  });
});

describe('a program without tokens', () => {
  it('opens the sandbox, says where, and ends when asked', async () => {
    const program = run({});
    const url = await eventually('it runs', () => program.out.includes('Ctrl+C') && urlIn(program), 30_000);
    expect(await (await fetch(`${url}/people`)).json()).toMatchObject({ ok: true });
    program.child.kill('SIGINT');
    expect(await program.ended).toBe(0);
    expect(program.err).toBe('');
  });
});
