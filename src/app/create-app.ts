import type { EvidenceRecord } from '../domain/evidence/evidence-record.ts';
import { diffPackets } from '../domain/packet/diff.ts';
import { digestOf } from '../domain/packet/digest.ts';
import { weaknesses } from '../domain/packet/lint.ts';
import type { Packet, Proposal } from '../domain/packet/schema.ts';
import { assess } from '../domain/request/assess.ts';
import { objectionTo } from '../domain/request/filing.ts';
import { blockedBy, evidenceAhead } from '../domain/request/proof.ts';
import { blockedEdit, evidenceAfterEdit, outcomeOfEdit } from '../domain/request/revision.ts';
import type { RouteEvent } from '../domain/route/events.ts';
import { evolveRoute } from '../domain/route/evolve.ts';
import { nextRouteTimer } from '../domain/route/timers.ts';
import type { Tier } from '../domain/words.ts';
import type { Outcome } from '../ports/store.ts';
import type { App, Preview, Shown } from './app.ts';
import { askExpansion } from './ask-expansion.ts';
import { fallbackFindings, fallbackReach } from './fallback-reach.ts';
import { handleAbsence } from './handle-absence.ts';
import { handleCommand, ofRequest, type Surroundings, submitRequest } from './handle-command.ts';
import { handleRouteCommand } from './handle-route-command.ts';

async function registerRoute(id: string, packet: Packet, by: string, around: Surroundings): Promise<Outcome> {
  const { store, clock } = around;
  const subject = packet.route;
  const before = await store.outcomeOf(id);
  if (before) return ofRequest(before);
  if (await store.route(subject))
    return { ok: false, subject, refusal: { reason: 'route_exists', route: subject } };
  const at = clock.now();
  const event: RouteEvent = { type: 'route_registered', packet, digest: digestOf(packet), by };
  const state = evolveRoute(null, event, at);
  if (!state) return { ok: false, subject, refusal: { reason: 'route_unknown', route: subject } };
  const result = await store.commit({
    commandId: id,
    at,
    actor: by,
    outcome: { ok: true, subject },
    streams: [
      {
        kind: 'route',
        stream: `route:${subject}`,
        expectedVersion: 0,
        events: [event],
        state,
        dueAt: nextRouteTimer(state, around.policy().rollout),
      },
    ],
    jobs: [],
  });
  if (result.result === 'duplicate') return ofRequest(result.outcome);
  if (result.result === 'conflict')
    return { ok: false, subject, refusal: { reason: 'route_exists', route: subject } };
  return { ok: true, subject };
}

async function preview(
  proposal: Proposal,
  raiseTo: Tier | null,
  revising: { readonly request: string; readonly person: string } | null,
  shown: readonly Shown[],
  around: Surroundings,
): Promise<Preview> {
  const { store, clock } = around;
  const policy = around.policy();
  const { packet, evidence } = proposal;
  const edited = revising ? ((await store.request(revising.request))?.state ?? null) : null;
  const inReview = edited?.status === 'in_review' ? edited : null;
  const baseline = edited ? edited.baseline : ((await store.route(packet.route))?.state.baseline ?? null);
  const actor = { person: revising?.person ?? '', roles: [], standing: 'member' } as const;
  const at = clock.now();
  const fallbacks = await fallbackFindings(proposal, { ...around, at });
  const context = { at, actor, policy, baseline, fallbacks };
  const edit = inReview ? outcomeOfEdit(inReview, { proposal, raiseTo }, context) : null;
  const wish = { raiseTo, lowerTo: null };
  const assessment = edit?.assessment ?? assess(proposal, baseline, policy, wish, fallbacks);
  const onRoute = await store.openRequests({ route: packet.route }, { limit: 10 });
  const overlapping = onRoute.items.filter((summary) => summary.id !== revising?.request);
  const overlap =
    overlapping.length > 0
      ? [{ warning: 'overlap' as const, requests: overlapping.map((summary) => summary.id) }]
      : [];
  const digest = digestOf(packet);
  const facts = {
    tier: assessment.tier,
    policy,
    fallbacks,
    at: context.at,
    packet: digest,
    revised: null,
  };
  const ahead = shown.map((one, index): EvidenceRecord => {
    const by = revising?.person ?? 'requester';
    const attachment = { id: `shown-${index + 1}`, packet: digest, attachedAt: context.at, by };
    return { ...one, ...attachment, withdrawn: false };
  });
  return {
    baseline,
    diff: diffPackets(baseline, packet),
    assessment,
    refusal:
      objectionTo(proposal, baseline, assessment, policy) ??
      (inReview
        ? blockedEdit(inReview, proposal, assessment, context, ahead)
        : blockedBy(proposal, { ...facts, shown: ahead })),
    evidence: inReview
      ? evidenceAfterEdit(inReview, proposal, assessment, context, ahead)
      : evidenceAhead(proposal, { ...facts, shown: ahead }),
    warnings: [...weaknesses(packet, evidence), ...overlap],
    fallbacks,
    edit,
    overlapping,
  };
}

/** Joins the rules to a store, a clock and a policy. */
export function createApp(around: Surroundings): App {
  const { store, clock, policy } = around;
  return {
    store,
    clock,
    policy,
    handle: (id, command, actor) => handleCommand(id, command, actor, around),
    act: (id, act, actor) => handleRouteCommand(id, act, actor, around),
    submit: (id, filing, actor) => submitRequest(id, filing, actor, around),
    absence: (id, command, delegateMayDecide) => handleAbsence(id, command, delegateMayDecide, around),
    askExpansion: (id, route) => askExpansion(id, route, around),
    registerRoute: (id, packet, by) => registerRoute(id, packet, by, around),
    fallbacks: (packet) => fallbackReach(packet, { ...around, at: clock.now() }),
    preview: (proposal, raiseTo, revising, shown = []) => preview(proposal, raiseTo, revising, shown, around),
  };
}
