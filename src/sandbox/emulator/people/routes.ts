import type { Core } from '../core.ts';
import type { Json } from '../json.ts';
import { canSee } from '../state/conversations.ts';
import { showsFile } from '../state/pictures.ts';
import { stackOf } from '../state/views.ts';
import type { StoredFile, User, World } from '../state/world.ts';
import { act, isActName } from './acts/registry.ts';
import type { LiveFeeds } from './live.ts';
import { cast, messagesOf, personState } from './reading.ts';

export type PeopleRequest = {
  method: string;
  path: string[];
  query: URLSearchParams;
  body: Json | undefined;
};
export type PeopleAnswer = { status: number; body: unknown } | { file: StoredFile };

const notFound = (error: string): PeopleAnswer => ({
  status: 404,
  body: { ok: false, outcome: 'invalid', error },
});

/** Answers one request of `/people/…`. */
export async function answerPeople(
  core: Core,
  feeds: LiveFeeds,
  request: PeopleRequest,
): Promise<PeopleAnswer> {
  const [userId, what, ...rest] = request.path;
  if (userId === undefined) return { status: 200, body: cast(core) };
  const person = core.world.users.get(userId);
  if (!person) return notFound(`no user ${userId}`);
  if (request.method === 'GET')
    return answerReading(core, feeds, person, [what ?? '', ...rest], request.query);
  if (request.method !== 'POST')
    return { status: 405, body: { ok: false, outcome: 'invalid', error: 'GET or POST' } };
  if (what === undefined || !isActName(what)) return notFound(`no act ${what ?? ''}`);
  const answer = await act({ core, person }, what, request.body ?? {});
  return { status: 200, body: answer };
}

function answerReading(
  core: Core,
  feeds: LiveFeeds,
  person: User,
  [what, id = '', more]: string[],
  query: URLSearchParams,
): PeopleAnswer {
  if (what === 'state') return { status: 200, body: personState(core, feeds, person) };
  if (what === 'files') {
    const file = core.world.files.get(id);
    return file && maySeeFile(core, person, file) ? { file } : notFound(`no file ${id}`);
  }
  if (what === 'conversations' && more === 'messages') {
    const limit = Number(query.get('limit') ?? 100);
    const found = messagesOf(core, feeds, person, id, {
      thread: query.get('thread') ?? undefined,
      before: query.get('before') ?? undefined,
      limit: Number.isInteger(limit) && limit > 0 ? limit : 100,
    });
    return found ? { status: 200, body: found } : notFound(`no conversation ${id}`);
  }
  return notFound('no such thing to read');
}

/** A picture in a message or view is seen by whoever sees that. */
function isShownTo(world: World, person: User, { id }: StoredFile): boolean {
  const home = world.homes.get(person.id);
  const views = [...stackOf(world, person.id), ...(home ? [home] : [])];
  if (views.some(({ blocks }) => showsFile(world, blocks, id))) return true;
  return [...world.conversations.values()].some(
    (conversation) =>
      canSee(conversation, person) &&
      [...conversation.byTs.values(), ...(conversation.ephemerals.get(person.id) ?? [])].some(({ blocks }) =>
        showsFile(world, blocks, id),
      ),
  );
}

function maySeeFile({ world }: Core, person: User, file: StoredFile): boolean {
  if (file.user === person.id || isShownTo(world, person, file)) return true;
  return [...file.shares].some((id) => {
    const conversation = world.conversations.get(id);
    return conversation?.kind === 'channel' || conversation?.members.has(person.id);
  });
}
