import type { JsonFormat, JsonReader } from './evidence-format.ts';
import type { Met, Watch } from './json-walk.ts';
import { counter, countOf, nameOf } from './tally.ts';
import { Unreadable } from './unreadable.ts';

const askForRun = 'Fetch the run itself (GET /v1/evals/{eval_id}/runs/{run_id}) and send that.';

const notFinished: Readonly<Record<string, string>> = {
  queued: 'The run has not started. Wait until it is completed, then fetch it again.',
  in_progress: 'The run is still going on. Wait until it is completed, then fetch it again.',
  failed: 'The run failed, so it proves nothing. Mend what it says under error, and run it again.',
  canceled: 'The run was canceled, so it proves nothing. Run it to its end.',
};

interface Said {
  object?: Met;
  status?: Met;
  name?: Met;
  id?: Met;
  model?: Met;
  created?: Met;
}

/** The API gives times in seconds. */
const fromSeconds = (met: Met | undefined): number | null => {
  const seconds = countOf(met);
  return seconds !== null && seconds > 946_684_800 && seconds < 7_258_118_400 ? seconds * 1000 : null;
};

function begin(): JsonReader {
  const tests = counter();
  const said: Said = {};
  const counts = new Map<string, number>();
  let listed = false;
  let criterion: { name: Met; passed: number | null; failed: number | null } | null = null;
  const note = (what: keyof Said): Watch => ({ value: (met) => Object.assign(said, { [what]: met }) });
  const ofCriterion = (what: 'passed' | 'failed'): Watch => ({
    value: (met) => {
      if (criterion) criterion[what] = countOf(met);
    },
  });
  const criteria: Watch = {
    each: {
      value: () => {
        criterion = { name: null, passed: null, failed: null };
      },
      end: () => {
        if (criterion && criterion.passed !== null && criterion.failed !== null)
          tests.addToGroup(criterion.name, criterion.passed, criterion.passed + criterion.failed);
      },
      keys: {
        testing_criteria: {
          value: (met) => {
            if (criterion) criterion.name = met;
          },
        },
        passed: ofCriterion('passed'),
        failed: ofCriterion('failed'),
      },
    },
  };
  return {
    isMine: () => said.object === 'eval.run' || listed,
    watch: {
      keys: {
        object: note('object'),
        status: note('status'),
        name: note('name'),
        id: note('id'),
        model: note('model'),
        created_at: note('created'),
        result_counts: {
          each: {
            value: (met, name) => {
              const count = countOf(met);
              if (count !== null) counts.set(name, count);
            },
          },
        },
        per_testing_criteria_results: criteria,
        per_model_usage: { each: { keys: { model_name: { value: tests.about } } } },
        data: {
          each: {
            keys: {
              object: {
                value: (met) => {
                  listed ||= met === 'eval.run' || met === 'eval.run.output_item';
                },
              },
            },
          },
        },
      },
    },
    finish() {
      if (said.object !== 'eval.run') throw new Unreadable(`This is a page of a list. ${askForRun}`);
      if (said.status !== 'completed')
        throw new Unreadable(
          notFinished[String(said.status)] ?? `The run does not say that it is completed. ${askForRun}`,
        );
      const [total, passed, failed, errored] = ['total', 'passed', 'failed', 'errored'].map((name) =>
        counts.get(name),
      );
      if (total === undefined || passed === undefined || failed === undefined || errored === undefined)
        throw new Unreadable(`The run's result_counts are not complete. ${askForRun}`);
      if (passed + failed + errored !== total)
        throw new Unreadable(
          `The run counts ${total} results, but ${passed + failed + errored} of them are told. ${askForRun}`,
        );
      tests.add('passed', passed);
      tests.add('failed', failed);
      tests.add('errored', errored);
      tests.about(said.model);
      return tests.finish({
        suite: nameOf(said.name) ?? nameOf(said.id) ?? 'OpenAI eval run',
        toolVersion: null,
        ranAt: fromSeconds(said.created),
      });
    },
  };
}

/** A run of OpenAI's Evals API. */
export const openaiEvals: JsonFormat = {
  name: 'openai_evals',
  label: 'OpenAI eval run',
  syntax: 'json',
  begin,
};
