import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { checkValue } from '../../domain/check-value.ts';
import type { Policy, TierPolicy } from '../../domain/policy.ts';
import type { Declared } from '../../domain/policy-change/policy-change.ts';
import { builtInRiskRules } from '../../domain/risk.ts';
import { type EvidenceLane, evidenceLanes } from '../../domain/words.ts';
import { formatProblem, locate, readYaml, type TextProblem } from '../../yaml/read-yaml.ts';
import { crossCheck } from './cross-checks.ts';
import { daysOf, hoursOf, type PolicyFile, policyFileSchema, type TierEntry } from './file-schema.ts';
import { liveRoutesFrom } from './live-routes.ts';
import { ownRulesFrom } from './own-rules.ts';
import { rolesFrom } from './roles.ts';

const maximumBytes = 500_000;

/** The policy cannot be used. `problems` has one sentence each, with file, line, path and remedy; so has the message. */
export class PolicyError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'PolicyError';
    this.problems = problems;
  }
}

const tierFrom = (entry: TierEntry): TierPolicy => ({
  reviewHours: hoursOf(entry.review_within),
  reaches: entry.reaches,
  people: entry.people,
  confirm: entry.confirm,
  alsoAsk: [...new Set(entry.also_ask)],
  reviewDays: daysOf(entry.approval_lasts),
});

function evidenceFrom({ evidence }: PolicyFile): Policy['evidence'] {
  const freshness: Partial<Record<EvidenceLane, number>> = {};
  for (const lane of evidenceLanes) {
    const minutes = evidence.fresh_for[lane];
    if (minutes !== undefined) freshness[lane] = daysOf(minutes);
  }
  return { freshness, alsoRequired: evidence.also_required };
}

function policyFrom(file: PolicyFile, digest: string): Policy {
  const { requests, separation, working_hours, restricted_roles, channels } = file;
  const { riskRules, slotRules, gateRules, readingRules } = ownRulesFrom(file);
  const { rollout, ...live } = liveRoutesFrom(file);
  return {
    roles: rolesFrom(file),
    tiers: {
      low: tierFrom(file.tiers.low),
      medium: tierFrom(file.tiers.medium),
      high: tierFrom(file.tiers.high),
      restricted: tierFrom(file.tiers.restricted),
    },
    riskRules: [...builtInRiskRules, ...riskRules],
    slotRules,
    workingHours: {
      timeZone: working_hours.time_zone,
      days: working_hours.days,
      from: working_hours.hours.from,
      to: working_hours.hours.to,
      holidays: working_hours.holidays,
    },
    restrictedRoles: {
      legalTerms: restricted_roles.legal_terms,
      regulatedData: restricted_roles.regulated_data,
      employeeData: restricted_roles.employee_data,
    },
    separation: { severalSlotsPerPerson: separation.several_slots_per_person, apart: separation.apart },
    ...live,
    rollout: { ...rollout, gateRules, readingRules },
    evidence: evidenceFrom(file),
    lowTierNeedsReview: file.low_tier_needs_review,
    requests: {
      expireAfterDays: daysOf(requests.expire_after),
      useWithinDays: daysOf(requests.use_within),
      warnHoursBefore: hoursOf(requests.warn_before),
      nudgeEveryMinutes: requests.nudge_every,
      emergencyHours: hoursOf(requests.emergency_for),
    },
    channels: { audit: channels.audit ?? null, operators: channels.operators ?? null },
    digest,
  };
}

/** What was read has been checked to be a map of keys. */
const declaredIn = (value: unknown): Declared =>
  typeof value === 'object' && value !== null ? { ...value } : {};

export type ParsedPolicy =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly TextProblem[] };

/** Makes a policy of the text of a policy file, or says everything that is wrong with it. Never throws. */
export function parsePolicy(text: string): ParsedPolicy {
  const reading = readYaml(text, maximumBytes);
  if (!reading.ok) return reading;
  const checked = checkValue(policyFileSchema, reading.text.value, reading.text.writtenAs);
  if (!checked.ok) return { ok: false, problems: locate(checked.issues, reading.text) };
  const crossed = crossCheck(checked.value);
  if (crossed.length > 0) return { ok: false, problems: locate(crossed, reading.text) };
  const digest = createHash('sha256').update(text).digest('hex');
  const policy = policyFrom(checked.value, digest);
  return { ok: true, policy: { ...policy, declared: declaredIn(reading.text.value) } };
}

async function readPolicyText(path: string, setting: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    const advice =
      code === 'ENOENT'
        ? `There is no such file. Set ${setting} to the policy, or start from manifests/policy.yml.`
        : code === 'EISDIR'
          ? `This is a folder. Set ${setting} to the file in it.`
          : `It cannot be read (${code || 'unknown reason'}). Let the user that runs Routegate read it.`;
    throw new PolicyError([`${path}: ${advice}`]);
  }
}

/**
 * Reads the policy from a YAML file. Throws a {@link PolicyError} that names every problem it found; `setting` is the
 * variable that named the file.
 */
export async function loadPolicy(path: string, setting = 'POLICY_FILE'): Promise<Policy> {
  const parsed = parsePolicy(await readPolicyText(path, setting));
  if (parsed.ok) return parsed.policy;
  throw new PolicyError(parsed.problems.map((problem) => formatProblem(basename(path), problem)));
}
