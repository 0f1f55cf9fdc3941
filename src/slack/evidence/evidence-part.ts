import type { Button, KnownBlock } from '@slack/types';
import type { EvidenceRecord } from '../../domain/evidence/evidence-record.ts';
import { type Hint, hintWords } from '../../domain/evidence/hints.ts';
import type { EvidenceVerdict, LaneStanding } from '../../domain/evidence/judge.ts';
import { lanes as laneFacts } from '../../domain/evidence/lanes.ts';
import type { Piece } from '../../domain/evidence/pieces.ts';
import { laneSentence } from '../../domain/evidence/say.ts';
import { shortDigest } from '../../domain/packet/digest.ts';
import type { Policy } from '../../domain/policy.ts';
import { evidenceOf, recordsOf } from '../../domain/request/proof.ts';
import type { Request } from '../../domain/request/request.ts';
import { actions, button, context, section } from '../blocks/blocks.ts';
import { moment } from '../blocks/dates.ts';
import { bold, capitalised, code, counted, inline, listed } from '../blocks/mrkdwn.ts';
import { findingMarks, laneName, shownBy, worded } from '../cards/evidence-words.ts';
import { titledSections } from '../cards/packet-sections.ts';
import { claimText, words } from '../cards/values.ts';
import { encodeRequestRef, evidenceActions } from '../ids.ts';
import { attachButton, takesEvidence } from './attach-button.ts';
import { formatLabels } from './formats.ts';

/** All evidence of a request, lane by lane and piece by piece, as View packet shows it. */

export interface EvidencePart {
  readonly request: Request;
  readonly policy: Policy;
  /** Epoch ms at which it stands so. */
  readonly at: number;
}

const takeBackButton = ({ id, bound }: Pick<Request, 'id' | 'bound'>): Button =>
  button({
    action: evidenceActions.takeBack,
    text: 'Take back…',
    value: encodeRequestRef({ request: id, revision: bound.revision }),
    label: `Take back evidence of ${id}`,
  });

function buttons(request: Request): KnownBlock[] {
  if (!takesEvidence(request)) return [];
  const standing = (request.attached ?? []).some(({ withdrawn }) => !withdrawn);
  return [
    actions([attachButton(request), ...(standing ? [takeBackButton(request)] : [])], 'packet_evidence'),
  ];
}

/** What its standing means for the lane, as people read it. */
function standingText({ standing, superseded }: Piece): string {
  if (superseded) return 'a later run took its place';
  return {
    current: 'counts',
    old: 'too old to count',
    undated: 'does not say when it was run, so it does not count',
    other_packet: 'of another packet, so it does not count',
    withdrawn: 'taken back',
  }[standing];
}

/** What was shown: a person's words as they are, with the number that the packet holds against them. */
function shownText({ record, check }: Piece): string {
  if (record.proof.kind === 'results') return worded(check);
  const judged = check.value === null ? '' : ` · ${worded(check)}`;
  return `${claimText(record.proof.claim)}${judged}`;
}

function runText({ proof }: EvidenceRecord, zone: string): string[] {
  if (proof.kind === 'claim') return [];
  const { format, suite, toolVersion, ranAt, total, digest } = proof.results;
  const tool = `${formatLabels[format]}${toolVersion ? ` ${inline(toolVersion, 40)}` : ''}`;
  return [
    `${tool} “${inline(suite, 80)}”, ${counted(total, 'test')}`,
    ranAt === null ? 'undated' : `run ${moment(ranAt, zone)}`,
    `file ${code(shortDigest(digest))}`,
  ];
}

const mostHints = 3;

function pieceLines(piece: Piece, hints: readonly Hint[], zone: string): string[] {
  const { record, check } = piece;
  const own = hints.filter(({ evidence }) => evidence === record.id).slice(0, mostHints);
  return [
    `• ${bold(record.id)} ${findingMarks[check.finding]} ${shownText(piece)} · ${bold(standingText(piece))}`,
    `   ${[...runText(record, zone), `by ${shownBy(record.by)}, ${moment(record.attachedAt, zone)}`].join(' · ')}`,
    ...own.map((hint) => `   ⚠️ It ${inline(hintWords(hint), 200)}.`),
  ];
}

/** What the packet's own limits and required tests say of a lane, beyond its pieces. */
const askedLines = ({ checks, finding }: LaneStanding): string[] =>
  checks
    // The worst one is what the sentence above says.
    .slice(finding === 'passed' ? 0 : 1)
    .filter(({ what }) => what === 'limit' || what === 'required_test')
    .map((check) => `• ${findingMarks[check.finding]} ${worded(check)}`);

/** "needed before shadow, because of sensitive data". */
function needText({ lane, required }: Pick<LaneStanding, 'lane' | 'required'>): string {
  if (required.length === 0) return 'not required';
  const because = required.map((reason) => inline(reason, 80));
  return `needed before ${words(laneFacts[lane].before)} (${listed(because)})`;
}

/** Where it stands and what to do; its title says which lane. */
function whatToDo(standing: LaneStanding): string {
  const name = `${laneFacts[standing.lane].label}: `;
  const sentence = laneSentence(standing);
  return capitalised(inline(sentence.startsWith(name) ? sentence.slice(name.length) : sentence, 600));
}

function laneBlocks(standing: LaneStanding, hints: readonly Hint[], zone: string): KnownBlock[] {
  const { lane, finding } = standing;
  const drilled =
    lane === 'rollback' && finding === 'missing' ? ['A drill of the roll back shows it, too.'] : [];
  return titledSections(`${findingMarks[finding]} ${laneFacts[lane].label}`, [
    `_${needText(standing)}_`,
    ...(finding === 'passed' ? [] : [whatToDo(standing)]),
    ...drilled,
    ...askedLines(standing),
    ...standing.pieces.flatMap((piece) => pieceLines(piece, hints, zone)),
  ]);
}

function summary({ lanes, clear }: EvidenceVerdict, request: Request): string {
  const held = lanes.filter(({ blocks }) => blocks).map(({ lane }) => laneName(lane));
  if (request.change.kind === 'retirement') return 'None is needed to take a route out of service.';
  if (lanes.length === 0) return 'None is needed, and none was given.';
  if (clear) return `✅ ${bold('Clear.')} Nothing about the evidence holds this up.`;
  return `${bold(`${counted(held.length, 'lane')} not clear:`)} ${listed(held)}. What failed holds everything up; what is missing holds up the stages that need it.`;
}

function takenBack(request: Request, zone: string): KnownBlock[] {
  const back = recordsOf(request).filter(({ withdrawn }) => withdrawn);
  if (back.length === 0) return [];
  const lines = back.map(
    ({ id, lane, by, attachedAt }) =>
      `• ${bold(id)} ${laneName(lane)} · by ${shownBy(by)}, ${moment(attachedAt, zone)}`,
  );
  return titledSections('Taken back', [...lines, 'Who took it back, and why, is in History.']);
}

/** What stands under Evidence in View packet. */
export function evidencePartBlocks({ request, policy, at }: EvidencePart): KnownBlock[] {
  const zone = policy.workingHours.timeZone;
  const verdict = evidenceOf(request, policy, at);
  const shown = request.change.kind === 'retirement' ? [] : verdict.lanes;
  return [
    ...buttons(request),
    section(summary(verdict, request)),
    ...shown.flatMap((standing) => laneBlocks(standing, verdict.hints, zone)),
    ...takenBack(request, zone),
    context([`It is shown for the packet with the digest ${code(request.bound.packetDigest)}.`]),
  ];
}
