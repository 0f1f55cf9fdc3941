import type { Problem } from '../blocks/problem.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { StoredFile, World } from './world.ts';

/** Files of Slack that stand in blocks as pictures. */

type Reference = { file: JsonObject; pointer: string };

/** Every `slack_file` in blocks, attachments or a view, with where it stands. */
function referencesIn(value: Json | undefined, pointer = ''): Reference[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => referencesIn(item, `${pointer}/${index}`));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'slack_file' && isJsonObject(item)
      ? [{ file: item, pointer: `${pointer}/${key}` }]
      : referencesIn(item, `${pointer}/${key}`),
  );
}

const pictureTypes = new Set(['png', 'jpg', 'jpeg', 'gif']);

function fileOf(world: World, { file }: Reference): StoredFile | undefined {
  if (typeof file.id === 'string') return world.files.get(file.id);
  const { url } = file;
  return typeof url === 'string' ? [...world.files.values()].find(({ id }) => url.includes(id)) : undefined;
}

/** Only what was uploaded to the end, is a picture, and is the app's own or shared where the app is. */
function isUsable(world: World, file: StoredFile): boolean {
  const bot = world.app.bot_user_id;
  const isReachable =
    file.user === bot || [...file.shares].some((id) => world.conversations.get(id)?.members.has(bot));
  return file.completed && file.content.length > 0 && pictureTypes.has(file.filetype) && isReachable;
}

/** What Slack would refuse of the pictures in something that is otherwise fine. */
export function pictureProblems(world: World, value: Json | undefined, error: string): Problem[] {
  return referencesIn(value).flatMap((reference) => {
    const file = fileOf(world, reference);
    return file && isUsable(world, file)
      ? []
      : [{ error, pointer: reference.pointer, message: 'invalid slack file', code: 'failed_constraint' }];
  });
}

/** True where one of these blocks shows the file. */
export const showsFile = (world: World, blocks: readonly JsonObject[], id: string): boolean =>
  referencesIn([...blocks]).some((reference) => fileOf(world, reference)?.id === id);
