import { type Finding, keptOf } from '../fallback/findings.ts';
import type { SeparationRule } from '../matching.ts';
import type { Packet, Proposal } from '../packet/schema.ts';
import type { Policy } from '../policy.ts';
import { higherTier, isHigher, riskFacts, tierOf } from '../risk.ts';
import { slotsFor } from '../slots.ts';
import type { Tier } from '../words.ts';
import type { Assessment } from './request.ts';

function separationAt(tier: Tier, policy: Policy): SeparationRule {
  const strict = tier === 'high' || tier === 'restricted';
  return {
    severalSlotsPerPerson: policy.separation.severalSlotsPerPerson,
    apart: strict ? policy.separation.apart : [],
    people: policy.tiers[tier].people,
  };
}

export interface TierWish {
  /** The requester may raise the tier. */
  readonly raiseTo: Tier | null;
  /** The security role may lower it. */
  readonly lowerTo: Tier | null;
}

/**
 * What the rules make of a proposal: tier with reasons, slots, and how they may be filled. `fallbacks` is what its
 * fallbacks lead to and must not.
 */
export function assess(
  proposal: Proposal,
  baseline: Packet | null,
  policy: Policy,
  wish: TierWish,
  fallbacks: readonly Finding[] = [],
): Assessment {
  const facts = riskFacts(proposal.packet, baseline, proposal.change);
  const computed = tierOf(facts, policy.riskRules);
  const raised = wish.raiseTo ? higherTier(computed.tier, wish.raiseTo) : computed.tier;
  const tier = wish.lowerTo && isHigher(raised, wish.lowerTo) ? wish.lowerTo : raised;
  const reasons = isHigher(tier, computed.tier)
    ? [{ rule: 'raised', tier, reason: 'raised by the requester' }, ...computed.reasons]
    : computed.reasons;
  return {
    tier,
    reasons,
    slots: slotsFor(facts, tier, policy),
    separation: separationAt(tier, policy),
    confirm: policy.tiers[tier].confirm,
    reaches: policy.tiers[tier].reaches,
    policyDigest: policy.digest,
    ...(fallbacks.length > 0 ? { fallbacks: keptOf(fallbacks) } : {}),
  };
}
