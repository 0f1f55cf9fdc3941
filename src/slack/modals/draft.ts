import { z } from 'zod';
import {
  changeSchema,
  evidenceSchema,
  type Packet,
  type Proposal,
  packetSchema,
} from '../../domain/packet/schema.ts';
import { type RequestKind, requestKinds, type Tier, tiers } from '../../domain/words.ts';
import type { Draft } from '../../ports/store.ts';
import type { FieldId } from './fields.ts';
import type { FormValues } from './form-values.ts';
import { type Filled, valuesOf, valuesOfPacket } from './proposal-form.ts';

/** A request that somebody is writing: everything that the form needs to go on after it was closed or we restarted. */

export const steps = ['what', 'bundle', 'limits', 'proof', 'rollout', 'check'] as const;
export type Step = (typeof steps)[number];
export const isStep = (word: string): word is Step => steps.some((step) => step === word);

export interface DraftContent extends Filled {
  readonly step: Step;
  /** The request that is edited, and the revision that the editor saw; null for a new request. */
  readonly revising: { readonly request: string; readonly revision: number } | null;
  /** What the route serves now, as the form shows it; null for a route that serves nothing. */
  readonly served: FormValues | null;
  /** What was filled in for a new route because of its class and environment, so that it can follow them. */
  readonly defaults: FormValues;
  readonly raiseTo: Tier | null;
  /** Something was typed or chosen by hand. */
  readonly touched: boolean;
  /** Raised whenever inputs must show other values than those that stand in them. */
  readonly generation: number;
  /** What was pasted as YAML so far, and whether that view is the one in front. */
  readonly pasted: string;
  readonly inYaml: boolean;
  /** When the newest keystroke or choice in it was made, by Slack's clock, in seconds; older ones come too late. */
  readonly seenAt: number;
  /** The hash of the view that was left last; what is still under way from it comes too late. */
  readonly left: string;
}

const values = z.record(z.string().max(60), z.string().max(100_000));
/** What prefilled a form is a proposal that nobody has given a reason for yet. */
const storedBase = z.strictObject({
  packet: packetSchema,
  change: z.strictObject({ ...changeSchema.shape, why: z.string() }),
  evidence: z.array(evidenceSchema),
});

const stored = z.object({
  step: z.enum(steps),
  revising: z.object({ request: z.string(), revision: z.int() }).nullable(),
  values,
  base: z.unknown(),
  served: values.nullable(),
  defaults: values,
  raiseTo: z.enum(tiers).nullable(),
  touched: z.boolean(),
  generation: z.int(),
  pasted: z.string(),
  inYaml: z.boolean(),
  seenAt: z.number(),
  left: z.string(),
});

/** The content of a stored draft; null where it is none that this version can read. */
export function contentOf(draft: Draft): DraftContent | null {
  const read = stored.safeParse(draft.content);
  if (!read.success) return null;
  const base = storedBase.safeParse(read.data.base);
  return { ...read.data, base: base.success ? base.data : null };
}

export const emptyContent: DraftContent = {
  step: 'what',
  revising: null,
  values: {},
  base: null,
  served: null,
  defaults: {},
  raiseTo: null,
  touched: false,
  generation: 0,
  pasted: '',
  inYaml: false,
  seenAt: 0,
  left: '',
};

export const heldIn = (content: Pick<DraftContent, 'values'>, field: FieldId): string =>
  content.values[field] ?? '';

export const kindOf = (content: Pick<DraftContent, 'values'>): RequestKind | null =>
  requestKinds.find((kind) => kind === heldIn(content, 'change.kind')) ?? null;

/** A form that shows a proposal as it is. */
export function contentFrom(proposal: Proposal, served: Packet | null): DraftContent {
  return {
    ...emptyContent,
    base: proposal,
    values: valuesOf(proposal),
    served: served ? valuesOfPacket(served) : null,
  };
}
