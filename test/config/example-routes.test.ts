import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatProposal, parseProposal } from '../../src/app/proposal-file.ts';
import { loadPolicy } from '../../src/config/policy/load-policy.ts';
import { laneSentence } from '../../src/domain/evidence/say.ts';
import { digestOf } from '../../src/domain/packet/digest.ts';
import { weaknesses } from '../../src/domain/packet/lint.ts';
import { assess } from '../../src/domain/request/assess.ts';
import { blockedBy, evidenceAhead } from '../../src/domain/request/proof.ts';
import { approvalFields, workflowClasses } from '../../src/domain/words.ts';

const folder = 'manifests/routes';
const files = readdirSync(folder).sort();
const policy = await loadPolicy('manifests/policy.yml');

function read(file: string) {
  const parsed = parseProposal(readFileSync(`${folder}/${file}`, 'utf8'));
  if ('problems' in parsed) throw new Error(`${file}: ${JSON.stringify(parsed.problems)}`);
  return parsed.proposal;
}

describe('the example routes', () => {
  it('cover every class of work', () => {
    const classes = files.map((file) => read(file).packet.workflow_class);
    expect([...new Set(classes)].sort()).toEqual([...workflowClasses].sort());
  });

  it.each(files)(
    '%s is named after its route, has nothing weak, and survives being written again',
    (file) => {
      const proposal = read(file);
      expect(file).toBe(`${proposal.packet.route}.yml`);
      expect(weaknesses(proposal.packet, proposal.evidence)).toEqual([]);
      const again = parseProposal(formatProposal(proposal));
      expect('proposal' in again && digestOf(again.proposal)).toBe(digestOf(proposal));
    },
  );

  it.each(files)('%s brings the evidence that it needs, and nothing of it is weak', (file) => {
    const proposal = read(file);
    const { tier } = assess(proposal, null, policy, { raiseTo: null, lowerTo: null });
    const at = Date.UTC(2026, 9, 5);
    const facts = { tier, policy, fallbacks: [], at, packet: digestOf(proposal.packet), revised: null };
    expect(blockedBy(proposal, facts)).toBeNull();
    const { lanes, hints } = evidenceAhead(proposal, facts);
    // The way back is shown by a drill, and by nothing before it.
    const open = lanes.filter(({ lane, blocks }) => blocks && lane !== 'rollback');
    expect(open.map(laneSentence)).toEqual([]);
    expect(lanes.filter(({ finding }) => finding === 'failed')).toEqual([]);
    expect(hints).toEqual([]);
  });

  const expected: Record<string, readonly [string, readonly string[]]> = {
    'billing-classifier-prod.yml': ['medium', ['product_owner', 'ai_platform', 'finance', 'security']],
    'code-review-prod.yml': ['medium', ['product_owner', 'ai_platform', 'finance', 'security']],
    'coding-assistant-prod.yml': ['medium', ['product_owner', 'ai_platform', 'finance', 'security']],
    'contract-review-prod.yml': [
      'restricted',
      ['product_owner', 'ai_platform', 'finance', 'security', 'legal'],
    ],
    'credit-scoring-prod.yml': [
      'restricted',
      ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner', 'legal'],
    ],
    'customer-chat-prod.yml': [
      'high',
      ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner'],
    ],
    'eval-sandbox-dev.yml': ['low', ['ai_platform']],
    'invoice-extraction-prod.yml': ['medium', ['product_owner', 'ai_platform', 'finance', 'security']],
    'people-helper-prod.yml': [
      'restricted',
      ['product_owner', 'ai_platform', 'finance', 'security', 'legal'],
    ],
    'radiology-triage-prod.yml': [
      'restricted',
      ['product_owner', 'ai_platform', 'finance', 'security', 'legal'],
    ],
    'search-ranker-prod.yml': [
      'high',
      ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner'],
    ],
    'shop-recommendations-prod.yml': [
      'high',
      ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner'],
    ],
    'support-summary-prod.yml': [
      'high',
      ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner'],
    ],
    'ticket-triage-prod.yml': ['medium', ['product_owner', 'ai_platform', 'finance', 'security']],
  };

  it('have one in which everything that an approval rests on has its proof and its trigger', () => {
    const { proofs = {}, ...packet } = read('credit-scoring-prod.yml').packet;
    expect(Object.keys(proofs).sort()).toEqual([...approvalFields].sort());
    for (const { proof, renew_when } of Object.values(proofs))
      expect([proof, renew_when]).not.toContain(undefined);
    expect(Object.keys(packet.assessment ?? {})).toHaveLength(11);
    expect(packet.mitigations?.every(({ done }) => done)).toBe(true);
  });

  it('ask by the default policy whom their comments say', () => {
    const asked = files.map((file) => {
      const { tier, slots } = assess(read(file), null, policy, { raiseTo: null, lowerTo: null });
      return [file, [tier, slots.map(({ role }) => role)]];
    });
    expect(Object.fromEntries(asked)).toEqual(expected);
  });
});
