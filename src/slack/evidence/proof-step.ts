import type { KnownBlock } from '@slack/types';
import type { Preview } from '../../app/app.ts';
import type { LaneStanding } from '../../domain/evidence/judge.ts';
import { lanes as laneFacts } from '../../domain/evidence/lanes.ts';
import { figureOf } from '../../domain/evidence/say.ts';
import { type Limit, type Thresholds, thresholdsOf } from '../../domain/evidence/thresholds.ts';
import type { Packet } from '../../domain/packet/schema.ts';
import { type EvidenceLane, type Stage, stages } from '../../domain/words.ts';
import { context, section } from '../blocks/blocks.ts';
import { bold, inline, listed } from '../blocks/mrkdwn.ts';
import { findingMarks, laneName } from '../cards/evidence-words.ts';
import { titledSections } from '../cards/packet-sections.ts';
import { words } from '../cards/values.ts';

/** What the Proof step says before it asks: which evidence this change needs, and what each has to show. */

function rateText(lane: EvidenceLane, { minPassRate }: Thresholds): string[] {
  if (laneFacts[lane].passes === 'every_case') return [];
  return [
    minPassRate === null ? 'set the least pass rate below' : `≥ ${figureOf(minPassRate, 'share')} passed`,
  ];
}

const limitText = ({ label, atMost, unit }: Limit): string => `${label} ≤ ${figureOf(atMost, unit)}`;

/** A lane with what its results have to reach, by the packet's own numbers. */
function laneText({ lane, finding }: LaneStanding, thresholds: Thresholds): string {
  const limits = thresholds.limits.filter((limit) => limit.lane === lane).map(limitText);
  const drill = lane === 'rollback' ? ['a drill'] : [];
  const shows = [...rateText(lane, thresholds), ...limits, ...drill];
  const mark = finding === 'missing' ? '' : `${findingMarks[finding]} `;
  return `${mark}${laneName(lane)}${shows.length > 0 ? ` (${shows.join('; ')})` : ''}`;
}

/** What is needed before a stage, in a line. */
function stageLine(stage: Stage, needs: readonly LaneStanding[], thresholds: Thresholds): string[] {
  const due = needs.filter(({ lane }) => laneFacts[lane].before === stage);
  if (due.length === 0) return [];
  return [
    `Before ${bold(words(stage))}: ${due.map((standing) => laneText(standing, thresholds)).join(' · ')}`,
  ];
}

const afterwards =
  '📎 Results of tests as files (promptfoo, JUnit, Inspect AI, OpenAI evals) are attached with one click once this is filed. Lines that still end in … are left out.';

/** The lanes that a request needs, those first that it does not have. */
const needed = ({ evidence }: Preview): readonly LaneStanding[] =>
  evidence.lanes.filter(({ required }) => required.length > 0);

/** The lanes that somebody has to write something about; a drill shows the way back. */
export const lanesToComplete = (preview: Preview): EvidenceLane[] =>
  needed(preview)
    .filter(({ lane, finding }) => finding === 'missing' && lane !== 'rollback')
    .map(({ lane }) => lane);

/** `preview` null: the steps before do not make a packet yet. */
export function proofLead(packet: Packet | null, preview: Preview | null): KnownBlock[] {
  if (!packet || !preview)
    return [
      context(['Which evidence this needs is said here once the steps before it are complete.']),
      context([afterwards]),
    ];
  const { tier } = preview.assessment;
  const thresholds = thresholdsOf(packet);
  const lines = stages.flatMap((stage) => stageLine(stage, needed(preview), thresholds));
  if (lines.length === 0)
    return [
      section(
        `At ${bold(tier)} risk this needs no evidence; what you give is shown to reviewers all the same.`,
      ),
    ];
  const required = packet.evals.required_tests.slice(0, 10).map((test) => inline(test, 60));
  return [
    ...titledSections(`Evidence that ${tier} risk needs here`, [
      ...lines,
      ...(required.length > 0 ? [`Tests that must pass: ${listed(required)}`] : []),
      'Where no number stands, every case has to pass.',
    ]),
    context([afterwards]),
  ];
}
