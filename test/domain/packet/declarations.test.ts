import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseProposal } from '../../../src/app/proposal-file.ts';
import { diffPackets } from '../../../src/domain/packet/diff.ts';
import { canonicalJson, digestOf } from '../../../src/domain/packet/digest.ts';
import { type ProposalInput, packetSchema, proposalSchema } from '../../../src/domain/packet/schema.ts';
import { packet, supportSummary } from '../../support/proposals.ts';

/** What these packets had as digests before anything could be declared beyond the bundle. */
const digestsOfOld: Readonly<Record<string, string>> = {
  'customer-chat-prod': '9ceb79d07e544163101d12b97c67634d3d859923f38be146374dfcfa70b0971a',
  'eval-sandbox-dev': '5c06ae1694ac6c99a855b5cb3563317e42ca87313d45dfd40f31e9a6b67e1963',
  'support-summary-prod': 'c2820e5607a45d45c4f0170f0dfcf8904e219cf0310fea5681ccbd32da77b69d',
};

/** Every declaration there is, saying nothing. */
const silent = {
  use_case: { abuse_cases: [], dependencies: [] },
  fallback: { allowed: [], blocked: [], transitions: [] },
  routing: { optimise_for: [] },
  capabilities: [],
  safety: { content_filters: [] },
  log_policy: {},
  request_log: {},
  billing: { usage_units: [] },
  assessment: {},
  mitigations: [],
  gateway: {},
  monitoring: { metrics: [] },
  operations: {},
  compared_with: {},
  proofs: {},
} satisfies Partial<ProposalInput>;

describe('a packet that declares nothing beyond its bundle', () => {
  it.each(Object.entries(digestsOfOld))('%s keeps the digest that it always had', (route, digest) => {
    const parsed = parseProposal(readFileSync(`test/fixtures/packets/${route}.yml`, 'utf8'));
    expect('proposal' in parsed && digestOf(parsed.proposal.packet)).toBe(digest);
  });

  it('is the same whether a declaration is left out or says nothing', () => {
    expect(digestOf(packet({ ...supportSummary, ...silent }))).toBe(digestOf(packet(supportSummary)));
    expect(diffPackets(packet(supportSummary), packet({ ...supportSummary, ...silent }))).toEqual([]);
  });

  it('can be read again as it is stored, whatever it declares', () => {
    const declared = packet({
      ...supportSummary,
      fallback: { transitions: [{ on: 'timeout', act: 'retry', attempts: 1 }] },
      proofs: { model_list: { renew_when: 'a model changes' } },
    });
    const stored: unknown = JSON.parse(canonicalJson(declared));
    expect(digestOf(packetSchema.parse(stored))).toBe(digestOf(declared));
  });
});

const problemsOf = (more: Partial<ProposalInput>) => {
  const read = proposalSchema.safeParse({ ...supportSummary, ...more });
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('declarations that contradict themselves are refused where they do', () => {
  it.each<[string, Partial<ProposalInput>, string[]]>([
    [
      'a fallback both allowed and blocked',
      { fallback: { allowed: ['peer', 'other'], blocked: ['other'] } },
      ['fallback.allowed.1: "other" is blocked as a fallback; take it out of one of the two.'],
    ],
    [
      'a failure that leads to a blocked route',
      {
        fallback: {
          blocked: ['cheap'],
          transitions: [{ on: 'outage', act: 'fall_back', to: 'cheap' }],
        },
      },
      ['fallback.transitions.0.to: "cheap" is blocked as a fallback; take it out of one of the two.'],
    ],
    [
      'a retry that goes elsewhere, since that would be a fallback',
      { fallback: { transitions: [{ on: 'timeout', act: 'retry', to: 'peer' }] } },
      ['fallback.transitions.0.to: Only fall_back and degrade lead somewhere; leave this out.'],
    ],
    [
      'a stop that is tried several times',
      { fallback: { transitions: [{ on: 'refusal', act: 'stop', attempts: 2 }] } },
      ['fallback.transitions.0.attempts: Only retry has attempts; leave this out.'],
    ],
    [
      'nothing may change, and something',
      { routing: { may_change: ['nothing', 'timeout'] } },
      ['routing: Either nothing may change by itself, or what is named here.'],
    ],
    [
      'a proof that says nothing',
      { proofs: { data_class: {} } },
      ['proofs.data_class: Give a proof, or what makes it due again.'],
    ],
  ])('%s', (_what, more, problems) => {
    expect(problemsOf(more)).toEqual(problems);
  });
});

describe('order', () => {
  it('matters for the fallbacks that are tried one after the other, and for nothing else', () => {
    const withNames = (allowed: string[], blocked: string[]) =>
      digestOf(packet({ ...supportSummary, fallback: { allowed, blocked } }));
    expect(withNames(['a', 'b'], ['c', 'd'])).toBe(withNames(['a', 'b'], ['d', 'c']));
    expect(withNames(['a', 'b'], ['c', 'd'])).not.toBe(withNames(['b', 'a'], ['c', 'd']));
  });
});
