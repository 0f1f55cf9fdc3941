import { extname } from 'node:path';
import type { JsonObject } from '../json.ts';
import type { StoredFile, World } from './world.ts';

const TYPES: Record<string, [mimetype: string, pretty: string]> = {
  txt: ['text/plain', 'Plain Text'],
  md: ['text/markdown', 'Markdown'],
  yml: ['text/yaml', 'YAML'],
  yaml: ['text/yaml', 'YAML'],
  json: ['application/json', 'JSON'],
  csv: ['text/csv', 'CSV'],
  xml: ['application/xml', 'XML'],
  html: ['text/html', 'HTML'],
  pdf: ['application/pdf', 'PDF'],
  png: ['image/png', 'PNG'],
  jpg: ['image/jpeg', 'JPEG'],
  jpeg: ['image/jpeg', 'JPEG'],
  gif: ['image/gif', 'GIF'],
  svg: ['image/svg+xml', 'SVG'],
  zip: ['application/zip', 'Zip'],
};

/** The extension of a file's name, lower case, without its dot; `binary` when there is none. */
export function fileTypeOf(name: string): string {
  return extname(name).slice(1).toLowerCase() || 'binary';
}

/** Keeps a file. Its content may come later, as with `files.getUploadURLExternal`. */
export function storeFile(
  world: World,
  file: {
    name: string;
    user: string;
    content: Buffer;
    title?: string;
    mimetype?: string;
    completed?: boolean;
  },
): StoredFile {
  const filetype = fileTypeOf(file.name);
  const stored: StoredFile = {
    id: world.ids.next('F'),
    name: file.name,
    title: file.title ?? file.name,
    mimetype: file.mimetype ?? TYPES[filetype]?.[0] ?? 'application/octet-stream',
    filetype,
    user: file.user,
    created: Math.floor(world.clock.now() / 1000),
    content: file.content,
    completed: file.completed ?? true,
    shares: new Set(),
  };
  world.files.set(stored.id, stored);
  return stored;
}

/** Where a bot can fetch the file with its token: a path under the emulator's url. */
export function filePath(world: World, file: StoredFile): string {
  return `/slack-files/${world.team.id}-${file.id}/${encodeURIComponent(file.name)}`;
}

/** A file as the Web API and events carry it. */
export function fileJson(world: World, file: StoredFile): JsonObject {
  const shared = [...file.shares]
    .map((id) => world.conversations.get(id))
    .filter((each) => each !== undefined);
  const url = world.baseUrl + filePath(world, file);
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.filetype,
    pretty_type: TYPES[file.filetype]?.[1] ?? 'Binary',
    user: file.user,
    user_team: world.team.id,
    editable: false,
    size: file.content.length,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    is_public: shared.some((each) => each.kind === 'channel'),
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    url_private: url,
    url_private_download: url,
    permalink: `https://${world.team.domain}.slack.com/files/${file.user}/${file.id}/${encodeURIComponent(file.name)}`,
    comments_count: 0,
    is_starred: false,
    has_rich_preview: false,
    file_access: 'visible',
    channels: shared.filter((each) => each.kind === 'channel').map((each) => each.id),
    groups: shared
      .filter((each) => each.kind === 'private_channel' || each.kind === 'mpim')
      .map((each) => each.id),
    ims: shared.filter((each) => each.kind === 'im').map((each) => each.id),
  };
}
