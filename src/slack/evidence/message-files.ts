import { z } from 'zod';

/** Files that Slack holds: of a message, or dropped into a modal. */

export const slackFileSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** Bytes. */
  size: z.number(),
  url: z.string(),
});
export type SlackFile = z.output<typeof slackFileSchema>;

/** What Slack says of a file; whatever else it says is left alone. */
const seen = z.object({
  id: z.string(),
  name: z.string().nullish(),
  size: z.number().nullish(),
  mode: z.string().nullish(),
  is_external: z.boolean().nullish(),
  url_private_download: z.string().nullish(),
  url_private: z.string().nullish(),
});

/** What fits into a modal beside the rest of what it carries. */
const most = { files: 4, name: 80, url: 400 } as const;

const readable = /\.(?:json|xml)$/i;
export const looksLikeResults = ({ name }: SlackFile): boolean => readable.test(name);

/** The files of a message or an input that Slack itself holds, those first that may be results of tests. */
export function slackFilesIn(files: unknown): SlackFile[] {
  const parsed = z.array(z.unknown()).safeParse(files);
  const found = (parsed.success ? parsed.data : []).flatMap((each) => {
    const file = seen.safeParse(each);
    // A file that lies elsewhere would be asked for with our token.
    if (!file.success || file.data.mode === 'external' || file.data.is_external) return [];
    const { id, name, size, url_private_download, url_private } = file.data;
    const url = url_private_download ?? url_private ?? '';
    if (url === '' || url.length > most.url) return [];
    return [{ id, name: (name ?? 'file').slice(0, most.name).toWellFormed(), size: size ?? 0, url }];
  });
  return [...found.filter(looksLikeResults), ...found.filter((file) => !looksLikeResults(file))].slice(
    0,
    most.files,
  );
}

/** Slack's own hosts, or the server that stands in its place: nobody else is shown the token. */
function isSlacks(url: string, apiUrl: string): boolean {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (!address) return false;
  const isOurServer = URL.canParse(apiUrl) && new URL(apiUrl).origin === address.origin;
  const isSlack = address.protocol === 'https:' && /(?:^|\.)slack(?:-gov)?\.com$/.test(address.hostname);
  return isSlack || isOurServer;
}

const patienceMs = 5 * 60_000;

export type Opened = { readonly bytes: AsyncIterable<Uint8Array> } | { readonly problem: string };

/** Who asks Slack for a file. */
export interface FileAccess {
  readonly token: string;
  /** Base URL of the Web API in use. */
  readonly apiUrl: string;
}

/** Begins to read a file, piece by piece. What comes later may still break off, which the source then throws. */
export async function openFile(file: SlackFile, { token, apiUrl }: FileAccess): Promise<Opened> {
  if (!isSlacks(file.url, apiUrl))
    return { problem: `${file.name} does not lie in Slack. Download it, and add it as a file here.` };
  try {
    const answer = await fetch(file.url, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(patienceMs),
    });
    const isPage = /\btext\/html\b/i.test(answer.headers.get('content-type') ?? '');
    if (answer.ok && answer.body && !isPage) return { bytes: answer.body };
    await answer.body?.cancel();
    const because = isPage ? 'it showed a page instead' : `HTTP ${answer.status}`;
    return { problem: `Slack did not hand ${file.name} over (${because}). Add it as a file here.` };
  } catch {
    return { problem: `${file.name} could not be fetched from Slack just now. Try again in a moment.` };
  }
}
