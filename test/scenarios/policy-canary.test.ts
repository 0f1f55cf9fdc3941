import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { command as policyCanary } from '../../src/cli/policy-canary.ts';
import { type Company, openCompany, projectFile } from '../support/company.ts';
import { day } from '../support/given-when-then.ts';
import { fileLowRisk } from '../support/low-risk.ts';
import { policyText } from '../support/own-rules.ts';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const binding = readFileSync(projectFile('manifests/policy.yml'), 'utf8');
const asksFinance = policyText({
  slot_rules: [{ id: 'money', role: 'finance', reason: 'everything costs', when: 'tier == "low"' }],
});

/** A company whose policy and canary are the files of that name, which a test may write anew. */
async function company(name: string, canary: string): Promise<{ company: Company; write: Write }> {
  const files = { binding: join(folder, `${name}.yml`), canary: join(folder, `${name}-canary.yml`) };
  const write: Write = (which, text) => writeFileSync(files[which], text);
  write('binding', binding);
  write('canary', canary);
  const settings = { POLICY_CANARY_FILE: files.canary };
  return { company: await openCompany({ policyFile: files.binding, settings }), write };
}
type Write = (which: 'binding' | 'canary', text: string) => void;

describe('a policy in canary', () => {
  it('says what it would have done, changes nothing, and is told with the change once it binds', async () => {
    const { company: here, write } = await company('tried', asksFinance);
    await here.start();
    await fileLowRisk(here, 'R-1');
    await here.settled();
    const slots = ['ai_platform'];
    const [submitted, judged] = await here.events('R-1');
    expect(submitted?.data).toMatchObject({ assessment: { slots: slots.map((role) => ({ role })) } });
    expect(judged?.data).toMatchObject({
      type: 'canary_judged',
      differs: ['slots'],
      binding: { tier: 'low', slots: [{ role: 'ai_platform' }] },
      canary: { tier: 'low', slots: [{ role: 'ai_platform' }, { role: 'finance' }] },
    });
    expect(here.cards('ai-finance-reviews', 'R-1')).toEqual([]);
    expect(await here.metric('routegate_canary_judged_total')).toBe(1);
    expect(await here.metric('routegate_canary_differing_total')).toBe(1);

    const shown = await runCommand(policyCanary, [], here.environment('socket'));
    expect(shown.code).toBe(2);
    expect(shown.out.split('\n')).toEqual([
      expect.stringMatching(/^Request +Route +Revision +Tier +Slots +Reaches +Filing$/),
      expect.stringMatching(/^R-1 +\S+ +1 +low +\+finance +default +taken$/),
      expect.stringMatching(
        /^Policy canary [0-9a-f]{8}, in canary since 2026-10-05: 1 of 1 request would have been treated differently: 1 with more people asked\.$/,
      ),
    ]);

    const ingrid = here.person('UINGRID');
    const audit = here.channel('ai-audit');
    here.pass(7 * day + 3_600_000);
    const told = await ingrid.sees(audit, 'In the last 7 days');
    expect(here.read(told)).toMatch(
      /1 of 1 request\* would have been treated differently under policy canary `[0-9a-f]{8}`: 1 with more people asked\./,
    );

    await here.stop();
    write('binding', asksFinance);
    await here.start();
    const changed = await ingrid.sees(audit, 'Another policy binds');
    expect(here.read(changed)).toMatch(
      /It was in canary since .*: 1 of 1 request would have been treated differently\./,
    );
    expect(here.read(changed)).toContain('`slot_rules.money`');
    expect((await here.auditVerify()).code).toBe(0);
    const { code, out } = await runCommand(policyCanary, [], here.environment('socket'));
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^No policy is in canary\. Set POLICY_CANARY_FILE/),
    });
  });

  it('that cannot be used is told to operators and in the log, and stops nothing', async () => {
    const { company: here } = await company(
      'broken',
      binding.replace('packet.cost.monthly_budget_usd >', 'packet.cost.monthly_budget_us >'),
    );
    await here.start();
    const told = await here
      .person('UINGRID')
      .sees(here.channel('ai-operations'), 'The policy in canary cannot be used');
    expect(here.read(told)).toMatch(
      /broken-canary\.yml:\d+ risk_rules\[0\]\.when: .*did you mean monthly_budget_usd\?/,
    );
    expect(here.logLines('error').join()).toContain('The policy in canary cannot be used');
    await fileLowRisk(here, 'R-1');
    await here.settled();
    expect(await here.eventTypes('R-1')).toEqual(['request_submitted']);
    expect(await here.metric('routegate_canary_judged_total')).toBe(0);
  });
});
