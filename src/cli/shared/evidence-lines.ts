import type { Finding } from '../../domain/evidence/check.ts';
import type { LaneStanding } from '../../domain/evidence/judge.ts';
import { lanes } from '../../domain/evidence/lanes.ts';
import { laneSentence } from '../../domain/evidence/say.ts';

const marks: Readonly<Record<Finding, string>> = {
  failed: '✗',
  missing: '·',
  stale: '·',
  not_judged: '·',
  passed: '✓',
};

/** What failed holds up every step; what is missing, the steps that need it. */
function holdsUp({ lane, finding, blocks }: LaneStanding): string {
  if (!blocks) return '';
  if (finding === 'failed') return ' (holds up every step)';
  return ` (needed before ${lanes[lane].before.replaceAll('_', ' ')})`;
}

/** One lane in a line: where it stands, and before which stage that matters. */
export const laneLine = (standing: LaneStanding): string =>
  `${marks[standing.finding]} ${laneSentence(standing)}${holdsUp(standing)}`;
