import { z } from 'zod';
import { digestOf } from '../packet/digest.ts';
import { type FieldGroup, packetFields, valueAt } from '../packet/fields.ts';
import { type Evidence, evidenceSchema, type Packet } from '../packet/schema.ts';
import { type EvidenceLane, evidenceLanes } from '../words.ts';
import { lanes } from './lanes.ts';
import { type TestResults, testResultsSchema } from './results.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** One piece of evidence as it is kept: what was shown, for which lane and which packet, by whom and when. */
export const evidenceRecordSchema = z.strictObject({
  id: z.string().min(1).max(80),
  lane: z.enum(evidenceLanes),
  /** Digest of the packet that it was produced for. */
  packet: digest,
  /** Epoch ms. */
  attachedAt: z.int().nonnegative(),
  by: z.string().min(1).max(80),
  /** Taken back by a person; kept in the record, and counted no more. */
  withdrawn: z.boolean().default(false),
  proof: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('results'), results: testResultsSchema }),
    /** Somebody's word, mostly with a link. */
    z.strictObject({ kind: z.literal('claim'), claim: evidenceSchema.omit({ lane: true }) }),
  ]),
});
export type EvidenceRecord = z.output<typeof evidenceRecordSchema>;

/** Who attached a piece, when, and for which packet. */
export type Attachment = Pick<EvidenceRecord, 'id' | 'packet' | 'attachedAt' | 'by'>;

/** Results of a file as evidence of a lane. */
export const resultsRecord = (
  lane: EvidenceLane,
  results: TestResults,
  attachment: Attachment,
): EvidenceRecord => ({ ...attachment, lane, withdrawn: false, proof: { kind: 'results', results } });

/** What a proposal itself lists as evidence. */
export function claimRecord({ lane, ...claim }: Evidence, attachment: Attachment): EvidenceRecord {
  return { ...attachment, lane, withdrawn: false, proof: { kind: 'claim', claim } };
}

/** For how many days evidence counts, where a policy differs from what the lane itself says. */
export type Freshness = Readonly<Partial<Record<EvidenceLane, number>>>;

/** How a piece stands to the packet and to the clock. Only what is `current` can make a lane pass. */
export type Standing = 'current' | 'old' | 'undated' | 'other_packet' | 'withdrawn';

const dayMs = 24 * 3_600_000;
/** Clocks of build machines differ, and some reports name no time zone. */
const clockSlackMs = dayMs;

/** When what a piece shows was seen, epoch ms; null where nothing says so, or where it is yet to come. */
export function seenAt({ proof, attachedAt }: EvidenceRecord, now: number): number | null {
  const at = proof.kind === 'results' ? proof.results.ranAt : attachedAt;
  if (at === null || !Number.isFinite(at) || at > now + clockSlackMs) return null;
  return Math.min(at, now);
}

export interface Binding {
  /** Digests of the packet and of those of its revisions that run the same. */
  readonly packets: ReadonlySet<string>;
  readonly freshness: Freshness;
  /** Epoch ms. */
  readonly now: number;
}

export function standingOf(record: EvidenceRecord, { packets, freshness, now }: Binding): Standing {
  if (record.withdrawn) return 'withdrawn';
  if (!packets.has(record.packet)) return 'other_packet';
  const at = seenAt(record, now);
  if (at === null) return 'undated';
  const days = freshness[record.lane] ?? lanes[record.lane].freshDays;
  return Number.isFinite(days) && now - at <= days * dayMs ? 'current' : 'old';
}

/** What tests of a route run on; the rest of a packet says how much it may cost, who answers for it, and so on. */
const runs: ReadonlySet<FieldGroup> = new Set([
  'environment',
  'model',
  'fallback',
  'denied',
  'prompt',
  'retrieval',
  'tools',
  'data',
  'classification',
  'logging',
  'parameters',
  'safety',
  'capabilities',
  'routing',
]);
const alsoRuns: ReadonlySet<string> = new Set([
  'workflow_class',
  'latency.timeout_ms',
  'cost.max_input_tokens',
  'cost.max_output_tokens',
  'evals.pack',
  'evals.dataset',
  'evals.scorer',
]);

/** The digest of what tests of a packet run. What was shown of one packet is shown of every other with the same. */
export function runDigest(packet: Packet): string {
  const fields = packetFields.filter(({ group, path }) => runs.has(group) || alsoRuns.has(path));
  const values = fields.map(({ path }) => [path, valueAt(packet, path)] as const);
  return digestOf(Object.fromEntries(values.filter(([, value]) => value !== undefined)));
}
