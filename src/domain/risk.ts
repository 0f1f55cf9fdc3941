import { diffPackets, type FieldChange } from './packet/diff.ts';
import type { ChangeNote, Packet } from './packet/schema.ts';
import { type ChangeArea, type Classification, type Tier, tiers } from './words.ts';

/** All that a risk rule may look at. */
export interface RiskFacts {
  readonly packet: Packet;
  readonly baseline: Packet | null;
  readonly change: ChangeNote;
  /** What changes: declared by the requester or found by the diff, taken together. Empty for a new route. */
  readonly changed: ReadonlySet<ChangeArea>;
  readonly diff: readonly FieldChange[];
  /** Nothing that runs changes: only evaluation cases are added, so exposure is no risk of this change. */
  readonly onlyEvalCases: boolean;
}

export interface RiskRule {
  readonly id: string;
  readonly tier: Tier;
  /** Printed on cards behind "why high"; a short phrase without a full stop. */
  readonly reason: string;
  readonly applies: (facts: RiskFacts) => boolean;
}

export interface TierReason {
  readonly rule: string;
  readonly tier: Tier;
  readonly reason: string;
}

const areaOfPath: readonly (readonly [prefix: string, area: ChangeArea])[] = [
  ['model.primary.provider', 'provider'],
  ['model.primary.account', 'provider'],
  ['model.primary.endpoint_family', 'endpoint'],
  ['model.primary', 'model'],
  ['model.fallbacks', 'fallback'],
  ['model.denied', 'fallback'],
  ['fallback', 'fallback'],
  ['routing', 'fallback'],
  ['prompt', 'prompt'],
  ['retrieval', 'retrieval'],
  ['tools', 'tools'],
  ['parameters', 'parameters'],
  ['latency.timeout_ms', 'timeout'],
  ['logging', 'logging'],
  ['log_policy', 'logging'],
  ['request_log', 'logging'],
  ['safety', 'safety'],
  ['cost', 'cost'],
  ['billing', 'cost'],
  ['audience', 'audience'],
  ['rollout.first_audience', 'audience'],
  ['evals', 'eval_cases'],
];

/**
 * What changes, declared and found. A new route has no before, so it changes nothing, whatever is declared: the rules
 * ask what it is.
 */
export function changedAreas(
  change: ChangeNote,
  diff: readonly FieldChange[],
  isNew: boolean,
): Set<ChangeArea> {
  if (isNew) return new Set();
  const areas = new Set<ChangeArea>(change.what);
  for (const { field } of diff) {
    const found = areaOfPath.find(([prefix]) => field.path.startsWith(prefix));
    if (found) areas.add(found[1]);
  }
  return areas;
}

/**
 * Where a route runs, who sees it and what it is used for count before and after: a change that takes a declaration
 * back is reviewed by what the route was, else leaving a word out would lower the tier.
 */
export const sides = ({ packet, baseline }: Pick<RiskFacts, 'packet' | 'baseline'>): readonly Packet[] =>
  baseline ? [packet, baseline] : [packet];
const isProduction = (facts: RiskFacts): boolean =>
  sides(facts).some((side) => side.environment === 'production');
const customersSee = (facts: RiskFacts): boolean =>
  sides(facts).some(
    ({ audience, environment }) =>
      audience === 'customers' && environment !== 'test' && environment !== 'development',
  );
const internalUsers = (facts: RiskFacts): boolean =>
  sides(facts).some((side) => side.audience === 'internal');
const changes = (facts: RiskFacts, ...areas: ChangeArea[]): boolean =>
  areas.some((area) => facts.changed.has(area));
const touched = (facts: RiskFacts, ...paths: string[]): boolean =>
  facts.baseline !== null &&
  facts.diff.some(({ field }) => paths.some((path) => field.path.startsWith(path)));
const usedFor = (facts: RiskFacts, ...uses: Classification[]): boolean =>
  uses.some((use) => sides(facts).some((side) => side.classification.includes(use)));

/** The built-in rules (B3, C3, D3). Policy adds rules of its own; none of these can be switched off. */
export const builtInRiskRules: readonly RiskRule[] = [
  {
    id: 'non-production',
    tier: 'low',
    reason: 'not in production',
    applies: (facts) => !isProduction(facts),
  },
  {
    id: 'eval-cases',
    tier: 'low',
    reason: 'only evaluation cases are added',
    applies: (facts) => facts.onlyEvalCases,
  },
  {
    id: 'production',
    tier: 'medium',
    reason: 'runs in production',
    applies: isProduction,
  },
  { id: 'internal-users', tier: 'medium', reason: 'internal users see it', applies: internalUsers },
  {
    id: 'timeout',
    tier: 'medium',
    reason: 'timeout changed',
    applies: (facts) => isProduction(facts) && changes(facts, 'timeout'),
  },
  {
    id: 'fallback-candidate',
    tier: 'medium',
    reason: 'fallback changed',
    applies: (facts) => isProduction(facts) && changes(facts, 'fallback'),
  },
  {
    id: 'internal-prompt',
    tier: 'medium',
    reason: 'prompt changed on an internal route',
    applies: (facts) => internalUsers(facts) && changes(facts, 'prompt'),
  },
  { id: 'customers-exposed', tier: 'high', reason: 'customers see it', applies: customersSee },
  {
    id: 'provider-switched',
    tier: 'high',
    reason: 'provider or endpoint family switched',
    applies: (facts) =>
      isProduction(facts) &&
      (changes(facts, 'provider', 'endpoint') ||
        touched(facts, 'model.primary.provider', 'model.primary.endpoint_family')),
  },
  {
    id: 'default-model',
    tier: 'high',
    reason: 'default model changed',
    applies: (facts) =>
      isProduction(facts) && (changes(facts, 'model') || touched(facts, 'model.primary.name')),
  },
  {
    id: 'cost-or-latency-profile',
    tier: 'high',
    reason: 'cost or latency profile changed',
    applies: (facts) =>
      isProduction(facts) && (changes(facts, 'cost') || touched(facts, 'cost', 'latency.p95')),
  },
  {
    id: 'customer-behaviour',
    tier: 'high',
    reason: 'prompt, tools, retrieval, safety or logging changed on a customer route',
    applies: (facts) =>
      customersSee(facts) && changes(facts, 'prompt', 'tools', 'retrieval', 'safety', 'logging'),
  },
  {
    id: 'unstable-model',
    tier: 'high',
    reason: 'preview or experimental model in production',
    applies: (facts) =>
      isProduction(facts) &&
      [facts.packet.model.primary, ...facts.packet.model.fallbacks].some(
        (model) => model.status === 'preview' || model.status === 'experimental',
      ),
  },
  {
    id: 'fallback-changes-contract',
    tier: 'high',
    reason: 'a fallback changes data handling, schema, tools, quality or billing owner',
    applies: (facts) =>
      isProduction(facts) &&
      (facts.packet.model.fallbacks.some((fallback) => fallback.changes.length > 0) ||
        facts.packet.fallback?.transitions?.some(({ act }) => act === 'degrade') === true),
  },
  {
    id: 'regulated-data',
    tier: 'restricted',
    reason: 'regulated data',
    applies: (facts) =>
      usedFor(facts, 'regulated_workflow') ||
      sides(facts).some((side) =>
        side.data.classes.some((kind) => kind === 'regulated' || kind === 'health'),
      ),
  },
  {
    id: 'decides-for-people',
    tier: 'restricted',
    reason: 'financial, permission or legal decisions',
    applies: (facts) => usedFor(facts, 'financial_decision', 'permission_decision', 'legal_review'),
  },
  {
    id: 'legal-terms',
    tier: 'restricted',
    reason: 'legal terms',
    applies: (facts) => usedFor(facts, 'legal_terms'),
  },
  {
    id: 'irreversible-tool',
    tier: 'restricted',
    reason: 'a tool can act irreversibly',
    applies: (facts) => facts.packet.tools.some((tool) => tool.effect === 'irreversible'),
  },
  {
    id: 'uncontrolled-action',
    tier: 'restricted',
    reason: 'runs code or acts outside without a human control',
    applies: (facts) =>
      facts.packet.tools.some(
        (tool) =>
          (tool.runs_code || (tool.external && tool.effect !== 'none' && tool.effect !== 'read')) &&
          tool.human_control === 'none',
      ) ||
      (usedFor(facts, 'code_execution', 'external_action') && facts.packet.tools.length === 0),
  },
  {
    id: 'safety-sensitive',
    tier: 'restricted',
    reason: 'safety-sensitive content',
    applies: (facts) => usedFor(facts, 'safety_sensitive'),
  },
];

const rank = (tier: Tier): number => tiers.indexOf(tier);
export const higherTier = (left: Tier, right: Tier): Tier => (rank(left) >= rank(right) ? left : right);
export const isHigher = (left: Tier, right: Tier): boolean => rank(left) > rank(right);

const harmlessPaths: ReadonlySet<string> = new Set(['evals.pack', 'evals.required_tests', 'feature', 'task']);

/** True where a change adds evaluation cases and touches nothing that runs; dropping a test does not qualify. */
function addsOnlyEvalCases(
  packet: Packet,
  baseline: Packet | null,
  changed: ReadonlySet<ChangeArea>,
  diff: readonly FieldChange[],
): boolean {
  return (
    baseline !== null &&
    changed.has('eval_cases') &&
    changed.size === 1 &&
    diff.every(({ field }) => harmlessPaths.has(field.path)) &&
    baseline.evals.required_tests.every((test) => packet.evals.required_tests.includes(test))
  );
}

export function riskFacts(packet: Packet, baseline: Packet | null, change: ChangeNote): RiskFacts {
  const diff = diffPackets(baseline, packet);
  const changed = changedAreas(change, diff, baseline === null);
  const onlyEvalCases = change.kind === 'change' && addsOnlyEvalCases(packet, baseline, changed, diff);
  return { packet, baseline, change, diff, changed, onlyEvalCases };
}

const builtInIds: ReadonlySet<string> = new Set(builtInRiskRules.map((rule) => rule.id));

/**
 * The tier of a proposal and every rule that applies, the highest first. Where no rule speaks the proposal
 * counts as medium, so that a case nobody thought of is looked at.
 */
export function tierOf(facts: RiskFacts, rules: readonly RiskRule[]): { tier: Tier; reasons: TierReason[] } {
  const reasons = rules
    .filter((rule) => rule.applies(facts))
    .filter((rule) => !facts.onlyEvalCases || rule.id === 'eval-cases' || !builtInIds.has(rule.id))
    .map(({ id, tier, reason }) => ({ rule: id, tier, reason }))
    .sort((left, right) => rank(right.tier) - rank(left.tier));
  const top = reasons[0];
  return top
    ? { tier: top.tier, reasons }
    : {
        tier: 'medium',
        reasons: [{ rule: 'no-rule', tier: 'medium', reason: 'no rule covers this change' }],
      };
}
