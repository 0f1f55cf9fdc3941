import type { Store } from '../../ports/store.ts';

/** A picture that Slack keeps as a file. Files stand in the table of messages: of each there is a place and a digest. */
export interface KeptPicture {
  /** Slack's id of the file. */
  readonly file: string;
  /** Of the drawing; another one makes another picture. */
  readonly digest: string;
  /** What it shows in words. */
  readonly alt: string;
}

/** How Slack took a picture when it was to be shown: how often it refused, or null once it showed it. */
export interface Reception {
  readonly file: string;
  readonly refusals: number | null;
}

type Kept = Pick<Store, 'message' | 'saveMessage'>;

/** Where a request's picture is kept. */
export const procedureKey = (request: string): string => `picture:${request}`;
/** Where the picture of a packet's fallbacks is kept; equal ones are kept once. */
export const fallbackKey = (digest: string): string => `picture:fallbacks:${digest}`;
/** Written by whoever shows the picture, so that it is not in the way of whoever draws it. */
const receptionKey = (key: string): string => `${key}:shown`;

export async function keptPicture(key: string, store: Kept): Promise<KeptPicture | null> {
  const stored = await store.message(key);
  return stored?.channel ? { file: stored.channel, digest: stored.shown, alt: stored.ts } : null;
}

export const keepPicture = (key: string, { file, digest, alt }: KeptPicture, store: Kept): Promise<void> =>
  store.saveMessage({ key, channel: file, ts: alt, shown: digest });

/** So that it is shown nowhere any more. */
export const forgetPicture = (key: string, store: Kept): Promise<void> =>
  store.saveMessage({ key, channel: '', ts: '', shown: '' });

const shownMark = 'shown';

/** How the file was taken so far; a new one was never refused. */
export async function receptionOf(key: string, file: string, store: Kept): Promise<Reception> {
  const stored = await store.message(receptionKey(key));
  if (stored?.channel !== file) return { file, refusals: 0 };
  return { file, refusals: stored.ts === shownMark ? null : Number(stored.ts) || 0 };
}

export const noteReception = (key: string, { file, refusals }: Reception, store: Kept): Promise<void> =>
  store.saveMessage({
    key: receptionKey(key),
    channel: file,
    ts: refusals === null ? shownMark : String(refusals),
    shown: '',
  });
