import type { Warning } from '../../app/app.ts';
import type { LaneStanding } from '../../domain/evidence/judge.ts';
import { type Finding, findingTexts } from '../../domain/fallback/findings.ts';
import type { FieldChange } from '../../domain/packet/diff.ts';
import type { Packet } from '../../domain/packet/schema.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Refusal } from '../../domain/request/refusal.ts';
import type { Assessment } from '../../domain/request/request.ts';
import { laneLine } from './evidence-lines.ts';
import { refusedLines } from './refused.ts';
import { row, rows } from './rows.ts';

/** What filing a proposal would mean, as lines for a terminal. */
export interface Report {
  readonly packet: Packet;
  readonly baseline: Packet | null;
  readonly diff: readonly FieldChange[];
  readonly assessment: Assessment;
  readonly refusal: Refusal | null;
  readonly warnings: readonly Warning[];
  /** Every lane of evidence as it would stand. */
  readonly lanes: readonly LaneStanding[];
  /** What its fallbacks lead to and must not. */
  readonly fallbacks: readonly Finding[];
}

function shown(value: unknown): string {
  if (value === undefined) return '—';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

const confirmations: Readonly<Record<Assessment['confirm'], string>> = {
  none: 'one click',
  confirm: 'a click and a confirmation',
  type_route: 'a click and the name of the route, typed',
};

function slotLine({ role, count, reasons }: Assessment['slots'][number], policy: Policy): string {
  const channel = policy.roles[role]?.channel;
  const people = count > 1 ? ` (${count} people)` : '';
  return `${role}${people} in ${channel ? `#${channel}` : 'no channel'}: ${reasons.join('; ')}`;
}

function slotLines({ slots }: Assessment, policy: Policy): string[] {
  if (slots.length === 0) return ['nobody; policy decides this tier by itself'];
  return slots.map((slot) => slotLine(slot, policy));
}

type Sentences = {
  readonly [W in Warning['warning']]: (warning: Extract<Warning, { warning: W }>) => string;
};

const weak = {
  bare_link: 'is a bare link; say what it shows',
  vague: 'says nothing that can be checked',
  no_result: 'has no result and no verdict',
} as const;

const sentences: Sentences = {
  no_evidence: () => 'There is no evidence.',
  weak_evidence: ({ title, because }) => `Evidence "${shown(title)}" ${weak[because]}.`,
  vague_model: ({ name }) => `"${shown(name)}" can become another model any day; name a version.`,
  no_rollback_target: () => 'rollout.rollback_target is missing: back to what?',
  no_incident_contact: () => 'rollout.incident_contact is missing: whom to call?',
  no_guardrails: () => 'guardrails are missing: nothing would stop it.',
  stored_without_end: ({ kinds }) => `logging keeps ${kinds.join(', ')} without end; set retention_days.`,
  failure_without_owner: ({ failure }) => `Known failure "${shown(failure)}" has no mitigation or no owner.`,
  no_threshold: () => 'evals.min_pass_rate is missing: no result could be good enough.',
  overlap: ({ requests }) => `Open on the same route already: ${requests.join(', ')}.`,
};

function warningSentence<W extends Warning['warning']>(
  which: W,
  warning: Extract<Warning, { warning: W }>,
): string {
  return sentences[which](warning);
}

export function reportLines(report: Report, policy: Policy): string[] {
  const { packet, baseline, diff, assessment, refusal, warnings, lanes, fallbacks } = report;
  const changes =
    baseline === null
      ? ['everything: the route serves nothing yet']
      : diff.map(({ field, from, to }) => `${field.label}: ${shown(from)} → ${shown(to)}`);
  return [
    row('Route', `${packet.route} (${packet.environment}, ${packet.audience})`),
    row('Tier', assessment.tier),
    ...rows(
      'Because',
      assessment.reasons.map(({ reason, tier }) => `${reason} (${tier})`),
    ),
    ...rows('Asks', slotLines(assessment, policy)),
    row('Approve', `${confirmations[assessment.confirm]}; reaches ${assessment.reaches}`),
    ...rows('Changes', changes.length > 0 ? changes : ['nothing']),
    ...rows('Evidence', lanes.map(laneLine)),
    ...rows(
      'Warnings',
      warnings.map((warning) => warningSentence(warning.warning, warning)),
    ),
    ...rows('Fallbacks', findingTexts(fallbacks)),
    ...rows('Refused', refusal ? refusedLines(refusal) : []),
  ];
}
