import { afterEach, describe, expect, test } from 'vitest';
import { populationOf } from '../../../src/sandbox/outside/population.ts';
import { type EvaluatedFlag, ProductError } from '../../../src/sandbox/outside/product-api.ts';
import { Traffic } from '../../../src/sandbox/outside/traffic.ts';
import { eventually } from '../../support/eventually.ts';

const people = populationOf(['regulated']);
const routes = [
  { id: 'summaries', audience: 'customers' },
  { id: 'triage', audience: 'internal' },
];

const running: Traffic[] = [];
afterEach(async () => {
  for (const traffic of running.splice(0)) await traffic.stop();
});

/** Applications that ask something which answers by person. */
function asking(answer: (key: string) => readonly EvaluatedFlag[]) {
  let looks = 0;
  const traffic = new Traffic({
    api: { evaluate: async ({ targetingKey }) => answer(targetingKey ?? '') },
    people,
    routes,
    now: () => {
      looks += 1;
      return Date.now();
    },
  });
  running.push(traffic);
  traffic.start();
  const asked = (what: string, ask: () => boolean) =>
    eventually(what, () => {
      traffic.look();
      return ask();
    });
  return { traffic, asked, turns: () => looks };
}

const candidate = (key: string) => ({
  key,
  variant: 'candidate',
  value: { model: { name: 'b', version: '2' } },
});
const baseline = (key: string) => ({
  key,
  variant: 'baseline',
  value: { model: { name: 'a', version: null } },
});

describe('traffic', () => {
  test('keeps what everybody got, by person, and draws the share over time', async () => {
    const first = new Set(people.slice(0, 10).map(({ context }) => context.targetingKey));
    const { traffic, asked } = asking((key) => [
      first.has(key) ? candidate('summaries') : baseline('summaries'),
    ]);
    await asked('everybody was asked', () => !traffic.seen('summaries').served.includes('?'));
    const seen = traffic.seen('summaries');
    expect(seen.served.slice(0, 12)).toBe('ccccccccccbb');
    expect(seen).toMatchObject({ share: 0.05, baseline: 'a', candidate: 'b 2' });
    await asked('ten joined', () => traffic.seen('summaries').movement?.joined === 10);
    await asked('it is drawn', () => traffic.samplesAfter(0).at(-1)?.shares.summaries?.[0] === 0.05);
    expect(traffic.samplesAfter(traffic.newest)).toEqual([]);
    expect(traffic.rate).toBeGreaterThan(0);
  });

  test('uses the baseline that the application was built with where there is no flag or no answer', async () => {
    let isAway = false;
    const { traffic, asked } = asking(() => {
      if (isAway) throw new ProductError('Routegate does not answer.');
      return [candidate('summaries')];
    });
    await asked('there is no flag', () => traffic.seen('triage').served.includes('d'));
    expect(traffic.seen('triage').served.slice(0, 200)).toBe('-'.repeat(200));
    await asked('everybody has the candidate', () => traffic.seen('summaries').share === 1);
    isAway = true;
    await asked('everybody has the default', () => traffic.seen('summaries').share === 0);
    expect(traffic.trouble).toBe('Routegate does not answer.');
    isAway = false;
    await asked('it is over', () => traffic.trouble === null && traffic.seen('summaries').share === 1);
  });

  test('follows routes that it did not know, and learns whom they are for', async () => {
    const { traffic, asked } = asking(() => [candidate('fresh')]);
    await asked('the route is known', () => traffic.routes.includes('fresh'));
    expect(traffic.usersOf('fresh')).toBe('customers');
    traffic.setAudience('fresh', 'internal');
    expect(traffic.usersOf('fresh')).toBe('colleagues');
    await asked('colleagues are asked', () => !traffic.seen('fresh').served.includes('?'));
    expect(traffic.seen('fresh').share).toBe(1);
  });

  test('stops asking while it is told to', async () => {
    let questions = 0;
    const { traffic, asked, turns } = asking(() => {
      questions += 1;
      return [];
    });
    await asked('it asks', () => questions > 0);
    traffic.setAsking(false);
    expect(traffic.rate).toBe(0);
    const before = questions;
    const since = turns();
    await asked('it had time to ask', () => turns() > since + 20);
    expect(questions).toBe(before);
    traffic.setAsking(true);
    await asked('it goes on', () => questions > before);
  });
});
