import type { KnownBlock } from '@slack/types';
import type { Check } from '../../domain/evidence/check.ts';
import { hintWords } from '../../domain/evidence/hints.ts';
import type { EvidenceVerdict, LaneStanding } from '../../domain/evidence/judge.ts';
import { figureOf } from '../../domain/evidence/say.ts';
import type { Policy } from '../../domain/policy.ts';
import { evidenceOf } from '../../domain/request/proof.ts';
import type { RequestBase } from '../../domain/request/request.ts';
import type { EvidenceLane } from '../../domain/words.ts';
import { section } from '../blocks/blocks.ts';
import { bold, counted, inline, link } from '../blocks/mrkdwn.ts';
import { findingMarks, laneName, staleBecause, worded } from './evidence-words.ts';
import { evidenceText } from './values.ts';

/** What a card says of evidence: the worst first, each lane in a few words, and what holds in one line. */

const most = { failed: 4, held: 12, open: 8, hints: 2, readings: 6 } as const;
const inPacket = 'in View packet';
/** Links cost most of a card's room; a lane whose link is longer is named without it. */
const longestLink = 240;

type Lanes = readonly LaneStanding[];

/** Where to look: the link of the piece that decided, else of the first that has one. */
function linkOf({ pieces, checks }: LaneStanding): string | undefined {
  const decided = checks[0]?.evidence;
  const urls = pieces
    .toSorted((one, other) => Number(other.record.id === decided) - Number(one.record.id === decided))
    .map(({ record }) => (record.proof.kind === 'claim' ? record.proof.claim.url : undefined));
  return urls.find((url) => url !== undefined);
}

const nameOf = (standing: LaneStanding): string => {
  const url = linkOf(standing);
  return url === undefined ? laneName(standing.lane) : link(url, laneName(standing.lane), longestLink);
};

/** What somebody wrote as measured, where the number of a check is not the one that people look for. */
function writtenIn({ pieces }: LaneStanding, check: Check | undefined): string | undefined {
  const proof = pieces.find(({ record }) => record.id === check?.evidence)?.record.proof;
  return proof?.kind === 'claim' ? proof.claim.measured : undefined;
}

/** The number behind a lane that holds: "0.97", "41 of 41", "97.5 %"; empty where nobody gave one. */
function figureIn(standing: LaneStanding): string {
  // What a tool counted says more than what somebody wrote.
  const of = (kind: Check['what']) => standing.checks.find(({ what }) => what === kind);
  const check = of('pass_rate') ?? of('claim');
  const written = writtenIn(standing, check);
  if (written !== undefined) return ` ${inline(written, 40)}`;
  if (check?.counts) return ` ${check.counts.passed} of ${check.counts.total}`;
  const measured = check ?? standing.checks.find(({ value }) => value !== null);
  return measured?.value == null ? '' : ` ${figureOf(measured.value, measured.unit)}`;
}

function failedLine(standing: LaneStanding): string {
  const failed = standing.checks.filter(({ finding }) => finding === standing.finding);
  // A number says more than somebody's word that it failed.
  const worst = failed.find(({ value }) => value !== null) ?? failed[0];
  return `${findingMarks[standing.finding]} ${bold(nameOf(standing))}: ${worst ? worded(worst) : 'failed'}`;
}

/** "Missing  latency, reliability and 2 more". */
function namedLine(mark: string, label: string, names: readonly string[], atMost: number): string[] {
  if (names.length === 0) return [];
  const rest = names.length - atMost;
  const more = rest > 0 ? ` and ${rest} more ${inPacket}` : '';
  return [`${mark} ${label ? `${label}  ` : ''}${names.slice(0, atMost).join(' · ')}${more}`];
}

/** A drill is what shows the way back; nobody has to attach it. */
const missingName = ({ lane }: LaneStanding): string =>
  lane === 'rollback' ? `${laneName(lane)} (a drill shows it)` : laneName(lane);

const inFinding = (lanes: Lanes, finding: LaneStanding['finding']): Lanes =>
  lanes.filter((standing) => standing.finding === finding);

function openLines(lanes: Lanes): string[] {
  const missing = inFinding(lanes, 'missing').map(missingName);
  const stale = inFinding(lanes, 'stale').map(
    (standing) => `${nameOf(standing)} (${staleBecause(standing.pieces)})`,
  );
  const unjudged = inFinding(lanes, 'not_judged').map(nameOf);
  return [
    ...namedLine(findingMarks.missing, 'Missing', missing, most.open),
    ...namedLine(findingMarks.stale, 'Does not count', stale, most.open),
    ...namedLine(findingMarks.not_judged, 'No result', unjudged, most.open),
  ];
}

function failedLines(lanes: Lanes): string[] {
  const failed = inFinding(lanes, 'failed');
  const rest = failed.slice(most.failed).map(({ lane }) => laneName(lane));
  return [
    ...failed.slice(0, most.failed).map(failedLine),
    ...namedLine(findingMarks.failed, 'also', rest, most.open),
  ];
}

/** What is weak about it, though it stops nobody. Where a piece is weak in several ways, the first is said. */
function hintLine({ hints }: EvidenceVerdict, lanes: Lanes): string[] {
  const laneOf = (id: string): EvidenceLane | undefined =>
    lanes.find(({ pieces }) => pieces.some(({ record }) => record.id === id))?.lane;
  const first = hints.filter(
    ({ evidence }, index) => hints.findIndex((other) => other.evidence === evidence) === index,
  );
  const said = first.slice(0, most.hints).map((hint) => {
    const lane = laneOf(hint.evidence);
    // What to give instead stands in the packet view.
    const [weakness = ''] = hintWords(hint).split(';');
    return `${lane ? laneName(lane) : hint.evidence} ${inline(weakness, 160)}`;
  });
  const rest = hints.length - said.length;
  if (said.length === 0) return [];
  return [`⚠️ ${said.join(' · ')}${rest > 0 ? ` · ${counted(rest, 'more hint')} ${inPacket}` : ''}`];
}

function headline(lanes: Lanes): string {
  const needed = lanes.filter(({ required, blocks }) => required.length > 0 || blocks);
  const held = needed.filter(({ blocks }) => blocks);
  if (needed.length === 0) return lanes.length === 0 ? 'none is needed' : 'more than is needed';
  return held.length === 0
    ? `all ${counted(needed.length, 'lane')} clear`.replace('all 1 lane', 'the one lane needed is')
    : `${needed.length - held.length} of ${counted(needed.length, 'lane')} clear`;
}

/** Nothing has to be shown of what is taken out of service. */
const provesNothing = ({ change }: Pick<RequestBase, 'change'>): boolean => change.kind === 'retirement';

/** Where it is asked to go on, what its rollout measured is the evidence: every reading counts by itself. */
function readingLines({ evidence }: RequestBase): string[] {
  if (evidence.length === 0) return [`${bold('Evidence')}  none: nothing was measured yet`];
  const urgency = { failed: 0, not_judged: 1, passed: 2 } as const;
  const worstFirst = evidence.toSorted((one, other) => urgency[one.verdict] - urgency[other.verdict]);
  const rest = evidence.length - most.readings;
  return [
    `${bold('Evidence')}  what its rollout measured`,
    ...worstFirst.slice(0, most.readings).map(evidenceText),
    ...(rest > 0 ? [`and ${rest} more ${inPacket}`] : []),
  ];
}

function evidenceLines(request: RequestBase, policy: Policy, at: number): string[] {
  if (provesNothing(request)) return [`${bold('Evidence')}  none is needed to take it out of service`];
  if (request.expands) return readingLines(request);
  const verdict = evidenceOf(request, policy, at);
  const { lanes } = verdict;
  const held = inFinding(lanes, 'passed').map((standing) => `${nameOf(standing)}${figureIn(standing)}`);
  return [
    `${bold('Evidence')}  ${headline(lanes)}`,
    ...failedLines(lanes),
    ...openLines(lanes),
    ...namedLine(findingMarks.passed, '', held, most.held),
    ...hintLine(verdict, lanes),
  ];
}

/** The evidence of a request as it stands at `at` (epoch ms): what holds it up first, what holds in one line. */
export const evidenceSection = (request: RequestBase, policy: Policy, at: number): KnownBlock =>
  section(evidenceLines(request, policy, at).join('\n'));
