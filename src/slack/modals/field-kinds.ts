import type { Proposal } from '../../domain/packet/schema.ts';
import {
  type Entries,
  type FieldInput,
  type FormField,
  joined,
  type ProposalPath,
  parted,
} from './form-values.ts';
import type { Read, TextForm } from './syntax/line-list.ts';

/** The kinds of questions that the form has: each knows how its value is shown and read. */

export type About = Pick<FormField, 'label'> & Partial<Pick<FormField, 'hint' | 'placeholder' | 'optional'>>;

export const entry = (path: ProposalPath, value: unknown): Read<Entries> => ({ value: [[path, value]] });

/** A value that is its own text; an empty one is left out. */
export function plainField(
  path: ProposalPath,
  input: FieldInput,
  show: (proposal: Proposal) => string | undefined,
  about: About,
): FormField {
  return {
    optional: false,
    ...about,
    input,
    show: (proposal) => show(proposal) ?? '',
    read: (typed) => entry(path, typed.trim() === '' ? undefined : typed),
  };
}

export const line = (
  path: ProposalPath,
  max: number,
  show: (proposal: Proposal) => string | undefined,
  about: About,
) => plainField(path, { as: 'line', max }, show, about);
export const prose = (
  path: ProposalPath,
  max: number,
  show: (proposal: Proposal) => string | undefined,
  about: About,
) => plainField(path, { as: 'prose', max }, show, about);
export const person = (path: ProposalPath, show: (proposal: Proposal) => string | undefined, about: About) =>
  plainField(path, { as: 'person' }, show, about);
export const oneOf = (
  path: ProposalPath,
  input: FieldInput & { as: 'choice' | 'day' },
  show: (proposal: Proposal) => string | undefined,
  about: About,
) => plainField(path, input, show, about);

/** Any number of chosen words. */
export const someOf = (
  path: ProposalPath,
  input: FieldInput & { as: 'checkboxes' | 'menu' },
  show: (proposal: Proposal) => readonly string[],
  about: About,
): FormField => ({
  optional: true,
  ...about,
  input,
  show: (proposal) => joined(show(proposal)),
  read: (typed) => entry(path, parted(typed)),
});

/** All of a question whose answer has a grammar, but how it is read. */
const grammatical = <T>(
  form: { readonly write: (value: T) => string },
  show: (proposal: Proposal) => T,
  about: About,
  input: FieldInput = { as: 'lines' },
): Omit<FormField, 'read'> => ({
  optional: true,
  ...about,
  input,
  show: (proposal) => form.write(show(proposal)),
});

/** Something that is written as text with a grammar of its own; empty where there is nothing. */
export const written = <T>(
  path: ProposalPath,
  form: TextForm<T>,
  show: (proposal: Proposal) => T,
  about: About,
  input?: FieldInput,
): FormField => ({
  ...grammatical(form, show, about, input),
  read: (typed) => {
    const read = form.read(typed);
    return 'problems' in read
      ? read
      : { value: [[path, read.value]], ...(read.lines ? { lines: read.lines } : {}) };
  },
});

/** How a group is written, and read as values by key. */
interface GroupForm<T> {
  readonly write: (group: T) => string;
  readonly read: (text: string) => Read<object>;
}

/** A record whose keys are paths of their own. */
export const spread = <T extends object>(
  group:
    | 'model.primary'
    | 'latency'
    | 'cost'
    | 'owners'
    | 'fallback'
    | 'prompt'
    | 'data'
    | 'evals'
    | 'rollout',
  form: GroupForm<T>,
  show: (proposal: Proposal) => T,
  about: About,
  input?: FieldInput,
): FormField => ({
  ...grammatical(form, show, about, input),
  read: (typed) => {
    if (typed.trim() === '') return { value: [] };
    const read = form.read(typed);
    if ('problems' in read) return read;
    return { value: Object.entries(read.value).map(([key, value]) => [`${group}.${key}`, value] as const) };
  },
});

/** A group that is one value of the proposal. */
export const flatGroup = <T extends object>(
  path: ProposalPath,
  form: GroupForm<T>,
  show: (proposal: Proposal) => T,
  about: About,
): FormField => ({
  ...grammatical(form, show, about),
  read: (typed) => {
    const read = form.read(typed);
    return 'problems' in read ? read : entry(path, read.value);
  },
});
