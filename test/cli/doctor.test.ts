import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { command } from '../../src/cli/doctor.ts';
import { loadPolicy } from '../../src/config/policy/load-policy.ts';
import { loadSlackManifest } from '../../src/config/slack-manifest.ts';
import { workspaceOf } from '../../src/sandbox/cast.ts';
import { loadCompany } from '../../src/sandbox/company.ts';
import { type Emulator, startEmulator } from '../../src/sandbox/emulator/emulator.ts';
import { openStore } from '../../src/storage/open.ts';

const root = new URL('../../', import.meta.url);
const policyFile = fileURLToPath(new URL('manifests/policy.yml', root));
const secrets = {
  botToken: 'xoxb-1-doctor-test',
  appToken: 'xapp-1-doctor-test',
  signingSecret: '0123456789abcdef0123456789abcdef',
};

let folder: string;
let emulator: Emulator;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  const company = await loadCompany(new URL('manifests/sandbox.yml', root));
  const manifest = await loadSlackManifest(new URL('slack-manifest.yml', root));
  emulator = await startEmulator({
    workspace: workspaceOf(company, await loadPolicy(policyFile), manifest, secrets),
  });
});
afterEach(async () => {
  await emulator.close();
  await rm(folder, { recursive: true, force: true });
});

const database = () => `file:${join(folder, 'routegate.db')}`;

async function doctor(change: Record<string, string> = {}, options: Record<string, unknown> = {}) {
  const lines: string[] = [];
  const env = {
    SLACK_BOT_TOKEN: secrets.botToken,
    SLACK_APP_TOKEN: secrets.appToken,
    SLACK_API_URL: emulator.apiUrl,
    DATABASE_URL: database(),
    POLICY_FILE: policyFile,
    // Nothing listens there.
    PORT: '1',
    ...change,
  };
  const say = (line: string) => void lines.push(line);
  const code = await command.run([], options, { out: say, err: say, env });
  const text = lines.join('\n');
  return { code, text, bad: lines.filter((line) => line.startsWith('  ✗')), lines };
}

const channel = (name: string): string => `C${name.toUpperCase().replaceAll('-', '')}`;

describe('doctor', () => {
  it('finds nothing to mend where all is well, and says what is only a quick start', async () => {
    const { code, bad, text } = await doctor();
    expect(bad).toEqual([]);
    expect(code).toBe(0);
    expect(text).toContain('✓ Slack knows Routegate as @routegate in Northwind Support.');
    expect(text).toMatch(/✓ All \d+ scopes are granted/);
    expect(text).toContain('✓ ai_platform is held by 2 people.');
    expect(text).toContain('! Whoever joins #ai-finance-reviews holds finance, and anybody can join it.');
    expect(text).not.toContain(secrets.botToken);
  });

  it('looks at a request that waits, and asks Slack about its card where Slack can tell', async () => {
    const store = await openStore(database());
    await store.close();
    const { text } = await doctor();
    expect(text).toContain('the record has 0 events');
    expect(text).toContain('✓ Nothing was given up.');
  });

  it.each<[string, () => void, RegExp, RegExp]>([
    [
      'a channel that is missing',
      () => emulator.control.changeChannel(channel('ai-finance-reviews'), { name: 'renamed' }),
      /✗ There is no channel #ai-finance-reviews/,
      /Create #ai-finance-reviews, or invite Routegate/,
    ],
    [
      'a channel that the bot is not in',
      () => emulator.control.changeChannel(channel('ai-releases'), { remove_members: ['UROUTEGATE'] }),
      /✗ Routegate is not in #ai-releases/,
      /type \/invite @Routegate there/,
    ],
    [
      'an archived channel',
      () => emulator.control.changeChannel(channel('security-reviews'), { is_archived: true }),
      /✗ #security-reviews is archived/,
      /Unarchive it/,
    ],
    [
      'a role that nobody holds',
      () => emulator.control.changeChannel(channel('ai-legal-reviews'), { remove_members: ['UELENA'] }),
      /✗ Nobody holds legal/,
      /full member of the workspace/,
    ],
    [
      'a scope that is missing',
      () => emulator.control.setScopes(['channels:read', 'groups:read', 'users:read', 'chat:write']),
      /✗ The scope channels:history is missing/,
      /install the app again/,
    ],
    [
      'a bot token that was revoked',
      () => emulator.control.changeApp({ bot_tokens: [] }),
      /✗ Slack does not let Routegate in/,
      /SLACK_BOT_TOKEN/,
    ],
    [
      'an app token that was revoked',
      () => emulator.control.changeApp({ app_tokens: [] }),
      /✗ Socket Mode is closed to Routegate/,
      /SLACK_APP_TOKEN/,
    ],
    [
      'a Slack that is away',
      () => void emulator.control.addFault({ kind: 'http_error', method: '*', status: 503, times: null }),
      /✗ Slack does not let Routegate in \(auth\.test: HTTP 503\)/,
      /Try again in a few minutes/,
    ],
  ])('names %s and what to do', async (_name, breakIt, problem, remedy) => {
    breakIt();
    const { code, text } = await doctor();
    expect(code).toBe(1);
    expect(text).toMatch(problem);
    expect(text).toMatch(remedy);
  });

  it('names a database that cannot be used', async () => {
    await writeFile(join(folder, 'routegate.db'), 'this is a text file, and no database at all');
    const { code, bad } = await doctor();
    expect(code).toBe(1);
    expect(bad).toEqual([expect.stringContaining('is not a SQLite database')]);
  });

  it('names what is wrong with the policy, and goes on with the rest', async () => {
    const broken = join(folder, 'policy.yml');
    await writeFile(broken, 'version: 1\nroles: nonsense\n');
    const { code, text } = await doctor({ POLICY_FILE: broken });
    expect(code).toBe(1);
    expect(text).toMatch(/✗ .*policy\.yml:2 roles: /);
    expect(text).toContain('Mend the policy first');
  });

  it('says whether a policy in canary can be used; one that cannot is no reason to stop', async () => {
    const canary = join(folder, 'canary.yml');
    await writeFile(
      canary,
      (await readFile(policyFile, 'utf8')).replace('expire_after: 14 days', 'expire_after: 9 days'),
    );
    expect((await doctor({ POLICY_CANARY_FILE: canary })).text).toContain(
      'canary.yml can be used, and is in canary',
    );
    expect((await doctor({ POLICY_CANARY_FILE: policyFile })).text).toContain('so nothing is in canary');
    await writeFile(canary, 'version: 1\nroles: nonsense\n');
    const { text } = await doctor({ POLICY_CANARY_FILE: canary });
    expect(text).toMatch(/! canary\.yml:2 roles: .*\n +It is in canary: nothing is judged by it/);
    expect(text).not.toMatch(/✗ canary/);
    expect((await doctor({ POLICY_CANARY_FILE: join(folder, 'none.yml') })).text).toMatch(
      /There is no such file\. Set POLICY_CANARY_FILE/,
    );
  });

  it('names settings that cannot be used', async () => {
    const { code, text } = await doctor({ SLACK_BOT_TOKEN: 'nonsense' });
    expect(code).toBe(1);
    expect(text).toMatch(/^SLACK_BOT_TOKEN must be a token/);
  });

  it('warns of tokens that can be guessed, without printing them', async () => {
    const { code, text } = await doctor({ API_TOKENS: 'ci:sh0rt1,app:0123456789abcdef' });
    expect(code).toBe(0);
    expect(text).toContain('! The token of ci in API_TOKENS is shorter than 16 characters');
    expect(text).not.toContain('token of app');
    expect(text).not.toContain('sh0rt1');
  });

  it('says that without tokens the sandbox opens', async () => {
    const { code, text } = await doctor({ SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '' });
    expect(code).toBe(0);
    expect(text).toContain('! No Slack tokens are set');
  });

  it('lists work that was given up, and puts it back when asked', async () => {
    const store = await openStore(database());
    const effect = { kind: 'home', person: 'UMAYA' } as const;
    await store.enqueue([{ id: 'j1', lane: 'a', key: null, effect, dueAt: 1 }]);
    await store.claimJobs(10, 1000, 1);
    await store.buryJob(
      'j1',
      Date.UTC(2026, 9, 5),
      'chat.postMessage: not_in_channel',
      'Invite Routegate to #x.',
    );
    const first = await doctor();
    expect(first.code).toBe(1);
    expect(first.text).toContain(
      '✗ Given up on 2026-10-05T00:00:00.000Z: home (chat.postMessage: not_in_channel).',
    );
    expect(first.text).toContain('Invite Routegate to #x.');
    const second = await doctor({}, { retry: true });
    expect(second.code).toBe(0);
    expect(second.text).toContain('✓ What was given up is tried again: 1 piece of work.');
    expect(await store.jobCounts()).toMatchObject({ dead: 0, waiting: 1 });
    await store.close();
  });
});
