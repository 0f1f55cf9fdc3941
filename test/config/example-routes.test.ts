import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatProposal, parseProposal } from '../../src/app/proposal-file.ts';
import { loadPolicy } from '../../src/config/policy/load-policy.ts';
import { digestOf } from '../../src/domain/packet/digest.ts';
import { weaknesses } from '../../src/domain/packet/lint.ts';
import { assess } from '../../src/domain/request/assess.ts';
import { workflowClasses } from '../../src/domain/words.ts';

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

  const expected: Record<string, readonly [string, readonly string[]]> = {
    'code-review-prod.yml': ['medium', ['product_owner', 'ai_platform', 'finance', 'security']],
    'contract-review-prod.yml': [
      'restricted',
      ['product_owner', 'ai_platform', 'finance', 'security', 'legal'],
    ],
    'customer-chat-prod.yml': [
      'high',
      ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner'],
    ],
    'eval-sandbox-dev.yml': ['low', ['ai_platform']],
    'invoice-extraction-prod.yml': ['medium', ['product_owner', 'ai_platform', 'finance', 'security']],
    'support-summary-prod.yml': [
      'high',
      ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner'],
    ],
    'ticket-triage-prod.yml': ['medium', ['product_owner', 'ai_platform', 'finance', 'security']],
  };

  it('ask by the default policy whom their comments say', () => {
    const asked = files.map((file) => {
      const { tier, slots } = assess(read(file), null, policy, { raiseTo: null, lowerTo: null });
      return [file, [tier, slots.map(({ role }) => role)]];
    });
    expect(Object.fromEntries(asked)).toEqual(expected);
  });
});
