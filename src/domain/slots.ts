import type { Judged } from './judged.ts';
import type { Policy } from './policy.ts';
import type { RiskFacts } from './risk.ts';
import { isHigher, sides } from './risk.ts';
import { type ChangeArea, type ReviewRole, sensitiveData, type Tier } from './words.ts';

/** One role that a request needs, with the number of people it needs and why. */
export interface Slot {
  readonly role: ReviewRole;
  readonly count: number;
  readonly reasons: readonly string[];
}

/** All that a slot rule of the policy may look at. */
export interface AskingFacts extends RiskFacts {
  readonly tier: Tier;
}

/** A slot that a company asks for beside the built-in ones, where its condition holds. It never takes one away. */
export interface AskingRule {
  readonly id: string;
  readonly role: ReviewRole;
  /** How many people of the role are asked. */
  readonly people: number;
  /** Printed on cards behind the role; a short phrase without a full stop. */
  readonly reason: string;
  readonly judge: (facts: AskingFacts) => Judged;
}

interface SlotRule {
  readonly role: ReviewRole;
  readonly reason: string;
  readonly applies: (facts: RiskFacts, tier: Tier) => boolean;
}

const atLeast = (tier: Tier, least: Tier): boolean => !isHigher(least, tier);
const changes = (facts: RiskFacts, ...areas: ChangeArea[]): boolean =>
  areas.some((area) => facts.changed.has(area));
const touches = (facts: RiskFacts, ...prefixes: string[]): boolean =>
  facts.diff.some(({ field }) => prefixes.some((prefix) => field.path.startsWith(prefix)));
const isNewProductionRoute = (facts: RiskFacts): boolean =>
  facts.baseline === null && facts.packet.environment === 'production';

/** Who is asked, from the tier and from what changed (B6, A12). Low asks ai_platform alone. */
const slotRules: readonly SlotRule[] = [
  {
    role: 'product_owner',
    reason: 'quality and task fit',
    applies: (facts, tier) =>
      atLeast(tier, 'high') ||
      (atLeast(tier, 'medium') &&
        (facts.baseline === null || changes(facts, 'model', 'prompt', 'retrieval')) &&
        sides(facts).some((side) => side.audience !== 'nobody')),
  },
  { role: 'product_owner', reason: 'new production route', applies: isNewProductionRoute },
  {
    role: 'ai_platform',
    reason: 'every change above low',
    applies: (_facts, tier) => atLeast(tier, 'medium'),
  },
  { role: 'ai_platform', reason: 'low-risk check', applies: (_facts, tier) => tier === 'low' },
  {
    role: 'finance',
    reason: 'cost, quota or pricing',
    applies: (facts, tier) =>
      atLeast(tier, 'medium') &&
      (changes(facts, 'cost') || (facts.baseline !== null && touches(facts, 'cost'))),
  },
  {
    role: 'finance',
    reason: 'fallback spend',
    applies: (facts, tier) => atLeast(tier, 'medium') && changes(facts, 'fallback'),
  },
  {
    role: 'finance',
    reason: 'provider or model price',
    applies: (facts, tier) => atLeast(tier, 'high') && changes(facts, 'provider', 'model'),
  },
  { role: 'finance', reason: 'new production route', applies: isNewProductionRoute },
  {
    role: 'engineering',
    reason: 'latency, timeout or availability',
    applies: (facts, tier) =>
      atLeast(tier, 'medium') &&
      (changes(facts, 'timeout') || (facts.baseline !== null && touches(facts, 'latency'))),
  },
  { role: 'security', reason: 'restricted', applies: (_facts, tier) => tier === 'restricted' },
  {
    role: 'security',
    reason: 'sensitive data',
    applies: (facts, tier) =>
      atLeast(tier, 'medium') &&
      sides(facts).some((side) => side.data.classes.some((kind) => sensitiveData.has(kind))) &&
      (facts.baseline === null ||
        changes(facts, 'model', 'provider', 'endpoint', 'retrieval', 'fallback') ||
        touches(facts, 'data')),
  },
  {
    role: 'security',
    reason: 'region, logging or retention',
    applies: (facts, tier) =>
      atLeast(tier, 'medium') &&
      (changes(facts, 'logging') ||
        (facts.baseline !== null && touches(facts, 'data.regions', 'model.primary.region'))),
  },
  {
    role: 'security',
    reason: 'safety controls',
    applies: (facts, tier) => atLeast(tier, 'medium') && changes(facts, 'safety'),
  },
  {
    role: 'security',
    reason: 'tools with side effects',
    applies: (facts, tier) =>
      atLeast(tier, 'medium') &&
      (changes(facts, 'tools') || facts.baseline === null) &&
      facts.packet.tools.some(
        (tool) => tool.effect === 'write' || tool.effect === 'irreversible' || tool.runs_code,
      ),
  },
  { role: 'security', reason: 'new production route', applies: isNewProductionRoute },
  {
    role: 'release_owner',
    reason: 'customers see it',
    applies: (facts, tier) =>
      atLeast(tier, 'high') && sides(facts).some((side) => side.audience === 'customers'),
  },
];

function restrictedSlots(
  facts: RiskFacts,
  tier: Tier,
  policy: Policy,
): readonly (readonly [ReviewRole, string])[] {
  if (tier !== 'restricted') return [];
  const uses = new Set(sides(facts).flatMap((side) => side.classification));
  const kinds = new Set(sides(facts).flatMap((side) => side.data.classes));
  const asked: [ReviewRole, string][] = [];
  if (uses.has('legal_terms') || uses.has('legal_review'))
    asked.push([policy.restrictedRoles.legalTerms, 'legal terms']);
  if (kinds.has('regulated') || kinds.has('health') || uses.has('regulated_workflow'))
    asked.push([policy.restrictedRoles.regulatedData, 'regulated data']);
  if (kinds.has('employee')) asked.push([policy.restrictedRoles.employeeData, "employees' data"]);
  return asked;
}

/** One role asked for one reason. */
interface Asked {
  readonly role: ReviewRole;
  readonly people: number;
  readonly reason: string;
}

function builtInSlots(facts: RiskFacts, tier: Tier, policy: Policy): Asked[] {
  if (tier === 'low' && !policy.lowTierNeedsReview) return [];
  const alsoAsked = policy.tiers[tier].alsoAsk;
  return [
    ...slotRules.filter((rule) => rule.applies(facts, tier)).map(({ role, reason }) => ({ role, reason })),
    ...restrictedSlots(facts, tier, policy).map(([role, reason]) => ({ role, reason })),
    ...alsoAsked.map((role) => ({ role, reason: `policy asks at ${tier}` })),
  ].map((asked) => ({ ...asked, people: 1 }));
}

/** A rule that cannot be judged asks, and says why it could not be. */
function askedBy(rules: readonly AskingRule[], facts: AskingFacts): Asked[] {
  return rules.flatMap(({ role, people, reason, judge }) => {
    const judged = judge(facts);
    if ('unclear' in judged)
      return [{ role, people, reason: `${reason} (could not be judged: ${judged.unclear})` }];
    return judged.holds ? [{ role, people, reason }] : [];
  });
}

/** The slots of a request, in the order in which cards list them. Nothing is asked of a role that has no say. */
export function slotsFor(facts: RiskFacts, tier: Tier, policy: Policy): Slot[] {
  const slots = new Map<ReviewRole, Slot>();
  const ask = ({ role, people, reason }: Asked): void => {
    const before = slots.get(role);
    const count = Math.max(before?.count ?? 1, people);
    slots.set(role, { role, count, reasons: [...(before?.reasons ?? []), reason] });
  };
  builtInSlots(facts, tier, policy).forEach(ask);
  askedBy(policy.slotRules, { ...facts, tier }).forEach(ask);
  return [...slots.values()];
}
