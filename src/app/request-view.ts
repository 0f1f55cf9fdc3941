import { z } from 'zod';
import { findingText, troubles } from '../domain/fallback/findings.ts';
import type { Policy } from '../domain/policy.ts';
import type { Request } from '../domain/request/request.ts';
import { awaitedRoles, filling } from '../domain/request/standing.ts';
import { conditionId } from '../domain/route/owed-conditions.ts';
import { exposures, reasonCategories, reviewRoles, tiers } from '../domain/words.ts';
import { evidenceView, evidenceViewShape } from './evidence-view.ts';

const person = z.string().meta({ description: 'A Slack member id, or "system".' });
const time = z.iso.datetime();
const role = z.enum(reviewRoles);
const tier = z.enum(tiers);
const exposure = z.enum(exposures);
const digest = z.string().regex(/^[0-9a-f]{64}$/);

const conditionSchema = z.strictObject({
  text: z.string(),
  owner: z.string(),
  due: z.string().meta({ examples: ['2026-10-12'] }),
  met: z
    .strictObject({ by: person, at: time, proof: z.string() })
    .nullable()
    .meta({ description: 'Who said when that it is kept, and what shows it; null while it is owed.' }),
});
const decisionSchema = z.strictObject({
  decision: z.enum(['approve', 'approve_with_conditions', 'request_changes', 'reject']),
  role,
  person,
  on_behalf_of: person
    .nullable()
    .meta({ description: 'Who holds the role and is away, where a delegate decided.' }),
  at: time,
  reason: z.string().meta({ description: 'The comment of an approval, or why not.' }),
  category: z.enum(reasonCategories).nullable(),
  conditions: z.array(conditionSchema),
});

const emergencySchema = z.strictObject({
  called_by: person,
  joined_by: person,
  reason: z.string(),
  at: time,
  until: time,
  skipped: z.array(role).meta({ description: 'Roles that had not decided.' }),
  after_review: z
    .strictObject({ by: person, at: time, stays: z.boolean(), note: z.string() })
    .nullable()
    .meta({ description: 'Null until somebody else has looked at it.' }),
});

const findingSchema = z.strictObject({
  trouble: z.enum(troubles),
  what: z.string().meta({ description: 'What is reached, by its name.' }),
  path: z.array(z.string()).meta({ description: 'The way there; its middle is left out where it is long.' }),
  hops: z
    .int()
    .nonnegative()
    .meta({ description: 'How often what serves changes on the way; 0 is its own model.' }),
  detail: z.string(),
  text: z.string().meta({ description: 'All of it in a sentence.' }),
});

/** A request as machines read it. What a status does not have is null. */
export const requestViewSchema = z.strictObject({
  id: z.string().meta({ examples: ['R-142'] }),
  route: z.string(),
  status: z.enum(['in_review', 'approved', 'rejected', 'withdrawn', 'expired', 'lapsed']),
  revision: z.int().positive(),
  requester: person,
  editors: z.array(person),
  tier,
  tier_reasons: z.array(z.strictObject({ rule: z.string(), tier, reason: z.string() })),
  raised_to: tier.nullable(),
  lowered: z.strictObject({ to: tier, by: person, reason: z.string() }).nullable(),
  slots: z.array(
    z.strictObject({
      role,
      people: z.int().positive().meta({ description: 'How many people have to approve for this role.' }),
      reasons: z.array(z.string()),
      filled_by: z.array(person),
    }),
  ),
  waiting_for: z.array(role).meta({ description: 'Roles that still have to decide; empty once decided.' }),
  people_lacking: z
    .int()
    .nonnegative()
    .meta({ description: 'How many more different people must approve, beyond the slots.' }),
  decisions: z.array(decisionSchema).meta({ description: 'Decisions that stand, the oldest first.' }),
  fallen: z
    .array(
      z.strictObject({
        role,
        person,
        because: z.enum(['material_changed', 'tier_rose', 'became_editor', 'evidence_fell']),
      }),
    )
    .meta({ description: 'Approvals that the last edit took away.' }),
  reaches: exposure.meta({ description: 'How far one approval reaches.' }),
  expands: z.strictObject({ request: z.string(), from: exposure, to: exposure }).nullable(),
  submitted_at: time,
  revised_at: time,
  due_at: time.nullable(),
  expires_at: time.nullable(),
  decided_at: time.nullable(),
  use_by: time.nullable().meta({ description: 'Until when an approved rollout has to be started.' }),
  used: z.strictObject({ by: person, at: time }).nullable(),
  withdrawn: z.strictObject({ by: person, reason: z.string() }).nullable(),
  emergency: emergencySchema
    .nullable()
    .meta({ description: 'Set where two people let it out before its reviews.' }),
  ...evidenceViewShape,
  fallbacks: z.array(findingSchema).meta({
    description: 'What its fallbacks led to, when it was filed or last edited, that reviewers should know.',
  }),
  fallback_graph: z.string().meta({
    description:
      'Where its fallbacks lead now, as text that any Mermaid viewer draws; what must not be reached is marked.',
  }),
  digests: z.strictObject({
    packet: digest,
    evidence: digest,
    rollout: digest,
    policy: z.string(),
  }),
  packet: z.unknown().meta({ $ref: '#/components/schemas/Packet' }),
});
export type RequestView = z.output<typeof requestViewSchema>;
type Decision = RequestView['decisions'][number];

const moment = (at: number): string => new Date(at).toISOString();

/** The conditions of each approval, with what became of them. */
function conditionsGiven(request: Request): Decision['conditions'][] {
  let number = 0;
  return request.approvals.map(({ conditions }) =>
    conditions.map(({ text, owner, due }) => {
      number += 1;
      const kept = request.kept?.find(({ id }) => id === conditionId(request.id, number));
      const met = kept ? { by: kept.by, at: moment(kept.at), proof: kept.proof } : null;
      return { text, owner, due, met };
    }),
  );
}

function decisionsOf(request: Request): Decision[] {
  const promised = conditionsGiven(request);
  const approvals = request.approvals.map(
    ({ role: of, person: by, actsFor, at, conditions, comment }, index): Decision & { time: number } => ({
      decision: conditions.length > 0 ? 'approve_with_conditions' : 'approve',
      role: of,
      person: by,
      on_behalf_of: actsFor ?? null,
      at: moment(at),
      reason: comment,
      category: null,
      conditions: promised[index] ?? [],
      time: at,
    }),
  );
  const rejection =
    request.status === 'rejected' ? [{ ...request.rejection, decision: 'reject' as const }] : [];
  const objections = [
    ...request.objections.map((given) => ({ ...given, decision: 'request_changes' as const })),
    ...rejection,
  ].map(({ decision, role: of, person: by, actsFor, at, reason, category }) => ({
    decision,
    role: of,
    person: by,
    on_behalf_of: actsFor ?? null,
    at: moment(at),
    reason,
    category,
    conditions: [],
    time: at,
  }));
  return [...approvals, ...objections]
    .toSorted((left, right) => left.time - right.time)
    .map(({ time: _time, ...decision }) => decision);
}

function timesOf(request: Request): Pick<RequestView, 'due_at' | 'expires_at' | 'decided_at' | 'use_by'> {
  const none = { due_at: null, expires_at: null, decided_at: null, use_by: null };
  switch (request.status) {
    case 'in_review':
      return { ...none, due_at: moment(request.times.dueAt), expires_at: moment(request.expiresAt) };
    case 'approved':
      return { ...none, decided_at: moment(request.approvedAt), use_by: moment(request.useBy) };
    case 'lapsed':
      return { ...none, decided_at: moment(request.approvedAt) };
    case 'rejected':
      return { ...none, decided_at: moment(request.rejection.at) };
    case 'withdrawn':
    case 'expired':
      return { ...none, decided_at: moment(request.at) };
  }
}

function slotsOf(request: Request): Pick<RequestView, 'slots' | 'waiting_for' | 'people_lacking'> {
  const { filled, peopleLacking } = filling(request);
  const open = request.status === 'in_review';
  return {
    slots: request.assessment.slots.map(({ role: of, count, reasons }) => ({
      role: of,
      people: count,
      reasons: [...reasons],
      filled_by: filled.filter((one) => one.role === of).map((one) => one.person),
    })),
    waiting_for: open ? awaitedRoles(request) : [],
    people_lacking: open ? peopleLacking : 0,
  };
}

function emergencyOf(request: Request): RequestView['emergency'] {
  if (request.status !== 'approved' || !request.emergency) return null;
  const { calledBy, joinedBy, reason, at, until, skipped, review } = request.emergency;
  return {
    called_by: calledBy.person,
    joined_by: joinedBy.person,
    reason,
    at: moment(at),
    until: moment(until),
    skipped: [...skipped],
    after_review: review && {
      by: review.by,
      at: moment(review.at),
      stays: review.stays,
      note: review.note,
    },
  };
}

export interface ViewFacts {
  readonly policy: Pick<Policy, 'evidence'>;
  /** Epoch ms. */
  readonly now: number;
  /** Drawn by who knows the routes. */
  readonly fallbackGraph: string;
}

/** What a request is now. Its `packet` is what a packet file holds, so that it can be edited and sent back. */
export function requestView(request: Request, { policy, now, fallbackGraph }: ViewFacts): RequestView {
  const { assessment, bound, lowered, expands } = request;
  return {
    id: request.id,
    route: request.route,
    status: request.status,
    revision: bound.revision,
    requester: request.requester,
    editors: [...request.editors],
    tier: assessment.tier,
    tier_reasons: assessment.reasons.map(({ rule, tier: of, reason }) => ({ rule, tier: of, reason })),
    raised_to: request.raisedTo,
    lowered: lowered && { to: lowered.to, by: lowered.by, reason: lowered.reason },
    ...slotsOf(request),
    decisions: decisionsOf(request),
    fallen: request.fallen.map(({ role: of, person: by, because }) => ({ role: of, person: by, because })),
    reaches: assessment.reaches,
    expands: expands ? { request: expands.request, from: expands.from, to: expands.to } : null,
    submitted_at: moment(request.submittedAt),
    revised_at: moment(request.revisedAt),
    ...timesOf(request),
    used:
      request.status === 'approved' && request.used
        ? { by: request.used.by, at: moment(request.used.at) }
        : null,
    emergency: emergencyOf(request),
    withdrawn: request.status === 'withdrawn' ? { by: request.by, reason: request.reason } : null,
    ...evidenceView(request, policy, now),
    fallbacks: (assessment.fallbacks ?? []).map((finding) => ({
      trouble: finding.trouble,
      what: finding.what,
      path: [...finding.path],
      hops: finding.hops,
      detail: finding.detail,
      text: findingText(finding),
    })),
    fallback_graph: fallbackGraph,
    digests: {
      packet: bound.packetDigest,
      evidence: bound.evidenceDigest,
      rollout: bound.rolloutDigest,
      policy: assessment.policyDigest,
    },
    packet: { ...request.packet, change: request.change, evidence: request.evidence },
  };
}
