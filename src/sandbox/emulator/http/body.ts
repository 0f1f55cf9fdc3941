import type { IncomingMessage } from 'node:http';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../json.ts';

const MAX_BODY = 64 * 1024 * 1024;

/** The whole body of a request. Rejects when it is too large or the connection breaks. */
export function readBody(req: IncomingMessage): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  req.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_BODY) {
      reject(new Error('body too large'));
      req.destroy();
    } else chunks.push(chunk);
  });
  req.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
  req.on('error', reject);
  return promise;
}

/** What a body holds: fields, and for uploads the bytes of its file. */
export type ParsedBody = { fields: JsonObject; file?: Buffer; json?: Json | undefined };

/** Reads JSON, form and multipart bodies; anything else is a file. */
export function parseBody(body: Buffer, contentType = ''): ParsedBody {
  if (contentType.includes('application/json')) {
    const json = parseJson(body.toString());
    return { fields: isJsonObject(json) ? json : {}, json };
  }
  if (contentType.includes('application/x-www-form-urlencoded')) {
    return { fields: Object.fromEntries(new URLSearchParams(body.toString())) };
  }
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (contentType.includes('multipart/form-data') && boundary) return parseMultipart(body, boundary);
  return { fields: {}, ...(body.length > 0 && { file: body }) };
}

function parseMultipart(body: Buffer, boundary: string): ParsedBody {
  const parsed: ParsedBody = { fields: {} };
  const delimiter = Buffer.from(`--${boundary}`);
  let start = body.indexOf(delimiter);
  while (start >= 0) {
    const from = start + delimiter.length;
    const next = body.indexOf(delimiter, from);
    if (next < 0) break;
    addPart(parsed, body.subarray(from + 2, next - 2));
    start = next;
  }
  return parsed;
}

function addPart(parsed: ParsedBody, part: Buffer): void {
  const end = part.indexOf('\r\n\r\n');
  if (end < 0) return;
  const head = part.subarray(0, end).toString();
  const content = part.subarray(end + 4);
  const name = /name="([^"]*)"/.exec(head)?.[1];
  if (name === undefined) return;
  if (/filename=/.test(head)) parsed.file = content;
  else parsed.fields[name] = content.toString();
}
