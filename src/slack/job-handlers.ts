import { holdsAt } from '../domain/absence/absence.ts';
import type { RequestEvent } from '../domain/request/events.ts';
import type { Request } from '../domain/request/request.ts';
import { type ReviewRole, reviewRoles } from '../domain/words.ts';
import { Fault } from '../ports/fault.ts';
import type { JobHandler, JobHandlers } from '../ports/job-handler.ts';
import { absenceNoteHandler } from './absence/absence-job.ts';
import { interactionHandler, type WorkerDeps } from './actions/interaction.ts';
import { type Shown, section } from './blocks/blocks.ts';
import { limits } from './blocks/limits.ts';
import { clip, escaped } from './blocks/mrkdwn.ts';
import { canaryNoteHandler } from './canary-note.ts';
import { card } from './cards/card.ts';
import { isRequestEvent } from './cards/history.ts';
import { requesterMessage, type StandingPicture } from './cards/requester-message.ts';
import { emergencyHandler } from './emergency/emergency-job.ts';
import { homeHandler } from './home/home-job.ts';
import { cardKey, requesterKey } from './ids.ts';
import type { JobTry, Recipient } from './messenger.ts';
import { draftMessageHandler } from './modals/draft-job.ts';
import { askedBy, isFirstAsked } from './notes/ask.ts';
import { cardNote } from './notes/card-notes.ts';
import { requesterNote } from './notes/requester-notes.ts';
import { mentionedIn, unmentioned } from './notes/unmentioned.ts';
import { fallbackPictureHandler } from './pictures/fallback-job.ts';
import { pictureHandler, pictureRefused, pictureTaken, standingPicture } from './pictures/procedure-job.ts';
import { policyNoteHandler } from './policy-note.ts';
import { requestEvents } from './request-events.ts';
import { rolloutJobHandlers } from './rollout/job-handlers.ts';

const requestOf = async (id: string, { app }: WorkerDeps): Promise<Request | null> =>
  (await app.store.request(id))?.state ?? null;

/** Where a role's card stands or belongs. Throws where policy no longer says. */
async function placeOf(request: string, role: ReviewRole, deps: WorkerDeps): Promise<Recipient> {
  const channel = deps.app.policy().roles[role]?.channel;
  if (channel) return { channel };
  const stands = await deps.app.store.message(cardKey(request, role));
  if (stands) return { channel: stands.channel };
  throw new Fault('needs_operator', `the policy gives ${role} no channel`, {
    remedy: `Give the role ${role} a channel in the policy: ${request} waits for its review.`,
  });
}

const cardOf = (request: string, role: ReviewRole, deps: WorkerDeps) => async (): Promise<Shown | null> => {
  const state = await requestOf(request, deps);
  if (!state) return null;
  return card(state, role, deps.app.policy(), await deps.names?.of([state.requester]), deps.clock.now());
};

/** Brings a role's card in step with the newest state, and with it the copies that backups got directly. */
async function bringCard(request: string, role: ReviewRole, job: JobTry, deps: WorkerDeps): Promise<void> {
  const key = cardKey(request, role);
  const render = cardOf(request, role, deps);
  await deps.messenger.bring(key, { to: await placeOf(request, role, deps), render }, job);
  for (const copy of await deps.app.store.messages(`${key}:`))
    await deps.messenger.bring(copy.key, { to: { channel: copy.channel }, render }, job);
  const people = await standInsFor(request, role, deps);
  if (people.length > 0) await bringCopies(request, role, people, job, deps);
}

/** Who decides now in the place of somebody who holds the role. Asked of Slack only where anybody is away. */
async function standInsFor(id: string, role: ReviewRole, deps: WorkerDeps): Promise<readonly string[]> {
  const absences = await deps.app.store.absencesAt(deps.clock.now());
  const request = absences.length > 0 ? await requestOf(id, deps) : null;
  if (request?.status !== 'in_review') return [];
  const lent = absences.map(async ({ person, delegate }) => {
    const { roles } = await deps.directory.membership(person, [role]);
    return roles.includes(role) && delegate !== request.requester ? [delegate] : [];
  });
  return [...new Set((await Promise.all(lent)).flat())];
}

const mostCards = 20;

/** What waits already when somebody goes away; what comes later is brought with the role's card. */
const absenceCardsHandler =
  (deps: WorkerDeps): JobHandler<'absence_cards'> =>
  async (job) => {
    const { person, absent } = job.effect;
    const absence = (await deps.app.store.absence(absent))?.state;
    if (!absence || absence.delegate !== person || !holdsAt(absence, deps.clock.now())) return;
    const held = reviewRoles.filter((role) => deps.app.policy().roles[role] !== undefined);
    const { roles } = await deps.directory.membership(absent, held);
    const lent = reviewRoles.filter((role) => roles.includes(role));
    if (lent.length === 0) return;
    const { items } = await deps.app.store.openRequests({ roles: lent, notBy: person }, { limit: mostCards });
    for (const { id, openRoles } of items)
      for (const role of openRoles) if (lent.includes(role)) await bringCopies(id, role, [person], job, deps);
  };

/** Backups and delegates need not be in the role's channel: each gets the card directly, and can decide there. */
async function bringCopies(
  request: string,
  role: ReviewRole,
  people: readonly string[],
  job: JobTry,
  deps: WorkerDeps,
): Promise<void> {
  for (const person of people)
    await deps.messenger.bring(
      `${cardKey(request, role)}:${person}`,
      { to: { person }, render: cardOf(request, role, deps) },
      job,
    );
}

const said = (text: string) => {
  const clipped = clip(text, limits.text);
  return { text: clipped, blocks: [section(clipped)] };
};

/** Whoever owes something is called; whoever only did something is named. */
const owing = (event: RequestEvent): readonly string[] =>
  event.type === 'slot_approved' ? event.conditions.map((condition) => condition.owner) : [];

/** In a channel a mention calls people, so a note names everybody but those who have to act. */
async function saidInChannel(text: string, called: readonly string[], { names }: WorkerDeps) {
  const known = (await names?.of(mentionedIn(text))) ?? new Map<string, string>();
  return said(unmentioned(text, known, called));
}

/** After so many tries a note goes out without calling anybody, rather than not at all. */
const triesWithMentions = 3;

const cardNoteHandler =
  (deps: WorkerDeps): JobHandler<'card_note'> =>
  async (job) => {
    const { request: id, role, event, at } = job.effect;
    const request = await requestOf(id, deps);
    if (!request) return;
    const { app, directory, messenger } = deps;
    const policy = app.policy();
    const history = (await requestEvents(app.store, id)).map((stored) => stored.data).filter(isRequestEvent);
    if (event.type === 'request_revised' && isFirstAsked(event, role, history)) return;
    const asked = await askedBy(event, role, request, history, { policy, directory }).catch(
      (error: unknown) => {
        if (job.attempts < triesWithMentions) throw error;
        return { people: [], mentions: [] };
      },
    );
    const note = cardNote(event, { request, role, policy, at, ask: asked.mentions });
    if (!note) return;
    const threadOf = cardKey(id, role);
    // A note belongs under its card, so the card has to stand first.
    if (!(await app.store.message(threadOf))) await bringCard(id, role, job, deps);
    const to = await placeOf(id, role, deps);
    await messenger.say(
      `note:${job.id}`,
      {
        to,
        threadOf,
        ...(await saidInChannel(note.text, [...asked.people, ...owing(event)], deps)),
        broadcast: note.broadcast,
      },
      job,
    );
    if (event.type === 'review_escalated') await bringCopies(id, role, asked.people, job, deps);
  };

async function bringRequesterMessage(
  id: string,
  person: string,
  job: JobTry,
  deps: WorkerDeps,
): Promise<void> {
  const drawn = await standingPicture(id, deps);
  const bring = (picture: StandingPicture | null) => {
    const render = async () => {
      const newest = await requestOf(id, deps);
      return newest ? requesterMessage(newest, deps.app.policy(), picture, deps.clock.now()) : null;
    };
    return deps.messenger.bring(requesterKey(id, person), { to: { person }, render }, job);
  };
  if (!drawn) return void (await bring(null));
  try {
    await bring(drawn);
  } catch (error) {
    if (!(error instanceof Fault) || error.kind !== 'invalid') throw error;
    await bring(null);
    return pictureRefused(id, drawn.file, deps);
  }
  await pictureTaken(id, drawn.file, deps);
}

const requesterNoteHandler =
  (deps: WorkerDeps): JobHandler<'requester_note'> =>
  async (job) => {
    const { request: id, person, event, at } = job.effect;
    const request = await requestOf(id, deps);
    const note = request && requesterNote(event, { request, policy: deps.app.policy(), at, ask: [] });
    if (!note) return;
    const threadOf = requesterKey(id, person);
    if (!(await deps.app.store.message(threadOf))) await bringRequesterMessage(id, person, job, deps);
    await deps.messenger.say(`note:${job.id}`, { to: { person }, threadOf, ...said(note.text) }, job);
  };

const operatorHandler =
  (deps: WorkerDeps): JobHandler<'operator_message'> =>
  async (job) => {
    const { subject, text } = job.effect;
    const channel = deps.app.policy().channels.operators;
    if (!channel)
      return deps.log.warn({ subject, text }, 'Operators are needed, and the policy names no channel');
    const shown = clip(`🛠️ ${escaped(text)}`, limits.text);
    const to = { channel };
    await deps.messenger.say(
      `operators:${subject}`,
      { to, threadOf: null, text: shown, blocks: [section(shown)] },
      job,
    );
  };

/** What the worker does in Slack; the rest steers routes. */
export type SlackJobHandlers = Omit<JobHandlers, 'control' | 'guardrails' | 'expansion_review'>;

/** One handler for every kind of effect that a change can have in Slack. */
export const slackJobHandlers = (deps: WorkerDeps): SlackJobHandlers => ({
  ...rolloutJobHandlers(deps),
  card: (job) => bringCard(job.effect.request, job.effect.role, job, deps),
  requester_message: (job) => bringRequesterMessage(job.effect.request, job.effect.person, job, deps),
  picture: pictureHandler(deps),
  view_picture: fallbackPictureHandler(deps),
  card_note: cardNoteHandler(deps),
  requester_note: requesterNoteHandler(deps),
  home: homeHandler(deps),
  draft_message: draftMessageHandler(deps),
  interaction: interactionHandler(deps),
  urgent_interaction: interactionHandler(deps),
  operator_message: operatorHandler(deps),
  emergency_message: emergencyHandler(deps),
  absence_note: absenceNoteHandler(deps),
  absence_cards: absenceCardsHandler(deps),
  policy_note: policyNoteHandler(deps),
  canary_note: canaryNoteHandler(deps),
});
