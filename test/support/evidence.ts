import type { EvidenceRecord } from '../../src/domain/evidence/evidence-record.ts';
import type { EvidenceFacts } from '../../src/domain/evidence/judge.ts';
import type { TestResults } from '../../src/domain/evidence/results.ts';
import { digestOf } from '../../src/domain/packet/digest.ts';
import type { Packet } from '../../src/domain/packet/schema.ts';
import type { EvidenceLane, Tier } from '../../src/domain/words.ts';
import { packet, supportSummary } from './proposals.ts';

export const now = Date.UTC(2026, 10, 10);
export const daysAgo = (days: number): number => now - days * 24 * 3_600_000;

/** A whole run of ten tests that all passed yesterday; give what is different. Counts that are left out are none. */
export function runOf(more: Partial<TestResults> = {}): TestResults {
  const { passed = 10, failed = 0, errored = 0, skipped = 0 } = more;
  return {
    format: 'promptfoo',
    toolVersion: '0.123.1',
    suite: 'golden set',
    subjects: [],
    ranAt: daysAgo(1),
    groups: [],
    metrics: {},
    digest: 'a'.repeat(64),
    bytes: 100,
    ...more,
    passed,
    failed,
    errored,
    skipped,
    total: more.total ?? passed + failed + errored + skipped,
  };
}

export const supportPacket: Packet = packet(supportSummary);

interface Attached {
  readonly id?: string;
  readonly of?: Packet;
  readonly attachedAt?: number;
  readonly withdrawn?: boolean;
}

const attached = (
  lane: EvidenceLane,
  { id, of = supportPacket, attachedAt, withdrawn = false }: Attached,
) => ({
  id: id ?? `E-${lane}`,
  lane,
  packet: digestOf(of),
  attachedAt: attachedAt ?? daysAgo(1),
  by: 'U-requester',
  withdrawn,
});

export const results = (
  lane: EvidenceLane,
  run: Partial<TestResults> = {},
  more: Attached = {},
): EvidenceRecord => ({ ...attached(lane, more), proof: { kind: 'results', results: runOf(run) } });

type Claim = Extract<EvidenceRecord['proof'], { kind: 'claim' }>['claim'];

export const claim = (
  lane: EvidenceLane,
  said: Partial<Claim> = {},
  more: Attached = {},
): EvidenceRecord => ({
  ...attached(lane, more),
  proof: { kind: 'claim', claim: { title: 'Report', verdict: 'passed', ...said } },
});

/** What evidence of the support route is judged by, at a tier. */
export const factsOf = (
  evidence: readonly EvidenceRecord[],
  tier: Tier = 'medium',
  of: Packet = supportPacket,
): EvidenceFacts => ({
  packet: of,
  tier,
  evidence,
  alsoRequired: {},
  packets: new Set([digestOf(of)]),
  freshness: {},
  now,
});
