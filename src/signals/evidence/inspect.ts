import type { JsonFormat, JsonReader } from './evidence-format.ts';
import { group, list, type Met, type Watch } from './json-walk.ts';
import { type Counter, counter, countOf, nameOf, timeOf } from './tally.ts';
import { Unreadable } from './unreadable.ts';

/** More scorers than this are not told apart. */
const mostScorers = 100;

/**
 * What a scorer's value says: a full mark, less than that, or nothing. Inspect writes C for correct, I for incorrect,
 * P for partial and N for no answer; a sample that could not be scored has none of them.
 */
type Mark = 'full' | 'less' | 'none' | 'off_scale';
function markOf(met: Met): Mark {
  if (met === true) return 'full';
  if (met === false) return 'less';
  if (typeof met === 'number') return met === 1 ? 'full' : met >= 0 && met < 1 ? 'less' : 'off_scale';
  if (typeof met !== 'string') return 'none';
  if (met === 'C' || /^(?:yes|true)$/i.test(met)) return 'full';
  if (/^[IPN]$/.test(met) || /^(?:no|false)$/i.test(met)) return 'less';
  const number = met.trim() === '' ? Number.NaN : Number(met);
  return Number.isFinite(number) ? markOf(number) : 'off_scale';
}

interface Sample {
  readonly marks: Map<string, Mark>;
  broken: boolean;
}
const newSample = (): Sample => ({ marks: new Map(), broken: false });

const severity: readonly Mark[] = ['full', 'less', 'none', 'off_scale'];
const worse = (one: Mark, other: Mark): Mark =>
  severity.indexOf(one) > severity.indexOf(other) ? one : other;

/** One scorer's word on a sample; a value may be a list or a group, and then each part counts. */
function scoreWatch(name: (key: string) => string, give: (scorer: string, mark: Mark) => void): Watch {
  let mark: Mark | null = null;
  const value = (met: Met): void => {
    if (met !== group && met !== list) mark = mark === null ? markOf(met) : worse(mark, markOf(met));
  };
  return {
    value: (met, key) => {
      mark = null;
      if (met !== group) give(name(key), 'none');
    },
    end: (key) => give(name(key), mark ?? 'none'),
    keys: { value: { value, each: { value } } },
  };
}

function sampleWatch(tests: Counter, offScale: Set<string>): Watch {
  let sample = newSample();
  const give = (scorer: string, mark: Mark): void => {
    if (mark === 'off_scale' && offScale.size < mostScorers) offScale.add(scorer);
    if (sample.marks.size < mostScorers || sample.marks.has(scorer)) sample.marks.set(scorer, mark);
  };
  const breaks: Watch = { value: (met) => Object.assign(sample, { broken: sample.broken || met !== null }) };
  return {
    value: (met) => {
      sample = newSample();
      if (met !== group)
        throw new Unreadable('One of the samples is no sample at all. Write the log with Inspect again.');
    },
    end: () => {
      const marks = [...sample.marks];
      for (const [scorer, mark] of marks) tests.addToGroup(scorer, mark === 'full' && !sample.broken ? 1 : 0);
      const unjudged = marks.length === 0 || marks.some(([, mark]) => mark === 'none');
      if (sample.broken || unjudged) tests.add('errored');
      else tests.add(marks.every(([, mark]) => mark === 'full') ? 'passed' : 'failed');
    },
    keys: {
      error: breaks,
      invalidation: breaks,
      // Logs of older versions have a single score without a name.
      score: scoreWatch(() => 'score', give),
      scores: { each: scoreWatch((key) => key, give) },
    },
  };
}

const notFinished: Readonly<Record<string, string>> = {
  started: 'The run is not finished. Wait for its end, then send the log again.',
  cancelled: 'The run was cancelled, so it proves nothing. Run it to its end with `inspect eval-retry`.',
  error:
    'The run ended with an error, so it proves nothing. Mend it and run it again with `inspect eval-retry`.',
};

interface Said {
  status?: Met;
  task?: Met;
  version?: Met;
  created?: Met;
  completed?: Met;
  total?: Met;
  invalidated?: Met;
}

/** Throws Unreadable where the log is not that of a whole, valid run. Answers how many samples there should be. */
function checkedTotal(said: Said, seen: number, offScale: ReadonlySet<string>): number {
  if (said.status !== 'success')
    throw new Unreadable(
      notFinished[String(said.status)] ?? 'The log does not say that the run succeeded. Run it again.',
    );
  if (said.invalidated === true)
    throw new Unreadable('Samples of this log were declared invalid. Run it again and send the new log.');
  const total = countOf(said.total);
  if (total === null)
    throw new Unreadable('The log has no results, so the run did not finish. Run it to its end.');
  if (seen === 0 && total > 0)
    throw new Unreadable(
      'The log has no samples, so nobody can tell what passed. Run it without `--no-log-samples`.',
    );
  if (seen > total)
    throw new Unreadable(
      `The log promises ${total} samples but shows ${seen}. Write it with Inspect again, unedited.`,
    );
  const [first] = offScale;
  if (first !== undefined)
    throw new Unreadable(
      `The scorer “${nameOf(first) ?? 'without a name'}” gives marks that are neither C, I nor from 0 to 1, so nobody can tell what passes. Score the log again with one that does (\`inspect score\`).`,
    );
  return total;
}

function begin(): JsonReader {
  const tests = counter();
  const offScale = new Set<string>();
  const said: Said = {};
  let isLog = false;
  let scorer = '';
  const note = (what: keyof Said): Watch => ({ value: (met) => Object.assign(said, { [what]: met }) });
  const measure = (met: Met, metric: string): void => {
    if (typeof met === 'number') tests.measure(scorer === '' ? metric : `${scorer}.${metric}`, met);
  };
  let metricName = '';
  const scores: Watch = {
    each: {
      value: () => {
        scorer = '';
      },
      keys: {
        name: {
          value: (met) => {
            scorer = typeof met === 'string' ? met : '';
          },
        },
        metrics: {
          each: {
            value: (_met, name) => {
              metricName = name;
            },
            keys: { value: { value: (met) => measure(met, metricName) } },
          },
        },
      },
    },
  };
  return {
    isMine: () => isLog && typeof said.status === 'string',
    watch: {
      keys: {
        status: note('status'),
        invalidated: note('invalidated'),
        eval: {
          value: (met) => {
            isLog = met === group;
          },
          keys: {
            task: note('task'),
            created: note('created'),
            model: { value: tests.about },
            packages: { keys: { inspect_ai: note('version') } },
          },
        },
        results: { keys: { total_samples: note('total'), scores } },
        stats: { keys: { completed_at: note('completed') } },
        samples: { each: sampleWatch(tests, offScale) },
      },
    },
    finish() {
      const { passed, failed, errored } = tests.counts;
      const seen = passed + failed + errored;
      const total = checkedTotal(said, seen, offScale);
      // Samples that an early stop left out did not run, and so did not pass.
      tests.add('skipped', total - seen);
      return tests.finish({
        suite: nameOf(said.task) ?? 'Inspect',
        toolVersion: nameOf(said.version),
        ranAt: timeOf(said.completed) ?? timeOf(said.created),
      });
    },
  };
}

/** Logs of Inspect AI in JSON, as `--log-format json` or `inspect log convert --to json` writes them. */
export const inspect: JsonFormat = { name: 'inspect', label: 'Inspect AI', syntax: 'json', begin };
