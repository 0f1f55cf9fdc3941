import { join } from 'node:path';
import { expect, it } from 'vitest';
import { notePolicy } from '../../src/app/note-policy.ts';
import { noteCanary } from '../../src/app/policy-canary.ts';
import { command } from '../../src/cli/policy-canary.ts';
import { builtInRiskRules } from '../../src/domain/risk.ts';
import { openStore } from '../../src/storage/open.ts';
import { member, monday } from '../support/given-when-then.ts';
import { liveThrough, livingApp } from '../support/lives.ts';
import { testPolicy } from '../support/policy.ts';
import { packet, supportSummary } from '../support/proposals.ts';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const claude = testPolicy({
  digest: 'c'.repeat(64),
  riskRules: [
    ...builtInRiskRules,
    {
      id: 'no-claude',
      tier: 'restricted',
      reason: 'this family is restricted',
      applies: ({ packet: { model } }) => model.primary.name.startsWith('claude'),
    },
  ],
});

/** A database in which nine requests lived while that policy was in canary. */
async function tried(): Promise<Record<string, string>> {
  const env = { DATABASE_URL: `file:${join(folder, 'tried.db')}` };
  const store = await openStore(env.DATABASE_URL);
  const clock = { now: () => monday, until: async () => {} };
  const around = { store, clock, policy: () => testPolicy(), onWork: () => {} };
  await notePolicy(around);
  await noteCanary(claude, around);
  const app = livingApp(store, monday, { policy: claude, judged: () => {}, failed: () => {} });
  await app.registerRoute('register', packet(supportSummary), 'U-admin');
  for (let life = 1; life <= 9; life += 1) await liveThrough(app, life);
  await app.handle('last', { type: 'nudge', request: 'R-1' }, member('U-none'));
  await store.close();
  return env;
}

it('lists exactly those requests that the policy in canary would have treated differently', async () => {
  const env = await tried();
  const store = await openStore(env.DATABASE_URL ?? '');
  const caught: string[] = [];
  for (let number = 1; number <= 9; number += 1) {
    const name = (await store.request(`R-${number}`))?.state.packet.model.primary.name;
    if (name?.startsWith('claude')) caught.push(`R-${number}`);
  }
  await store.close();
  expect(caught).toHaveLength(2);

  const { code, out, err } = await runCommand(command, [], env);
  expect({ code, err }).toEqual({ code: 2, err: '' });
  const lines = out.split('\n');
  expect(lines.slice(1, -1).map((line) => line.split(/ +/)[0])).toEqual(caught);
  expect(lines[1]).toMatch(/ high → restricted .* canary → testing +taken$/);
  expect(lines.at(-1)).toBe(
    'Policy canary cccccccc, in canary since 2026-10-05: 2 of 9 requests would have been treated differently: 2 in a higher tier, 2 with an approval that reaches less far.',
  );

  const cut = await runCommand(command, ['--rows', '1'], env);
  expect(cut.out).toContain('… and 1 more; --rows 2 shows all.');
  const json = JSON.parse((await runCommand(command, ['--json'], env)).out);
  expect(json).toMatchObject({
    canary: { policy_digest: claude.digest, since: '2026-10-05T10:00:00.000Z', until: null },
    judged: 9,
    differing: 2,
    ways: { higher_tier: 2, lower_tier: 0 },
    requests: caught.map((request) => ({ request, differs: ['tier', 'reaches'] })),
  });
});

it('says so where nothing is in canary', async () => {
  const env = { DATABASE_URL: `file:${join(folder, 'none.db')}` };
  await (await openStore(env.DATABASE_URL)).close();
  const { code, out } = await runCommand(command, [], env);
  expect(code).toBe(0);
  expect(out).toMatch(/^No policy is in canary\. Set POLICY_CANARY_FILE to a policy file, and restart/);
  expect((await runCommand(command, ['--json'], env)).out).toBe('{"canary":null}');
});

it.each(['many', '-1', '1.5'])('refuses --rows %s', async (rows) => {
  expect(await runCommand(command, ['--rows', rows], {})).toMatchObject({
    code: 1,
    err: '--rows wants a whole number.',
  });
});
