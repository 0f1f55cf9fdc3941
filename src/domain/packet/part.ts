import type { z } from 'zod';
import type { changeSchema, Evidence, evidenceSchema, packetSchema, toolSchema } from './schema.ts';

/** A proposal of which only some is known, because the document that it comes from says no more. */
type Partly<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Partly<T[K]> | undefined }
    : T;

type ToolInput = z.input<typeof toolSchema>;
/** A tool by its name, and whatever else is known of it. */
export type ToolPart = Pick<ToolInput, 'name'> & Partial<ToolInput>;

export type PacketPart = Omit<Partly<z.input<typeof packetSchema>>, 'tools'> & {
  readonly tools?: readonly ToolPart[] | undefined;
};
export interface ProposalPart {
  readonly packet: PacketPart;
  readonly change: Partly<z.input<typeof changeSchema>>;
  readonly evidence: readonly (z.input<typeof evidenceSchema> | Evidence)[];
}

/** The values that are there. */
export function given<T extends object>(values: T): Partial<T> {
  const kept: Partial<T> = {};
  for (const key in values) if (values[key] !== undefined) kept[key] = values[key];
  return kept;
}

const over = <T extends object>(base: T | undefined, more: T | undefined): T | undefined =>
  base && more ? { ...base, ...given(more) } : (more ?? base);

type ModelPart = PacketPart['model'];

/** Another model has another provider, version and status: nothing of the old one is taken for granted. */
function modelOver(base: ModelPart, more: ModelPart): ModelPart {
  const isSame = more?.primary?.name === undefined || more.primary.name === base?.primary?.name;
  return over(base, {
    ...more,
    primary: isSame ? over(base?.primary, more?.primary) : more?.primary,
  });
}

/** What a document says, laid over what is known already. Lists and single values are replaced, groups filled in. */
export function layered(base: PacketPart, more: PacketPart): PacketPart {
  return given({
    ...base,
    ...given(more),
    owners: over(base.owners, more.owners),
    use_case: over(base.use_case, more.use_case),
    model: modelOver(base.model, more.model),
    fallback: over(base.fallback, more.fallback),
    routing: over(base.routing, more.routing),
    prompt: over(base.prompt, more.prompt),
    retrieval: over(base.retrieval, more.retrieval),
    data: over(base.data, more.data),
    safety: over(base.safety, more.safety),
    log_policy: over(base.log_policy, more.log_policy),
    request_log: over(base.request_log, more.request_log),
    latency: over(base.latency, more.latency),
    cost: over(base.cost, more.cost),
    billing: over(base.billing, more.billing),
    evals: over(base.evals, more.evals),
    rollout: over(base.rollout, more.rollout),
    renewal: over(base.renewal, more.renewal),
    compared_with: over(base.compared_with, more.compared_with),
  });
}
