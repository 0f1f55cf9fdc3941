import type { PacketPart, ProposalPart, ToolPart } from '../../domain/packet/part.ts';
import { type Proposal, proposalSchema } from '../../domain/packet/schema.ts';
import { fieldOfPath } from './field-of-path.ts';
import type { FieldId } from './fields.ts';
import type { FormValues } from './form-values.ts';
import { valuesOf } from './proposal-form.ts';
import { lineOf, written } from './syntax/cells.ts';
import { toolsText } from './syntax/tool-lines.ts';

/** What the form shows of a proposal of which only some is known; what nobody said yet stays empty. */

/** Stands where a packet needs a value and nobody gave one. Never shown. */
const gap = '…';
const gapModel = {
  provider: gap,
  endpoint_family: gap,
  name: gap,
  version: gap,
  status: 'stable',
} as const;

/** The part as a whole proposal, with stand-ins where something is missing; null where what it says is not allowed. */
function filledUp({ packet, change, evidence }: ProposalPart): Proposal | null {
  const read = proposalSchema.safeParse({
    route: 'route',
    environment: 'production',
    audience: 'nobody',
    workflow_class: 'fast_classification',
    feature: gap,
    ...packet,
    owners: { business: gap, technical: gap, ...packet.owners },
    model: { ...packet.model, primary: { ...gapModel, ...packet.model?.primary } },
    ...(packet.prompt ? { prompt: { source: gap, ...packet.prompt } } : {}),
    ...(packet.retrieval ? { retrieval: { profile: gap, ...packet.retrieval } } : {}),
    tools: packet.tools?.map((tool) => ({ effect: 'none', ...tool })),
    data: packet.data ?? {},
    rollout: packet.rollout ?? {},
    change: { kind: 'new', why: gap, ...change },
    evidence,
  });
  return read.success ? read.data : null;
}

type ModelPart = NonNullable<PacketPart['model']>['primary'];

/** A model line with an empty cell for what is not known. */
function modelLine(model: ModelPart): string {
  const { provider, endpoint_family, name, version, status, account, region } = model ?? {};
  return lineOf([
    ...[provider, endpoint_family, name, version].map((text) => written(text ?? '')),
    status ?? '',
    ...(account === undefined ? [] : [`account: ${written(account)}`]),
    ...(region === undefined ? [] : [`region: ${written(region)}`]),
  ]).trim();
}

const toolLine = ({ effect, ...tool }: ToolPart): string =>
  effect === undefined ? written(tool.name) : toolsText.write([{ ...tool, effect }]);

function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, key) =>
        inner !== null && typeof inner === 'object'
          ? Object.getOwnPropertyDescriptor(inner, key)?.value
          : undefined,
      value,
    );
}

/** Values of the fields that the part speaks of, and of no others; null where what it says is not allowed. */
export function valuesOfPart(part: ProposalPart): FormValues | null {
  const whole = filledUp(part);
  if (!whole) return null;
  const { packet, change, evidence } = part;
  const said = { ...packet, change, ...(evidence.length > 0 ? { evidence } : {}) };
  const spokenOf = new Set<FieldId>();
  for (const [path, field] of Object.entries(fieldOfPath))
    if (at(said, path) !== undefined) spokenOf.add(field);
  if (packet.logging) spokenOf.add('logging.retention');
  const shown = Object.entries(valuesOf(whole));
  return Object.fromEntries([
    ...shown.filter(([field]) => [...spokenOf].some((each) => each === field)),
    ...(packet.model?.primary ? [['model.primary', modelLine(packet.model.primary)] as const] : []),
    ...(packet.tools ? [['tools', packet.tools.map(toolLine).join('\n')] as const] : []),
  ]);
}
