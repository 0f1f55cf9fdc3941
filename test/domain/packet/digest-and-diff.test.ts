import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concernedRoles, diffPackets, weakenedLanes } from '../../../src/domain/packet/diff.ts';
import { canonicalJson, digestOf, shortDigest } from '../../../src/domain/packet/digest.ts';
import { fieldGroups, packetFields, valueAt } from '../../../src/domain/packet/fields.ts';
import {
  evidenceSchema,
  type Packet,
  type ProposalInput,
  proposalSchema,
} from '../../../src/domain/packet/schema.ts';
import { proposalInput } from '../../support/arbitrary-proposal.ts';
import { backwards } from '../../support/backwards.ts';
import { packet, supportSummary } from '../../support/proposals.ts';

const parsed = proposalInput.map((input) => proposalSchema.parse(input).packet);

describe('the digest', () => {
  it('is the same whatever the order of keys', () => {
    fc.assert(
      fc.property(proposalInput, (input) => {
        const straight = proposalSchema.parse(input);
        expect(digestOf(backwards(straight))).toBe(digestOf(straight));
        expect(digestOf(proposalSchema.parse(backwards(input)))).toBe(digestOf(straight));
      }),
      { numRuns: 150 },
    );
  });

  it('is the same whatever the order of a list that is a set, and however often a word stands in it', () => {
    const input = (regions: string[], classes: NonNullable<ProposalInput['data']['classes']>) =>
      digestOf(packet({ ...supportSummary, data: { regions, classes } }));
    expect(input(['us', 'eu', 'us'], ['personal', 'customer'])).toBe(
      input(['eu', 'us'], ['customer', 'personal', 'personal']),
    );
  });

  it('differs with the order of a list whose order means something', () => {
    const fallback = (name: string) => ({ ...supportSummary.model.primary, name });
    const order = (...names: string[]) =>
      digestOf(
        packet({ ...supportSummary, model: { ...supportSummary.model, fallbacks: names.map(fallback) } }),
      );
    expect(order('a', 'b')).not.toBe(order('b', 'a'));
  });

  it('differs exactly where the diff finds something', () => {
    fc.assert(
      fc.property(parsed, parsed, fc.subarray(packetFields.map(({ path }) => path)), (one, other, paths) => {
        const mixed = {
          ...one,
          ...Object.fromEntries(
            paths.filter((path) => !path.includes('.')).map((path) => [path, valueAt(other, path)]),
          ),
        };
        const candidate = proposalSchema.parse({ ...mixed, change: { kind: 'change', why: 'x' } }).packet;
        expect(diffPackets(one, candidate).length === 0).toBe(digestOf(one) === digestOf(candidate));
      }),
      { numRuns: 150 },
    );
  });

  it('is 64 digits, of which people compare eight', () => {
    const digest = digestOf({});
    expect(digest).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
    expect(shortDigest(digest)).toBe('44136fa3');
  });

  it('is made of JSON only', () => {
    expect(canonicalJson({ b: 1, a: [true, null, 'ü', 1e21, -0] })).toBe(
      '{"a":[true,null,"ü",1e+21,0],"b":1}',
    );
    expect(() => canonicalJson(undefined)).toThrow(TypeError);
  });
});

describe('the diff', () => {
  it('is empty for the same packet, and the other way round for the other direction', () => {
    fc.assert(
      fc.property(parsed, parsed, (one, other) => {
        expect(diffPackets(one, one)).toEqual([]);
        const there = diffPackets(one, other).map(({ field, from, to }) => [field.path, from, to]);
        const back = diffPackets(other, one).map(({ field, from, to }) => [field.path, to, from]);
        expect(back).toEqual(there);
      }),
      { numRuns: 100 },
    );
  });

  it('tells the weightiest first', () => {
    fc.assert(
      fc.property(parsed, parsed, (one, other) => {
        const order = diffPackets(one, other).map(({ field }) =>
          Object.keys(fieldGroups).indexOf(field.group),
        );
        expect(order).toEqual([...order].sort((left, right) => left - right));
      }),
      { numRuns: 100 },
    );
  });

  it('of a new route has every field that is set', () => {
    const created = diffPackets(null, packet(supportSummary));
    expect(created.every(({ from, to }) => from === undefined && to !== undefined)).toBe(true);
    expect(created.map(({ field }) => field.path)).toContain('model.primary.name');
    expect(created.map(({ field }) => field.path)).not.toContain('retrieval.profile');
  });

  const edits: readonly [string, (input: ProposalInput) => ProposalInput, readonly string[]][] = [
    [
      'a text',
      (input) => ({ ...input, model: { primary: { ...input.model.primary, version: '2026-09' } } }),
      ['model.primary.version'],
    ],
    [
      'a group that was left out',
      (input) => ({ ...input, retrieval: { profile: 'v1' } }),
      ['retrieval.profile', 'retrieval.sources'],
    ],
    [
      'a group taken away',
      (input) => ({ ...input, prompt: undefined }),
      ['prompt.source', 'prompt.commit', 'prompt.text', 'prompt.schema_required'],
    ],
    [
      'a key taken away',
      (input) => ({ ...input, cost: { monthly_budget_usd: 400 } }),
      ['cost.per_accepted_outcome_usd'],
    ],
    [
      'a retention inside a group',
      (input) => ({ ...input, logging: { ...input.logging, prompts: { stored: true, retention_days: 31 } } }),
      ['logging'],
    ],
    ['white space around a text', (input) => ({ ...input, feature: ` ${input.feature} ` }), []],
    ['a default written out', (input) => ({ ...input, tools: [], classification: [] }), []],
  ]; // prettier-ignore
  it.each(edits)('finds %s', (_name, edit, paths) => {
    const changed = diffPackets(packet(supportSummary), packet(edit(supportSummary)));
    expect(changed.map(({ field }) => field.path).sort()).toEqual([...paths].sort());
  });
});

describe('an edit', () => {
  const rolesFor = (before: Packet, after: Packet) => concernedRoles(diffPackets(before, after), []);
  const base = packet(supportSummary);

  it('of prose concerns nobody', () => {
    expect(rolesFor(base, packet({ ...supportSummary, task: 'Other words.', feature: 'Summaries' }))).toEqual(
      [],
    );
  });

  it('concerns the roles whose material it touches, and no other', () => {
    const cost = packet({
      ...supportSummary,
      cost: { monthly_budget_usd: 500, per_accepted_outcome_usd: 0.02 },
    });
    expect(rolesFor(base, cost).sort()).toEqual(['finance', 'procurement']);
    const timeout = packet({ ...supportSummary, latency: { p95_ms: 7000, timeout_ms: 9000 } });
    expect(rolesFor(base, timeout).sort()).toEqual(['ai_platform', 'engineering']);
    const region = packet({ ...supportSummary, data: { classes: ['customer'], regions: ['us'] } });
    expect(rolesFor(base, region).sort()).toEqual(['legal', 'privacy', 'security']);
  });

  it('of the audience concerns everybody', () => {
    expect(rolesFor(base, packet({ ...supportSummary, audience: 'internal' }))).toHaveLength(11);
  });

  const piece = (more: object) =>
    evidenceSchema.parse({ lane: 'latency', title: 'Load run', verdict: 'passed', ...more });
  it.each<[string, object[], object[], string[]]>([
    ['nothing', [{}], [{}], []],
    ['more evidence', [{}], [{}, { lane: 'reliability' }], []],
    ['evidence taken away', [{}, { lane: 'reliability' }], [{}], ['reliability']],
    ['evidence replaced', [{ measured: '1 s' }], [{ measured: '2 s' }], ['latency']],
    ['a failure added', [{}], [{}, { lane: 'data_leakage', verdict: 'failed' }], ['data_leakage']],
    ['another order', [{}, { lane: 'reliability' }], [{ lane: 'reliability' }, {}], []],
  ])('of evidence weakens the lanes it takes something from: %s', (_name, before, after, lanes) => {
    expect(weakenedLanes(before.map(piece), after.map(piece))).toEqual(lanes);
  });
});
