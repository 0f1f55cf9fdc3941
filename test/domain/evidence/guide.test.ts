import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { lanes } from '../../../src/domain/evidence/lanes.ts';
import { evidenceLanes } from '../../../src/domain/words.ts';

it('the guide has every lane, with what it has to reach, for how long it counts, and before which stage', () => {
  const guide = readFileSync('docs/evidence.md', 'utf8');
  const rows = guide.split('\n').filter((line) => line.startsWith('| `'));
  const told = rows
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, name = '']) => evidenceLanes.some((lane) => name === `\`${lane}\``));
  const known = evidenceLanes.map((lane) => {
    const { question, passes, freshDays, before } = lanes[lane];
    const reach = passes === 'least_rate' ? '`evals.min_pass_rate`' : 'every case';
    return ['', `\`${lane}\``, question, reach, `${freshDays} days`, before.replaceAll('_', ' '), ''];
  });
  expect(told).toEqual(known);
});
