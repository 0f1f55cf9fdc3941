import type { KnownBlock } from '@slack/types';
import { Fault } from '../../ports/fault.ts';
import type { JobHandler } from '../../ports/job-handler.ts';
import type { WorkerDeps } from '../actions/interaction.ts';
import { actions, section } from '../blocks/blocks.ts';
import { limits } from '../blocks/limits.ts';
import { clip, isSlackUser, person, plainOf } from '../blocks/mrkdwn.ts';
import type { JobTry, Rendering } from '../messenger.ts';
import { calm } from './calm.ts';
import { peopleOn, rolloutCard } from './card.ts';
import { rolloutKey } from './keys.ts';
import { type LiveShown, liveKey, liveMessage, liveOfKey, livePrefix } from './live-messages.ts';
import { type RolloutNote, rolloutNote } from './notes.ts';
import { type RolloutFacts, rolloutFacts } from './rollout-facts.ts';
import { refreshWatchers, tellWatchers } from './watchers.ts';

/** Where rollouts are shown: the release owner's channel. Throws a Fault where policy names none. */
export function rolloutChannel({ app }: Pick<WorkerDeps, 'app'>): { readonly channel: string } {
  const { roles, channels } = app.policy();
  const channel = roles.release_owner?.channel ?? channels.operators;
  if (channel) return { channel };
  throw new Fault('needs_operator', 'the policy gives release_owner no channel', {
    remedy: 'Give the role release_owner a channel in the policy: rollouts are shown there.',
  });
}

/** A text with its buttons, which calls those in `called`: they stand in front where the text does not name them. */
function shownTo(
  { text, buttons }: LiveShown,
  called: readonly string[],
  deps: WorkerDeps,
): Promise<Rendering> {
  const others = called.map(person).filter((mention) => !text.includes(mention));
  const said = clip([...others, text].join(' '), limits.text);
  const blocks: KnownBlock[] = [section(said), ...(buttons.length > 0 ? [actions([...buttons], 'ask')] : [])];
  return calm({ text: clip(plainOf(said), limits.fallbackText), blocks }, called, deps);
}

/** Everything in a rollout's thread that asks for something, in step with the newest state. */
async function refreshLive(facts: RolloutFacts, job: JobTry, deps: WorkerDeps): Promise<void> {
  const to = rolloutChannel(deps);
  for (const { key } of await deps.app.store.messages(livePrefix(facts.id))) {
    const live = liveOfKey(facts.id, key);
    if (!live) continue;
    const render = () => shownTo(liveMessage(live, facts), [], deps);
    await deps.messenger.bring(key, { to, threadOf: rolloutKey(facts.id), render }, job);
  }
}

async function bringCard(route: string, request: string, job: JobTry, deps: WorkerDeps): Promise<void> {
  const render = async () => {
    const facts = await rolloutFacts(route, request, deps);
    return facts && rolloutCard(facts, (await deps.names?.of(peopleOn(facts))) ?? new Map());
  };
  await deps.messenger.bring(rolloutKey(request), { to: rolloutChannel(deps), render }, job);
}

/** Brings a rollout's card, and whatever else asks for something about its route, in step with the newest state. */
export const rolloutCardHandler =
  (deps: WorkerDeps): JobHandler<'rollout_card'> =>
  async (job) => {
    const { route, request } = job.effect;
    await bringCard(route, request, job, deps);
    const facts = await rolloutFacts(route, request, deps);
    if (facts) await refreshLive(facts, job, deps);
    await refreshWatchers(route, job, deps);
  };

/** More mentions than this are noise; then the note stands in the channel and calls nobody. */
const mostCalled = 5;
/** After so many tries a note goes out without calling anybody, rather than not at all. */
const triesWithCalls = 3;

async function called({ calls }: RolloutNote, job: JobTry, { directory }: WorkerDeps): Promise<string[]> {
  try {
    const holders = await Promise.all(calls.roles.map((role) => directory.holders(role)));
    const all = [...new Set([...calls.people, ...holders.flat()])].filter(isSlackUser);
    return all.length <= mostCalled ? all : [...calls.people].filter(isSlackUser);
  } catch (error) {
    if (job.attempts < triesWithCalls) throw error;
    return [...calls.people].filter(isSlackUser);
  }
}

/** Says what happened in a rollout's thread, and wherever else people watch the route. */
export const rolloutNoteHandler =
  (deps: WorkerDeps): JobHandler<'rollout_note'> =>
  async (job) => {
    const { route, request, event, at } = job.effect;
    const facts = await rolloutFacts(route, request, deps);
    const note = facts && rolloutNote(event, { facts, at, tag: String(at) });
    if (facts && note) {
      const threadOf = rolloutKey(request);
      // A note belongs under its card, so the card has to stand first.
      if (!(await deps.app.store.message(threadOf))) await bringCard(route, request, job, deps);
      const { live, broadcast } = note;
      const shown = live ? liveMessage(live, facts) : { text: note.text, buttons: [] };
      const rendering = await shownTo(shown, await called(note, job, deps), deps);
      // What asks for something is found again by its key.
      const key = live ? liveKey(facts.id, live) : `note:${job.id}`;
      await deps.messenger.say(key, { to: rolloutChannel(deps), threadOf, ...rendering, broadcast }, job);
    }
    await tellWatchers(job, deps);
  };
