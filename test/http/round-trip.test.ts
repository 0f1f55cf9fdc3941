import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatProposal, parseProposal } from '../../src/app/proposal-file.ts';
import { requestViewSchema } from '../../src/app/request-view.ts';
import { digestOf } from '../../src/domain/packet/digest.ts';
import type { Packet } from '../../src/domain/packet/schema.ts';
import { storedKinds } from '../../src/domain/words.ts';
import { openApi } from '../support/api.ts';
import { formProposal } from '../support/arbitrary-proposal.ts';

/** What the form held, with what has to be said before anybody files it. */
const fileable = (packet: Packet): Packet => ({
  ...packet,
  task: 'Summarise a thread for the agent.',
  owners: { ...packet.owners, business: 'U-product', technical: 'U-platform' },
  model: {
    ...packet.model,
    primary: { ...packet.model.primary, status: 'stable' },
    fallbacks: [],
    denied: [],
  },
  tools: packet.tools.map((tool) => ({ ...tool, human_control: 'approval_each_time' as const })),
  logging: Object.fromEntries(
    storedKinds.map((kind) => [
      kind,
      packet.logging[kind]?.stored ? { stored: true, retention_days: 30 } : { stored: false },
    ]),
  ),
  cost: { ...packet.cost, monthly_budget_usd: 400, max_output_tokens: 700 },
  evals: { ...packet.evals, min_pass_rate: 0.95 },
  known_failures: packet.known_failures.map((failure) => ({
    ...failure,
    mitigation: 'a filter',
    owner: 'U-platform',
  })),
  rollout: { ...packet.rollout, rollback_target: 'before', incident_contact: 'U-oncall' },
  renewal: { ...packet.renewal, triggers: ['model_version_change'] },
});

test('what a form holds keeps its digest as YAML, through the API as YAML and as JSON, and back', async () => {
  const api = await openApi();
  let number = 0;
  const file = async (body: string, type: string) => {
    const response = await api.call('/api/v1/requests?as=U0REQUESTER', {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
    const answer: unknown = await response.json();
    expect(response.status, JSON.stringify(answer)).toBe(201);
    return requestViewSchema.parse(answer);
  };
  await fc.assert(
    fc.asyncProperty(formProposal, async (given) => {
      number += 1;
      const packet = fileable({ ...given.packet, route: `route-${number}` });
      const evidence = given.evidence.map(({ measured: _measured, ...piece }) => ({
        ...piece,
        verdict: 'not_judged' as const,
      }));
      const proposal = { ...given, evidence, packet, change: { ...given.change, kind: 'new' as const } };
      const digest = digestOf(packet);
      const fromYaml = await file(formatProposal(proposal), 'application/yaml');
      const fromJson = await file(JSON.stringify(fromYaml.packet), 'application/json');
      expect([fromYaml.digests.packet, fromJson.digests.packet]).toEqual([digest, digest]);
      expect(fromJson.digests.evidence).toBe(fromYaml.digests.evidence);
      const back = parseProposal(JSON.stringify(fromJson.packet), 'json');
      expect(back).toEqual({ proposal });
    }),
    { numRuns: 40 },
  );
}, 60_000);
