import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valuesOfPart } from '../../../src/slack/modals/part-values.ts';
import { valuesOf } from '../../../src/slack/modals/proposal-form.ts';
import { formProposal } from '../../support/arbitrary-proposal.ts';

const part = (packet: Parameters<typeof valuesOfPart>[0]['packet']) => ({ packet, change: {}, evidence: [] });

describe('a proposal of which only some is known', () => {
  it('shows the fields that it speaks of, and no others', () => {
    const values = valuesOfPart(
      part({ cost: { monthly_budget_usd: 500 }, rollout: { excluded: ['regulated'] } }),
    );
    expect(values).toEqual({ cost: 'monthly budget: $500', 'rollout.excluded': 'regulated' });
  });

  it('leaves the cells of a model empty that nobody named, and the effect of a tool', () => {
    const values = valuesOfPart(
      part({
        model: { primary: { name: 'gpt-b', region: 'eu' } },
        tools: [{ name: 'search' }, { name: 'pay', effect: 'write' }],
      }),
    );
    expect(values).toEqual({
      'model.primary': '|  | gpt-b |  |  | region: eu',
      tools: 'search\npay | write',
    });
  });

  it('says that it cannot be shown where it contradicts itself', () => {
    expect(valuesOfPart(part({ fallback: { allowed: ['a'], blocked: ['a'] } }))).toBeNull();
  });

  it('shows a whole packet exactly as the form does', () => {
    fc.assert(
      fc.property(formProposal, ({ packet, change, evidence }) => {
        const values = valuesOfPart({ packet, change, evidence }) ?? {};
        expect(valuesOf({ packet, change, evidence })).toMatchObject(values);
        expect(Object.keys(values).length).toBeGreaterThan(25);
      }),
      { numRuns: 60 },
    );
  });
});
