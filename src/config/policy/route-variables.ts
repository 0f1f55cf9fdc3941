import type { GateRuleFacts, Measured, ReadingRuleFacts } from '../../domain/route/own-rules.ts';
import { exposures, reviewRoles, stages, tiers } from '../../domain/words.ts';
import { group, keyed, listOf, number, text, truth, wordOf } from './condition-shapes.ts';
import { packetShape, type Variable } from './condition-variables.ts';

/** What conditions about live routes may name: those of gates, and those of readings. */

type Shared = Pick<ReadingRuleFacts, keyof ReadingRuleFacts & keyof GateRuleFacts>;

const readingsOf = (measured: readonly Measured[]): unknown =>
  Object.fromEntries(
    measured.map(({ metric, value, ageMinutes }) => [metric, { value, age_minutes: ageMinutes }]),
  );

const shared: readonly Variable<Shared>[] = [
  {
    name: 'packet',
    meaning: 'the packet that rolls out',
    shape: packetShape,
    value: ({ packet }) => packet,
  },
  {
    name: 'baseline',
    meaning: 'the packet that serves everybody else; it has no keys where nothing served before',
    shape: packetShape,
    value: ({ baseline }) => baseline ?? {},
  },
  {
    name: 'tier',
    meaning: 'the tier of the request',
    shape: wordOf(tiers),
    value: ({ tier }) => tier,
  },
  {
    name: 'readings',
    meaning: 'the latest value of each metric, with its age_minutes; what is missing or old is not there',
    shape: keyed(group({ value: number, age_minutes: number })),
    value: ({ measured }) => readingsOf(measured),
    lacks: (metric) => `there is no fresh reading of ${metric}`,
  },
];

/** The step that a rule is asked about: for a gate the next one, for readings the one in force. */
const stepVariables = (meaning: { readonly stage: string; readonly percent: string }): Variable<Shared>[] => [
  {
    name: 'stage',
    meaning: meaning.stage,
    shape: wordOf(stages),
    value: ({ step }) => step.stage,
  },
  {
    name: 'percent',
    meaning: meaning.percent,
    shape: number,
    value: ({ step }) => step.bp / 100,
  },
  {
    name: 'exposure',
    meaning: 'how far that reaches',
    shape: wordOf(exposures),
    value: ({ step }) => step.exposure,
  },
];

/** Everything that a gate rule may name. */
export const gateVariables: readonly Variable<GateRuleFacts>[] = [
  ...shared,
  ...stepVariables({
    stage: 'the stage that would be entered',
    percent: 'the share of users that would get the candidate then',
  }),
  {
    name: 'approvals',
    meaning: 'the approvals that let it start, each with role and person',
    shape: listOf(group({ role: wordOf(reviewRoles), person: text })),
    value: ({ approvals }) => approvals,
  },
  {
    name: 'approved_by',
    meaning: 'the roles that approved: "legal" in approved_by',
    shape: listOf(wordOf(reviewRoles)),
    value: ({ approvals }) => [...new Set(approvals.map(({ role }) => role))],
  },
  {
    name: 'open_conditions',
    meaning: 'how many conditions of the approvals are not met yet',
    shape: number,
    value: ({ openConditions }) => openConditions,
  },
  {
    name: 'overdue_conditions',
    meaning: 'how many of these are late',
    shape: number,
    value: ({ overdueConditions }) => overdueConditions,
  },
  {
    name: 'drill',
    meaning: 'age_days and took_seconds of the last rehearsal that worked; has no keys before any',
    shape: group({ age_days: number, took_seconds: number }),
    value: ({ drill }) => (drill ? { age_days: drill.ageDays, took_seconds: drill.tookMs / 1000 } : {}),
    lacks: () => 'no roll back was rehearsed yet',
  },
  {
    name: 'emergency',
    meaning: 'true for what is let out in an emergency, before its reviews',
    shape: truth,
    value: ({ emergency }) => emergency,
  },
];

/** Everything that a reading rule may name. */
export const readingVariables: readonly Variable<ReadingRuleFacts>[] = [
  ...shared,
  ...stepVariables({
    stage: 'the stage that it is in',
    percent: 'the share of users that get the candidate',
  }),
  {
    name: 'exposed_minutes',
    meaning: 'for how long users have been able to get the candidate',
    shape: number,
    value: ({ exposedMinutes }) => exposedMinutes,
  },
];

/** Gates look at these long afterwards as they did then; what is left was measured, or changes with time. */
export const timelessVariables: ReadonlySet<string> = new Set([
  'packet',
  'baseline',
  'tier',
  'stage',
  'percent',
  'exposure',
  'approvals',
  'approved_by',
]);
