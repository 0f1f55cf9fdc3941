import type { JsonFormat, JsonReader } from './evidence-format.ts';
import { group, list, type Met, type Watch } from './json-walk.ts';
import { spread } from './spread.ts';
import { type Counter, counter, countOf, nameOf, type Outcome, timeOf } from './tally.ts';
import { Unreadable } from './unreadable.ts';

/** Assertions that look at the form of an answer; their share of failures is the schema error rate. */
const schemaAssertions =
  /^(?:not-)?(?:is|contains)-(?:json|xml|html|sql|valid-(?:openai-)?(?:function-call|tools-call)|valid-openai-\S+)$/;
/** How promptfoo says why a test did not pass: the assertion said no, or something broke. */
const brokenFor = 2;

interface Assertion {
  type: string;
  metric: string | null;
  passed: boolean;
}
const newAssertion = (): Assertion => ({ type: '', metric: null, passed: false });

interface Entry {
  success: Met | undefined;
  reason: Met | undefined;
  error: boolean;
  cost: number | null;
  scores: [name: string, value: number][];
  judged: Assertion[];
  asked: Assertion[];
  plugins: Set<string>;
  test: number | null;
  prompt: number | null;
}
const newEntry = (): Entry => ({
  success: undefined,
  reason: undefined,
  error: false,
  cost: null,
  scores: [],
  judged: [],
  asked: [],
  plugins: new Set(),
  test: null,
  prompt: null,
});

/** A test has a handful of assertions and scores; what goes beyond is not looked at one by one. */
const mostOfOne = 200;

function outcomeOf({ success, reason, error, judged }: Entry): Outcome {
  if (success === true) return 'passed';
  if (success !== false || reason === brokenFor) return 'errored';
  const brokeInOldVersions = reason === undefined && error && judged.length === 0;
  return brokeInOldVersions ? 'errored' : 'failed';
}

/** What the entries add up to. */
function sums(tests: Counter) {
  const latency = spread();
  const scores = new Map<string, { sum: number; count: number }>();
  let cost = 0;
  let unpriced = 0;
  let formChecked = 0;
  let formBroken = 0;
  let brokenOff = 0;
  const addScore = ([name, value]: readonly [string, number]): void => {
    const sum = scores.get(name) ?? { sum: 0, count: 0 };
    if (sum.count === 0 && scores.size >= mostOfOne) return;
    scores.set(name, { sum: sum.sum + value, count: sum.count + 1 });
  };
  return {
    latency,
    add(entry: Entry): void {
      const outcome = outcomeOf(entry);
      tests.add(outcome);
      const passed = outcome === 'passed' ? 1 : 0;
      for (const plugin of entry.plugins) tests.addToGroup(plugin, passed);
      // Where nothing could be judged, what was asked counts as not passed.
      const assertions = entry.judged.length > 0 ? entry.judged : entry.asked;
      for (const { metric, passed: held } of assertions) tests.addToGroup(metric, held ? 1 : 0);
      const forms = entry.judged.filter(({ type }) => schemaAssertions.test(type));
      if (forms.length > 0) {
        formChecked += 1;
        if (forms.some(({ passed: held }) => !held)) formBroken += 1;
      } else if (outcome === 'errored') brokenOff += 1;
      cost += Math.max(0, entry.cost ?? 0);
      if (outcome !== 'errored' && entry.cost === null) unpriced += 1;
      for (const score of entry.scores) addScore(score);
    },
    measure(): void {
      for (const [name, { sum, count }] of scores) tests.measure(name, sum / count);
      const measure = (name: string, value: number | null): void => {
        if (value !== null && !tests.hasMetric(name)) tests.measure(name, value);
      };
      measure('latency_p50_ms', latency.percentile(0.5));
      measure('latency_p95_ms', latency.percentile(0.95));
      const { passed, failed } = tests.counts;
      // A cost of nothing at all is what promptfoo writes where it does not know the price.
      if (cost > 0 && unpriced === 0) {
        if (passed + failed > 0) measure('cost_per_request_usd', cost / (passed + failed));
        if (passed > 0) measure('cost_per_accepted_outcome_usd', cost / passed);
      }
      // An answer that never came has no form, so it counts among the broken ones.
      if (formChecked > 0) measure('schema_error_rate', (formBroken + brokenOff) / (formChecked + brokenOff));
    },
  };
}

const numberOf = (met: Met): number | null => (typeof met === 'number' ? met : null);

/** One entry of `results.results`, from its opening to its end. */
function entryWatch(tests: Counter, add: (entry: Entry) => void, latency: (value: unknown) => void): Watch {
  let entry = newEntry();
  const plugin: Watch = {
    value: (met) => {
      if (typeof met === 'string' && entry.plugins.size < mostOfOne) entry.plugins.add(met);
    },
  };
  const assertion = (of: () => Assertion[]): Watch => ({
    value: (met) => {
      if (met === group && of().length < mostOfOne) of().push(newAssertion());
    },
    keys: {
      pass: { value: (met) => change(of(), (last) => ({ ...last, passed: met === true })) },
      ...assertionWords(of),
      assertion: { keys: assertionWords(of) },
    },
  });
  const change = (all: Assertion[], next: (last: Assertion) => Assertion): void => {
    const last = all.pop();
    if (last) all.push(next(last));
  };
  const assertionWords = (of: () => Assertion[]): Record<string, Watch> => ({
    type: {
      value: (met) => change(of(), (last) => (typeof met === 'string' ? { ...last, type: met } : last)),
    },
    metric: { value: (met) => change(of(), (last) => ({ ...last, metric: nameOf(met) })) },
  });
  return {
    value: (met) => {
      entry = newEntry();
      if (met !== group)
        throw new Unreadable(
          'One of the results is no result at all. Export the results with promptfoo again.',
        );
    },
    end: () => add(entry),
    keys: {
      success: { value: (met) => Object.assign(entry, { success: met }) },
      failureReason: { value: (met) => Object.assign(entry, { reason: met }) },
      error: { value: (met) => Object.assign(entry, { error: typeof met === 'string' && met !== '' }) },
      cost: { value: (met) => Object.assign(entry, { cost: numberOf(met) }) },
      testIdx: { value: (met) => Object.assign(entry, { test: countOf(met) }) },
      promptIdx: { value: (met) => Object.assign(entry, { prompt: countOf(met) }) },
      latencyMs: { value: latency },
      namedScores: {
        each: {
          value: (met, name) => {
            if (typeof met === 'number' && entry.scores.length < mostOfOne) entry.scores.push([name, met]);
          },
        },
      },
      provider: { value: (met) => tests.about(met), keys: { id: { value: (met) => tests.about(met) } } },
      gradingResult: { keys: { componentResults: { each: assertion(() => entry.judged) } } },
      testCase: {
        keys: {
          assert: { each: assertion(() => entry.asked) },
          metadata: { keys: { pluginId: plugin } },
        },
      },
      metadata: { keys: { pluginId: plugin } },
    },
  };
}

/**
 * Tests that the configuration spells out and that were not run: a filter left them out, or the run was exported
 * before its end. They count as skipped, once for each prompt.
 */
function untested(tests: Counter) {
  let spelledOut = 0;
  let ran = 0;
  let prompts = 1;
  let isTest = false;
  const proper: Watch = {
    value: () => {
      isTest = true;
    },
  };
  return {
    saw({ test, prompt }: Entry): void {
      if (test !== null) ran = Math.max(ran, test + 1);
      if (prompt !== null) prompts = Math.max(prompts, Math.min(prompt + 1, mostOfOne));
    },
    watch: {
      each: {
        value: () => {
          isTest = false;
        },
        end: () => {
          if (isTest) spelledOut += 1;
        },
        keys: { vars: proper, assert: proper },
      },
    } satisfies Watch,
    count: (): void => {
      if (ran > 0) tests.add('skipped', Math.max(0, spelledOut - ran) * prompts);
    },
  };
}

/** The file's own totals have to be those of its results; else it was cut, filtered or edited. */
function checkTotals(tests: Counter, totals: ReadonlyMap<string, number>): void {
  const { passed, failed, errored } = tests.counts;
  const [successes, failures] = [totals.get('successes'), totals.get('failures')];
  if (successes === undefined || failures === undefined)
    throw new Unreadable('The file has no totals, so the run did not finish. Let promptfoo run to its end.');
  if (
    successes !== passed ||
    successes + failures + (totals.get('errors') ?? 0) !== passed + failed + errored
  )
    throw new Unreadable(
      `The file promises ${successes} passed of ${successes + failures + (totals.get('errors') ?? 0)} but shows ${passed} of ${passed + failed + errored}. Export all results of the run, unfiltered.`,
    );
}

function begin(): JsonReader {
  const tests = counter();
  const sum = sums(tests);
  const left = untested(tests);
  const add = (entry: Entry): void => {
    left.saw(entry);
    sum.add(entry);
  };
  const totals = new Map<string, number>();
  const said: { id?: Met; description?: Met; version?: Met; created?: Met; timestamp?: Met } = {};
  let mine = false;
  const note = (what: keyof typeof said): Watch => ({ value: (met) => Object.assign(said, { [what]: met }) });
  return {
    isMine: () => mine,
    watch: {
      keys: {
        evalId: note('id'),
        config: { keys: { description: note('description'), tests: left.watch } },
        metadata: { keys: { promptfooVersion: note('version'), evaluationCreatedAt: note('created') } },
        results: {
          keys: {
            timestamp: note('timestamp'),
            stats: {
              each: {
                value: (met, name) => {
                  const count = countOf(met);
                  if (count !== null) totals.set(name, count);
                },
              },
            },
            results: {
              value: (met) => {
                mine ||= met === list;
              },
              each: entryWatch(tests, add, sum.latency.take),
            },
          },
        },
      },
    },
    finish() {
      checkTotals(tests, totals);
      left.count();
      sum.measure();
      return tests.finish({
        suite: nameOf(said.description) ?? nameOf(said.id) ?? 'promptfoo',
        toolVersion: nameOf(said.version),
        ranAt: timeOf(said.created) ?? timeOf(said.timestamp),
      });
    },
  };
}

/** promptfoo's `--output results.json`. */
export const promptfoo: JsonFormat = { name: 'promptfoo', label: 'promptfoo', syntax: 'json', begin };
