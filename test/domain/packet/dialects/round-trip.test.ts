import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInDialect } from '../../../../src/app/dialect-file.ts';
import { formatProposal, parseDocument, parseProposal } from '../../../../src/app/proposal-file.ts';
import { dialects } from '../../../../src/domain/packet/dialects/registry.ts';
import { digestOf } from '../../../../src/domain/packet/digest.ts';
import { type Proposal, proposalSchema } from '../../../../src/domain/packet/schema.ts';
import { proposalInput } from '../../../support/arbitrary-proposal.ts';

const anyProposal: fc.Arbitrary<Proposal> = proposalInput.map((input) => proposalSchema.parse(input));

describe('any packet', () => {
  it('keeps its digest as YAML and back', () => {
    fc.assert(
      fc.property(anyProposal, (proposal) => {
        const again = parseProposal(formatProposal(proposal));
        expect('proposal' in again && digestOf(again.proposal)).toBe(digestOf(proposal));
      }),
      { numRuns: 60 },
    );
  });

  it.each(dialects.map((dialect) => [dialect.id, dialect] as const))(
    'is not changed by its own %s, laid over it again',
    (_id, dialect) => {
      fc.assert(
        fc.property(anyProposal, (proposal) => {
          const again = parseDocument(formatInDialect(dialect, proposal));
          if (!('dialect' in again)) throw new Error(JSON.stringify(again));
          expect(again.dialect.id).toBe(dialect.id);
          const { packet } = again.document.onto(proposal.packet);
          const { change, evidence } = proposal;
          const whole = proposalSchema.parse({ ...packet, change, evidence });
          expect(whole.packet).toEqual(proposal.packet);
          expect(digestOf(whole.packet)).toBe(digestOf(proposal.packet));
        }),
        { numRuns: 80 },
      );
    },
  );
});

/** Texts near to those that people write, cut, doubled and mixed, and texts that are nothing of the kind. */
const fragments = [
  ...['route-policy', 'model-change', 'latency-policy', 'fallback-policy', 'routing-policy'].flatMap((id) =>
    readFileSync(`manifests/dialects/${id}.yml`, 'utf8').split('\n'),
  ),
  ...readFileSync('manifests/routes/customer-chat-prod.yml', 'utf8').split('\n'),
  '{"route": "a", "change": {',
  '"__proto__": {"a": 1}',
  '&a [*a, *a]',
  '!!binary x',
  '- - - -',
  '[[[[[[[[',
  '? x',
  '---',
  '\t',
  '\u2028',
  'a: 1e999',
  'x: .nan',
];
const fragment = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...fragments) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
);
const anyText = fc
  .array(fragment, { maxLength: 14 })
  .chain((rows) => fc.constantFrom('\n', '\n  ', '', ' ').map((gap) => rows.join(gap)));

describe('ten thousand texts that nobody should have written', () => {
  it('are each refused with a sentence, or read as something that can be written again', () => {
    let read = 0;
    fc.assert(
      fc.property(anyText, fc.constantFrom('yaml' as const, 'json' as const), (text, format) => {
        const parsed = parseDocument(text, format);
        if ('problems' in parsed)
          for (const { message } of parsed.problems) expect(message).toMatch(/[.?:]$/);
        else if ('dialect' in parsed) {
          read += 1;
          expect(formatInDialect(parsed.dialect, parsed.document.onto({}))).not.toBe('');
        } else expect(formatProposal(parsed.proposal)).not.toBe('');
      }),
      { numRuns: 10_000 },
    );
    // Otherwise only refusals would have been tried.
    expect(read).toBeGreaterThan(0);
  });
});
