import type { ViewResponseAction } from '@slack/bolt';
import { maximumProposalBytes, type ParsedDocument, parseDocument } from '../../app/proposal-file.ts';
import { plainClip } from '../blocks/mrkdwn.ts';
import type { SlackDeps } from '../deps.ts';
import { formActions } from '../ids.ts';
import { contentOfDocument, contentOfProposal } from './document-content.ts';
import type { DraftContent } from './draft.ts';
import { type Changed, changeDraft, workOnDraft } from './drafts.ts';
import { present } from './present.ts';
import { goneView, type Submitted } from './submitting.ts';
import { fileBlock, pasteBlock } from './yaml-view.ts';

/** A packet file, pasted or dropped: read at once, or refused at its field with every line that is wrong. */

/** A file as it was dropped into the form. */
export interface DroppedFile {
  readonly name: string;
  readonly size: number;
  readonly url: string;
}

/** What the view holds. */
export interface Given {
  readonly pasted: string;
  readonly file: DroppedFile | null;
}

interface GivenState {
  readonly values: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly value?: string | null;
            readonly files?: readonly {
              name: string;
              size?: number;
              url_private_download?: string;
              url_private?: string;
            }[];
          }
        >
      >
    >
  >;
}

export function givenIn(state: GivenState): Given {
  const file = state.values[fileBlock]?.[formActions.file]?.files?.[0];
  const url = file?.url_private_download ?? file?.url_private;
  return {
    pasted: state.values[pasteBlock]?.[formActions.pasted]?.value ?? '',
    file: file && url ? { name: file.name, size: file.size ?? 0, url } : null,
  };
}

type Refused = { readonly block: string; readonly problem: string };

const downloadPatienceMs = 2000;

/** The text of a dropped file. Asked for while Slack waits, so that what is wrong with it shows at the field. */
async function download(file: DroppedFile, token: string): Promise<string | Refused> {
  const block = fileBlock;
  if (file.size > maximumProposalBytes)
    return { block, problem: 'This file is too big to be a packet; add a smaller one.' };
  try {
    const answer = await fetch(file.url, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(downloadPatienceMs),
    });
    if (answer.ok) return await answer.text();
    return {
      block,
      problem: `Slack would not hand the file over (HTTP ${answer.status}). Add it again, or paste it.`,
    };
  } catch {
    return { block, problem: 'The file could not be fetched from Slack just now. Try again, or paste it.' };
  }
}

type TextProblems = Extract<ParsedDocument, { problems: unknown }>['problems'];
/** What a text says: a whole proposal, or a document in a dialect. */
type Understood = Exclude<ParsedDocument, { problems: unknown }>;

const mostShown = 6;

/**
 * What is wrong with a packet file, as it fits under a field: where, then what to write. Many problems on one line
 * are what is missing there; mistakes with a line of their own come first, since they are often why it is missing.
 */
function problemsText(problems: TextProblems): string {
  const onLine = (line: number | undefined) => problems.filter((problem) => problem.line === line).length;
  const texts = [...problems]
    .sort((left, right) => onLine(left.line) - onLine(right.line))
    .map(({ path, line, message }) => {
      const where = [line === undefined ? '' : `Line ${line}`, path].filter(Boolean).join(', ');
      return where === '' ? message : `${where}: ${message}`;
    });
  const rest = texts.length - mostShown;
  return plainClip(`${texts.slice(0, mostShown).join(' ')}${rest > 0 ? ` And ${rest} more.` : ''}`, 1500);
}

const blockOf = (given: Given): string => (given.file ? fileBlock : pasteBlock);

async function understand(given: Given, token: string): Promise<Understood | Refused> {
  const { pasted, file } = given;
  if (pasted.trim() === '' && !file)
    return { block: pasteBlock, problem: 'Paste a packet, or add it as a file below.' };
  if (pasted.trim() !== '' && file)
    return { block: fileBlock, problem: 'Give one of the two: empty the field above, or take the file out.' };
  const text = file ? await download(file, token) : pasted;
  if (typeof text !== 'string') return text;
  const parsed = parseDocument(text, file?.name.toLowerCase().endsWith('.json') ? 'json' : 'yaml');
  return 'problems' in parsed ? { block: blockOf(given), problem: problemsText(parsed.problems) } : parsed;
}

async function contentOf(
  understood: Understood,
  given: Given,
  before: DraftContent,
  person: string,
  deps: SlackDeps,
): Promise<DraftContent | Refused> {
  if ('proposal' in understood) return contentOfProposal(understood.proposal, before, person, deps);
  const content = await contentOfDocument(understood, before, person, deps);
  return 'problem' in content ? { block: blockOf(given), ...content } : content;
}

/** Reads what was given. Wrong: says where, at the field, and keeps it. Right: fills every step and goes to the last. */
export async function submitYaml(
  { view, draft, person }: Submitted,
  given: Given,
  token: string,
  deps: SlackDeps,
): Promise<ViewResponseAction> {
  const understood = await understand(given, token);
  const refuse = async ({ block, problem }: Refused): Promise<ViewResponseAction> => {
    await changeDraft(draft, person, (before) => ({ ...before, pasted: given.pasted, touched: true }), deps);
    return { response_action: 'errors', errors: { [block]: problem } };
  };
  if ('problem' in understood) return refuse(understood);
  const work = async (before: DraftContent): Promise<Changed<Refused | null>> => {
    const content = await contentOf(understood, given, before, person, deps);
    return 'problem' in content
      ? { content: null, result: content }
      : { content: { ...content, left: view.hash }, result: null };
  };
  const done = await workOnDraft(draft, person, work, deps);
  if (done?.result) return refuse(done.result);
  return {
    response_action: 'update',
    view: done ? await present({ draft, person, content: done.content }, deps) : goneView,
  };
}
