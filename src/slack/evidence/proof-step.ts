import type { KnownBlock } from '@slack/types';
import type { Preview } from '../../app/app.ts';
import type { LaneStanding } from '../../domain/evidence/judge.ts';
import { lanes as laneFacts } from '../../domain/evidence/lanes.ts';
import { figureOf } from '../../domain/evidence/say.ts';
import { type Limit, type Thresholds, thresholdsOf } from '../../domain/evidence/thresholds.ts';
import type { Packet } from '../../domain/packet/schema.ts';
import type { EvidenceLane } from '../../domain/words.ts';
import { context, section } from '../blocks/blocks.ts';
import { bold, inline, listed } from '../blocks/mrkdwn.ts';
import { findingMarks } from '../cards/evidence-words.ts';
import { titledSections } from '../cards/packet-sections.ts';
import { words } from '../cards/values.ts';

/** What the Proof step says before it asks: which evidence this change needs, and what each has to show. */

const rateText = (lane: EvidenceLane, { minPassRate }: Thresholds): string => {
  if (laneFacts[lane].passes === 'every_case') return '';
  return minPassRate === null
    ? 'set the least pass rate below'
    : `${figureOf(minPassRate, 'share')} has to pass`;
};

const limitText = ({ label, atMost, unit }: Limit): string => `${label} at most ${figureOf(atMost, unit)}`;

/** What results of a lane have to reach, by the packet's own numbers. */
function hasToShow(lane: EvidenceLane, thresholds: Thresholds): string {
  const limits = thresholds.limits.filter((limit) => limit.lane === lane).map(limitText);
  const asked = [rateText(lane, thresholds), ...limits].filter(Boolean);
  return asked.length > 0 ? ` ${listed(asked)}.` : '';
}

function needLine({ lane, finding }: LaneStanding, thresholds: Thresholds): string {
  const { label, question, before } = laneFacts[lane];
  const drill = lane === 'rollback' ? ' A drill shows it, too.' : '';
  return `${findingMarks[finding]} ${bold(label)} before ${words(before)}: ${question}${hasToShow(lane, thresholds)}${drill}`;
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
  const lines = needed(preview).map((standing) => needLine(standing, thresholdsOf(packet)));
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
    ]),
    context([afterwards]),
  ];
}
