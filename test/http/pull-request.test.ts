import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { formatProposal } from '../../src/app/proposal-file.ts';
import type { ProposalInput } from '../../src/domain/packet/schema.ts';
import { promptfooRun } from '../signals/evidence/runs.ts';
import { type ApiUnderTest, ciToken, openApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { member } from '../support/given-when-then.ts';
import { modelChange, proposal } from '../support/proposals.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const script = 'docs/ci/submit-and-wait.mjs';

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the script as the workflow does, for a pull request at some commit. */
async function push(
  api: ApiUnderTest,
  packet: ProposalInput | string,
  commit: string,
  more: Readonly<Record<string, string>> = {},
  whenFiled: () => Promise<unknown> = async () => {},
): Promise<Ran> {
  const file = join(folder, `${commit}.yml`);
  await writeFile(file, typeof packet === 'string' ? packet : formatProposal(proposal(packet)));
  const child = spawn(process.execPath, [script, file], {
    env: {
      ROUTEGATE_URL: api.url,
      ROUTEGATE_TOKEN: ciToken,
      ROUTEGATE_AS: 'U0REQUESTER',
      ROUTEGATE_KEY: 'acme/support#17',
      ROUTEGATE_ATTEMPT: commit,
      ROUTEGATE_POLL_SECONDS: '0.05',
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  const filed = once(child.stdout, 'data').then(whenFiled);
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.on('close', resolve);
  const code = await promise;
  // Nothing is filed where the packet was wrong.
  if (out !== '') await filed;
  return { code, out, err };
}

const inReview = (api: ApiUnderTest, id: string, revision: number) =>
  eventually(`${id} has revision ${revision}`, async () => {
    const state = (await api.store.request(id))?.state;
    return state?.status === 'in_review' && state.bound.revision === revision ? state : null;
  });

async function approveAll(api: ApiUnderTest, id: string, revision = 1): Promise<void> {
  const { assessment } = await inReview(api, id, revision);
  for (const { role } of assessment.slots) {
    const given = { role, conditions: [], comment: '', typedRoute: null } as const;
    const command = { type: 'approve', request: id, revision, ...given } as const;
    await api.app.handle(`${id}-${role}`, command, member(`U-${role}`, role));
  }
}

const cheaper: ProposalInput = { ...modelChange, cost: { monthly_budget_usd: 300 } };
const noWait = { ROUTEGATE_WAIT_MINUTES: '0' };

describe('a pull request', () => {
  test('files its packet, waits for the reviewers and ends well when they approved', async () => {
    const api = await openApi();
    const [ran] = await Promise.all([push(api, modelChange, 'a'), approveAll(api, 'R-1')]);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toMatch(/^R-1, revision 1: tier high, asks product_owner, /);
    expect(ran.out).toMatch(/^R-1 is approved\.\n.*finance \(U-finance\): approve$/ms);
    expect(await push(api, modelChange, 'a')).toMatchObject({ code: 0 });
    expect(await api.store.request('R-2')).toBeNull();
  });

  test('edits its request with the next push, and files anew once that is closed', async () => {
    const api = await openApi();
    expect(await push(api, modelChange, 'a', noWait)).toMatchObject({ code: 0 });
    expect((await push(api, cheaper, 'b', noWait)).out).toMatch(/^R-1, revision 2: /);
    expect((await push(api, cheaper, 'b', noWait)).out).toMatch(/^R-1, revision 2: /);
    const rejection = { role: 'finance', category: 'cost', reason: 'Too dear.' } as const;
    const ran = await push(api, cheaper, 'b', {}, () =>
      api.app.handle(
        'no',
        { type: 'reject', request: 'R-1', revision: 2, ...rejection },
        member('U-finance', 'finance'),
      ),
    );
    expect(ran).toMatchObject({
      code: 1,
      out: expect.stringContaining('finance (U-finance): reject: Too dear.'),
    });
    expect((await push(api, { ...cheaper, feature: 'Another' }, 'c', noWait)).out).toMatch(
      /^R-2, revision 1: /,
    );
  });

  test('does not take for its own what somebody else edited meanwhile', async () => {
    const api = await openApi();
    const edit = async () => {
      const { requester } = await inReview(api, 'R-1', 1);
      const revision = { revision: 1, proposal: proposal(cheaper), raiseTo: null } as const;
      await api.app.handle(
        'edit',
        { type: 'revise_request', request: 'R-1', ...revision },
        member(requester),
      );
      await approveAll(api, 'R-1', 2);
    };
    const [ran] = await Promise.all([push(api, modelChange, 'a'), edit()]);
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('Revision 2 was decided') });
  });

  test('shows what is wrong with its packet, and where', async () => {
    const api = await openApi();
    const { code, err } = await push(api, 'route: x\naudience: everybody\n', 'a');
    expect(code).toBe(1);
    expect(err).toMatch(/a\.yml:2 audience: /);
  });

  const results = async (name: string, passed: number, failed: number, hour = 8): Promise<string> => {
    const path = join(folder, name);
    const timestamp = new Date(Date.UTC(2026, 9, 5, hour)).toISOString();
    await writeFile(path, JSON.stringify(promptfooRun({ passed, failed, errored: 0 }, { timestamp })));
    return path;
  };

  test('attaches what its tests came to, once, and says it', async () => {
    const api = await openApi();
    const file = await results('good.json', 39, 1);
    const more = { ...noWait, ROUTEGATE_EVIDENCE: `functional_correctness=${file}\n` };
    for (let runs = 0; runs < 2; runs += 1) {
      const ran = await push(api, modelChange, 'a', more);
      expect(ran).toMatchObject({ code: 0, err: '' });
      expect(ran.out).toContain('Functional correctness: 97.5 % passed, 95 % needed');
    }
    expect((await api.store.request('R-1'))?.state.attached).toMatchObject([
      { id: 'E-1', by: 'api:ci', lane: 'functional_correctness' },
    ]);
    // The job was run again, and its tests with it.
    await results('good.json', 40, 0, 9);
    expect((await push(api, modelChange, 'a', more)).out).toContain('100 % passed, 95 % needed');
  });

  test('is red at once where its tests speak against it, and says why', async () => {
    const api = await openApi();
    const file = await results('bad.json', 30, 10);
    const ran = await push(api, modelChange, 'a', { ROUTEGATE_EVIDENCE: `functional_correctness=${file}` });
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('Too few answers are right.');
    const broken = join(folder, 'broken.json');
    await writeFile(broken, '{"results": ');
    const unread = await push(api, modelChange, 'b', { ROUTEGATE_EVIDENCE: `latency=${broken}` });
    expect(unread).toMatchObject({ code: 1, err: expect.stringContaining('broken.json') });
  });

  test.each(['github-actions.yml', 'github-actions-evidence.yml'])(
    'has a workflow that gives the script all that it needs: %s',
    (workflowFile) => {
      const workflow = z
        .object({
          jobs: z.object({
            approval: z.object({
              steps: z.array(
                z.object({ env: z.record(z.string(), z.union([z.string(), z.number()])).optional() }),
              ),
            }),
          }),
        })
        .parse(parse(readFileSync(`docs/ci/${workflowFile}`, 'utf8')));
      const given = Object.keys(workflow.jobs.approval.steps.at(-1)?.env ?? {});
      const needed = [...readFileSync(script, 'utf8').matchAll(/need\('(\w+)'\)/g)].map(([, name]) => name);
      const optional = given.filter((name) => name === 'ROUTEGATE_EVIDENCE');
      expect(given.sort()).toEqual([...new Set(needed), ...optional].sort());
    },
  );
});
