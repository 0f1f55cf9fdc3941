import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parsePolicy } from '../../src/config/policy/load-policy.ts';
import { modelWatch } from '../../src/work/model-watch.ts';
import { projectFile } from '../support/company.ts';
import { day } from '../support/given-when-then.ts';
import { LiveRoute, wholeWayPolicy } from '../support/live-route.ts';

const model = {
  provider: 'acme',
  name: 'gpt-summary-a',
  version: '2026-03',
  deprecatedOn: '2026-10-07',
  shutDownOn: '2026-12-04',
  replacement: 'gpt-summary-b',
};

test('a model that is deprecated makes the review of its routes due, once for each thing that happens to it', async () => {
  const live = await LiveRoute.open({
    policy: wholeWayPolicy({ models: [{ ...model, shutDownOn: undefined }] }),
  });
  await live.approved();
  const look = modelWatch(live);
  const round = () => look(AbortSignal.timeout(5000));
  await round();
  expect((await live.route()).triggers).toEqual([]);
  live.clock.advance(3 * day);
  await round();
  await round();
  await modelWatch(live)(AbortSignal.timeout(5000));
  live.clock.advance(day);
  await round();
  expect((await live.route()).triggers).toMatchObject([
    {
      kind: 'model_status',
      source: 'model catalog',
      note: 'gpt-summary-a 2026-03, which it serves with, is deprecated since 2026-10-07. Its provider says to use gpt-summary-b.',
    },
  ]);
  await live.close();
});

test('looks through many routes without keeping anybody waiting', async () => {
  const live = await LiveRoute.open({ policy: wholeWayPolicy({ models: [model] }) });
  const some = { items: [], next: 'more' } as const;
  let pages = 0;
  let served = 0;
  const store = {
    ...live.app.store,
    routes: async () => {
      pages += 1;
      setImmediate(() => {
        served += 1;
      });
      return pages < 5 ? some : { items: [], next: null };
    },
  };
  await modelWatch({ app: { ...live.app, store } })(AbortSignal.timeout(5000));
  expect([pages, served]).toEqual([5, 5]);
  await live.close();
});

const text = readFileSync(projectFile('manifests/policy.yml'), 'utf8');
const withModels = (models: string) => parsePolicy(text.replace('models: []', `models: ${models}`));

test('the policy names models, and says what is wrong with them', () => {
  const good = withModels('[{name: gpt-a, version: 2026-03, shut_down_on: 2027-03-01}]');
  expect(good.ok && good.policy.models).toMatchObject([
    { name: 'gpt-a', version: '2026-03', shutDownOn: '2027-03-01' },
  ]);
  const problemsIn = (models: string) => {
    const parsed = withModels(models);
    return parsed.ok ? [] : parsed.problems.map(({ message }) => message);
  };
  expect(problemsIn('[{name: gpt-a}]')).toEqual([expect.stringContaining('Nothing is said of this model')]);
  expect(problemsIn('[{name: gpt-a, deprecated_on: 2027-01-01, shut_down_on: 2026-01-01}]')).toEqual([
    expect.stringContaining('would end before it is deprecated'),
  ]);
  expect(problemsIn('[{name: gpt-a, status: old}]')).toHaveLength(1);
  expect(problemsIn('[{name: gpt-a, approved: yes please}]')).toEqual(['Write true or false.']);
  expect(problemsIn('[{name: gpt-a, approved: true, denied: true}]')).toEqual([
    expect.stringContaining('approved and denied'),
  ]);
  expect(problemsIn('[{name: gpt-a, approved: true}, {name: gpt-a, region: eu}]')).toEqual([
    expect.stringContaining('stands here twice'),
  ]);
  expect(problemsIn('[{name: gpt-a, region: eu}]\nmodels_are_complete: true')).toEqual([
    expect.stringContaining('No model of the list is approved'),
  ]);
});

test.each([
  ['[]', false],
  ['[{name: gpt-a, shut_down_on: 2027-03-01}, {name: gpt-b, denied: true}]', false],
  ['[{name: gpt-a, approved: false}]', false],
  ['[{name: gpt-a, approved: true}, {name: gpt-b, region: eu}]', true],
  ['[{name: gpt-a, approved: true}]\nmodels_are_complete: false', false],
])('the list %s is complete: %s', (models, complete) => {
  const parsed = withModels(models);
  expect(parsed.ok && parsed.policy.modelsAreComplete).toBe(complete);
});

test('an entry says all that a fallback is judged by', () => {
  const parsed = withModels(
    '[{name: balanced, approved: true, region: eu-west, data_policy: no training, fallbacks: [small, tiny]}]',
  );
  expect(parsed.ok && parsed.policy.models).toEqual([
    {
      name: 'balanced',
      approved: true,
      region: 'eu-west',
      dataPolicy: 'no training',
      fallbacks: ['small', 'tiny'],
    },
  ]);
});
