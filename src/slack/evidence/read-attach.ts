import { lanes as laneFacts } from '../../domain/evidence/lanes.ts';
import { type Evidence, evidenceSchema } from '../../domain/packet/schema.ts';
import { type EvidenceLane, evidenceLanes, verdicts } from '../../domain/words.ts';
import { evidenceActions } from '../ids.ts';
import { type AttachMetadata, type AttachValues, attachInputs, lanesAction } from './attach-modal.ts';
import { type SlackFile, slackFilesIn } from './message-files.ts';

/** What stands in the modal when it is submitted: what to attach for which lanes, or what is wrong with it, by block. */

interface State {
  readonly value?: string | null;
  readonly selected_option?: { readonly value: string } | null;
  readonly selected_options?: readonly { readonly value: string }[];
  readonly files?: readonly unknown[];
}
export interface ViewState {
  readonly values: Readonly<Record<string, Readonly<Record<string, State>>>>;
}

export type Claim = Omit<Evidence, 'lane'>;

/** What was given: a file that has to be read yet, or somebody's word. */
export type Given = { readonly file: SlackFile } | { readonly claim: Claim };

export interface ReadAttach {
  readonly request: string;
  readonly lanes: readonly EvidenceLane[];
  readonly given: Given;
}

export type Errors = Readonly<Record<string, string>>;

const stateIn = ({ values }: ViewState, block: string, action = block): State | undefined =>
  values[block]?.[action];
const textIn = (state: ViewState, block: string): string => stateIn(state, block)?.value?.trim() ?? '';
const choiceIn = (state: ViewState, block: string, action = block): string =>
  stateIn(state, block, action)?.selected_option?.value ?? '';

const isLane = (word: string): word is EvidenceLane => evidenceLanes.some((lane) => lane === word);

export function requestIn(state: ViewState, { request }: AttachMetadata): string {
  return choiceIn(state, attachInputs.request, evidenceActions.request) || request;
}

/** Lanes as they stand in the view, whichever request they were shown for. */
function lanesIn(state: ViewState): EvidenceLane[] {
  const chosen = Object.values(state.values).flatMap((block) => block[lanesAction]?.selected_options ?? []);
  return chosen.map(({ value }) => value).filter(isLane);
}

/** Everything typed and chosen, so that the modal can show it again. */
export function valuesIn(state: ViewState): AttachValues {
  const given = choiceIn(state, attachInputs.given);
  const verdict = choiceIn(state, attachInputs.verdict);
  return {
    lanes: lanesIn(state),
    ...(given ? { given } : {}),
    ...(verdict ? { verdict } : {}),
    url: textIn(state, attachInputs.url),
    title: textIn(state, attachInputs.title),
    measured: textIn(state, attachInputs.measured),
  };
}

const droppedIn = (state: ViewState): SlackFile | undefined =>
  slackFilesIn(stateIn(state, attachInputs.file)?.files)[0];

const besideFile =
  'A file of results says by itself what passed. Empty this, or attach it on its own afterwards.';

function readFile(file: SlackFile, values: AttachValues): Given | { readonly errors: Errors } {
  const typed = (['url', 'title', 'verdict', 'measured'] as const).filter((field) => values[field]);
  if (typed.length === 0) return { file };
  return { errors: Object.fromEntries(typed.map((field) => [attachInputs[field], besideFile])) };
}

const blockOf: Readonly<Record<string, string>> = {
  url: attachInputs.url,
  title: attachInputs.title,
  measured: attachInputs.measured,
  verdict: attachInputs.verdict,
};

/** Where a share of cases has to pass, a word alone reaches nothing. */
function withoutNumber({ verdict, measured }: Claim, lanes: readonly EvidenceLane[]): Errors {
  const rated = lanes.find((lane) => laneFacts[lane].passes === 'least_rate');
  if (verdict !== 'passed' || measured !== undefined || rated === undefined) return {};
  return {
    [attachInputs.measured]: `${laneFacts[rated].label} needs the share that passed, such as 0.97 or 388 of 400.`,
  };
}

function readClaim(
  values: AttachValues,
  lanes: readonly EvidenceLane[],
): Given | { readonly errors: Errors } {
  const { url, title, verdict, measured } = values;
  if (!verdict) return { errors: { [attachInputs.verdict]: 'Say with what result; choose one.' } };
  const parsed = evidenceSchema.safeParse({
    lane: lanes[0] ?? 'functional_correctness',
    verdict: verdicts.find((known) => known === verdict),
    ...(url ? { url } : {}),
    ...(title ? { title } : {}),
    ...(measured ? { measured } : {}),
  });
  if (!parsed.success) {
    const errors = parsed.error.issues.map(
      ({ path, message }) => [blockOf[String(path[0])] ?? attachInputs.title, message] as const,
    );
    return { errors: Object.fromEntries(errors) };
  }
  const { lane: _lane, ...claim } = parsed.data;
  const errors = withoutNumber(claim, lanes);
  return Object.keys(errors).length > 0 ? { errors } : { claim };
}

function readGiven(
  state: ViewState,
  files: readonly SlackFile[],
  lanes: readonly EvidenceLane[],
): Given | { readonly errors: Errors } {
  const values = valuesIn(state);
  const dropped = droppedIn(state);
  const chosen = files.find(({ id }) => id === values.given);
  if (dropped && chosen)
    return { errors: { [attachInputs.file]: `Give one of the two: this, or ${chosen.name} above.` } };
  const file = dropped ?? chosen;
  if (file) return readFile(file, values);
  if (values.url || values.title || values.measured || values.verdict) return readClaim(values, lanes);
  return {
    errors: { [attachInputs.file]: 'Add a file of results here, or say below what there is to look at.' },
  };
}

/** Reads the modal; `errors` by block where something is missing, wrong or given twice. */
export function readAttach(
  state: ViewState,
  metadata: AttachMetadata,
): ReadAttach | { readonly errors: Errors } {
  const request = requestIn(state, metadata);
  const lanes = lanesIn(state);
  if (request === '') return { errors: { [attachInputs.request]: 'Choose the request it belongs to.' } };
  if (lanes.length === 0)
    return { errors: { [attachInputs.lanes(metadata.request)]: 'Choose at least one.' } };
  const given = readGiven(state, metadata.files, lanes);
  return 'errors' in given ? given : { request, lanes, given };
}
