import { type EvidenceRecord, runDigest } from '../evidence/evidence-record.ts';
import type { EvidenceVerdict } from '../evidence/judge.ts';
import { concernedRoles, diffPackets, weakenedLanes } from '../packet/diff.ts';
import { canonicalJson, digestOf } from '../packet/digest.ts';
import type { Proposal } from '../packet/schema.ts';
import { reviewTimes } from '../reminders.ts';
import { isHigher } from '../risk.ts';
import type { ReviewRole } from '../words.ts';
import { assess } from './assess.ts';
import type { DecisionContext, RequestCommand } from './commands.ts';
import { evidenceDigest } from './evidence.ts';
import { type Decision, objectionTo } from './filing.ts';
import { type BlockingFacts, blockedBy, evidenceAhead, listedAfter } from './proof.ts';
import type { Refusal } from './refusal.ts';
import type { Assessment, Bound, FallenApproval, InReview, RequestBase } from './request.ts';
import { awaitedRoles, boundOf } from './standing.ts';

type Revise = Extract<RequestCommand, { type: 'revise_request' }>;

export interface EditOutcome {
  readonly assessment: Assessment;
  readonly changed: readonly string[];
  readonly fell: readonly FallenApproval[];
  readonly askedAgain: readonly ReviewRole[];
}

/** The requester, and the people whom the packet names as its owners; nobody where an approved packet is asked about. */
export function mayEdit(
  request: Pick<InReview, 'requester' | 'packet' | 'expands'>,
  person: string,
): boolean {
  if (request.expands) return false;
  const { business, technical } = request.packet.owners;
  return person === request.requester || person === business || person === technical;
}

/**
 * What an edit does to the decisions that stand: only those fall whose material changed, all of them when the
 * tier rises, and those of somebody who now edits. Used before submitting, too, to say so in the form.
 */
export function outcomeOfEdit(
  state: InReview,
  command: Pick<Revise, 'proposal' | 'raiseTo'>,
  context: DecisionContext,
): EditOutcome {
  const { proposal, raiseTo } = command;
  const stays = state.lowered && !isHigher(state.lowered.to, state.assessment.tier) ? state.lowered.to : null;
  const changes = diffPackets(state.packet, proposal.packet);
  const lanes = weakenedLanes(state.evidence, proposal.evidence);
  const concerned = new Set(concernedRoles(changes, lanes));
  // What security lowered holds only for the material it looked at.
  const lowerTo = concerned.size === 0 ? stays : null;
  const { policy, fallbacks } = context;
  const assessment = assess(proposal, state.baseline, policy, { raiseTo, lowerTo }, fallbacks);
  const tierRose = isHigher(assessment.tier, state.assessment.tier);
  const fell = state.approvals.flatMap(({ role, person }): FallenApproval[] => {
    if (person === context.actor.person) return [{ role, person, because: 'became_editor' }];
    if (tierRose) return [{ role, person, because: 'tier_rose' }];
    return concerned.has(role) ? [{ role, person, because: 'material_changed' }] : [];
  });
  const kept = state.approvals.filter(
    (given) => !fell.some((fallen) => fallen.role === given.role && fallen.person === given.person),
  );
  const wasAwaited = new Set(awaitedRoles(state));
  const objected = new Set(state.objections.map((objection) => objection.role));
  const awaited = awaitedRoles({ ...state, assessment, approvals: kept, objections: [] });
  return {
    assessment,
    changed: changes.map((change) => change.field.label),
    fell,
    askedAgain: awaited.filter((role) => !wasAwaited.has(role) || objected.has(role)),
  };
}

function changesNothing(state: InReview, command: Revise): boolean {
  const { packet, change, evidence } = command.proposal;
  return (
    canonicalJson({ packet, change, evidence }) ===
      canonicalJson({ packet: state.packet, change: state.change, evidence: state.evidence }) &&
    command.raiseTo === state.raisedTo
  );
}

/** What the attached evidence is a part of stays a part of what is decided on. */
function boundAfter(state: InReview, proposal: Proposal): Bound {
  const { attached } = state;
  const bound = boundOf(state.bound.revision + 1, proposal);
  return attached ? { ...bound, evidenceDigest: evidenceDigest({ ...proposal, attached }) } : bound;
}

/** The revisions so far, and for which packet each listed piece of evidence was given. */
function provenBefore(
  state: InReview,
  { packet, evidence }: Proposal,
  { at, actor }: DecisionContext,
): Pick<RequestBase, 'listedFor' | 'earlier'> {
  const left = { packet: state.bound.packetDigest, runs: runDigest(state.packet) };
  const others = (state.earlier ?? []).filter((one) => one.packet !== left.packet);
  const listedFor = listedAfter(state, evidence, { packet: digestOf(packet), at, by: actor.person });
  return { ...(listedFor.length > 0 ? { listedFor } : {}), earlier: [...others, left] };
}

/** What an edit's evidence is judged by, and the earlier revisions that it counts for, too. */
function factsOfEdit(
  state: InReview,
  proposal: Proposal,
  { tier }: Assessment,
  context: DecisionContext,
): readonly [BlockingFacts, RequestBase['earlier']] {
  const { policy, at, fallbacks = [] } = context;
  const facts = { tier, policy, fallbacks, at, packet: digestOf(proposal.packet), revised: state };
  return [facts, provenBefore(state, proposal, context).earlier];
}

/** Why an edit could not be filed; null if it could. `shown` is what would be attached with it. */
export function blockedEdit(
  state: InReview,
  proposal: Proposal,
  assessment: Assessment,
  context: DecisionContext,
  shown: readonly EvidenceRecord[] = [],
): Refusal | null {
  const [facts, earlier] = factsOfEdit(state, proposal, assessment, context);
  return blockedBy(proposal, { ...facts, shown }, earlier);
}

/** Every lane as it would stand after an edit. */
export function evidenceAfterEdit(
  state: InReview,
  proposal: Proposal,
  assessment: Assessment,
  context: DecisionContext,
  shown: readonly EvidenceRecord[] = [],
): EvidenceVerdict {
  const [facts, earlier] = factsOfEdit(state, proposal, assessment, context);
  return evidenceAhead(proposal, { ...facts, shown }, earlier);
}

/** Edit and resubmit: a new revision on the same baseline. */
export function decideRevision(state: InReview, command: Revise, context: DecisionContext): Decision {
  if (state.expands) return { refusal: { reason: 'expansion_fixed', request: state.expands.request } };
  const { proposal, raiseTo } = command;
  const { person } = context.actor;
  if (!mayEdit(state, person))
    return { refusal: { reason: 'not_the_requester', requester: state.requester } };
  if (command.revision !== state.bound.revision)
    return { refusal: { reason: 'stale_revision', seen: command.revision, current: state.bound.revision } };
  if (proposal.packet.route !== state.route)
    return { refusal: { reason: 'route_renamed', route: state.route } };
  if (changesNothing(state, command)) return { refusal: { reason: 'nothing_changes' } };
  const outcome = outcomeOfEdit(state, command, context);
  const objection =
    objectionTo(proposal, state.baseline, outcome.assessment, context.policy) ??
    blockedEdit(state, proposal, outcome.assessment, context);
  if (objection) return { refusal: objection };
  const times =
    outcome.askedAgain.length > 0
      ? reviewTimes(context.at, outcome.assessment.tier, context.policy)
      : state.times;
  return {
    events: [
      {
        type: 'request_revised',
        editor: person,
        change: proposal.change,
        packet: proposal.packet,
        evidence: proposal.evidence,
        bound: boundAfter(state, proposal),
        raisedTo: raiseTo,
        ...outcome,
        times,
        ...provenBefore(state, proposal, context),
      },
    ],
  };
}
