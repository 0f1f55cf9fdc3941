import type { FileInput, KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import type { LaneStanding } from '../../domain/evidence/judge.ts';
import { lanes as laneFacts } from '../../domain/evidence/lanes.ts';
import type { Policy } from '../../domain/policy.ts';
import { evidenceOf } from '../../domain/request/proof.ts';
import type { Request } from '../../domain/request/request.ts';
import { type EvidenceLane, evidenceLanes } from '../../domain/words.ts';
import { actions, button, context, divider, section } from '../blocks/blocks.ts';
import {
  type Choice,
  externalSelect,
  input,
  multiSelect,
  select,
  textInput,
  urlInput,
} from '../blocks/inputs.ts';
import { modal } from '../blocks/modal.ts';
import { bold, inline } from '../blocks/mrkdwn.ts';
import { findingMarks, laneName } from '../cards/evidence-words.ts';
import { tierText } from '../cards/roles.ts';
import { encodeRequestRef, evidenceActions, evidenceViews } from '../ids.ts';
import { type SlackFile, slackFileSchema } from './message-files.ts';

/** The modal that attaches evidence: of which request, for which lanes, and what it is. */

/** `block_id`s, at which errors are shown; each input's `action_id` is the same, but that of the request. */
export const attachInputs = {
  request: 'evidence_request_block',
  lanes: (request: string) => `evidence_lanes:${request}`,
  given: 'evidence_given',
  file: 'evidence_file',
  url: 'evidence_url',
  title: 'evidence_title',
  verdict: 'evidence_verdict',
  measured: 'evidence_measured',
} as const;
export const lanesAction = 'evidence_lanes';

/** What the modal carries and gets back. */
const metadataSchema = z.strictObject({
  /** Empty where it is asked for and not chosen yet. */
  request: z.string().max(20),
  /** Whether the modal asks for the request. */
  asks: z.boolean(),
  /** Files that were given before: those of a message, or one that could not be read. */
  files: z.array(slackFileSchema).max(5),
});
export type AttachMetadata = z.output<typeof metadataSchema>;

const encodeAttachMetadata = (metadata: AttachMetadata): string => JSON.stringify(metadata);

/** Null for what no version of ours wrote. */
export function decodeAttachMetadata(text: string): AttachMetadata | null {
  try {
    const parsed = metadataSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** What stands in the inputs when the modal opens, or opens again. */
export interface AttachValues {
  readonly lanes?: readonly EvidenceLane[];
  /** Id of one of the given files. */
  readonly given?: string;
  readonly url?: string;
  readonly title?: string;
  readonly verdict?: string;
  readonly measured?: string;
}

export interface AttachModal {
  /** Null where the modal still has to ask. */
  readonly request: Request | null;
  readonly asks: boolean;
  readonly files: readonly SlackFile[];
  readonly values: AttachValues;
  readonly policy: Policy;
  /** Epoch ms. */
  readonly at: number;
  /** mrkdwn on top: why the last try did not work. */
  readonly problem?: string;
}

const laneText = ({ label }: { label: string }, standing: LaneStanding | undefined): string => {
  if (!standing) return label;
  const { finding, blocks, required } = standing;
  const need = required.length > 0 ? 'needed, ' : '';
  return `${label} · ${blocks ? `${need}${finding.replaceAll('_', ' ')}` : 'clear'}`;
};

/** Every lane, those that hold the request up first, each with its question. */
export function laneChoices(standings: readonly LaneStanding[]): Choice[] {
  const known = standings.map(({ lane }) => lane);
  const rest = evidenceLanes.filter((lane) => !known.includes(lane));
  return [...known, ...rest].map((lane) => ({
    value: lane,
    text: laneText(
      laneFacts[lane],
      standings.find((standing) => standing.lane === lane),
    ),
    description: laneFacts[lane].question,
  }));
}

const verdictChoices: readonly Choice[] = [
  { value: 'passed', text: 'It passed' },
  { value: 'failed', text: 'It failed' },
  { value: 'not_judged', text: 'Nobody judged it yet' },
];

const requestText = ({ id, route }: Pick<Request, 'id' | 'route'>): string => `${id} · ${route}`;

function aboutRequest({ request, asks }: AttachModal, standings: readonly LaneStanding[]): KnownBlock[] {
  const question = input({
    id: attachInputs.request,
    label: 'To which request?',
    dispatch: true,
    element: externalSelect({
      action: evidenceActions.request,
      placeholder: 'R-12, or a route',
      initial: request ? { value: request.id, text: requestText(request) } : undefined,
    }),
  });
  if (!request) return [question];
  const held = standings
    .filter(({ blocks }) => blocks)
    .map(({ lane, finding }) => `${findingMarks[finding]} ${laneName(lane)}`);
  const open =
    held.length > 0 ? `Not clear: ${held.slice(0, 10).join(' · ')}` : 'Every lane that it needs is clear.';
  const about = `${bold(request.id)} ${inline(request.route, 70)} · ${tierText(request.assessment.tier)}\n${open}`;
  return [...(asks ? [question] : []), section(about)];
}

/** The way to the other thing that can be done with evidence, where there is some. */
function takeBackPart({ request }: AttachModal): KnownBlock[] {
  if (!(request?.attached ?? []).some(({ withdrawn }) => !withdrawn) || !request) return [];
  const { id, bound } = request;
  const link = button({
    action: evidenceActions.takeBack,
    text: 'Take something back instead…',
    value: encodeRequestRef({ request: id, revision: bound.revision }),
  });
  return [divider(), actions([link], 'evidence_back')];
}

const fileInput: FileInput = {
  type: 'file_input',
  action_id: attachInputs.file,
  filetypes: ['json', 'xml', 'txt'],
  max_files: 1,
};

function filePart({ files, values }: AttachModal): KnownBlock[] {
  const choices = files.map(({ id, name }) => ({ value: id, text: name }));
  const given = input({
    id: attachInputs.given,
    label: 'Results of tests',
    optional: true,
    element: select({ action: attachInputs.given, choices, initial: values.given, placeholder: 'A file' }),
  });
  return [
    ...(choices.length > 0 ? [given] : []),
    input({
      id: attachInputs.file,
      label: choices.length > 0 ? 'Or another file' : 'Results of tests, as a file',
      hint: 'As promptfoo, JUnit, Inspect AI or OpenAI evals write it, JSON or XML. Which one it is, is found out by itself.',
      optional: true,
      element: fileInput,
    }),
  ];
}

const claimPart = ({ values }: AttachModal): KnownBlock[] => [
  context(['Or, where there is no such file, something to look at:']),
  input({
    id: attachInputs.url,
    label: 'Link',
    optional: true,
    element: urlInput({ action: attachInputs.url, placeholder: 'https://…', initial: values.url }),
  }),
  input({
    id: attachInputs.title,
    label: 'What does it show?',
    optional: true,
    element: textInput({
      action: attachInputs.title,
      max: 150,
      placeholder: 'Offline run of 14 March on 400 threads',
      initial: values.title,
    }),
  }),
  input({
    id: attachInputs.verdict,
    label: 'With what result?',
    optional: true,
    element: select({
      action: attachInputs.verdict,
      choices: verdictChoices,
      placeholder: 'Result',
      initial: values.verdict,
    }),
  }),
  input({
    id: attachInputs.measured,
    label: 'What was measured?',
    hint: 'With its unit: 0.97, 41 of 41, p95 610 ms, $0.02 per request.',
    optional: true,
    element: textInput({ action: attachInputs.measured, max: 80, initial: values.measured }),
  }),
];

/** One modal, prefilled with whatever is known. */
export function attachModal(about: AttachModal): ModalView {
  const { request, asks, files, values, policy, at, problem } = about;
  const standings = request ? evidenceOf(request, policy, at).lanes : [];
  return modal({
    callback: evidenceViews.attach,
    title: 'Attach evidence',
    submit: 'Attach',
    close: 'Cancel',
    metadata: encodeAttachMetadata({ request: request?.id ?? '', asks, files: [...files] }),
    blocks: [
      ...(problem ? [section(problem)] : []),
      ...aboutRequest(about, standings),
      input({
        id: attachInputs.lanes(request?.id ?? ''),
        label: 'What is it evidence of?',
        hint: 'One file may show several things.',
        element: multiSelect({
          action: lanesAction,
          choices: laneChoices(standings),
          initial: values.lanes,
          placeholder: 'Lanes',
        }),
      }),
      ...filePart(about),
      divider(),
      ...claimPart(about),
      ...takeBackPart(about),
    ],
  });
}
