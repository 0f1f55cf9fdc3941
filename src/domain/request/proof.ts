import { type Blocker, blockersOf } from '../evidence/blockers.ts';
import { worseFinding } from '../evidence/check.ts';
import { type Stop, stopsOf } from '../evidence/evidence-gate.ts';
import { type Attachment, claimRecord, type EvidenceRecord, runDigest } from '../evidence/evidence-record.ts';
import { type EvidenceVerdict, judgeEvidence, type LaneStanding } from '../evidence/judge.ts';
import type { Finding } from '../fallback/findings.ts';
import { canonicalJson } from '../packet/digest.ts';
import type { Evidence, Packet, Proposal } from '../packet/schema.ts';
import type { Policy } from '../policy.ts';
import type { Tier } from '../words.ts';
import { fallbackBlockers, isNamedBy } from './fallback-blockers.ts';
import type { Refusal } from './refusal.ts';
import type { RequestBase } from './request.ts';

/** What a request's evidence is worth: what its packet lists, and what was attached since. */

type Proven = Pick<RequestBase, 'packet' | 'bound' | 'evidence' | 'attached' | 'listedFor' | 'earlier'> &
  Pick<RequestBase, 'requester' | 'submittedAt' | 'assessment' | 'expands'>;

/** What a listed piece is called where an attached one has its id. */
const listedId = (index: number): string => `listed-${index + 1}`;

type Listed = Omit<Attachment, 'id'>;

/** For which packet each listed piece was given, by whom and when; as the request was filed where nothing else is kept. */
const listings = ({ evidence, listedFor, bound, requester, submittedAt }: Proven): readonly Listed[] =>
  listedFor ?? evidence.map(() => ({ packet: bound.packetDigest, attachedAt: submittedAt, by: requester }));

/** Everything that was shown for a request, the listed pieces first; taken back ones too. */
export function recordsOf(request: Proven): EvidenceRecord[] {
  const listed = listings(request);
  const claims = request.evidence.flatMap((piece, index) => {
    const given = listed[index];
    return given ? [claimRecord(piece, { id: listedId(index), ...given })] : [];
  });
  return [...claims, ...(request.attached ?? [])];
}

/**
 * To whom and to which packet the pieces of an edited list belong: what stood there before stays what it was shown for,
 * so that listing it again proves nothing of another packet.
 */
export function listedAfter(
  request: Proven,
  evidence: readonly Evidence[],
  now: { readonly packet: string; readonly at: number; readonly by: string },
): Listed[] {
  const before = listings(request);
  const known = new Map(
    request.evidence.map((piece, index) => [canonicalJson(piece), before[index]] as const),
  );
  return evidence.map(
    (piece) => known.get(canonicalJson(piece)) ?? { packet: now.packet, attachedAt: now.at, by: now.by },
  );
}

/** The digests for which evidence counts: of the packet, and of revisions before it that run the same. */
function packetsThatCount(
  digest: string,
  packet: Packet,
  earlier: Proven['earlier'] = [],
): ReadonlySet<string> {
  if (earlier.length === 0) return new Set([digest]);
  const own = runDigest(packet);
  return new Set([digest, ...earlier.filter(({ runs }) => runs === own).map((one) => one.packet)]);
}

/** Every lane of a request as it stands at `now` (epoch ms). What asks to go on is judged by what it lists itself. */
export function evidenceOf(request: Proven, policy: Pick<Policy, 'evidence'>, now: number): EvidenceVerdict {
  const verdict = judgeEvidence({
    packet: request.packet,
    tier: request.assessment.tier,
    evidence: recordsOf(request),
    alsoRequired: policy.evidence.alsoRequired,
    freshness: policy.evidence.freshness,
    packets: packetsThatCount(request.bound.packetDigest, request.packet, request.earlier),
    now,
  });
  if (!request.expands) return verdict;
  const lanes = verdict.lanes.filter(({ pieces }) => pieces.length > 0);
  return { ...verdict, lanes, clear: lanes.every(({ blocks }) => !blocks) };
}

/** The stop conditions that evidence trips. */
export const stopsIn = ({ lanes }: EvidenceVerdict): Stop[] => stopsOf(lanes);

/** The stop conditions that hold a request up at `now` (epoch ms), whatever its reviewers say. */
export const stopsOn = (
  request: Proven & Pick<RequestBase, 'change'>,
  policy: Pick<Policy, 'evidence'>,
  now: number,
): Stop[] => (provesNothing(request) ? [] : stopsIn(evidenceOf(request, policy, now)));

export interface BlockingFacts {
  readonly tier: Tier;
  readonly policy: Pick<Policy, 'evidence'>;
  /** What the packet's fallbacks lead to. */
  readonly fallbacks: readonly Finding[];
  /** Epoch ms. */
  readonly at: number;
  /** The digest of the packet that is proposed. */
  readonly packet: string;
  /** The request that is edited; null where one is filed. */
  readonly revised: Proven | null;
  /** What is shown beside what the proposal lists, such as files of results that are attached with it. */
  readonly shown?: readonly EvidenceRecord[];
}

/** A packet that is taken out of service, or only looked at, has nothing to prove. */
const provesNothing = ({ change }: Pick<Proposal, 'change'>): boolean => change.kind === 'retirement';

function recordsAfter(
  proposal: Proposal,
  { packet, at, revised, shown = [] }: BlockingFacts,
): EvidenceRecord[] {
  const now = { packet, at, by: revised?.requester ?? 'requester' };
  if (!revised)
    return [
      ...proposal.evidence.map((piece, index) =>
        claimRecord(piece, { id: listedId(index), packet, attachedAt: at, by: now.by }),
      ),
      ...shown,
    ];
  const listed = listedAfter(revised, proposal.evidence, now);
  return [...recordsOf({ ...revised, evidence: proposal.evidence, listedFor: listed }), ...shown];
}

/** Every lane of a proposal as it would stand if it were filed now. */
export function evidenceAhead(
  proposal: Proposal,
  facts: BlockingFacts,
  earlier: Proven['earlier'] = [],
): EvidenceVerdict {
  if (provesNothing(proposal)) return { clear: true, lanes: [], hints: [] };
  const { tier, policy, at, packet } = facts;
  return judgeEvidence({
    packet: proposal.packet,
    tier,
    evidence: recordsAfter(proposal, facts),
    alsoRequired: policy.evidence.alsoRequired,
    freshness: policy.evidence.freshness,
    packets: packetsThatCount(packet, proposal.packet, earlier),
    now: at,
  });
}

/** What stops a proposal before anybody is asked: the blockers of its surfaces and the stop conditions of its tests. */
export function blockedBy(
  proposal: Proposal,
  facts: BlockingFacts,
  earlier: Proven['earlier'] = [],
): Extract<Refusal, { reason: 'blocked' }> | null {
  if (provesNothing(proposal)) return null;
  const { packet } = proposal;
  const { tier, fallbacks } = facts;
  const ofSurfaces = blockersOf({ packet, tier, unapproved: [] });
  const isNamed = isNamedBy(fallbacks);
  const blockers: readonly Blocker[] = [
    ...ofSurfaces.filter((blocker) => !isNamed(blocker)),
    ...fallbackBlockers(fallbacks),
  ];
  const { lanes } = evidenceAhead(proposal, facts, earlier);
  const stops = stopsOf(lanes);
  return blockers.length + stops.length === 0 ? null : { reason: 'blocked', blockers, stops };
}

/**
 * Of what evidence shows before, and after, a change of it: the lanes that got worse. A lane about which nothing is known
 * any more is one of them, though nobody asks for it.
 */
export function lanesThatFell(
  before: readonly LaneStanding[],
  after: readonly LaneStanding[],
): LaneStanding['lane'][] {
  const findingsOf = (standings: readonly LaneStanding[]) =>
    new Map(standings.map(({ lane, finding }) => [lane, finding]));
  const [was, is] = [findingsOf(before), findingsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].filter((lane) => {
    const [earlier, later] = [was.get(lane) ?? 'missing', is.get(lane) ?? 'missing'];
    return earlier !== later && worseFinding(earlier, later) === later;
  });
}
