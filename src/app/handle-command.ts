import type { Effect } from '../domain/effects.ts';
import { effectsOf } from '../domain/effects-of.ts';
import type { Policy } from '../domain/policy.ts';
import { nextTimer } from '../domain/reminders.ts';
import type { Actor, RequestCommand } from '../domain/request/commands.ts';
import { decide } from '../domain/request/decide.ts';
import type { RequestEvent } from '../domain/request/events.ts';
import { evolve } from '../domain/request/evolve.ts';
import type { Refusal } from '../domain/request/refusal.ts';
import type { Request } from '../domain/request/request.ts';
import { awaitedRoles, decidedAt, titleOf } from '../domain/request/standing.ts';
import type { RouteEvent } from '../domain/route/events.ts';
import type { Clock } from '../ports/clock.ts';
import { Fault } from '../ports/fault.ts';
import type { Change, KeptOutcome, NewJob, Outcome, RequestIndex, Store, Versioned } from '../ports/store.ts';
import type { Filing } from './app.ts';
import { fallbacksProposed } from './fallback-reach.ts';
import { inOrder } from './in-order.ts';
import { askCanary, type Canary, canaryEvents } from './judge-canary.ts';
import { onItsRoute } from './on-its-route.ts';
import type { Part } from './route-part.ts';

export interface Surroundings {
  readonly store: Store;
  readonly clock: Clock;
  readonly policy: () => Policy;
  /** Called after each commit that left work behind, so that the worker need not poll. */
  readonly onWork: () => void;
  /** Called when a roll back of a route is recorded, before anything is written anywhere. Must not throw. */
  readonly onRollBack?: (route: string) => void;
  /** A policy that is tried beside the one that binds, without any say. */
  readonly canary?: Canary;
}

/** Two people at the same stream at once are normal; this many in a row mean that something else is wrong. */
const mostTries = 20;

export const streamOf = (request: string): string => `request:${request}`;

export function indexOf(state: Request, policy: Policy): RequestIndex {
  return {
    status: state.status,
    route: state.route,
    requester: state.requester,
    tier: state.assessment.tier,
    title: titleOf(state),
    openRoles: state.status === 'in_review' ? awaitedRoles(state) : [],
    submittedAt: state.submittedAt,
    decidedAt: decidedAt(state),
    dueAt: nextTimer(state, policy),
  };
}

/** These lead to the rollout's card, so they wait until it stands. */
const afterCard: ReadonlySet<RouteEvent['type']> = new Set([
  'conditions_promised',
  'condition_reminded',
  'condition_met',
  'conditions_released',
]);

/** Work on one channel or one person's messages keeps its order; work on different ones runs side by side. */
function laneOf(effect: Effect, policy: Policy): string {
  switch (effect.kind) {
    case 'card':
    case 'card_note':
      return `channel:${policy.roles[effect.role]?.channel ?? effect.role}`;
    case 'requester_message':
    case 'requester_note':
    case 'draft_message':
      return `person:${effect.person}`;
    case 'picture':
      // One line for all: pictures are worth waiting for, so that no more than one of them is ever in anybody's way.
      return 'pictures';
    case 'view_picture':
      return `view_picture:${effect.person}`;
    case 'home':
      return `home:${effect.person}`;
    case 'interaction':
      return `interaction:${effect.person}`;
    case 'urgent_interaction':
      return `urgent:${effect.person}`;
    case 'operator_message':
      return 'operators';
    case 'control':
      return `control:${effect.route}${effect.back ? ':back' : ''}`;
    case 'guardrails':
      return `guardrails:${effect.route}`;
    case 'alert_message':
      return `alert:${effect.alert}`;
    case 'rollout_card':
    case 'rollout_note':
      return `rollout:${effect.route}`;
    case 'route_note':
      return `${afterCard.has(effect.event.type) ? 'rollout' : 'route'}:${effect.route}`;
    case 'expansion_review':
      return `expansion:${effect.route}`;
    case 'emergency_message':
      return `emergency:${effect.request}`;
    case 'absence_note':
      return `person:${effect.person}`;
    case 'absence_cards':
      return `absence:${effect.absent}:${effect.person}`;
    case 'policy_note':
    case 'canary_note':
      return 'policy';
  }
}

/** Effects that only bring something up to date have a key, under which waiting ones fall together. */
function keyOf(effect: Effect): string | null {
  switch (effect.kind) {
    case 'card':
      return `card:${effect.request}:${effect.role}`;
    case 'requester_message':
      return `requester:${effect.request}`;
    case 'picture':
      return `picture:${effect.request}`;
    case 'view_picture':
      return `view_picture:${effect.view}`;
    case 'home':
      return `home:${effect.person}`;
    case 'draft_message':
      return `draft:${effect.draft}`;
    case 'control':
      return `control:${effect.route}${effect.back ? ':back' : ''}`;
    case 'alert_message':
      return `alert:${effect.alert}`;
    case 'rollout_card':
      return `rollout:${effect.request}`;
    case 'emergency_message':
      return `emergency:${effect.request}`;
    default:
      return null;
  }
}

/**
 * Jobs for effects; ids follow from the command's, so that the same command never makes a second set. The kind is
 * part of them: a stored click and what the decision on it brings about come from one command, and are not one job.
 */
export function jobsFor(effects: readonly Effect[], commandId: string, at: number, policy: Policy): NewJob[] {
  return effects.map((effect, index) => ({
    id: `${commandId}/${effect.kind}/${index}`,
    lane: laneOf(effect, policy),
    key: keyOf(effect),
    effect,
    dueAt: at,
  }));
}

/** The outcome of a request's command. Throws a Fault where the id was a command's on a route. */
export function ofRequest(outcome: KeptOutcome): Outcome {
  if ('routeRefusal' in outcome) throw new Fault('invalid', 'this command id belongs to a route');
  return outcome;
}

interface Attempt {
  readonly id: string;
  readonly command: RequestCommand;
  readonly actor: Actor;
  readonly usedDraft: string | null;
}

function refusalEvent(attempt: Attempt, refusal: Refusal): RequestEvent {
  return { type: 'action_refused', by: attempt.actor.person, action: attempt.command.type, refusal };
}

interface Decided {
  readonly state: Request;
  readonly events: readonly RequestEvent[];
  /** What it does to the route in the same change. */
  readonly beside: Part | null;
  readonly outcome: Outcome;
}

function changeOf(
  attempt: Attempt,
  loaded: Versioned<Request> | null,
  { state, events, beside, outcome }: Decided,
  at: number,
  policy: Policy,
): Change {
  return {
    commandId: attempt.id,
    at,
    actor: attempt.actor.person,
    outcome,
    streams: [
      {
        kind: 'request',
        stream: streamOf(state.id),
        expectedVersion: loaded?.version ?? 0,
        events,
        state,
        index: indexOf(state, policy),
      },
      ...(beside ? [beside.change] : []),
    ],
    jobs: jobsFor(
      [...effectsOf(events, state, at, loaded?.state ?? null), ...(beside?.effects ?? [])],
      attempt.id,
      at,
      policy,
    ),
    ...(outcome.ok && attempt.usedDraft ? { usedDraft: attempt.usedDraft } : {}),
  };
}

/** The packet that the route serves now; the request's own baseline once it is filed. */
async function baselineFor(command: RequestCommand, loaded: Versioned<Request> | null, store: Store) {
  if (loaded) return loaded.state.baseline;
  if (command.type !== 'submit_request') return null;
  return (await store.route(command.proposal.packet.route))?.state.baseline ?? null;
}

type Tried = Outcome | 'conflict';

async function tryOnce(attempt: Attempt, around: Surroundings): Promise<Tried> {
  const { store, clock } = around;
  const { command, actor } = attempt;
  const loaded = await store.request(command.request);
  // A number taken meanwhile by somebody else's request is a conflict, not that request.
  if ((command.type === 'submit_request' || command.type === 'open_expansion') && loaded) return 'conflict';
  const at = clock.now();
  const policy = around.policy();
  const baseline = await baselineFor(command, loaded, store);
  const fallbacks = await fallbacksProposed(command, { ...around, at });
  const context = { at, actor, policy, baseline, fallbacks };
  const decision = decide(loaded?.state ?? null, command, context);
  const judgement = await askCanary(loaded?.state ?? null, command, decision, context, around);
  const refused = 'refusal' in decision;
  const outcome: Outcome = refused
    ? { ok: false, subject: command.request, refusal: decision.refusal }
    : { ok: true, subject: command.request };
  const decided = refused ? [refusalEvent(attempt, decision.refusal)] : decision.events;
  const events = [...decided, ...canaryEvents(judgement)];
  const state = events.reduce<Request | null>(
    (current, event) => evolve(current, event, at),
    loaded?.state ?? null,
  );
  // Without a request there is no stream to write to: the refusal is answered, and there is nothing to record it on.
  if (!state || events.length === 0) {
    if (judgement) around.canary?.judged(judgement.differs);
    return outcome;
  }
  const beside = await onItsRoute(events, state, attempt.id, { ...around, at });
  const result = await store.commit(
    changeOf(attempt, loaded, { state, events, beside, outcome }, at, policy),
  );
  if (result.result === 'duplicate') return ofRequest(result.outcome);
  if (result.result === 'conflict') return 'conflict';
  if (judgement) around.canary?.judged(judgement.differs);
  if (beside?.change.events.some(({ type }) => type === 'rollback_started')) around.onRollBack?.(state.route);
  around.onWork();
  return outcome;
}

/**
 * Does a command once. The same id again gives the first outcome; a conflict is decided anew on the newest state.
 * Throws {@link Fault} when the store does not answer.
 */
export function handleCommand(
  id: string,
  command: RequestCommand,
  actor: Actor,
  around: Surroundings,
): Promise<Outcome> {
  return inOrder(`request ${command.request}`, async () => {
    const before = await around.store.outcomeOf(id);
    if (before) return ofRequest(before);
    for (let tries = 0; tries < mostTries; tries += 1) {
      const tried = await tryOnce({ id, command, actor, usedDraft: null }, around);
      if (tried !== 'conflict') return tried;
    }
    throw new Fault('unavailable', 'too many changes of one request at once');
  });
}

/** What is filed under a number: the same each time, or made anew for each; null where there is nothing to file. */
type Make<Made> = (request: string) => Promise<Made>;

/**
 * Files what `make` makes of the next free number. The same id again gives the first outcome. Throws {@link Fault}.
 */
export function fileNext<None extends null = never>(
  id: string,
  make: Make<RequestCommand | None>,
  filer: { readonly actor: Actor; readonly usedDraft: string | null },
  around: Surroundings,
): Promise<Outcome | None> {
  return inOrder('the next request', async () => {
    const before = await around.store.outcomeOf(id);
    if (before) return ofRequest(before);
    for (let tries = 0; tries < mostTries; tries += 1) {
      const command = await make(`R-${await around.store.nextRequestNumber()}`);
      if (command === null) return command;
      const tried = await tryOnce({ id, command, ...filer }, around);
      if (tried !== 'conflict') return tried;
    }
    throw new Fault('unavailable', 'too many requests filed at once');
  });
}

/** Files a proposal under the next free number; the same id again gives the first outcome. */
export function submitRequest(
  id: string,
  { proposal, raiseTo, usedDraft }: Filing,
  actor: Actor,
  around: Surroundings,
): Promise<Outcome> {
  const make = (request: string) =>
    Promise.resolve<RequestCommand>({ type: 'submit_request', request, proposal, raiseTo });
  return fileNext<never>(id, make, { actor, usedDraft }, around);
}
