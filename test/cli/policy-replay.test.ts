import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { command } from '../../src/cli/policy-replay.ts';
import { openReadOnly, openStore } from '../../src/storage/open.ts';
import { lived } from '../support/lives.ts';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const env = { DATABASE_URL: `file:${join(folder, 'lives.db')}`, POLICY_FILE: 'manifests/policy.yml' };

beforeAll(async () => {
  await (await lived(await openStore(env.DATABASE_URL), 18)).close();
});

/** The default policy with something replaced, as a file. */
async function policyWith(name: string, from: string, to: string): Promise<string> {
  const text = await readFile('manifests/policy.yml', 'utf8');
  expect(text).toContain(from);
  const file = join(folder, `${name}.yml`);
  await writeFile(file, text.replace(from, to));
  return file;
}

const stricter = () =>
  policyWith(
    'stricter',
    'risk_rules:\n',
    'risk_rules:\n  - id: no-claude\n    tier: restricted\n    reason: this family is restricted\n    when: packet.model.primary.name.startsWith("claude")\n',
  );

const reportSchema = z.strictObject({
  policy_digest: z.string().regex(/^[0-9a-f]{64}$/),
  replayed: z.int(),
  differing: z.int(),
  counts: z.strictObject({
    tier: z.int(),
    slots: z.int(),
    reaches: z.int(),
    outcome: z.int(),
    gates: z.int(),
  }),
  requests: z.array(
    z.looseObject({
      request: z.string(),
      differs: z.array(z.string()),
      after: z.looseObject({ tier: z.string(), because: z.array(z.string()) }),
    }),
  ),
});

describe('policy replay', () => {
  it('says that nothing differs where nothing does, and ends with 0', async () => {
    const { code, out, err } = await runCommand(command, ['manifests/policy.yml'], env);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe('18 requests replayed: all come out the same.');
  });

  it('lists exactly the requests that a stricter rule would have caught, and ends with 2', async () => {
    const { code, out, err } = await runCommand(command, [await stricter(), '--json'], env);
    expect({ code, err }).toEqual({ code: 2, err: '' });
    const { replayed, differing, requests } = reportSchema.parse(JSON.parse(out));
    const store = await openReadOnly(env.DATABASE_URL);
    const caught: string[] = [];
    for (let number = 1; number <= replayed; number += 1) {
      const name = (await store.request(`R-${number}`))?.state.packet.model.primary.name;
      if (name?.startsWith('claude')) caught.push(`R-${number}`);
    }
    await store.close();
    expect(caught.length).toBeGreaterThan(1);
    expect([replayed, differing]).toEqual([18, caught.length]);
    expect(requests.map(({ request }) => request)).toEqual(caught);
    for (const { after, differs } of requests) {
      expect(after).toMatchObject({ tier: 'restricted', because: ['this family is restricted'] });
      expect(differs).toEqual(expect.arrayContaining(['tier', 'reaches']));
    }
  });

  it('shows the same as a table, with as many rows as are asked for', async () => {
    const file = await stricter();
    const { code, out } = await runCommand(command, [file, '--rows', '2'], env);
    expect(code).toBe(2);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^Request +Route +Tier +Slots +Reaches +Outcome$/);
    expect(lines[1]).toMatch(/^R-\d+ +support-summary-prod +high → restricted +.*canary → testing/);
    expect(lines[3]).toMatch(/^… and \d+ more; --rows \d+ shows all\.$/);
    expect(lines[4]).toMatch(
      /^18 requests replayed, \d+ differ: tier \d+, slots \d+, reaches \d+, outcome \d+\.$/,
    );
    expect(lines).toHaveLength(5);
  });

  it('shows who would have been asked besides, and what would have waited for them', async () => {
    const file = await policyWith(
      'asks-engineering',
      '    reaches: canary\n    people: 1\n    confirm: confirm\n',
      '    reaches: canary\n    people: 1\n    confirm: confirm\n    also_ask: [engineering]\n',
    );
    const { code, out } = await runCommand(command, [file], env);
    expect(code).toBe(2);
    expect(out).toMatch(/^R-\d+ .* \+engineering .*approved → waiting for engineering$/m);
    expect(out).toMatch(/^R-\d+ .* withdrawn$/m);
    const against = await runCommand(command, [file, '--base', file], env);
    expect(against.code).toBe(0);
  });

  it('lists exactly those that a slot rule would have asked somebody of', async () => {
    const rule =
      '{id: claude-needs-legal, role: legal, reason: terms of this family, when: packet.model.primary.name.startsWith("claude")}';
    const file = await policyWith('slot-rule', 'slot_rules: []', `slot_rules: [${rule}]`);
    const { code, out } = await runCommand(command, [file, '--json'], env);
    expect(code).toBe(2);
    const { requests, counts } = reportSchema.parse(JSON.parse(out));
    const store = await openReadOnly(env.DATABASE_URL);
    const caught: string[] = [];
    for (let number = 1; number <= 18; number += 1) {
      const state = (await store.request(`R-${number}`))?.state;
      const asked = state?.assessment.slots.some(({ role }) => role === 'legal');
      if (state?.packet.model.primary.name.startsWith('claude') && !asked) caught.push(`R-${number}`);
    }
    await store.close();
    expect(caught.length).toBeGreaterThan(1);
    expect(requests.map(({ request }) => request)).toEqual(caught);
    expect(counts).toMatchObject({ slots: caught.length, tier: 0, gates: 0 });
  });

  it('compares gates of two policies, as far as they can be judged long afterwards', async () => {
    const rules = (who: string) =>
      `gate_rules: [{id: agreed, to: [default], require: '"${who}" in approved_by', sentence: ${who} agreed}, {id: measured, require: readings.error_rate.value < 0.01, sentence: few errors}]`;
    const strict = await policyWith('strict-gate', 'gate_rules: []', rules('executive'));
    const lax = await policyWith('lax-gate', 'gate_rules: []', rules('ai_platform'));
    const against = await runCommand(command, [strict, '--base', lax], env);
    expect(against.code).toBe(2);
    expect(against.out).toMatch(/^Request .* Gates$/m);
    expect(against.out).toMatch(/^R-\d+ .* approved +\+agreed before default$/m);
    expect(against.out).not.toContain('measured');
    expect(against.out).toMatch(/, gates [1-9]\d*\.$/);
    // What gates were asked for then is not in the record.
    expect((await runCommand(command, [strict], env)).code).toBe(0);
  });

  it('looks only at what was filed since a day, or at one route', async () => {
    const file = await stricter();
    expect((await runCommand(command, [file, '--since', '2030-01-01'], env)).out).toMatch(/^0 requests/);
    expect((await runCommand(command, [file, '--route', 'other-prod'], env)).out).toMatch(/^0 requests/);
    const route = await runCommand(command, [file, '--route', 'support-summary-prod'], env);
    expect(route.out).toMatch(/^18 requests replayed/m);
  });

  it('says where a policy is wrong, and ends with 1', async () => {
    const file = await policyWith(
      'typo',
      'has(packet.cost.monthly_budget_usd) &&',
      'has(packet.cost.montly_budget_usd) &&',
    );
    const { code, out, err } = await runCommand(command, [file], env);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      /typo\.yml:\d+ risk_rules\[0\]\.when: .*there is no montly_budget_usd; did you mean monthly_budget_usd\?/,
    );
  });

  it.each([
    ['--since', 'yesterday'],
    ['--rows', 'many'],
    ['--rows', '-1'],
  ])('refuses %s %s', async (...words) => {
    const { code, err } = await runCommand(command, ['manifests/policy.yml', ...words], env);
    expect(code).toBe(1);
    expect(err).toContain(words[0]);
  });

  it('says so where there is no database', async () => {
    const missing = { ...env, DATABASE_URL: `file:${join(folder, 'none.db')}` };
    const { code, err } = await runCommand(command, ['manifests/policy.yml'], missing);
    expect(code).toBe(1);
    expect(err).toMatch(/none\.db/);
  });
});
