import type { EvidenceRecord } from '../evidence/evidence-record.ts';
import { concernedRoles } from '../packet/diff.ts';
import { digestOf } from '../packet/digest.ts';
import { reviewTimes } from '../reminders.ts';
import type { DecisionContext, RequestCommand } from './commands.ts';
import type { EvidenceConsequence } from './events.ts';
import type { Decision } from './filing.ts';
import { evidenceOf, lanesThatFell } from './proof.ts';
import type { Refusal } from './refusal.ts';
import type { Approved, FallenApproval, InReview, Request } from './request.ts';
import { awaitedRoles } from './standing.ts';

type Attach = Extract<RequestCommand, { type: 'attach_evidence' }>;
type Withdraw = Extract<RequestCommand, { type: 'withdraw_evidence' }>;

/** More than this nobody reads, and a machine that runs wild is stopped. */
export const mostAttached = 500;

/** The one role that can take back what somebody else attached, and be held to it. */
const keeper = 'security';

/** Evidence is given while something is decided on it: in review, and until what was approved is over. */
const takesEvidence = (state: Request): state is InReview | Approved =>
  state.status === 'in_review' || state.status === 'approved';

/** The evidence set that a decision is bound to: what is listed, and what was attached and stands. */
export function evidenceDigest({ evidence, attached = [] }: Pick<Request, 'evidence' | 'attached'>): string {
  const standing = attached.filter(({ withdrawn }) => !withdrawn);
  return digestOf(standing.length === 0 ? evidence : { evidence, attached: standing });
}

/** An approval rests on what its giver saw: where a lane got worse, those whose material it is decide again. */
function consequence(
  before: InReview | Approved,
  attached: readonly EvidenceRecord[],
  { at, policy }: DecisionContext,
): EvidenceConsequence {
  if (before.status === 'approved') return { bound: before.bound, fell: [], askedAgain: [] };
  const after = { ...before, attached };
  const worse = lanesThatFell(evidenceOf(before, policy, at).lanes, evidenceOf(after, policy, at).lanes);
  const concerned = new Set(concernedRoles([], worse));
  const fell = before.approvals
    .filter(({ role }) => concerned.has(role))
    .map(({ role, person }): FallenApproval => ({ role, person, because: 'evidence_fell' }));
  const kept = before.approvals.filter(
    (given) => !fell.some(({ role, person }) => role === given.role && person === given.person),
  );
  const wasAwaited = new Set(awaitedRoles(before));
  const askedAgain = awaitedRoles({ ...before, approvals: kept }).filter((role) => !wasAwaited.has(role));
  return {
    bound: { ...before.bound, evidenceDigest: evidenceDigest(after) },
    fell,
    askedAgain,
    ...(askedAgain.length > 0 ? { times: reviewTimes(at, before.assessment.tier, policy) } : {}),
  };
}

/** Reviewers weigh what the requester says; after them nobody does, so that then only what was measured counts. */
const isOwnWord = ({ status, requester, editors }: Request, { proof }: Attach, person: string): boolean =>
  status === 'approved' && proof.kind === 'claim' && (person === requester || editors.includes(person));

/** Anybody of the workspace and any machine may show something; who did stands with it. */
export function attachEvidence(state: Request, command: Attach, context: DecisionContext): Decision {
  if (!takesEvidence(state)) return { refusal: { reason: 'closed', status: state.status } };
  if (state.expands) return { refusal: { reason: 'expansion_fixed', request: state.expands.request } };
  const { actor, at } = context;
  if (actor.standing !== 'member')
    return { refusal: { reason: 'standing', standing: actor.standing, role: 'ai_platform' } };
  if (isOwnWord(state, command, actor.person)) return { refusal: { reason: 'evidence_own_word' } };
  const attached = state.attached ?? [];
  if (attached.length >= mostAttached) return { refusal: { reason: 'evidence_full', most: mostAttached } };
  const { lane, proof, packet } = command;
  const record: EvidenceRecord = {
    id: `E-${attached.length + 1}`,
    lane,
    packet: packet ?? state.bound.packetDigest,
    attachedAt: at,
    by: actor.person,
    withdrawn: false,
    proof,
  };
  return {
    events: [{ type: 'evidence_attached', record, ...consequence(state, [...attached, record], context) }],
  };
}

/** Nobody takes back for security what somebody else showed against what they asked for or edited themselves. */
function notTheirs(
  { requester, editors }: Request,
  { by }: EvidenceRecord,
  { actor }: DecisionContext,
): Refusal | null {
  if (by === actor.person) return null;
  if (actor.standing !== 'member' || !actor.roles.includes(keeper))
    return { reason: 'evidence_of_another', by };
  if (actor.person === requester) return { reason: 'own_request', role: keeper };
  return editors.includes(actor.person) ? { reason: 'edited_request', role: keeper } : null;
}

/** Taken back by whoever gave it, or by security: it stays in the record, and counts no more. */
export function withdrawEvidence(state: Request, command: Withdraw, context: DecisionContext): Decision {
  if (!takesEvidence(state)) return { refusal: { reason: 'closed', status: state.status } };
  const { evidence, reason } = command;
  const record = state.attached?.find(({ id }) => id === evidence);
  if (!record) return { refusal: { reason: 'evidence_unknown', evidence } };
  if (record.withdrawn) return { refusal: { reason: 'evidence_withdrawn', evidence } };
  const refusal = notTheirs(state, record, context);
  if (refusal) return { refusal };
  const attached = withoutPiece(state.attached ?? [], evidence);
  const { person: by } = context.actor;
  return {
    events: [{ type: 'evidence_withdrawn', evidence, by, reason, ...consequence(state, attached, context) }],
  };
}

export const withoutPiece = (attached: readonly EvidenceRecord[], id: string): EvidenceRecord[] =>
  attached.map((record) => (record.id === id ? { ...record, withdrawn: true } : record));
