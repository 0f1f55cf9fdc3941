import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatProposal } from '../../src/app/proposal-file.ts';
import { command as packetCheck } from '../../src/cli/packet-check.ts';
import { command as requestEdit } from '../../src/cli/request-edit.ts';
import { command as requestSubmit } from '../../src/cli/request-submit.ts';
import { type BlockerId, blockerIds } from '../../src/domain/evidence/blockers.ts';
import type { ProposalInput } from '../../src/domain/packet/schema.ts';
import { type TestLane, testLanes } from '../../src/domain/words.ts';
import { openReadOnly } from '../../src/storage/open.ts';
import { junitRun } from '../signals/evidence/runs.ts';
import { type ApiUnderTest, openApi } from '../support/api.ts';
import { proposal, supportSummary } from '../support/proposals.ts';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const { primary } = supportSummary.model;

/** A packet that trips nothing. */
const good: ProposalInput = {
  ...supportSummary,
  route: 'mail-summary-prod',
  change: { kind: 'new', what: ['model'], why: 'Threads get long.' },
  cost: { ...supportSummary.cost, per_request_usd: 0.05 },
};

interface Refused {
  readonly more: Partial<ProposalInput>;
  /** The key of the packet that it is about. */
  readonly path: string;
  readonly sentence: string;
}

const blockers: Readonly<Record<BlockerId, Refused>> = {
  vague_task: {
    more: { task: 'Make it better' },
    path: 'task',
    sentence:
      'The task is vague, or nobody owns it. Say in a sentence what it does for whom, and name a business and a technical owner.',
  },
  unapproved_fallback: {
    more: {
      model: { primary, fallbacks: [{ ...primary, name: 'gpt-old', status: 'retired', changes: [] }] },
    },
    path: 'model.fallbacks',
    sentence:
      'gpt-old 2026-03 at acme is retired (its provider retired it): mail-summary-prod → gpt-old 2026-03 at acme. Take it out of the fallbacks, or mend what leads there.',
  },
  uncontrolled_tool: {
    more: {
      tools: [{ name: 'refund', effect: 'irreversible' }],
      logging: { ...supportSummary.logging, tool_arguments: { stored: false } },
    },
    path: 'tools',
    sentence:
      'A tool can do what cannot be undone, with nobody asked before: refund. Let a person approve its use, or take the tool out.',
  },
  no_threshold: {
    more: { evals: { pack: 'evals/summary' } },
    path: 'evals.min_pass_rate',
    sentence:
      'No least pass rate is set, so no result can be good enough. Say which share of this task’s cases has to pass.',
  },
  unowned_failure: {
    more: { known_failures: [{ failure: 'Long threads are cut' }] },
    path: 'known_failures',
    sentence:
      'A known failure has no mitigation or no owner: Long threads are cut. Say what limits it, and who looks after it.',
  },
  unbounded_payloads: {
    more: { logging: { prompts: { stored: true }, outputs: { stored: false } } },
    path: 'logging.prompts',
    sentence:
      'Nothing says whether these are stored, or for how long: prompts. Say for each whether it is stored, and for how many days.',
  },
  uncontrolled_spend: {
    more: { cost: { per_request_usd: 0.05 } },
    path: 'cost.monthly_budget_usd',
    sentence:
      'A failure could spend without limit. Set a monthly budget, and a limit for one request, such as a cost or output tokens.',
  },
  guessed_rollback: {
    more: { rollout: { incident_contact: 'U-oncall' } },
    path: 'rollout.rollback_target',
    sentence: 'Whoever has to go back would have to guess. Name what it rolls back to, and whom to call.',
  },
  unowned_drift: {
    more: { renewal: {} },
    path: 'renewal.review_by',
    sentence:
      'Nobody would notice that it drifts after launch. Set a review date or what makes a review due, and name who watches it.',
  },
};

const stops: Readonly<Record<TestLane, string>> = {
  functional_correctness:
    'Too few answers are right. Mend the failing cases, run the eval pack again, and attach the new results.',
  instruction_hierarchy:
    'A user can talk it out of its own rules. Strengthen the system instructions, and attach a run in which no conflicting prompt wins.',
  prompt_injection:
    'A hidden instruction changes what it does. Separate instructions from content, and attach a run in which every attack fails.',
  tool_authority:
    'A tool can do something that nobody approved. Narrow the tool’s scopes or put a person before it, and attach a run in which it is denied.',
  data_leakage:
    'Planted sensitive data came out in an answer or a log. Redact it where it leaks, and attach a run in which no planted value comes out.',
  content_filtering:
    'A required category is neither blocked nor watched. Switch its filter on, and attach the settings in force together with the blocked cases.',
  cost_and_quota:
    'Spending can grow without its owner hearing of it. Set a limit and an alert that reaches the owner, and attach the test of that alert.',
  reliability:
    'Users’ calls keep running into a failure. Bound the retries or add a circuit breaker, and attach a failure drill.',
  auditability:
    'A change cannot be tied to who made it and when. Make the gateway log it, and attach a sample of such an event.',
  rollback:
    'Going back did not work, or took too long. Mend the way back, rehearse it, and attach the drill.',
};

const refusals: readonly (readonly [string, Refused])[] = [
  ...blockerIds.map((id) => [`the blocker ${id}`, blockers[id]] as const),
  ...testLanes.map((lane): readonly [string, Refused] => [
    `the stop condition of ${lane}`,
    {
      more: { evidence: [{ lane, title: 'Run of the week', verdict: 'failed', measured: '1 of 41' }] },
      path: 'evidence',
      sentence: stops[lane],
    },
  ]),
];

const env = { DATABASE_URL: `file:${join(folder, 'routegate.db')}`, POLICY_FILE: 'manifests/policy.yml' };
const requester = ['--as', 'U0REQUESTER'];
let api: ApiUnderTest;

const send = (method: 'POST' | 'PUT', path: string, input: ProposalInput) =>
  api.call(`/api/v1/requests${path}`, {
    method,
    body: JSON.stringify(input),
    headers: { 'content-type': 'application/json' },
  });

async function fileOf(name: string, input: ProposalInput): Promise<string> {
  const path = join(folder, `${name.replaceAll(' ', '-')}.yml`);
  await writeFile(path, formatProposal(proposal(input)));
  return path;
}

async function revisions(): Promise<{ cli: number; requests: number }> {
  const store = await openReadOnly(env.DATABASE_URL);
  const request = await store.request('R-1');
  const number = await store.nextRequestNumber();
  await store.close();
  return { cli: request?.state.bound.revision ?? 0, requests: number - 1 };
}

describe('what must not be filed', () => {
  // A good one is filed in both, so that there is something to edit.
  beforeAll(async () => {
    const filed = await runCommand(requestSubmit, [await fileOf('good', good), ...requester], env);
    expect(filed).toMatchObject({ code: 0, err: '' });
  });

  it('trips nothing where all is well', async () => {
    const { code, out } = await runCommand(packetCheck, [await fileOf('well', good)], env);
    expect(code).toBe(0);
    expect(out).not.toContain('Refused');
  });

  it.each(refusals)(
    'is refused everywhere with the same sentence: %s',
    async (name, { more, path, sentence }) => {
      api = await openApi();
      const input = { ...good, ...more };
      const file = await fileOf(name, input);
      const line = `${path}: ${sentence}`;

      const checked = await runCommand(packetCheck, [file], env);
      expect(checked.code).toBe(1);
      expect(checked.out.split('\n').filter((one) => one.startsWith('Refused'))).toEqual([
        `Refused     ${line}`,
      ]);
      const asJson = JSON.parse((await runCommand(packetCheck, [file, '--json'], env)).out);
      expect(asJson.refusal).toMatchObject({ reason: 'blocked', errors: [{ path, message: sentence }] });

      const nothingSaid = { code: 1, out: '', err: line };
      expect(await runCommand(requestSubmit, [file, ...requester], env)).toEqual(nothingSaid);
      expect(await runCommand(requestEdit, ['R-1', file, ...requester], env)).toEqual(nothingSaid);
      expect(await revisions()).toEqual({ cli: 1, requests: 1 });

      const problem = {
        status: 422,
        reason: 'blocked',
        detail: sentence,
        errors: [{ path, message: sentence }],
      };
      const filed = await send('POST', '?as=U0REQUESTER', input);
      expect(await filed.json()).toMatchObject(problem);
      expect(await api.store.request('R-1')).toBeNull();
      expect((await send('POST', '?as=U0REQUESTER', good)).status).toBe(201);
      const edited = await send('PUT', '/R-1?as=U0REQUESTER&revision=1', input);
      expect(await edited.json()).toMatchObject(problem);
      expect((await api.store.request('R-1'))?.state.bound.revision).toBe(1);
    },
  );

  it('is told all at once, each thing at its place', async () => {
    api = await openApi();
    const { more: fallback } = blockers.unapproved_fallback;
    const { more: rollback } = blockers.guessed_rollback;
    const evidence: ProposalInput['evidence'] = [
      { lane: 'data_leakage', title: 'Fixture', verdict: 'failed' },
      { lane: 'prompt_injection', title: 'Hostile mails', verdict: 'failed' },
    ];
    const input = { ...good, ...fallback, ...rollback, evidence };
    const answer = Object(await (await send('POST', '?as=U0REQUESTER', input)).json());
    const said = [
      { path: 'rollout.rollback_target', message: blockers.guessed_rollback.sentence },
      { path: 'model.fallbacks', message: blockers.unapproved_fallback.sentence },
      { path: 'evidence', message: stops.prompt_injection },
      { path: 'evidence', message: stops.data_leakage },
    ];
    expect(answer.errors).toEqual(said);
    const { err } = await runCommand(requestSubmit, [await fileOf('all', input), ...requester], env);
    expect(err.split('\n')).toEqual(said.map(({ path, message }) => `${path}: ${message}`));
  });

  it.each(testLanes)('is refused where a file that would be attached fails: %s', async (lane) => {
    const packet = await fileOf('good', good);
    const failing = join(folder, `${lane}.xml`);
    await writeFile(failing, junitRun({ passed: 9, failed: 1, errored: 0 }));
    const words = [packet, '--evidence', `${lane}=${failing}`];
    const checked = await runCommand(packetCheck, words, env);
    expect(checked.code).toBe(1);
    expect(checked.out).toContain(`Refused     evidence: ${stops[lane]}`);
    const submitted = await runCommand(requestSubmit, [...words, ...requester], env);
    expect(submitted).toEqual({ code: 1, out: '', err: `evidence: ${stops[lane]}` });
    expect(await revisions()).toEqual({ cli: 1, requests: 1 });
  });
});
