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

/** One lane in a line: where it stands, and before which stage that matters. */
export function laneLine(standing: LaneStanding): string {
  const { lane, finding, blocks } = standing;
  const when = blocks ? ` (needed before ${lanes[lane].before.replaceAll('_', ' ')})` : '';
  return `${marks[finding]} ${laneSentence(standing)}${when}`;
}
