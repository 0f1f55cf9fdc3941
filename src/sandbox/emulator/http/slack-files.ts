import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from '../core.ts';
import type { StoredFile } from '../state/world.ts';
import { parseBody, readBody } from './body.ts';

/** Takes the bytes of a file at the url that `files.getUploadURLExternal` gave out. */
export async function takeUpload(
  core: Core,
  id: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const parsed = parseBody(await readBody(req), req.headers['content-type']);
  const file = core.world.files.get(id);
  const text = typeof parsed.fields.body === 'string' ? Buffer.from(parsed.fields.body) : undefined;
  const content = parsed.file ?? text;
  if (!file || !content) {
    res.writeHead(404).end('no such upload');
    return;
  }
  file.content = content;
  res.writeHead(200, { 'content-type': 'text/plain' }).end(`OK - ${content.length}`);
}

/** Gives a file to the app, which must show its token and have `files:read`. */
export function giveFile(core: Core, name: string, req: IncomingMessage, res: ServerResponse): void {
  const token = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1] ?? '';
  const { app } = core.world;
  if (!app.bot_tokens.includes(token) || !app.scopes.includes('files:read')) {
    // Slack shows its sign-in page to whoever has no token.
    res.writeHead(302, { location: `https://${core.world.team.domain}.slack.com/` }).end();
    return;
  }
  const file = core.world.files.get(name.slice(name.indexOf('-') + 1));
  if (file) sendFile(file, res);
  else res.writeHead(404).end('file not found');
}

/** Pictures open in the browser; what could hold a script is only saved. */
const opening = new Set(['image/png', 'image/jpeg', 'image/gif']);

export function sendFile(file: StoredFile, res: ServerResponse): void {
  res.writeHead(200, {
    'content-type': file.mimetype,
    'content-length': file.content.length,
    'content-disposition': `${opening.has(file.mimetype) ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'x-content-type-options': 'nosniff',
  });
  res.end(file.content);
}
