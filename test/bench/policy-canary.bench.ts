import { askCanary } from '../../src/app/judge-canary.ts';
import { loadPolicy } from '../../src/config/policy/load-policy.ts';
import type { RequestCommand } from '../../src/domain/request/commands.ts';
import { decide } from '../../src/domain/request/decide.ts';
import { member, monday } from '../support/given-when-then.ts';
import { policyWithRules } from '../support/own-rules.ts';
import { modelChange, packet, proposal, supportSummary } from '../support/proposals.ts';
import { percentile, type Row } from './rows.ts';

const rounds = 2000;
const warming = 200;

/** A policy with as many rules of its own as a large company has. */
const canaryPolicy = () => {
  const many = Array.from({ length: 50 }, (_, index) => index);
  return policyWithRules({
    risk_rules: many.map((index) => ({
      id: `risk-${index}`,
      tier: 'high',
      reason: 'a large budget',
      when: `has(packet.cost.monthly_budget_usd) && packet.cost.monthly_budget_usd > ${index * 1000}`,
    })),
    slot_rules: many.map((index) => ({
      id: `slot-${index}`,
      role: 'legal',
      reason: 'a prompt changes',
      when: `tier == "high" && packet.data.regions.exists(region, region == "region-${index}")`,
    })),
  });
};

/** What a policy in canary adds to the click with which something is filed. */
export async function bench(): Promise<Row[]> {
  const policy = await loadPolicy('manifests/policy.yml');
  const canary = { policy: canaryPolicy(), judged: () => {}, failed: () => {} };
  const context = { at: monday, actor: member('U-any'), policy, baseline: packet(supportSummary) };
  const alone: number[] = [];
  const beside: number[] = [];
  for (let round = 0; round < rounds + warming; round += 1) {
    const changed = { ...modelChange, cost: { monthly_budget_usd: round } };
    const command: RequestCommand = {
      type: 'submit_request',
      request: 'R-1',
      proposal: proposal(changed),
      raiseTo: null,
    };
    const start = performance.now();
    const decision = decide(null, command, context);
    const decided = performance.now();
    await askCanary(null, command, decision, context, { store: null, canary });
    const judged = performance.now();
    if (round < warming) continue;
    alone.push(decided - start);
    beside.push(judged - decided);
  }
  return [
    { name: 'Deciding a filing, 99th of 100', value: percentile(alone, 0.99), unit: 'ms' },
    {
      name: 'A policy in canary with 100 rules of its own beside it, 99th of 100',
      value: percentile(beside, 0.99),
      unit: 'ms',
      target: '≤ 20 ms',
    },
    { name: 'The same, usually', value: percentile(beside, 0.5), unit: 'ms' },
  ];
}
