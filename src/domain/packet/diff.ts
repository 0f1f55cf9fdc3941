import type { ReviewRole } from '../words.ts';
import { canonicalJson } from './digest.ts';
import { type FieldGroup, fieldGroups, type PacketField, packetFields, valueAt } from './fields.ts';
import type { Evidence, Packet } from './schema.ts';

/** One field that differs. `from` or `to` is undefined where that packet leaves the field out. */
export interface FieldChange {
  readonly field: PacketField;
  readonly from: unknown;
  readonly to: unknown;
}

const same = (left: unknown, right: unknown): boolean =>
  left === undefined || right === undefined ? left === right : canonicalJson(left) === canonicalJson(right);

const groupOrder = Object.keys(fieldGroups);
const weight = (group: FieldGroup): number => groupOrder.indexOf(group);

/** The fields in which two packets differ, the weightiest first. Without a baseline, every field set. */
export function diffPackets(baseline: Packet | null, candidate: Packet): FieldChange[] {
  return packetFields
    .map((field) => ({
      field,
      from: baseline ? valueAt(baseline, field.path) : undefined,
      to: valueAt(candidate, field.path),
    }))
    .filter((change) => !same(change.from, change.to))
    .sort((left, right) => weight(left.field.group) - weight(right.field.group));
}

/** The lanes in which evidence was taken away or replaced; more evidence for a lane takes nothing from a decision. */
export function weakenedLanes(before: readonly Evidence[], after: readonly Evidence[]): Evidence['lane'][] {
  const kept = new Set(after.map(canonicalJson));
  const lost = before.filter((piece) => !kept.has(canonicalJson(piece))).map((piece) => piece.lane);
  const newlyFailed = after
    .filter((piece) => piece.verdict === 'failed' && !before.some((old) => same(old, piece)))
    .map((piece) => piece.lane);
  return [...new Set([...lost, ...newlyFailed])];
}

const laneConcerns: Readonly<Record<Evidence['lane'], readonly ReviewRole[]>> = {
  functional_correctness: ['product_owner', 'ai_platform'],
  instruction_hierarchy: ['ai_platform', 'security'],
  prompt_injection: ['ai_platform', 'security'],
  tool_authority: ['ai_platform', 'security'],
  data_leakage: ['security', 'privacy'],
  content_filtering: ['security', 'product_owner'],
  cost_and_quota: ['finance'],
  reliability: ['engineering', 'ai_platform'],
  auditability: ['security'],
  rollback: ['release_owner', 'ai_platform'],
  latency: ['engineering'],
  human_review: ['product_owner'],
  model_documentation: ['ai_platform', 'security', 'legal'],
  data_flow: ['security', 'privacy', 'legal'],
  capability: ['ai_platform'],
  shadow_run: ['ai_platform', 'release_owner'],
  security_scan: ['security'],
  impact_assessment: ['product_owner', 'legal', 'privacy'],
  operational_readiness: ['engineering', 'ai_platform', 'release_owner'],
  live_readings: ['product_owner', 'release_owner'],
};

/**
 * The roles whose material an edit touched: their decisions do not carry over to the new revision.
 * Prose concerns nobody, so correcting it voids nothing.
 */
export function concernedRoles(
  changes: readonly FieldChange[],
  lanes: readonly Evidence['lane'][],
): ReviewRole[] {
  const concerned = new Set<ReviewRole>();
  for (const change of changes) for (const role of change.field.concerns) concerned.add(role);
  for (const lane of lanes) for (const role of laneConcerns[lane]) concerned.add(role);
  return [...concerned];
}
