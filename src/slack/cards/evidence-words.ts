import { type Check, checkOf, type Finding } from '../../domain/evidence/check.ts';
import type { EvidenceRecord, Standing } from '../../domain/evidence/evidence-record.ts';
import type { LaneStanding } from '../../domain/evidence/judge.ts';
import { lanes } from '../../domain/evidence/lanes.ts';
import { checkWords, laneSentence } from '../../domain/evidence/say.ts';
import { thresholdsOf } from '../../domain/evidence/thresholds.ts';
import type { Policy } from '../../domain/policy.ts';
import type { RequestEvent } from '../../domain/request/events.ts';
import { evidenceOf } from '../../domain/request/proof.ts';
import type { Request } from '../../domain/request/request.ts';
import type { EvidenceLane } from '../../domain/words.ts';
import { bold, inline, link, listed, person } from '../blocks/mrkdwn.ts';
import { takesEvidence } from '../evidence/attach-button.ts';

/** What evidence says, as people read it on cards and in threads. */

export const findingMarks: Readonly<Record<Finding, string>> = {
  failed: '❌',
  missing: '⬜',
  stale: '🕓',
  not_judged: '❔',
  passed: '✅',
};

export const laneName = (lane: EvidenceLane): string => lanes[lane].label.toLowerCase();

/** People are called by a mention, machines by their name. */
export const shownBy = (by: string): string =>
  /^[UW][A-Z0-9]{2,}$/.test(by) ? person(by) : inline(by.replace(/^api:/, ''), 80);

export const worded = (check: Check): string => inline(checkWords(check), 300);

const notCounting: Readonly<Partial<Record<Standing, string>>> = {
  other_packet: 'of another packet',
  old: 'too old',
  undated: 'undated',
};

/** Why what was given for a lane does not count, in two or three words. */
export function staleBecause(pieces: LaneStanding['pieces']): string {
  const reasons = pieces
    .map(({ standing }) => notCounting[standing])
    .filter((reason) => reason !== undefined);
  return listed([...new Set(reasons)], 'or') || 'not of this packet';
}

/** The lane, what was shown, and the number behind it. */
function recordText(record: EvidenceRecord, packet: Request['packet']): string {
  const check = checkOf(record, thresholdsOf(packet));
  const { proof } = record;
  const source = proof.kind === 'results' ? proof.results.format : '';
  const url = proof.kind === 'claim' ? proof.claim.url : undefined;
  const open = url ? ` · ${link(url, 'open', 900)}` : '';
  return `${findingMarks[check.finding]} ${bold(lanes[record.lane].label)}: ${worded(check)}${source ? ` · ${source}` : ''}${open}`;
}

type Changed = Extract<RequestEvent, { type: 'evidence_attached' | 'evidence_withdrawn' }>;

/** Who showed what, or took what back. */
function whatHappened(event: Changed, request: Request): string {
  if (event.type === 'evidence_attached') {
    const { record } = event;
    return `📎 ${shownBy(record.by)} attached evidence ${bold(record.id)}.\n${recordText(record, request.packet)}`;
  }
  const record = request.attached?.find(({ id }) => id === event.evidence);
  const what = record ? ` for ${laneName(record.lane)}` : '';
  return `📎 ${shownBy(event.by)} took evidence ${bold(inline(event.evidence, 40))}${what} back: “${inline(event.reason, 600)}”`;
}

function changedLane(event: Changed, request: Request): EvidenceLane | undefined {
  if (event.type === 'evidence_attached') return event.record.lane;
  return request.attached?.find(({ id }) => id === event.evidence)?.lane;
}

const mostNamed = 6;

/** What still holds the request up, worst first. */
function heldUp(held: readonly LaneStanding[]): string {
  if (held.length === 0) return 'Nothing about the evidence holds it up now.';
  const shown = held
    .slice(0, mostNamed)
    .map(({ lane, finding }) => `${findingMarks[finding]} ${laneName(lane)}`);
  const rest = held.length - shown.length;
  return `Not clear yet: ${shown.join(' · ')}${rest > 0 ? ` · and ${rest} more` : ''}.`;
}

/** What still holds a request up, in a line for its requester; empty where nothing does, or nothing can be done. */
export function openEvidence(request: Request, policy: Policy, at: number): string[] {
  if (!takesEvidence(request) || request.change.kind === 'retirement') return [];
  const held = evidenceOf(request, policy, at).lanes.filter(({ blocks }) => blocks);
  return held.length > 0 ? [`📎 ${bold('Evidence')}  ${heldUp(held)}`] : [];
}

/** What it means now: whether the lane is clear, and what else of the evidence is not. */
function whatItMeans(event: Changed, request: Request, policy: Policy, at: number): string {
  const { lanes: all } = evidenceOf(request, policy, at);
  const lane = changedLane(event, request);
  const standing = all.find((each) => each.lane === lane);
  const held = all.filter(({ blocks }) => blocks);
  if (!lane) return heldUp(held);
  const name = bold(lanes[lane].label);
  if (!standing) return `${name} asks for nothing now. ${heldUp(held)}`;
  if (!standing.blocks) return `${name} is clear now. ${heldUp(held)}`;
  const others = held.filter((each) => each.lane !== lane);
  return [inline(laneSentence(standing), 600), ...(others.length > 0 ? [heldUp(others)] : [])].join('\n');
}

/** Who showed what or took what back, and what that means at `at` (epoch ms) for the request as it is then. */
export function evidenceNote(event: Changed, request: Request, policy: Policy, at: number): string {
  return `${whatHappened(event, request)}\n${whatItMeans(event, request, policy, at)}`;
}
