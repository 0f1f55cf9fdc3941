import { z } from 'zod';
import { routeIdSchema } from '../../domain/packet/schema.ts';
import { gateTargets } from '../../domain/route/own-rules.ts';
import {
  evidenceLanes,
  exposures,
  modelStatuses,
  type Role,
  reviewRoles,
  roles,
  tiers,
} from '../../domain/words.ts';
import { parseDuration, parseTimeOfDay } from './duration.ts';

/** The policy as people write it: the keys of manifests/policy.yml. Lengths of time come out in minutes. */

const hour = 60;
const day = 24 * hour;

/** A length of time between two bounds, both given the way people write them. */
function duration(least: string, most: string, example: string) {
  const bounds = [parseDuration(least) ?? 0, parseDuration(most) ?? 0] as const;
  const advice = `Write a length of time between ${least} and ${most}, such as ${example}.`;
  return z.string(advice).transform((text, context) => {
    const minutes = parseDuration(text);
    if (minutes !== null && minutes >= bounds[0] && minutes <= bounds[1]) return minutes;
    context.addIssue({ code: 'custom', message: advice });
    return z.NEVER;
  });
}

const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\r\n]*$/, 'Use a single line.');

const commentInstead = (issue: { readonly input?: unknown }) =>
  issue.input === null
    ? 'This is empty: YAML takes what follows a # for a comment. Write the name without #.'
    : undefined;

const channel = z
  .string({ error: commentInstead })
  .trim()
  .transform((name) => name.replace(/^#/, ''))
  .refine(
    (name) => /^[CG][A-Z0-9]{6,}$/.test(name) || /^[\p{Ll}\p{Lo}\p{Nd}_-]{1,80}$/u.test(name),
    'Write the name of a channel without #, in small letters, digits and hyphens, such as ai-finance-reviews; or its id.',
  );

const group = z
  .string()
  .trim()
  .transform((name) => name.replace(/^@/, ''))
  .refine(
    (name) => /^[\p{L}\p{Nd}._-]{1,80}$/u.test(name),
    'Write the handle of a user group, such as ai-platform; or its id, such as S012ABCDEF.',
  );

const people = z
  .array(
    z
      .string()
      .regex(
        /^[UW][A-Z0-9]{2,}$/,
        'Write a member id such as U012ABCDEF; Slack copies it from a profile: ⋮, Copy member ID.',
      ),
  )
  .min(1, 'Name at least one person; with nobody in it, nobody could ever decide.')
  .max(200);

const byGroup = z.strictObject({ user_group: group });
const byPeople = z.strictObject({ people });
const holdersAdvice = 'Write channel, or {user_group: ai-platform}, or {people: [U012ABCDEF]}.';

const roleSchema = z.strictObject({
  label: line(30).optional(),
  channel,
  members: z.union([z.literal('channel'), byGroup, byPeople], holdersAdvice),
  question: line(200).optional(),
  backup: z
    .union(
      [z.enum(roles), byGroup, byPeople],
      'Write a role, or {user_group: ai-platform}, or {people: [U012ABCDEF]}.',
    )
    .optional(),
});
export type RoleEntry = z.output<typeof roleSchema>;

const tierSchema = z.strictObject({
  review_within: duration('1 h', '30 days', '24 h'),
  reaches: z.enum(exposures),
  people: z.int().min(1).max(10),
  confirm: z.enum(['none', 'confirm', 'type_route']),
  also_ask: z.array(z.enum(reviewRoles)).max(reviewRoles.length).default([]),
  approval_lasts: duration('1 day', '730 days', '90 days'),
});
export type TierEntry = z.output<typeof tierSchema>;

export const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
type DayName = (typeof dayNames)[number];
const daysAdvice = 'Write days as mon-fri, or as a list: [mon, tue, wed, thu].';
const allDays: readonly string[] = dayNames;
const dayNumber = (name: string): number => allDays.indexOf(name) + 1;

function daysFrom(written: string | readonly DayName[]): number[] | null {
  if (typeof written !== 'string') return [...new Set(written.map(dayNumber))].sort();
  const [first, last, ...more] = written
    .toLowerCase()
    .split(/\s*[-–]\s*/)
    .map(dayNumber);
  if (!first || !last || last < first || more.length > 0) return null;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

const days = z
  .union([z.array(z.enum(dayNames)).min(1), z.string()], daysAdvice)
  .transform((written, context) => {
    const numbers = daysFrom(written);
    if (numbers) return numbers;
    context.addIssue({ code: 'custom', message: daysAdvice });
    return z.NEVER;
  });

const hoursAdvice = 'Write hours as 09:00-17:00, the later one last.';
const hours = z.string(hoursAdvice).transform((written, context) => {
  const [from, to, ...more] = written.split(/\s*[-–]\s*/).map(parseTimeOfDay);
  if (typeof from === 'number' && typeof to === 'number' && from < to && more.length === 0)
    return { from, to };
  context.addIssue({ code: 'custom', message: hoursAdvice });
  return z.NEVER;
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

const moment = z.iso.datetime({ offset: true, error: 'Write a moment such as 2026-12-24T00:00:00Z.' });

const ruleId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,59}$/, 'Write a name of small letters, digits and hyphens, such as big-budget.');
const phrase = (max: number) =>
  line(max).regex(/[^.]$/, 'Leave out the full stop; cards print it in a row with others.');
const condition = (example: string) =>
  z.string().trim().min(1, `Write a condition, such as ${example}.`).max(2000);

const ruleSchema = z.strictObject({
  id: ruleId,
  tier: z.enum(tiers),
  reason: phrase(80),
  when: condition('packet.cost.monthly_budget_usd > 10000'),
});
const slotRuleSchema = z.strictObject({
  id: ruleId,
  role: z.enum(reviewRoles),
  people: z.int().min(1).max(10).default(1),
  reason: phrase(80),
  when: condition('packet.audience == "customers"'),
});
const gateRuleSchema = z.strictObject({
  id: ruleId,
  to: z.array(z.enum(gateTargets)).max(gateTargets.length).default([]),
  require: condition('readings.requests_per_hour.value >= 100'),
  sentence: phrase(160),
});
const readingRuleSchema = z.strictObject({
  id: ruleId,
  when: condition('readings.error_rate.value > 0.01 && readings.requests_per_hour.value > 100'),
  act: z.enum(['pause', 'roll_back']),
  reason: phrase(120),
});

/** Roles whose holders may do something with a live route. */
const movers = (usual: readonly Role[]) =>
  z
    .array(z.enum(roles))
    .min(1)
    .max(roles.length)
    .default([...usual]);

const renewalActs = z.enum(['freeze', 'pause', 'roll_back']);
const rolloutSchema = z.strictObject({
  may_move: movers(['release_owner', 'ai_platform']),
  may_stop: movers(['oncall', 'release_owner', 'ai_platform']),
  drill_lasts: duration('1 day', '365 days', '30 days').default(30 * day),
  readings_last: duration('1 min', '7 days', '60 min').default(hour),
  nag_paused_every: duration('1 h', '30 days', '24 h').default(day),
  page_after_seconds: z.int().min(5).max(3600).default(60),
  freezes: z
    .array(z.strictObject({ name: line(80), from: moment, until: moment }))
    .max(500)
    .default([]),
});
const renewalSchema = z.strictObject({
  remind_before_days: z.array(z.int().min(1).max(365)).min(1).max(20).default([30, 14, 7, 1]),
  snooze: duration('1 day', '90 days', '7 days').default(7 * day),
  most_snoozes: z.int().min(0).max(10).default(2),
  grace: duration('0 days', '90 days', '7 days').default(7 * day),
  afterwards: z
    .strictObject({
      low: renewalActs.default('freeze'),
      medium: renewalActs.default('freeze'),
      high: renewalActs.default('pause'),
      restricted: renewalActs.default('roll_back'),
    })
    .prefault({}),
});
const controlName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'Write the name of a route control, such as embedded.');
const bindingSchema = z.strictObject({
  control: controlName,
  flag: line(200).optional(),
  options: z.record(z.string().regex(/^[a-z][A-Za-z0-9_]{0,39}$/), line(300)).default({}),
});
export type BindingEntry = z.output<typeof bindingSchema>;
const prometheusSchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'Give a full link, such as http://prometheus:9090.' })
    .refine((text) => {
      const url = URL.parse(text);
      return url !== null && `${url.username}${url.password}${url.search}${url.hash}` === '';
    }, 'Give a link without user, password, query and fragment.'),
  every: duration('1 min', '1 day', '5 min').default(5),
  queries: z.record(line(80), z.string().trim().min(1).max(4000)),
});

const catalogDate = z.iso.date('Write a date as YYYY-MM-DD.');
const catalogSchema = z.strictObject({
  provider: line(80).optional(),
  name: line(120),
  version: line(80).optional(),
  status: z.enum(modelStatuses).optional(),
  deprecated_on: catalogDate.optional(),
  shut_down_on: catalogDate.optional(),
  replacement: line(200).optional(),
  approved: z.boolean('Write true or false.').optional(),
  denied: z.boolean('Write true or false.').optional(),
  region: line(80).optional(),
  data_policy: line(80).optional(),
  fallbacks: z.array(line(120)).max(20).optional(),
});
export type ModelEntry = z.output<typeof catalogSchema>;

/** How long evidence of a lane counts, and which lanes are asked for from a tier upwards beyond the built-in rules. */
const evidencePolicySchema = z.strictObject({
  fresh_for: z.partialRecord(z.enum(evidenceLanes), duration('1 h', '730 days', '30 days')).default({}),
  also_required: z
    .partialRecord(z.enum(tiers), z.array(z.enum(evidenceLanes)).max(evidenceLanes.length))
    .default({}),
});

export const policyFileSchema = z.strictObject({
  version: z.literal(1, 'Write 1; it is the only version there is.'),
  channels: z.strictObject({ operators: channel.optional(), audit: channel.optional() }),
  working_hours: z.strictObject({
    time_zone: z
      .string()
      .refine(isTimeZone, 'Write a time zone such as Europe/Berlin, America/New_York or Etc/UTC.'),
    days,
    hours,
    holidays: z.array(z.iso.date('Write a date as YYYY-MM-DD.')).max(1000).default([]),
  }),
  roles: z.partialRecord(z.enum(roles), roleSchema),
  tiers: z.strictObject({ low: tierSchema, medium: tierSchema, high: tierSchema, restricted: tierSchema }),
  low_tier_needs_review: z.boolean().default(true),
  evidence: evidencePolicySchema.prefault({}),
  restricted_roles: z.strictObject({
    legal_terms: z.enum(reviewRoles),
    regulated_data: z.enum(reviewRoles),
    employee_data: z.enum(reviewRoles),
  }),
  separation: z.strictObject({
    several_slots_per_person: z.boolean(),
    apart: z.array(z.array(z.enum(reviewRoles)).min(2).max(reviewRoles.length)).max(20),
  }),
  requests: z.strictObject({
    expire_after: duration('1 day', '365 days', '14 days'),
    use_within: duration('1 day', '365 days', '7 days'),
    warn_before: duration('1 h', '30 days', '24 h'),
    nudge_every: duration('1 min', '7 days', '60 min'),
    emergency_for: duration('0 h', '7 days', '24 h').default(day),
  }),
  rollout: rolloutSchema.prefault({}),
  renewal: renewalSchema.prefault({}),
  control: bindingSchema.prefault({ control: 'embedded' }),
  routes: z.record(routeIdSchema, z.strictObject({ control: bindingSchema })).default({}),
  prometheus: prometheusSchema.optional(),
  models: z.array(catalogSchema).max(2000).default([]),
  models_are_complete: z.boolean('Write true or false.').optional(),
  risk_rules: z.array(ruleSchema).max(200).default([]),
  slot_rules: z.array(slotRuleSchema).max(200).default([]),
  gate_rules: z.array(gateRuleSchema).max(200).default([]),
  reading_rules: z.array(readingRuleSchema).max(200).default([]),
});
export type PolicyFile = z.output<typeof policyFileSchema>;

export const hoursOf = (minutes: number): number => minutes / hour;
export const daysOf = (minutes: number): number => minutes / day;
