import type { KnownBlock } from '@slack/types';
import type { Policy } from '../../domain/policy.ts';
import type { Request } from '../../domain/request/request.ts';
import { mayEdit } from '../../domain/request/revision.ts';
import type { StoredEvent } from '../../ports/store.ts';
import { actions, button, picture, section } from '../blocks/blocks.ts';
import { bold, code, inline, listed, quote } from '../blocks/mrkdwn.ts';
import { requestKind, rollbackText } from '../cards/body.ts';
import { groupItems } from '../cards/declaration-texts.ts';
import { fallbackSections } from '../cards/fallback-lines.ts';
import { historyLine, isRequestEvent } from '../cards/history.ts';
import { outcomeLines } from '../cards/outcome.ts';
import { packetSections, titledSections } from '../cards/packet-sections.ts';
import type { StandingPicture } from '../cards/requester-message.ts';
import { conditionLines, reviewsOf } from '../cards/reviews.ts';
import { roleLabel } from '../cards/roles.ts';
import { evidencePartBlocks } from '../evidence/evidence-part.ts';
import { cardActions, encodeRequestRef } from '../ids.ts';

/** The parts of View packet, one shown at a time. */
export const packetParts = ['packet', 'evidence', 'reviews', 'history'] as const;
export type PacketPart = (typeof packetParts)[number];
export const isPacketPart = (word: string | undefined): word is PacketPart =>
  packetParts.some((part) => part === word);

export const partTitles: Readonly<Record<PacketPart, string>> = {
  packet: 'Packet',
  evidence: 'Evidence',
  reviews: 'Tier and reviews',
  history: 'History',
};

export const packetActions = {
  part: (part: PacketPart) => `packet_part_${part}`,
  previous: 'packet_previous',
  next: 'packet_next',
  file: 'packet_file',
  lowerTier: 'packet_lower_tier',
} as const;

/** All that the parts are drawn from. */
export interface PacketContents {
  readonly request: Request;
  readonly policy: Policy;
  /** What happened to the request, the newest first. */
  readonly events: readonly StoredEvent[];
  /** Who looks. */
  readonly reader: string;
  /** When, epoch ms. */
  readonly at: number;
  /** What the packet's fallbacks lead to, where it has any and Slack has the picture. */
  readonly picture?: StandingPicture;
}

function why({ request }: PacketContents): KnownBlock[] {
  const { why: reason, expected_improvement: expected, expected_risks: risks, what } = request.change;
  const worse = groupItems(risks)?.items.map(({ text }) => `• ${text}`) ?? [];
  return [
    section(
      `${bold('Why')} (${requestKind(request)}${what.length > 0 ? `: ${listed(what.map((area) => area.replaceAll('_', ' ')))}` : ''})\n${quote(reason, 2700)}`,
    ),
    ...(expected ? [section(`${bold('Expected')}\n${quote(expected, 2700)}`)] : []),
    ...(worse.length > 0 ? titledSections('May get worse', worse) : []),
  ];
}

/** Owners of the route may edit too, and the requester's message, where the other such button is, is not theirs. */
function edit({ request, reader }: PacketContents): KnownBlock[] {
  if (request.status !== 'in_review' || !mayEdit(request, reader)) return [];
  const value = encodeRequestRef({ request: request.id, revision: request.bound.revision });
  return [actions([button({ action: cardActions.edit, text: 'Edit', value })], 'packet_edit')];
}

function packetPart(contents: PacketContents): KnownBlock[] {
  const { request } = contents;
  return [
    ...edit(contents),
    ...why(contents),
    section(`${bold('Rolls back to')}  ${rollbackText(request)}`),
    ...fallbackSections(request),
    ...(contents.picture ? [picture(contents.picture.file, contents.picture.alt)] : []),
    ...packetSections(request.packet, request.baseline),
  ];
}

function separationLines({ request, policy }: PacketContents): string[] {
  const { separation } = request.assessment;
  const apart = separation.apart.map(
    (set) => `• ${listed(set.map((role) => roleLabel(role, policy)))} are different people`,
  );
  return [
    ...(separation.people > 1 ? [`• at least ${separation.people} different people approve`] : []),
    ...(separation.severalSlotsPerPerson ? [] : ['• nobody fills more than one slot']),
    ...apart,
    '• nobody who filed or edited the request approves it',
  ];
}

/** Anybody may look at the button; who presses it is checked. */
function lowerTier({ request }: PacketContents): KnownBlock[] {
  if (request.status !== 'in_review' || request.assessment.tier === 'low') return [];
  const value = encodeRequestRef({ request: request.id, revision: request.bound.revision });
  const text = 'Lower the tier (security only)';
  return [actions([button({ action: packetActions.lowerTier, text, value })], 'packet_tier')];
}

function reviewsPart(contents: PacketContents): KnownBlock[] {
  const { request, policy } = contents;
  const { assessment, bound } = request;
  const outcome = outcomeLines(request, policy);
  const reviews = reviewsOf(request, policy, { quoted: 1500 }).lines;
  const conditions = conditionLines(request, policy, 200);
  const slots = assessment.slots.map(
    (slot) =>
      `• ${roleLabel(slot.role, policy)}: ${slot.reasons.map((reason) => inline(reason, 200)).join(', ')}`,
  );
  return [
    ...(outcome.length > 0 ? [section(outcome.join('\n'))] : []),
    ...titledSections(
      `Tier: ${assessment.tier}`,
      assessment.reasons.map(
        ({ tier, reason, rule }) => `• ${tier}: ${inline(reason, 300)} (${inline(rule, 80)})`,
      ),
    ),
    ...lowerTier(contents),
    ...titledSections('Reviews', reviews.length > 0 ? reviews : ['None is needed.']),
    ...(conditions.length > 0 ? titledSections('Conditions', conditions) : []),
    ...titledSections('Who is asked, and why', slots.length > 0 ? slots : ['Nobody.']),
    ...titledSections('How the slots are filled', separationLines(contents)),
    ...titledSections('Bound to', [
      `packet ${code(bound.packetDigest)}`,
      `evidence ${code(bound.evidenceDigest)}`,
      `rollout ${code(bound.rolloutDigest)}`,
      `policy ${code(assessment.policyDigest)}`,
    ]),
  ];
}

function historyPart({ events, policy }: PacketContents): KnownBlock[] {
  const lines = events.flatMap((stored) =>
    isRequestEvent(stored.data) ? [historyLine(stored.data, stored.at, stored.sequence, policy)] : [],
  );
  return titledSections('What happened, the newest first', lines.length > 0 ? lines : ['Nothing yet.']);
}

const draw: Readonly<Record<PacketPart, (contents: PacketContents) => KnownBlock[]>> = {
  packet: packetPart,
  evidence: evidencePartBlocks,
  reviews: reviewsPart,
  history: historyPart,
};

export const partBlocks = (part: PacketPart, contents: PacketContents): KnownBlock[] => draw[part](contents);
