import { expect, test } from 'vitest';
import { indexOf } from '../../src/app/handle-command.ts';
import { replayPolicy } from '../../src/app/replay-policy.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { assess } from '../../src/domain/request/assess.ts';
import type { Approved } from '../../src/domain/request/request.ts';
import type { Page, RequestSummary } from '../../src/ports/store.ts';
import { policyWithRules } from '../support/own-rules.ts';
import { approvedRequest } from '../support/route-under-test.ts';

const past = 10_000;
const policy = policyWithRules({});
const stricter: Policy = policyWithRules({
  risk_rules: [
    {
      id: 'claude',
      tier: 'restricted',
      reason: 'this family',
      when: 'packet.model.primary.name.startsWith("claude")',
    },
  ],
  slot_rules: [
    {
      id: 'terms',
      role: 'legal',
      reason: 'new terms',
      when: 'tier == "high" && packet.cost.monthly_budget_usd > 9000',
    },
  ],
});

const template = approvedRequest();
const assessment = assess(
  { packet: template.packet, change: template.change, evidence: [...template.evidence] },
  template.baseline,
  policy,
  { raiseTo: null, lowerTo: null },
);

/** What past request `number` was: every 13th with a model of the family, and a budget of its own. */
function pastRequest(number: number): Approved {
  const { packet } = template;
  const name = number % 13 === 0 ? 'claude-4' : 'gpt-summary-b';
  return {
    ...template,
    id: `R-${number}`,
    assessment,
    packet: {
      ...packet,
      model: { ...packet.model, primary: { ...packet.model.primary, name } },
      cost: { monthly_budget_usd: number },
    },
  };
}

const nothing: Page<RequestSummary> = { items: [], next: null };
const store = {
  openRequests: async () => nothing,
  requestsOnRoute: async () => nothing,
  decidedRequests: async ({ after, limit }: { after?: string | undefined; limit: number }) => {
    const from = Number(after ?? 0) + 1;
    const until = Math.min(past, from + limit - 1);
    const numbers = Array.from({ length: until - from + 1 }, (_, index) => from + index);
    const index = indexOf(template, policy);
    return {
      items: numbers.map((number) => ({ ...index, id: `R-${number}` })),
      next: until < past ? String(until) : null,
    };
  },
  request: async (id: string) => ({ version: 1, state: pastRequest(Number(id.slice(2))) }),
};

test('a stricter policy over ten thousand past requests lists exactly those that differ, by risk rules and slot rules', async () => {
  const everything = { base: null, since: 0, route: null };
  const { replayed, differing, counts } = await replayPolicy(stricter, everything, store);
  const numbers = Array.from({ length: past }, (_, index) => index + 1);
  const restricted = numbers.filter((number) => number % 13 === 0);
  const asked = numbers.filter((number) => number % 13 !== 0 && number > 9000);
  expect(replayed).toBe(past);
  expect(differing.map(({ request }) => request)).toEqual(
    [...restricted, ...asked].sort((left, right) => left - right).map((number) => `R-${number}`),
  );
  expect(counts).toMatchObject({ tier: restricted.length, slots: asked.length, gates: 0 });
  const [first] = differing.filter(({ differs }) => !differs.includes('tier'));
  expect(first).toMatchObject({ request: 'R-9001', after: { outcome: 'waiting', lacking: ['legal'] } });
  expect((await replayPolicy(policy, everything, store)).differing).toEqual([]);
});
