import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatProposal, parseProposal } from '../../src/app/proposal-file.ts';
import { laneSentence } from '../../src/domain/evidence/say.ts';
import { digestOf } from '../../src/domain/packet/digest.ts';
import { assess } from '../../src/domain/request/assess.ts';
import { decide } from '../../src/domain/request/decide.ts';
import { blockedBy, evidenceAhead } from '../../src/domain/request/proof.ts';
import { proposalInput } from '../support/arbitrary-proposal.ts';
import { member } from '../support/given-when-then.ts';
import { testPolicy } from '../support/policy.ts';
import { modelChange, proposal } from '../support/proposals.ts';

const texts = 4000;
const at = Date.UTC(2026, 10, 21);
const policy = testPolicy();

const pieces = fc.constantFrom(
  ...[
    '',
    '\n',
    '\r',
    '\t',
    '  ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    ': ',
    '- ',
    '? ',
    '&a ',
    '*a',
    '<<: *a',
    '!!js ',
    '!!binary ',
    '|',
    '>',
    '---\n',
  ],
  ...[
    '...',
    '%YAML 9',
    '#',
    '\u0000',
    '\ud800',
    '\u2028',
    '~',
    '.nan',
    '1e999',
    '0x1f',
    '2026-02-31',
    'yes',
    '__proto__: {}',
    'constructor: x',
  ],
);
const broken = (text: string): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.nat(text.length), fc.nat(12), pieces), { minLength: 1, maxLength: 3 })
    .map((cuts) =>
      cuts.reduce(
        (now, [from, length, other]) => now.slice(0, from) + other + now.slice(from + length),
        text,
      ),
    );

const inputs = fc.constantFrom(...fc.sample(proposalInput, { numRuns: 60, seed: 20261121 }));
const written = inputs.map((input) => formatProposal(proposal(input)));
const yaml = formatProposal(proposal(modelChange));
const text = fc.oneof(
  fc.constant(yaml).chain(broken),
  { weight: 2, arbitrary: written.chain((one) => fc.oneof(fc.constant(one), broken(one))) },
  inputs.map((input) => JSON.stringify(input)).chain(broken),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

test(`${texts} odd packet files are read or refused in words, and what was read can be judged`, () => {
  let read = 0;
  let refused = 0;
  fc.assert(
    fc.property(text, fc.constantFrom('yaml' as const, 'json' as const), (given, format) => {
      const parsed = parseProposal(given, format);
      if ('problems' in parsed) {
        refused += 1;
        for (const { message } of parsed.problems) expect(message).toMatch(/\S/);
        return;
      }
      read += 1;
      const { proposal: one } = parsed;
      const { tier } = assess(one, null, policy, { raiseTo: null, lowerTo: null });
      const facts = { tier, policy, fallbacks: [], at, packet: digestOf(one.packet), revised: null };
      const sentences = [
        ...evidenceAhead(one, facts).lanes.map(laneSentence),
        ...(blockedBy(one, facts)?.blockers ?? []).map(({ sentence }) => sentence),
      ];
      for (const sentence of sentences) expect(sentence).toMatch(/^\S.*[.!]$/s);
      const command = { type: 'submit_request', request: 'R-1', proposal: one, raiseTo: null } as const;
      const decision = decide(null, command, { at, actor: member('U1'), policy, baseline: null });
      // All of it or a reason why not; never some of it.
      expect('refusal' in decision || decision.events[0]?.type === 'request_submitted').toBe(true);
    }),
    { numRuns: texts, seed: 20261121 },
  );
  expect(read).toBeGreaterThan(300);
  expect(refused).toBeGreaterThan(300);
}, 60_000);
