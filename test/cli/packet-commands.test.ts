import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseProposal } from '../../src/app/proposal-file.ts';
import { command as packetCheck } from '../../src/cli/packet-check.ts';
import { command as packetExport } from '../../src/cli/packet-export.ts';
import { command as requestSubmit } from '../../src/cli/request-submit.ts';
import { command as routeRegister } from '../../src/cli/route-register.ts';
import { digestOf } from '../../src/domain/packet/digest.ts';
import { openReadOnly } from '../../src/storage/open.ts';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const supportSummary = 'manifests/routes/support-summary-prod.yml';

let databases = 0;
let env: Record<string, string>;
beforeEach(() => {
  databases += 1;
  env = { DATABASE_URL: `file:${join(folder, `${databases}.db`)}`, POLICY_FILE: 'manifests/policy.yml' };
});

/** The support summary as a change of its model, as a file. */
async function modelChange(): Promise<string> {
  const text = await readFile(supportSummary, 'utf8');
  const path = join(folder, 'change.yml');
  await writeFile(
    path,
    text.replace('kind: new', 'kind: change').replace('name: gpt-summary-a', 'name: gpt-summary-b'),
  );
  return path;
}

async function digestInFile(path: string): Promise<string> {
  const parsed = parseProposal(await readFile(path, 'utf8'));
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return digestOf(parsed.proposal.packet);
}

describe('packet check', () => {
  it('says tier, reasons and who is asked, without any database', async () => {
    const { code, out, err } = await runCommand(packetCheck, [supportSummary], env);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/Route +support-summary-prod \(production, customers\)/);
    expect(out).toMatch(/Tier +high/);
    expect(out).toMatch(/Because +customers see it \(high\)/);
    expect(out).toContain('release_owner in #ai-releases: customers see it');
    expect(out).toMatch(/Approve +a click and a confirmation; reaches canary/);
    expect(out).toMatch(/Changes +everything: the route serves nothing yet/);
    expect(out).not.toContain('Warnings');
  });

  it('compares with what the route serves, and with a file that is named instead', async () => {
    const change = await modelChange();
    expect((await runCommand(packetCheck, [change], env)).out).toMatch(
      /Refused +support-summary-prod serves nothing yet/,
    );
    await runCommand(routeRegister, [supportSummary], env);
    const stored = await runCommand(packetCheck, [change], env);
    expect(stored.code).toBe(0);
    expect(stored.out).toMatch(/Changes +Model: gpt-summary-a → gpt-summary-b$/m);
    expect(stored.out).toContain('default model changed (high)');
    const named = await runCommand(packetCheck, [change, '--baseline', change], env);
    expect(named.code).toBe(1);
    expect(named.out).toMatch(/Refused +Nothing differs/);
  });

  it('prints the same for scripts', async () => {
    const { code, out } = await runCommand(packetCheck, [supportSummary, '--json'], env);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      route: 'support-summary-prod',
      tier: 'high',
      reaches: 'canary',
      refusal: null,
      slots: expect.arrayContaining([expect.objectContaining({ role: 'security', count: 1 })]),
    });
  });

  it('points out what is weak', async () => {
    const text = await readFile(supportSummary, 'utf8');
    const path = join(folder, 'weak.yml');
    await writeFile(
      path,
      text
        .replace(/\nevidence:[\s\S]*/, '\nevidence:\n  - {lane: latency, url: "https://x.example/a"}\n')
        .replace('version: 2026-03', 'version: latest')
        .replace('  rollback_target: gpt-summary-a 2026-03\n', ''),
    );
    const { code, out } = await runCommand(packetCheck, [path], env);
    expect(code).toBe(1);
    expect(out).toMatch(
      /Refused +rollout\.rollback_target: Whoever has to go back would have to guess\. Name what it rolls back to/,
    );
    expect(out).toMatch(/Warnings +Evidence "https:\/\/x\.example\/a" is a bare link/);
    expect(out).toContain('"gpt-summary-a latest" can become another model any day');
    expect(out).toContain('rollout.rollback_target is missing');
  });

  it('names file, line, path and remedy of every mistake', async () => {
    const path = join(folder, 'wrong.yml');
    await writeFile(path, 'route: My Route\nenviroment: production\n');
    const { code, err } = await runCommand(packetCheck, [path], env);
    expect(code).toBe(1);
    expect(err).toContain(`${path}:1 route: Use 1 to 64 small letters`);
    expect(err).toContain(
      `${path}:2 enviroment: "enviroment" is not a known key here. Did you mean "environment"?`,
    );
    const none = await runCommand(packetCheck, [join(folder, 'none.yml')], env);
    expect(none).toMatchObject({ code: 1, err: `${join(folder, 'none.yml')}: There is no such file.` });
  });

  it('says what is wrong with the policy or the settings', async () => {
    const policy = await runCommand(packetCheck, [supportSummary], {
      ...env,
      POLICY_FILE: '/nowhere/policy.yml',
    });
    expect(policy).toMatchObject({
      code: 1,
      err: expect.stringContaining('/nowhere/policy.yml: There is no such file.'),
    });
    const database = await runCommand(packetCheck, [supportSummary], { ...env, DATABASE_URL: 'mysql://x' });
    expect(database).toMatchObject({ code: 1, err: expect.stringContaining('DATABASE_URL') });
  });
});

describe('route register and packet export', () => {
  it('give back the packet that was registered, with the same digest', async () => {
    const registered = await runCommand(routeRegister, [supportSummary, '--as', 'U012ABCDEF'], env);
    expect(registered).toMatchObject({ code: 0, err: '' });
    expect(registered.out).toMatch(
      /support-summary-prod is under review from now on\..*gpt-summary-a 2026-03/,
    );
    const { code, out } = await runCommand(packetExport, ['support-summary-prod'], env);
    expect(code).toBe(0);
    const path = join(folder, 'exported.yml');
    await writeFile(path, out);
    expect(await digestInFile(path)).toBe(await digestInFile(supportSummary));
    const unchanged = await runCommand(packetCheck, [path], env);
    expect(unchanged.out).toMatch(/Refused +Nothing differs/);
  });

  it('records who registered it', async () => {
    await runCommand(routeRegister, [supportSummary, '--as', 'U012ABCDEF'], env);
    const store = await openReadOnly(env.DATABASE_URL ?? '');
    const events = await store.events(0, 10);
    await store.close();
    expect(events).toMatchObject([
      { type: 'route_registered', actor: 'U012ABCDEF', stream: 'route:support-summary-prod' },
    ]);
  });

  it('refuse a route that is registered already, and one that is not there', async () => {
    await runCommand(routeRegister, [supportSummary], env);
    const again = await runCommand(routeRegister, [supportSummary], env);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('registered already') });
    const none = await runCommand(packetExport, ['nowhere'], env);
    expect(none).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('no route or request nowhere'),
    });
  });
});

describe('request submit', () => {
  it('files a request that waits for its roles, with their cards to be posted', async () => {
    await runCommand(routeRegister, [supportSummary], env);
    const change = await modelChange();
    const { code, out, err } = await runCommand(requestSubmit, [change, '--as', 'U012ABCDEF'], env);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^R-1 is filed for <@U012ABCDEF>\.$/m);
    expect(out).toMatch(/Changes +Model: gpt-summary-a → gpt-summary-b/);
    const store = await openReadOnly(env.DATABASE_URL ?? '');
    const open = await store.openRequests({}, { limit: 10 });
    const counts = await store.jobCounts();
    await store.close();
    expect(open.items).toMatchObject([
      {
        id: 'R-1',
        requester: 'U012ABCDEF',
        tier: 'high',
        openRoles: ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner'],
      },
    ]);
    expect(counts.waiting).toBeGreaterThanOrEqual(6);
    const exported = await runCommand(packetExport, ['R-1'], env);
    await writeFile(join(folder, 'request.yml'), exported.out);
    expect(await digestInFile(join(folder, 'request.yml'))).toBe(await digestInFile(change));
  });

  it('files once for one key, and again without one', async () => {
    const once = ['manifests/routes/eval-sandbox-dev.yml', '--as', 'U012ABCDEF', '--once', 'build-7'];
    expect((await runCommand(requestSubmit, once, env)).out).toContain('R-1 is filed');
    expect((await runCommand(requestSubmit, once, env)).out).toContain('R-1 is filed');
    const more = once.slice(0, 3);
    expect((await runCommand(requestSubmit, more, env)).out).toContain('R-2 is filed');
  });

  it('asks for a stricter review when it is told to', async () => {
    const words = [
      'manifests/routes/ticket-triage-prod.yml',
      '--as',
      'U012ABCDEF',
      '--raise-to',
      'restricted',
    ];
    const { code, out } = await runCommand(requestSubmit, words, env);
    expect(code).toBe(0);
    expect(out).toMatch(/Tier +restricted/);
    expect(out).toContain('raised by the requester');
  });

  it.each<[string, readonly string[], RegExp]>([
    ['nobody', [supportSummary], /--as/],
    ['somebody without a member id', [supportSummary, '--as', 'anna'], /U012ABCDEF/],
    [
      'a tier that is none',
      [supportSummary, '--as', 'U012ABCDEF', '--raise-to', 'huge'],
      /low, medium, high, restricted/,
    ],
    ['a file that is not there', ['none.yml', '--as', 'U012ABCDEF'], /There is no such file/],
  ])('refuses %s', async (_name, words, message) => {
    const { code, out, err } = await runCommand(requestSubmit, words, env);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(message);
  });

  it('says why a request cannot be filed', async () => {
    await runCommand(routeRegister, [supportSummary], env);
    const again = await runCommand(requestSubmit, [supportSummary, '--as', 'U012ABCDEF'], env);
    expect(again).toMatchObject({
      code: 1,
      err: expect.stringContaining('serves already. Set change.kind to change'),
    });
  });
});
