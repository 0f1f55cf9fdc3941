import { z } from 'zod';
import { checkOf, findings } from '../domain/evidence/check.ts';
import type { EvidenceRecord } from '../domain/evidence/evidence-record.ts';
import { type Hint, hintWords } from '../domain/evidence/hints.ts';
import type { EvidenceVerdict, LaneStanding } from '../domain/evidence/judge.ts';
import { lanes } from '../domain/evidence/lanes.ts';
import type { Piece } from '../domain/evidence/pieces.ts';
import { evidenceFormats } from '../domain/evidence/results.ts';
import { checkWords, laneSentence } from '../domain/evidence/say.ts';
import { thresholdsOf } from '../domain/evidence/thresholds.ts';
import type { Policy } from '../domain/policy.ts';
import { evidenceOf, recordsOf, stopsOn } from '../domain/request/proof.ts';
import type { Request } from '../domain/request/request.ts';
import { evidenceLanes, stages } from '../domain/words.ts';

const time = z.iso.datetime();
const lane = z.enum(evidenceLanes);
const count = z.int().nonnegative();
const digest = z.string().regex(/^[0-9a-f]{64}$/);

const pieceSchema = z.strictObject({
  id: z.string().meta({ examples: ['E-3', 'listed-1'] }),
  lane,
  kind: z.enum(['results', 'claim']),
  by: z.string().meta({ description: 'A Slack member id, or api: and the name of a token.' }),
  at: time.meta({ description: 'When it was attached.' }),
  packet: digest.meta({ description: 'The packet that it was produced for.' }),
  standing: z
    .enum(['counts', 'superseded', 'old', 'undated', 'other_packet', 'withdrawn'])
    .meta({ description: 'Whether it counts for the request as it is now, or why not.' }),
  finding: z.enum(findings).meta({ description: 'What it shows by itself.' }),
  sentence: z.string().meta({ examples: ['97.5 % passed, 95 % needed (39 of 40 passed, 1 failed)'] }),
  title: z.string().nullable(),
  url: z.string().nullable(),
  measured: z.string().nullable(),
  threshold: z.string().nullable(),
  format: z.enum(evidenceFormats).nullable(),
  suite: z.string().nullable(),
  ran_at: time.nullable(),
  counts: z
    .strictObject({ total: count, passed: count, failed: count, errored: count, skipped: count })
    .nullable(),
  metrics: z.record(z.string(), z.number()).nullable(),
  digest: digest.nullable().meta({ description: 'SHA-256 of the file of results.' }),
  bytes: count.nullable(),
  hints: z.array(z.string()).meta({ description: 'What makes it weaker than it looks.' }),
});
type PieceView = z.output<typeof pieceSchema>;

export const laneViewSchema = z.strictObject({
  lane,
  finding: z.enum(findings),
  blocks: z.boolean().meta({ description: 'Whether the lane holds the rollout up, now or at its stage.' }),
  sentence: z.string().meta({ description: 'Where it stands, with its number, and what to do.' }),
  needed_before: z
    .enum(stages)
    .nullable()
    .meta({ description: 'The first stage that is not entered without it; null where it is not needed.' }),
  required_because: z.array(z.string()),
});
export type LaneView = z.output<typeof laneViewSchema>;

/** The evidence of a request as machines read it. */
export const evidenceViewShape = {
  evidence: z.array(pieceSchema).meta({ description: 'All that was shown, taken back pieces too.' }),
  lanes: z.array(laneViewSchema).meta({ description: 'What holds up first, then the worst.' }),
  stops: z
    .array(z.strictObject({ lane, sentence: z.string() }))
    .meta({ description: 'While there is one, nobody can approve it.' }),
  evidence_clear: z.boolean().meta({ description: 'Whether no lane holds anything up.' }),
};
const evidenceViewSchema = z.strictObject(evidenceViewShape);
export type EvidenceView = z.output<typeof evidenceViewSchema>;

const moment = (at: number): string => new Date(at).toISOString();

function proofView({ proof }: EvidenceRecord) {
  const none = { title: null, url: null, measured: null, threshold: null };
  if (proof.kind === 'results') {
    const { format, suite, ranAt, total, passed, failed, errored, skipped, metrics, bytes } = proof.results;
    return {
      ...none,
      format,
      suite,
      ran_at: ranAt === null ? null : moment(ranAt),
      counts: { total, passed, failed, errored, skipped },
      metrics: { ...metrics },
      digest: proof.results.digest,
      bytes,
    };
  }
  const { title = null, url = null, measured = null, threshold = null } = proof.claim;
  const noFile = { format: null, suite: null, ran_at: null, counts: null, metrics: null };
  return { title, url, measured, threshold, ...noFile, digest: null, bytes: null };
}

function standingView({
  standing,
  superseded,
}: Pick<Piece, 'standing' | 'superseded'>): PieceView['standing'] {
  if (standing !== 'current') return standing;
  return superseded ? 'superseded' : 'counts';
}

function pieceView(
  record: EvidenceRecord,
  piece: Piece | undefined,
  hints: readonly Hint[],
  packet: Request['packet'],
): PieceView {
  const check = piece?.check ?? checkOf(record, thresholdsOf(packet));
  return {
    id: record.id,
    lane: record.lane,
    kind: record.proof.kind,
    by: record.by,
    at: moment(record.attachedAt),
    packet: record.packet,
    standing: piece ? standingView(piece) : 'withdrawn',
    finding: check.finding,
    sentence: checkWords(check),
    ...proofView(record),
    hints: hints.filter(({ evidence }) => evidence === record.id).map(hintWords),
  };
}

export function laneView(standing: LaneStanding): LaneView {
  const { lane: name, finding, blocks, required } = standing;
  const isNeeded = blocks || required.length > 0;
  return {
    lane: name,
    finding,
    blocks,
    sentence: laneSentence(standing),
    needed_before: isNeeded ? lanes[name].before : null,
    required_because: [...required],
  };
}

/** What is taken out of service has nothing to prove. */
function worthOf(request: Request, policy: Pick<Policy, 'evidence'>, now: number): EvidenceVerdict {
  const verdict = evidenceOf(request, policy, now);
  if (request.change.kind !== 'retirement') return verdict;
  const given = verdict.lanes.filter(({ pieces }) => pieces.length > 0);
  return { ...verdict, lanes: given, clear: given.every(({ finding }) => finding !== 'failed') };
}

/** What a request's evidence is worth at `now`, epoch ms. */
export function evidenceView(request: Request, policy: Pick<Policy, 'evidence'>, now: number): EvidenceView {
  const verdict = worthOf(request, policy, now);
  const pieces = new Map(
    verdict.lanes.flatMap((standing) => standing.pieces.map((piece) => [piece.record.id, piece] as const)),
  );
  return {
    evidence: recordsOf(request).map((record) =>
      pieceView(record, pieces.get(record.id), verdict.hints, request.packet),
    ),
    lanes: verdict.lanes.map(laneView),
    stops: stopsOn(request, policy, now).map(({ lane: name, sentence }) => ({ lane: name, sentence })),
    evidence_clear: verdict.clear,
  };
}
