import type { ChangeNote, Packet, Proposal } from '../../domain/packet/schema.ts';
import type { Choice } from '../blocks/inputs.ts';
import type { Read } from './syntax/line-list.ts';

/** Parts of a proposal that hold several values, each with a place of its own in the form. */
type Group =
  | 'owners'
  | 'model'
  | 'model.primary'
  | 'fallback'
  | 'prompt'
  | 'retrieval'
  | 'data'
  | 'latency'
  | 'cost'
  | 'evals'
  | 'rollout'
  | 'renewal';

type PathsOf<T, Prefix extends string = ''> = {
  [K in keyof T & string]: `${Prefix}${K}` extends Group
    ? PathsOf<NonNullable<T[K]>, `${Prefix}${K}.`>
    : `${Prefix}${K}`;
}[keyof T & string];

/** Every value of a proposal by its path, such as `model.primary.name`. Follows from the schema. */
export type ProposalPath = PathsOf<Packet> | PathsOf<ChangeNote, 'change.'> | 'evidence';

/** What the inputs of the form hold, by field: text as typed, a chosen word, or chosen words apart by commas. */
export type FormValues = Readonly<Record<string, string>>;

/** How a field looks. Texts that outgrow one input of Slack's go on in a second one. */
export type FieldInput =
  | { readonly as: 'line'; readonly max: number }
  | { readonly as: 'prose'; readonly max: number }
  | { readonly as: 'lines' }
  | { readonly as: 'person' }
  | { readonly as: 'choice'; readonly choices: readonly Choice[] }
  | { readonly as: 'checkboxes'; readonly choices: readonly Choice[] }
  | { readonly as: 'menu'; readonly choices: readonly Choice[] }
  | { readonly as: 'day' }
  | { readonly as: 'route' };

/** Values for paths of a proposal; undefined leaves the path out. */
export type Entries = readonly (readonly [path: string, value: unknown])[];

export interface FormField {
  /** The question, in the reader's words. */
  readonly label: string;
  /** Only where one errs. */
  readonly hint?: string;
  readonly placeholder?: string;
  readonly optional: boolean;
  readonly input: FieldInput;
  /** What the form shows of a proposal. */
  readonly show: (proposal: Proposal) => string;
  /** What was typed, as values of the proposal. Bounds and required values are the schema's business. */
  readonly read: (typed: string) => Read<Entries>;
}

/** Chosen words, as the form keeps them. */
export const joined = (words: readonly string[]): string => words.join(',');
export const parted = (typed: string): string[] => typed.split(',').filter((word) => word !== '');
