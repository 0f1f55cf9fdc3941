import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/domain/packet/digest.ts';
import { readForm, valuesOf } from '../../../src/slack/modals/proposal-form.ts';
import { formProposal } from '../../support/arbitrary-proposal.ts';

describe('a proposal in the form', () => {
  it('reads back as the same proposal from its text alone', () => {
    fc.assert(
      fc.property(formProposal, (given) => {
        const read = readForm({ values: valuesOf(given), base: null });
        expect(read).not.toHaveProperty('problems');
        if ('proposal' in read) expect(digestOf(read.proposal)).toBe(digestOf(given));
      }),
      { numRuns: 150 },
    );
  });
});
