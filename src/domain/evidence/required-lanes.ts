import type { Packet } from '../packet/schema.ts';
import { isHigher } from '../risk.ts';
import {
  type EvidenceLane,
  evidenceLanes,
  sensitiveData,
  type Tier,
  tiers,
  type WorkflowClass,
} from '../words.ts';
import { laneOfTest } from './kinds.ts';

/** A lane that a request needs, and why. */
export interface RequiredLane {
  readonly lane: EvidenceLane;
  readonly reasons: readonly string[];
}

/** Lanes that a company asks for from a tier upwards, beyond those here. */
export type AlsoRequired = Readonly<Partial<Record<Tier, readonly EvidenceLane[]>>>;

interface Rule {
  readonly reason: string;
  readonly lanes: readonly EvidenceLane[];
  readonly from: Tier;
  readonly applies: (packet: Packet) => boolean;
}

/** What each class of workflow has to show beyond its answers (D1). */
const byClass: Readonly<Record<WorkflowClass, readonly EvidenceLane[]>> = {
  fast_classification: ['latency'],
  customer_chat: ['content_filtering', 'latency'],
  technical_reasoning: ['human_review'],
  structured_extraction: ['capability'],
  procurement_or_finance_review: ['auditability', 'human_review'],
  background_summarisation: ['cost_and_quota'],
};

const always = () => true;
/** What has to be shown: the more harm it could do, the more (A6, B3, B5). Low shows nothing but what its packet asks. */
const rules: readonly Rule[] = [
  { reason: 'every change above low', lanes: ['functional_correctness'], from: 'medium', applies: always },
  {
    reason: 'it has tools',
    lanes: ['tool_authority'],
    from: 'medium',
    applies: ({ tools }) => tools.length > 0,
  },
  {
    reason: 'it reads what others wrote',
    lanes: ['prompt_injection'],
    from: 'medium',
    applies: ({ retrieval }) => retrieval !== undefined,
  },
  {
    reason: 'sensitive data',
    lanes: ['data_leakage'],
    from: 'medium',
    applies: ({ data }) => data.classes.some((kind) => sensitiveData.has(kind)),
  },
  {
    reason: 'answers have a schema',
    lanes: ['capability'],
    from: 'medium',
    applies: ({ prompt }) => prompt?.schema_required === true,
  },
  {
    reason: 'high',
    lanes: [
      'instruction_hierarchy',
      'prompt_injection',
      'data_leakage',
      'cost_and_quota',
      'reliability',
      'latency',
      'rollback',
    ],
    from: 'high',
    applies: always,
  },
  {
    reason: 'restricted',
    lanes: [
      'content_filtering',
      'auditability',
      'human_review',
      'model_documentation',
      'data_flow',
      'security_scan',
      'impact_assessment',
      'operational_readiness',
    ],
    from: 'restricted',
    applies: always,
  },
];

/** The lanes that a request needs, from its tier, its class, its tools, its data and its own required tests. */
export function requiredLanes(packet: Packet, tier: Tier, also: AlsoRequired = {}): RequiredLane[] {
  const reasons = new Map<EvidenceLane, string[]>();
  const need = (lane: EvidenceLane, reason: string): void => {
    reasons.set(lane, [...(reasons.get(lane) ?? []), reason]);
  };
  for (const rule of rules)
    if (!isHigher(rule.from, tier) && rule.applies(packet))
      for (const lane of rule.lanes) need(lane, rule.reason);
  if (tier !== 'low')
    for (const lane of byClass[packet.workflow_class]) need(lane, packet.workflow_class.replaceAll('_', ' '));
  for (const test of packet.evals.required_tests) {
    const lane = laneOfTest(test);
    if (lane) need(lane, 'the packet requires it');
  }
  for (const from of tiers)
    if (!isHigher(from, tier)) for (const lane of also[from] ?? []) need(lane, 'policy');
  return evidenceLanes
    .filter((lane) => reasons.has(lane))
    .map((lane) => ({ lane, reasons: reasons.get(lane) ?? [] }));
}
