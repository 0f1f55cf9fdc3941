import type { Policy, RolePolicy, TierPolicy } from '../../src/domain/policy.ts';
import { builtInRiskRules } from '../../src/domain/risk.ts';
import type { RolloutPolicy } from '../../src/domain/route/commands.ts';
import { type Exposure, type Role, reviewRoles } from '../../src/domain/words.ts';

const channelOf: Partial<Record<Role, string>> = {
  product_owner: 'ai-product-reviews',
  ai_platform: 'ai-platform-reviews',
  finance: 'ai-finance-reviews',
  engineering: 'ai-engineering-reviews',
  security: 'security-reviews',
  release_owner: 'ai-releases',
  legal: 'ai-legal-reviews',
};

function roleOf(role: Role): RolePolicy {
  return {
    role,
    label: role.replace('_', ' '),
    channel: channelOf[role] ?? `ai-${role}-reviews`,
    holders: { by: 'channel' },
    question: `What does ${role} say?`,
    backup: null,
  };
}

const tier = (reaches: Exposure, more: Partial<TierPolicy> = {}): TierPolicy => ({
  reviewHours: 24,
  reaches,
  people: 1,
  confirm: 'none',
  alsoAsk: [],
  reviewDays: 90,
  ...more,
});

export const rolloutPolicy: RolloutPolicy = {
  mayMove: ['release_owner', 'ai_platform'],
  mayStop: ['oncall', 'release_owner', 'ai_platform'],
  drillMaxAgeDays: 30,
  readingFreshMinutes: 60,
  pausedNagHours: 24,
  pageAfterSeconds: 60,
  gateRules: [],
  readingRules: [],
  renewal: {
    reminderDays: [30, 14, 7, 1],
    snoozeDays: 7,
    mostSnoozes: 2,
    graceDays: 7,
    act: { low: 'freeze', medium: 'freeze', high: 'pause', restricted: 'roll_back' },
    reviewDays: { low: 365, medium: 180, high: 90, restricted: 90 },
    atMinutes: 9 * 60,
    timeZone: 'Etc/UTC',
    workdays: [1, 2, 3, 4, 5],
    holidays: [],
  },
};

/** A policy like the default one, for tests of rules: everything can be replaced. */
export function testPolicy(overrides: Partial<Policy> = {}): Policy {
  return {
    roles: Object.fromEntries([...reviewRoles, 'oncall' as const].map((role) => [role, roleOf(role)])),
    tiers: {
      low: tier('default'),
      medium: tier('default'),
      high: tier('canary', { confirm: 'confirm' }),
      restricted: tier('testing', { confirm: 'type_route', people: 2, reviewHours: 48 }),
    },
    riskRules: builtInRiskRules,
    slotRules: [],
    workingHours: { timeZone: 'Etc/UTC', days: [1, 2, 3, 4, 5], from: 9 * 60, to: 17 * 60, holidays: [] },
    restrictedRoles: { legalTerms: 'legal', regulatedData: 'legal', employeeData: 'legal' },
    separation: { severalSlotsPerPerson: true, apart: [['product_owner', 'release_owner']] },
    rollout: rolloutPolicy,
    control: { others: { control: 'embedded', flagKey: null, options: {} }, routes: {} },
    freezes: [],
    prometheus: null,
    models: [],
    modelsAreComplete: false,
    evidence: { freshness: {}, alsoRequired: {} },
    lowTierNeedsReview: true,
    requests: {
      expireAfterDays: 14,
      useWithinDays: 7,
      warnHoursBefore: 24,
      nudgeEveryMinutes: 60,
      emergencyHours: 24,
    },
    channels: { audit: null, operators: 'ai-operations' },
    digest: 'test-policy',
    ...overrides,
  };
}
