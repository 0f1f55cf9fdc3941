import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { formatProposal } from '../../src/app/proposal-file.ts';
import { systemActor } from '../../src/app/route-part.ts';
import { command as evidenceAttach } from '../../src/cli/evidence-attach.ts';
import { command as requestEdit } from '../../src/cli/request-edit.ts';
import { command as requestShow } from '../../src/cli/request-show.ts';
import { command as requestSubmit } from '../../src/cli/request-submit.ts';
import { command as routeShow } from '../../src/cli/route-show.ts';
import { withApp } from '../../src/cli/shared/open-app.ts';
import type { ProposalInput } from '../../src/domain/packet/schema.ts';
import { member } from './given-when-then.ts';
import { proposal, supportSummary } from './proposals.ts';
import { runCommand } from './run-command.ts';

/** Where the pack of the journey is: its tests, and the prompt that they are run on. */
export const pack = new URL('../promptfoo/pack/', import.meta.url);

/** A medium route for people of the company, whose one prompt is that of the pack. */
const summaryHelper = (text: string, commit: string): ProposalInput => ({
  ...supportSummary,
  route: 'summary-helper-prod',
  audience: 'internal',
  feature: 'Summaries for support agents',
  change: { kind: 'new', what: ['prompt'], why: 'Agents should not have to read all of a thread.' },
  model: { primary: { ...supportSummary.model.primary, provider: 'echo', name: 'echo' } },
  prompt: { source: 'prompt.txt', commit, text },
  data: { classes: ['internal'], regions: ['eu'] },
  cost: { monthly_budget_usd: 400, max_output_tokens: 700 },
  evals: { pack: 'promptfooconfig.yaml', min_pass_rate: 0.95 },
  rollout: {
    ...supportSummary.rollout,
    stages: [
      { stage: 'offline_eval', hold_hours: 0 },
      { stage: 'shadow', hold_hours: 0 },
      { stage: 'internal_canary', hold_hours: 24 },
    ],
  },
  evidence: [
    { lane: 'cost_and_quota', title: 'Alert test', verdict: 'passed', measured: '1 of 1 alerts came' },
  ],
});

const stale =
  'Functional correctness: the evidence is of another packet. Run it again for this packet and attach the results.';
const route = 'summary-helper-prod';
const requester = ['--as', 'U0REQUESTER'];
const release = member('U-release', 'release_owner');

async function approveAll(app: App): Promise<void> {
  const state = (await app.store.request('R-1'))?.state;
  for (const { role } of state?.assessment.slots ?? []) {
    const given = { revision: state?.bound.revision ?? 0, conditions: [], comment: '', typedRoute: null };
    const command = { type: 'approve', request: 'R-1', role, ...given } as const;
    expect(await app.handle(`approve-${role}`, command, member(`U-${role}`, role))).toMatchObject({
      ok: true,
    });
  }
}

/** The control plane does what was wished, and is read back. */
async function readBack(app: App): Promise<void> {
  const control = (await app.store.route(route))?.state.rollout?.control;
  if (!control) throw new Error('nothing rolls out');
  const { opId, bp } = control.wished;
  await app.act(`seen-${opId}`, { type: 'report_share', route, opId, bp, tookMs: 5 }, systemActor);
}

const expand = (app: App, id: string) => app.act(id, { type: 'expand', route, step: 0 }, release);

/**
 * From a run of the packet's own tests to a rollout: filed, shown, edited, approved, held up, and let go on by a new
 * run. `evaluate` runs the pack on a prompt and answers where the results are.
 */
export async function evidenceJourney(
  folder: string,
  evaluate: (prompt: string) => Promise<string>,
): Promise<void> {
  const env = { DATABASE_URL: `file:${join(folder, 'routegate.db')}`, POLICY_FILE: 'manifests/policy.yml' };
  const io = { out: () => {}, err: () => {}, env };
  const cli = (command: typeof requestShow, ...words: string[]) => runCommand(command, words, env);
  const file = join(folder, 'packet.yml');
  const write = (text: string, commit: string) =>
    writeFile(file, formatProposal(proposal(summaryHelper(text, commit))));
  const attach = async (results: string) => {
    const lane = ['--lane', 'functional_correctness', '--format', 'promptfoo'];
    return cli(evidenceAttach, 'R-1', results, ...lane, ...requester);
  };
  const prompt = await readFile(new URL('prompt.txt', pack), 'utf8');

  await write(prompt, 'a1b2c3d');
  const first = await evaluate(prompt);
  const filed = await cli(requestSubmit, file, ...requester);
  expect(filed).toMatchObject({ code: 0, err: '' });
  expect(filed.out).toContain(
    '· Functional correctness: there is no evidence yet. Attach results of this packet. (needed before shadow)',
  );

  const attached = await attach(first);
  expect(attached).toMatchObject({ code: 0, err: '' });
  expect(attached.out).toContain(
    'E-1 is attached to R-1. Functional correctness: 100 % passed, 95 % needed (20 of 20 passed).',
  );
  const green = await cli(requestShow, 'R-1');
  expect(green.code).toBe(2);
  expect(green.out).toContain('✓ Functional correctness: 100 % passed, 95 % needed (20 of 20 passed).');

  const shorter = prompt.replace('at most six lines', 'at most four lines');
  await write(shorter, 'b2c3d4e');
  const edited = await cli(requestEdit, 'R-1', file, ...requester);
  expect(edited).toMatchObject({ code: 0, err: '' });
  expect(edited.out).toContain(`· ${stale} (needed before shadow)`);

  await withApp(io, approveAll);
  expect((await cli(requestShow, 'R-1')).code).toBe(0);
  await withApp(io, async (app) => {
    const start = { type: 'start_rollout', route, request: 'R-1' } as const;
    expect(await app.act('start', start, release)).toMatchObject({ ok: true });
    await readBack(app);
    expect(await expand(app, 'expand-1')).toMatchObject({
      ok: false,
      routeRefusal: {
        reason: 'gate_not_clear',
        missing: [{ gate: 'evidence', lane: 'functional_correctness', text: stale }],
      },
    });
  });
  const held = await cli(routeShow, route);
  expect(held.out).toMatch(/^Step +1 of 3: offline eval, 0 %/m);
  expect(held.out).toContain(`Gate        ✗ ${stale}`);

  expect(await attach(await evaluate(shorter))).toMatchObject({ code: 0, err: '' });
  const clear = await cli(routeShow, route);
  expect(clear.out).toMatch(/^Gate +clear$/m);
  expect(await withApp(io, (app) => expand(app, 'expand-2'))).toMatchObject({ ok: true });
}
