import { ofRequest } from '../../app/handle-command.ts';
import type { Actor, RequestCommand } from '../../domain/request/commands.ts';
import type { Request } from '../../domain/request/request.ts';
import type { JobHandler } from '../../ports/job-handler.ts';
import type { Outcome, RouteOutcome } from '../../ports/store.ts';
import { section } from '../blocks/blocks.ts';
import { routeFileAction, sendRouteFile } from '../commands/route-file.ts';
import type { SlackDeps } from '../deps.ts';
import { emergencyActor } from '../emergency/actor.ts';
import { cardActions, decodeCardRef, decodeRequestRef } from '../ids.ts';
import type { Messenger } from '../messenger.ts';
import type { Names } from '../names.ts';
import { refusalText } from '../refusal-text.ts';
import { isRouteAction, performRouteAct } from '../rollout/acts.ts';
import { answerMention, mentionAction } from '../rollout/offer/mention.ts';
import { reviewerFor, selfActor } from './actor.ts';
import { heal } from './heal.ts';
import { oldButton } from './open-decision.ts';
import { sendPacketFile } from './packet-file.ts';
import { packetActions } from './packet-parts.ts';
import { type StoredClick, storedClickSchema } from './stored-click.ts';
import { giveUpUnchecked, tell } from './unchecked.ts';

export type WorkerDeps = SlackDeps & {
  readonly messenger: Messenger;
  /** Without it people are mentioned instead of named, which calls them. */
  readonly names?: Names;
  /** Rehearses a roll back of a route; the same `id` records one drill. Throws a Fault where the store does not answer. */
  readonly drill?: (id: string, route: string, actor: Actor) => Promise<RouteOutcome>;
};
type InteractionJob = Parameters<JobHandler<'interaction'> | JobHandler<'urgent_interaction'>>[0];

interface Wish {
  readonly command: RequestCommand;
  /** Looks the actor up; throws a Fault where Slack does not say who somebody is. */
  readonly actor: (request: Request | null) => Promise<Actor>;
}

function ownWish(click: StoredClick, person: string): Wish | null {
  const ref = decodeRequestRef(click.value);
  if (!ref) return null;
  const actor = () => Promise.resolve(selfActor(person));
  switch (click.action) {
    case cardActions.withdraw:
      return { command: { type: 'withdraw', request: ref.request, reason: '' }, actor };
    case cardActions.nudge:
      return { command: { type: 'nudge', request: ref.request }, actor };
    case cardActions.extend:
      return { command: { type: 'extend', request: ref.request }, actor };
    default:
      return null;
  }
}

/** What a stored click asks for; null for a button that this version no longer knows. */
function wishOf(click: StoredClick, person: string, deps: WorkerDeps): Wish | null {
  if (click.action === cardActions.joinEmergency) {
    const joined = decodeRequestRef(click.value);
    const command = joined && ({ type: 'join_emergency', ...joined } as const);
    return command && { command, actor: () => emergencyActor(person, deps) };
  }
  if (click.action !== cardActions.approve) return ownWish(click, person);
  const ref = decodeCardRef(click.value);
  if (!ref) return null;
  return {
    command: { type: 'approve', ...ref, conditions: [], comment: '', typedRoute: null },
    actor: (request) => reviewerFor(person, ref.role, request, deps),
  };
}

async function decide(wish: Wish, click: StoredClick, deps: WorkerDeps): Promise<Outcome> {
  const { store } = deps.app;
  // A try before this one may have decided already; then nobody's roles matter any more.
  const before = await store.outcomeOf(click.commandId);
  if (before) return ofRequest(before);
  const request = (await store.request(wish.command.request))?.state ?? null;
  return deps.app.handle(click.commandId, wish.command, await wish.actor(request));
}

async function answerWish(
  wish: Wish,
  job: InteractionJob,
  click: StoredClick,
  deps: WorkerDeps,
): Promise<void> {
  const { person } = job.effect;
  let outcome: Outcome;
  try {
    outcome = await decide(wish, click, deps);
  } catch (error) {
    return giveUpUnchecked(error, job, click, deps);
  }
  if (outcome.ok) return;
  const policy = deps.app.policy();
  const request = (await deps.app.store.request(outcome.subject))?.state ?? null;
  await heal(outcome.refusal.reason, request, click.commandId, deps);
  await tell(click, person, refusalText(outcome.refusal, { policy, request }), deps);
}

/**
 * Decides a click that was stored before it was acknowledged, and answers the clicker privately where it was refused.
 * Fails closed: where Slack does not say who holds the role, nothing is decided.
 */
export const interactionHandler =
  (deps: WorkerDeps) =>
  async (job: InteractionJob): Promise<void> => {
    const { person, payload } = job.effect;
    const parsed = storedClickSchema.safeParse(payload);
    if (!parsed.success) {
      // Nothing in it says where to answer but the person.
      const text = { text: oldButton, blocks: [section(oldButton)] };
      return deps.messenger.answer({ channel: '', person, ...text });
    }
    const click = parsed.data;
    if (click.action === packetActions.file) return sendPacketFile(click, job, deps);
    if (click.action === routeFileAction) return sendRouteFile(click, job, deps);
    if (click.action === mentionAction) return answerMention(click, job, deps);
    if (isRouteAction(click.action)) return performRouteAct(click, job, deps);
    const wish = wishOf(click, person, deps);
    return wish ? answerWish(wish, job, click, deps) : tell(click, person, oldButton, deps);
  };
