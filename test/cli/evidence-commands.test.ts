import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { formatProposal } from '../../src/app/proposal-file.ts';
import { requestViewSchema } from '../../src/app/request-view.ts';
import { routeViewSchema } from '../../src/app/route-view-schema.ts';
import type { CliCommand } from '../../src/cli/command.ts';
import { command as evidenceAttach } from '../../src/cli/evidence-attach.ts';
import { command as evidenceWithdraw } from '../../src/cli/evidence-withdraw.ts';
import { command as packetCheck } from '../../src/cli/packet-check.ts';
import { command as requestEdit } from '../../src/cli/request-edit.ts';
import { command as requestShow } from '../../src/cli/request-show.ts';
import { command as requestSubmit } from '../../src/cli/request-submit.ts';
import { command as routeReadings } from '../../src/cli/route-readings.ts';
import { command as routeRegister } from '../../src/cli/route-register.ts';
import { command as routeShow } from '../../src/cli/route-show.ts';
import { command as routeTrigger } from '../../src/cli/route-trigger.ts';
import { withApp } from '../../src/cli/shared/open-app.ts';
import type { ProposalInput } from '../../src/domain/packet/schema.ts';
import { junitRun, promptfooRun } from '../signals/evidence/runs.ts';
import { member } from '../support/given-when-then.ts';
import { proposal, supportSummary } from '../support/proposals.ts';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const changed: ProposalInput = {
  ...supportSummary,
  prompt: { source: 'prompts/summary.md', commit: 'b2c3d4e' },
  change: { kind: 'change', what: ['prompt'], why: 'Shorter summaries.' },
};
const requester = ['--as', 'U0REQUESTER'];

let databases = 0;
let env: Record<string, string>;
const cli = (command: CliCommand, ...words: readonly string[]) => runCommand(command, words, env);
const inApp = <T>(work: (app: App) => Promise<T>) => withApp({ out: () => {}, err: () => {}, env }, work);

async function packetFile(input: ProposalInput, name = 'packet.yml'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, formatProposal(proposal(input)));
  return path;
}

async function resultsFile(name: string, passed: number, failed = 0): Promise<string> {
  const path = join(folder, name);
  const timestamp = new Date(Date.now() - 60_000).toISOString();
  const text = name.endsWith('.xml')
    ? junitRun({ passed, failed, errored: 0 }).replaceAll('2026-11-01T10:00:00', timestamp)
    : JSON.stringify(promptfooRun({ passed, failed, errored: 0 }, { timestamp }));
  await writeFile(path, text);
  return path;
}

const viewed = async () => requestViewSchema.parse(JSON.parse((await cli(requestShow, 'R-1', '--json')).out));

beforeEach(async () => {
  databases += 1;
  env = { DATABASE_URL: `file:${join(folder, `e${databases}.db`)}`, POLICY_FILE: 'manifests/policy.yml' };
  expect(await cli(routeRegister, await packetFile(supportSummary, 'serves.yml'))).toMatchObject({ code: 0 });
});

describe('request submit with evidence', () => {
  it('files and attaches in one go, once for a key, and reads a file that serves two lanes once', async () => {
    const packet = await packetFile(changed);
    const good = await resultsFile('good.json', 40);
    const leaks = await resultsFile('leaks.xml', 20);
    const words = [
      ...[packet, ...requester, '--once', 'build-7', '--evidence', `functional_correctness=${good}`],
      ...['--evidence', `data_leakage=${leaks}`, '--evidence', `prompt_injection=${leaks}`],
    ];
    for (let runs = 0; runs < 2; runs += 1) {
      const { code, out, err } = await cli(requestSubmit, ...words);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain('E-1 is attached to R-1. Functional correctness: 100 % passed, 95 % needed');
      expect(out).toMatch(/^Evidence .*\n(?: {12}.*\n)*? {12}✓ Functional correctness: 100 % passed/m);
    }
    expect((await viewed()).evidence.map(({ id, lane, by, standing }) => [id, lane, by, standing])).toEqual([
      ['E-1', 'functional_correctness', 'U0REQUESTER', 'counts'],
      ['E-2', 'data_leakage', 'U0REQUESTER', 'counts'],
      ['E-3', 'prompt_injection', 'U0REQUESTER', 'counts'],
    ]);
  });

  it.each<[string, string, RegExp]>([
    ['a lane that is none', 'latencyy=x.json', /"latencyy" is no lane of evidence\. Did you mean latency\?/],
    ['no lane', 'results.json', /wants a lane and a file, such as functional_correctness=results\.json/],
    ['a file that is not there', `latency=${folder}/none.json`, /none\.json: There is no such file\./],
    ['a folder', `latency=${folder}`, /This is a folder/],
    ['a file of something else', 'latency=package.json', /no test results in a known format/],
  ])('files nothing where the evidence has %s', async (_name, pair, said) => {
    const packet = await packetFile(changed);
    const { code, out, err } = await cli(requestSubmit, packet, ...requester, '--evidence', pair);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(said);
    expect(await cli(requestShow, 'R-1')).toMatchObject({ code: 1, err: 'There is no request R-1.' });
    expect((await cli(packetCheck, packet, '--evidence', pair)).err).toMatch(said);
  });
});

describe('evidence attach and withdraw', () => {
  const submitted = async () =>
    expect(await cli(requestSubmit, await packetFile(changed), ...requester)).toMatchObject({ code: 0 });

  it('attach to every lane that is named, say where it stands now, and take it back', async () => {
    await submitted();
    const file = await resultsFile('bad.xml', 19, 1);
    const words = ['R-1', file, '--lane', 'reliability', '--lane', 'data_leakage', '--format', 'junit'];
    const { code, out } = await cli(evidenceAttach, ...words);
    expect(code).toBe(0);
    expect(out).toContain('E-1 is attached to R-1. Reliability: 95 % passed, 100 % needed');
    expect(out).toMatch(/^✗ Reliability: 95 % passed.*circuit breaker.* \(holds up every step\)$/m);
    const shown = await cli(requestShow, 'R-1');
    expect(shown.code).toBe(2);
    expect(shown.out).toMatch(/^Stopped +Planted sensitive data came out/m);
    expect(shown.out).toContain('            Users’ calls keep running into a failure.');

    const others = await cli(evidenceWithdraw, 'R-1', 'E-1', '--reason', 'Mine', '--as', 'U0SOMEBODY');
    expect(others).toMatchObject({ code: 1, err: expect.stringContaining('operator attached this') });
    const taken = await cli(evidenceWithdraw, 'R-1', 'E-1', '--reason', 'Wrong model');
    expect(taken).toMatchObject({ code: 0, out: expect.stringContaining('E-1 of R-1 is taken back.') });
    expect((await viewed()).evidence.map(({ id, standing }) => [id, standing])).toEqual([
      ['E-1', 'withdrawn'],
      ['E-2', 'counts'],
    ]);
    const again = await cli(evidenceWithdraw, 'R-1', 'E-1', '--reason', 'Wrong model');
    expect(again).toMatchObject({ code: 1, err: 'E-1 was taken back already.' });
  });

  it('counts for the packet that is named', async () => {
    await submitted();
    const file = await resultsFile('other.json', 40);
    const other = 'F'.repeat(64);
    await cli(evidenceAttach, 'R-1', file, '--lane', 'functional_correctness', '--packet', other);
    expect((await viewed()).evidence).toMatchObject([
      { packet: 'f'.repeat(64), standing: 'other_packet', by: 'operator' },
    ]);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['no lane', [], /--lane says what/],
    ['a lane that is none', ['--lane', 'reliabilty'], /Did you mean reliability\?/],
    [
      'another format',
      ['--lane', 'reliability', '--format', 'junit'],
      /This is of promptfoo, and --format says junit/,
    ],
    [
      'a format that is none',
      ['--lane', 'reliability', '--format', 'csv'],
      /--format wants one of promptfoo, junit/,
    ],
    ['a digest that is none', ['--lane', 'reliability', '--packet', 'abc'], /--packet wants the digest/],
  ])('attaches nothing for %s', async (_name, words, said) => {
    await submitted();
    const { code, err } = await cli(evidenceAttach, 'R-1', await resultsFile('good.json', 40), ...words);
    expect(code).toBe(1);
    expect(err).toMatch(said);
    expect((await viewed()).evidence).toEqual([]);
  });

  it('says that there is no such request', async () => {
    const file = await resultsFile('good.json', 40);
    expect(await cli(evidenceAttach, 'R-9', file, '--lane', 'latency')).toMatchObject({
      code: 1,
      err: 'There is no request R-9.',
    });
    expect(await cli(evidenceWithdraw, 'R-9', 'E-1', '--reason', 'x')).toMatchObject({ code: 1 });
  });
});

describe('request edit', () => {
  it('makes a revision, attaches what comes along, and says whose decision fell', async () => {
    const packet = await packetFile(changed);
    await cli(requestSubmit, packet, ...requester);
    await inApp((app) =>
      app.handle(
        'approve',
        {
          type: 'approve',
          request: 'R-1',
          revision: 1,
          role: 'ai_platform',
          conditions: [],
          comment: '',
          typedRoute: null,
        },
        member('U-platform-2', 'ai_platform'),
      ),
    );
    const next = await packetFile({
      ...changed,
      prompt: { source: 'prompts/summary.md', commit: 'ccccccc' },
    });
    const good = await resultsFile('good.json', 40);
    const words = [
      'R-1',
      next,
      ...requester,
      '--revision',
      '1',
      '--evidence',
      `functional_correctness=${good}`,
    ];
    const { code, out, err } = await cli(requestEdit, ...words);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('R-1 support-summary-prod, revision 2: in review');
    expect(out).toMatch(/^Fell +ai_platform \(U-platform-2\): material changed$/m);
    expect(out).toMatch(/✓ Functional correctness: 100 % passed/);
    expect(await cli(requestEdit, ...words)).toMatchObject({
      code: 1,
      err: expect.stringContaining('revision 1 was named, and 2 stands'),
    });
  });

  it.each<[string, readonly string[], RegExp]>([
    ['somebody else', ['--as', 'U0SOMEBODY'], /Only whoever filed the request/],
    ['nobody', ['--as', 'anna'], /such as U012ABCDEF/],
    ['a revision that is none', [...requester, '--revision', 'x'], /--revision wants the number/],
    ['a tier that is none', [...requester, '--raise-to', 'x'], /--raise-to wants one of/],
    ['nothing new', requester, /Nothing differs/],
  ])('is refused for %s', async (_name, words, said) => {
    const packet = await packetFile(changed);
    await cli(requestSubmit, packet, ...requester);
    const { code, err } = await cli(requestEdit, 'R-1', packet, ...words);
    expect(code).toBe(1);
    expect(err).toMatch(said);
  });
});

describe('request show', () => {
  it('ends with 2 in review, with 1 when it is refused, and says why', async () => {
    await cli(requestSubmit, await packetFile(changed), ...requester);
    const open = await cli(requestShow, 'R-1');
    expect(open.code).toBe(2);
    expect(open.out).toMatch(/^Waits for +product_owner in #ai-product-reviews\n {12}ai_platform in/m);
    await inApp((app) =>
      app.handle(
        'no',
        {
          type: 'reject',
          request: 'R-1',
          revision: 1,
          role: 'product_owner',
          category: 'quality',
          reason: 'Too short.',
        },
        member('U-product-2', 'product_owner'),
      ),
    );
    const refused = await cli(requestShow, 'R-1');
    expect(refused.code).toBe(1);
    expect(refused.out).toMatch(/^Rejected +product_owner \(U-product-2\): Too short\.$/m);
  });

  it('waits until it is decided, and not for longer than it is told to', async () => {
    await cli(requestSubmit, await packetFile(changed), ...requester);
    const impatient = await cli(requestShow, 'R-1', '--wait', '0.001');
    expect(impatient.code).toBe(2);
    const waiting = cli(requestShow, 'R-1', '--wait', '1');
    const withdrawal = { type: 'withdraw', request: 'R-1', reason: 'Not now.' } as const;
    await inApp((app) => app.handle('withdraw', withdrawal, member('U0REQUESTER')));
    const done = await waiting;
    expect(done).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^Withdrawn +U0REQUESTER: Not now\.$/m),
    });
    expect(await cli(requestShow, 'R-1', '--wait', 'long')).toMatchObject({
      code: 1,
      err: expect.stringContaining('--wait wants'),
    });
  });
});

describe('a route', () => {
  it('is shown with what it serves and what was measured, as text and as the API answers it', async () => {
    const kept = await cli(routeReadings, 'support-summary-prod', 'error_rate=0.004', 'p95_latency=missing');
    expect(kept).toMatchObject({ code: 0, err: '' });
    const { code, out } = await cli(routeShow, 'support-summary-prod');
    expect(code).toBe(0);
    expect(out).toMatch(/^Serves +gpt-summary-a 2026-03 \(packet [0-9a-f]{8}\), since /m);
    expect(out).toMatch(/^Rolls out +nothing$/m);
    expect(out).toMatch(/^Readings +error_rate: 0\.004, .*, cli\n {12}p95_latency: missing, /m);
    const view = routeViewSchema.parse(
      JSON.parse((await cli(routeShow, 'support-summary-prod', '--json')).out),
    );
    expect(view).toMatchObject({ id: 'support-summary-prod', rollout: null, next_gate: null });
    expect(await cli(routeShow, 'nowhere')).toMatchObject({
      code: 1,
      err: 'No route is called nowhere.',
    });
  });

  it.each(['error_rate', 'error_rate=', 'error_rate=NaN', 'error_rate=1e999', '=1', 'error_rate=much'])(
    'keeps no reading such as %s',
    async (pair) => {
      const { code, err } = await cli(routeReadings, 'support-summary-prod', 'cost=1', pair);
      expect(code).toBe(1);
      expect(err).toContain('is no reading. Write a metric and a number');
      const { out } = await cli(routeShow, 'support-summary-prod');
      expect(out).not.toContain('Readings');
    },
  );

  it('is due for review when something is reported', async () => {
    const words = ['support-summary-prod', 'provider_terms', '--note', 'New terms in January.'];
    expect(await cli(routeTrigger, ...words)).toMatchObject({
      code: 0,
      out: 'The review of support-summary-prod is due now: provider terms.',
    });
    const events = await inApp((app) => app.store.events(0, 10));
    expect(events.at(-1)).toMatchObject({
      type: 'trigger_recorded',
      data: { kind: 'provider_terms', source: 'cli', note: 'New terms in January.' },
    });
    expect(await cli(routeTrigger, 'support-summary-prod', 'provider_term')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Did you mean provider_terms?'),
    });
    expect(await cli(routeTrigger, 'nowhere', 'incident')).toMatchObject({
      code: 1,
      err: 'No route is called nowhere.',
    });
  });
});
