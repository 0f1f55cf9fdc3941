import type { KnownBlock } from '@slack/types';
import { shortDigest } from '../../domain/packet/digest.ts';
import type { Guardrail, Packet } from '../../domain/packet/schema.ts';
import type { RequestBase } from '../../domain/request/request.ts';
import type { Tier } from '../../domain/words.ts';
import { context, fields, section } from '../blocks/blocks.ts';
import { bold, code, inline, listed } from '../blocks/mrkdwn.ts';
import { type GroupLine, groupLines, showGroup } from './packet-text.ts';
import { dayText, guardrailLimit, modelName, owner, stageText, words } from './values.ts';

/** The parts of a card that every reader needs, whatever the request's status. Each keeps to a few lines. */

const most = { changes: 9, reasons: 6, guardrails: 6 } as const;
const inPacket = 'in View packet';

/** What a request is, in two words at most. */
export const kindText: Readonly<Record<RequestBase['change']['kind'], string>> = {
  new: 'new route',
  change: 'change',
  renewal: 'renewal',
  retirement: 'retirement',
};
export const requestKind = (request: RequestBase): string =>
  request.expands ? 'expansion' : kindText[request.change.kind];

function proposed(request: RequestBase): string {
  return request.change.kind === 'retirement' ? 'retired' : modelName(request.packet.model.primary);
}

/** Baseline and candidate, workflow and audience, side by side. */
export function glance(request: RequestBase): KnownBlock {
  const { packet, baseline } = request;
  const first = packet.rollout.first_audience;
  const audience = { nobody: 'nobody yet', internal: 'internal users', customers: 'customers' }[
    packet.audience
  ];
  return fields([
    `${bold('Serves now')}\n${baseline ? modelName(baseline.model.primary) : 'nothing yet'}`,
    `${bold('Proposed')}\n${proposed(request)}`,
    `${bold('Workflow')}\n${words(packet.workflow_class)}: ${inline(packet.feature, 150)}`,
    `${bold('Audience')}\n${audience}, in ${packet.environment}${first ? `; first ${inline(first, 160)}` : ''}`,
  ]);
}

/** What the card prints in full further down needs no second line while there is nothing to compare it with. */
function standsBelow({ group }: GroupLine, baseline: Packet | null): boolean {
  if (group === 'guardrails') return !baseline || baseline.guardrails.length === 0;
  if (group === 'rollout') return !baseline || baseline.rollout.stages.length === 0;
  return (
    !baseline &&
    (group === 'rollback' || group === 'audience' || group === 'environment' || group === 'workflow')
  );
}

/** Only what differs, worst first; for a new route what it will be. */
export function changes(request: RequestBase): KnownBlock {
  const all = groupLines(request.baseline, request.packet);
  const lines = all.filter((line) => !standsBelow(line, request.baseline));
  const labels = (some: readonly GroupLine[]) => listed(some.map((line) => line.label.toLowerCase()));
  const shown = lines.slice(0, most.changes).map(showGroup);
  const rest = lines.slice(most.changes);
  const more = rest.length > 0 ? [`and ${labels(rest)} ${inPacket}`] : [];
  const instead = all.length > 0 ? `only ${labels(all)}, see below` : 'nothing in the packet';
  return section(
    [
      bold(request.baseline ? 'What changes' : 'What it is'),
      ...(shown.length > 0 ? shown : [instead]),
      ...more,
    ].join('\n'),
  );
}

function tierReasons(request: RequestBase): string {
  const { tier, reasons } = request.assessment;
  const own = reasons.filter((reason) => reason.tier === tier).map((reason) => inline(reason.reason, 160));
  const shown = own.slice(0, most.reasons);
  const more = own.length > shown.length ? ` · and ${own.length - shown.length} more` : '';
  return `${shown.join(' · ') || 'policy says so'}${more}`;
}

function loweredText(request: RequestBase): string[] {
  const { lowered } = request;
  return lowered
    ? [`Lowered to ${lowered.to} by ${owner(lowered.by)}: “${inline(lowered.reason, 240)}”`]
    : [];
}

const whyTier = (tier: Tier): string => bold(`Why ${tier}`);

export function reasons(request: RequestBase): KnownBlock {
  const { why, expected_improvement: improvement } = request.change;
  return section(
    [
      `${bold('Why')}  ${inline(why, 420)}`,
      ...(improvement ? [`${bold('Expected')}  ${inline(improvement, 240)}`] : []),
      `${whyTier(request.assessment.tier)}  ${tierReasons(request)}`,
      ...loweredText(request),
    ].join('\n'),
  );
}

/** What a rollback would put back: the named target, else what serves now. */
export function rollbackText({ packet, baseline }: Pick<RequestBase, 'packet' | 'baseline'>): string {
  const target = packet.rollout.rollback_target;
  if (target) return inline(target, 200);
  return baseline
    ? `${modelName(baseline.model.primary)} (what serves now)`
    : '⚠️ nothing: no target is named';
}

/** Clean-up or permanence of the flag. */
export function flagText({ rollout }: Packet): string {
  if (rollout.flag === 'permanent') return 'permanent';
  return rollout.clean_up_by
    ? `temporary, clean up by ${dayText(rollout.clean_up_by)}`
    : 'temporary, ⚠️ no clean-up date';
}

/** What happens beyond which limits, in one line. */
export function guardrailLine({ guardrails }: Packet): string {
  if (guardrails.length === 0) return `${bold('Guardrails')}  ⚠️ none`;
  const shown = guardrails.slice(0, most.guardrails);
  const beyond = (breach: Guardrail['on_breach'], verb: string) => {
    const limits = shown.filter((guardrail) => guardrail.on_breach === breach).map(guardrailLimit);
    return limits.length > 0 ? [`${verb} unless ${limits.join(', ')}`] : [];
  };
  const rest = guardrails.length - shown.length;
  const more = rest > 0 ? [`${rest} more ${inPacket}`] : [];
  return `${bold('Guardrails')}  ${[...beyond('roll_back', 'rolls back'), ...beyond('pause', 'pauses'), ...more].join(' · ')}`;
}

function rolloutLine({ rollout }: Packet): string[] {
  const stages = rollout.stages.slice(0, 8).map(stageText).join(' → ');
  const excluded = rollout.excluded.slice(0, 6).map((name) => inline(name, 80));
  const not = excluded.length > 0 ? `not for ${listed(excluded)}` : '';
  const text = [stages, not].filter(Boolean).join(' · ');
  return text ? [`${bold('Rollout')}  ${text}`] : [];
}

export function safety(request: RequestBase): KnownBlock {
  const { packet } = request;
  const contact = packet.rollout.incident_contact;
  const asking = contact ? ` · in an incident ask ${owner(contact)}` : '';
  return section(
    [
      guardrailLine(packet),
      ...rolloutLine(packet),
      `${bold('Rolls back to')}  ${rollbackText(request)}${asking} · ${bold('Flag')} ${flagText(packet)}`,
    ].join('\n'),
  );
}

/** Where the record of this request is found, and what exactly was looked at. */
export function auditLine(request: RequestBase): KnownBlock {
  const { bound, assessment } = request;
  const digests = [
    `packet ${code(shortDigest(bound.packetDigest))}`,
    `evidence ${code(shortDigest(bound.evidenceDigest))}`,
    `policy ${code(shortDigest(assessment.policyDigest))}`,
  ];
  return context([`Record ${bold(request.id)} rev ${bound.revision} · ${digests.join(' · ')}`]);
}
