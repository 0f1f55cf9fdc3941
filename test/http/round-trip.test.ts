import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatProposal, parseProposal } from '../../src/app/proposal-file.ts';
import { requestViewSchema } from '../../src/app/request-view.ts';
import { digestOf } from '../../src/domain/packet/digest.ts';
import { proposalSchema } from '../../src/domain/packet/schema.ts';
import { openApi } from '../support/api.ts';
import { formProposal } from '../support/arbitrary-proposal.ts';
import { fileable } from '../support/fileable.ts';
import { registerNames, withoutTrouble } from '../support/let-through.ts';

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
      const input = {
        ...given.packet,
        route: `route-${number}`,
        change: given.change,
        evidence: given.evidence,
      };
      const read = proposalSchema.parse(fileable(input));
      const { packet, evidence } = proposalSchema.parse({
        ...withoutTrouble(read.packet),
        change: read.change,
        evidence: read.evidence,
      });
      await registerNames(api.app, packet);
      const proposal = { evidence, packet, change: { ...given.change, kind: 'new' as const } };
      const digest = digestOf(packet);
      const fromYaml = await file(formatProposal(proposal), 'application/yaml');
      const fromJson = await file(JSON.stringify(fromYaml.packet), 'application/json');
      expect([fromYaml.digests.packet, fromJson.digests.packet]).toEqual([digest, digest]);
      expect(fromJson.digests.evidence).toBe(fromYaml.digests.evidence);
      const back = parseProposal(JSON.stringify(fromJson.packet), 'json');
      // JSON has no other zero.
      expect(back).toEqual(JSON.parse(JSON.stringify({ proposal })));
    }),
    { numRuns: 40 },
  );
}, 60_000);
