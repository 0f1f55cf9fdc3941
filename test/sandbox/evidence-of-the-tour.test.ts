import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../src/config/env.ts';
import { evidenceOf } from '../../src/domain/request/proof.ts';
import { silentLog } from '../../src/ports/log.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { Form, inputsOf } from '../support/form.ts';
import { Person } from '../support/person.ts';

let folder: string;
let sandbox: Sandbox;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  const settings = readSettings({ PORT: '0', CI: '1' });
  sandbox = await startSandbox(settings, { log: silentLog, databaseFile: join(folder, 'sandbox.db') });
});
afterAll(async () => {
  await sandbox?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Attaches the file of a message, as the tour says. */
async function attach(maya: Person, words: string, lanes: string[]): Promise<void> {
  const message = await maya.sees('CGENERAL', words);
  await maya.act('shortcut', { callback_id: 'attach_evidence', channel: 'CGENERAL', message_ts: message.ts });
  const view = await maya.modal('To which request?');
  const place = { block_id: 'evidence_request_block', action_id: 'evidence_request' };
  const container = { type: 'view', view_id: view.id } as const;
  const { options = [] } = await maya.act('suggest', { container, ...place, query: '' });
  const [option] = options;
  if (!option) throw new Error('no request is offered');
  await maya.act('input', { container, ...place, value: option });
  const chosen = await maya.modal('*R-1* support-summary-prod');
  const block = inputsOf(chosen).find(({ label }) => label === 'What is it evidence of?')?.block_id ?? '';
  await maya.submit({ [block]: lanes });
  await maya.modal('Attached to *R-1*');
  await maya.act('close', { all: true });
}

describe('what the company’s evaluations found', () => {
  it('is all that the change of the tour needs, but for the drill', async () => {
    const maya = new Person(sandbox.url, 'UMAYA');
    await maya.command('CGENERAL', 'support-summary-prod');
    const form = new Form(maya);
    await form.view('Step 1 of 6');
    const model = String(await form.held('Model'));
    await form.fill('Model', model.replace('gpt-summary-a | 2026-03', 'gpt-summary-b | 2026-09'));
    await form.fill('Why?', 'It keeps long threads together.');
    for (const step of ['Step 2 of 6', 'Step 3 of 6', 'Step 4 of 6']) {
      await form.next();
      await form.view(step);
    }
    // A line for each lane waits to be completed; left as it is, it says nothing.
    expect(await form.held('Evidence')).toContain('functional correctness | …\n');
    for (const step of ['Step 5 of 6', 'Step 6 of 6']) {
      await form.next();
      await form.view(step);
    }
    await form.next();
    await form.view('is filed');
    await maya.act('close', { all: true });

    await attach(maya, 'The acceptance run', [
      'data_leakage',
      'instruction_hierarchy',
      'prompt_injection',
      'cost_and_quota',
      'reliability',
      'latency',
    ]);
    await attach(maya, '400 golden threads', ['functional_correctness', 'capability']);
    const { app } = sandbox.product;
    const request = (await app.store.request('R-1'))?.state;
    if (!request) throw new Error('nothing was filed');
    const { lanes, hints } = evidenceOf(request, app.policy(), app.clock.now());
    expect(lanes.filter(({ blocks }) => blocks).map(({ lane }) => lane)).toEqual(['rollback']);
    expect(hints).toEqual([]);
    expect(request.evidence).toEqual([]);
  });
});
