import { type Check, checkOf, type Finding } from '../../domain/evidence/check.ts';
import type { EvidenceRecord } from '../../domain/evidence/evidence-record.ts';
import type { LaneStanding } from '../../domain/evidence/judge.ts';
import { lanes } from '../../domain/evidence/lanes.ts';
import { checkWords } from '../../domain/evidence/say.ts';
import { thresholdsOf } from '../../domain/evidence/thresholds.ts';
import type { RequestEvent } from '../../domain/request/events.ts';
import type { Request } from '../../domain/request/request.ts';
import type { EvidenceLane } from '../../domain/words.ts';
import { bold, inline, link, person } from '../blocks/mrkdwn.ts';

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

const worded = (check: Check): string => inline(checkWords(check), 300);

/** The lane, what was shown, and the number behind it. */
export function recordText(record: EvidenceRecord, packet: Request['packet']): string {
  const check = checkOf(record, thresholdsOf(packet));
  const { proof } = record;
  const source = proof.kind === 'results' ? proof.results.format : '';
  const url = proof.kind === 'claim' ? proof.claim.url : undefined;
  const open = url ? ` · ${link(url, 'open', 900)}` : '';
  return `${findingMarks[check.finding]} ${bold(lanes[record.lane].label)}: ${worded(check)}${source ? ` · ${source}` : ''}${open}`;
}

type Changed = Extract<RequestEvent, { type: 'evidence_attached' | 'evidence_withdrawn' }>;

/** Who showed what, or took what back. */
export function evidenceNote(event: Changed, request: Request): string {
  if (event.type === 'evidence_attached') {
    const { record } = event;
    return `📎 ${shownBy(record.by)} attached evidence ${record.id}.\n${recordText(record, request.packet)}`;
  }
  const record = request.attached?.find(({ id }) => id === event.evidence);
  const what = record ? ` for ${laneName(record.lane)}` : '';
  return `📎 ${shownBy(event.by)} took evidence ${event.evidence}${what} back: “${inline(event.reason, 600)}”`;
}

/** One lane in a line: its mark, what it is, and the number that decides. */
export function laneLine({ lane, finding, checks, required }: LaneStanding): string {
  const worst = checks.find((check) => check.finding === finding);
  const need = required.length > 0 ? '' : ' (not required)';
  return `${findingMarks[finding]} ${lanes[lane].label}${need}${worst ? `: ${worded(worst)}` : `: ${finding.replaceAll('_', ' ')}`}`;
}
