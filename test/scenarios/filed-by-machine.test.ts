import { expect, it } from 'vitest';
import { formatProposal } from '../../src/app/proposal-file.ts';
import { requestViewSchema } from '../../src/app/request-view.ts';
import { openCompany, routegate } from '../support/company.ts';
import { evalSandbox, proposal } from '../support/proposals.ts';

const token = 'ci-token-of-some-length';
const packet = formatProposal(
  proposal({
    ...evalSandbox,
    route: 'nightly-evals-dev',
    change: { kind: 'new', what: ['model'], why: 'Try the new one.' },
  }),
);

it('a request that CI files is decided in Slack like any other, and CI hears how', async () => {
  const company = await openCompany({
    settings: { API_TOKENS: `ci[requests:read requests:write]:${token}` },
  });
  await company.start();
  const api = `${company.product.url}/api/v1`;
  const authorization = `Bearer ${token}`;
  const file = (as: string) =>
    fetch(`${api}/requests?as=${as}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/yaml', 'idempotency-key': 'build-1' },
      body: packet,
    });
  const read = async () =>
    requestViewSchema.parse(
      await (await fetch(`${api}/requests/R-1`, { headers: { authorization } })).json(),
    );

  // Slack is asked who it is for.
  for (const nobody of [routegate, 'U0NOBODY']) expect((await file(nobody)).status).toBe(422);
  expect((await file('UMAYA')).status).toBe(201);
  expect((await file('UMAYA')).status).toBe(200);
  expect(await read()).toMatchObject({ status: 'in_review', tier: 'low', waiting_for: ['ai_platform'] });
  await company.direct('UMAYA', 'R-1', '0 of 1 review done');

  const card = await company.card('ai-platform-reviews', 'R-1', '0 of 1 done');
  await company.person('UPRIYA').press(card, 'Approve', false);
  await company.card('ai-platform-reviews', 'R-1', 'Approved for default');
  expect(await read()).toMatchObject({
    status: 'approved',
    decisions: [{ decision: 'approve', role: 'ai_platform', person: 'UPRIYA' }],
  });

  const [filed] = await company.events('R-1');
  expect(filed).toMatchObject({ actor: 'UMAYA', commandId: expect.stringMatching(/^api:ci:submit:/) });
  expect(company.logLines('info').join('\n')).toContain('"caller":"ci"');
  expect(JSON.stringify(company.logged)).not.toContain(token);
  expect((await fetch(`${api}/audit`, { headers: { authorization } })).status).toBe(403);
  expect((await company.auditVerify()).code).toBe(0);
});
