import { describe, expect, it } from 'vitest';
import { formatProposal } from '../../../src/app/proposal-file.ts';
import { readView } from '../../support/person.ts';
import { testPolicy } from '../../support/policy.ts';
import { evalSandbox, modelChange, packet, proposal } from '../../support/proposals.ts';
import { type Form, formWorkspace, guest, openedForm, requester } from './form-workspace.ts';

const betterModel = 'acme | openai-response | gpt-summary-b | 2026-09 | stable | region: eu';

async function changeModel(form: Form): Promise<void> {
  await form.fill('Model', betterModel);
  await form.fill('Why?', 'Better at long threads.');
}

describe('filing a request in the form', () => {
  it('takes one screen of input and the check for a low-risk change', async () => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace, 'eval-sandbox-dev');
    await changeModel(form);
    await form.next();
    const check = await form.view('Check and submit', 'low risk', 'Why low', 'not in production');
    expect(readView(check)).toContain('gpt-summary-a 2026-03 → gpt-summary-b 2026-09');
    expect(readView(check)).toContain('Add details');
    await form.next();
    await form.view('R-1', 'is filed', 'Low risk');
    const request = (await workspace.store.request('R-1'))?.state;
    expect(request).toMatchObject({ requester, route: 'eval-sandbox-dev', status: 'in_review' });
    expect(request?.packet.model.primary.name).toBe('gpt-summary-b');
    expect(request?.packet.logging).toEqual(request?.baseline?.logging);
    expect(await workspace.store.draftsOf(requester)).toEqual([]);
  });

  it('shows guests nothing of what serves, and lets them ask for a change all the same', async () => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace, 'support-summary-prod', guest);
    const views = [readView(await form.view('Step 1 of 6'))];
    await form.chooseRoute('eval', 'eval-sandbox-dev');
    await form.chooseRoute('support', 'support-summary-prod');
    views.push(readView(await form.view('Step 1 of 6')));
    await form.press('Fill in from YAML or JSON');
    await form.view('Paste it here');
    const rollout = { ...modelChange.rollout, rollback_target: 'what serves' };
    await form.fill('Paste it here', formatProposal(proposal({ ...modelChange, rollout })));
    await form.next();
    views.push(readView(await form.view('Check and submit', 'high risk', 'What it is', 'gpt-summary-b')));
    for (const shown of views) {
      expect(shown).not.toContain('gpt-summary-a');
      expect(shown).not.toContain('Everything is filled in');
    }
    await form.next();
    await form.view('is filed');
    expect((await workspace.store.request('R-1'))?.state).toMatchObject({
      requester: guest,
      change: { kind: 'change' },
    });
  });

  it('walks through six steps for a high-risk change, and shows tier, reasons and reviewers before submitting', async () => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace);
    await form.chooseRoute('support', 'support-summary-prod');
    await form.view('Everything is filled in with what serves now');
    await form.fill('What changes?', ['model', 'fallback']);
    await form.view('Fallbacks, in order');
    await changeModel(form);
    await form.fill(
      'Fallbacks, in order',
      'acme | openai-response | gpt-summary-a | 2026-03 | stable | changes: quality',
    );
    await form.next();
    await form.view('Step 2 of 6', 'The bundle');
    await form.next();
    await form.view('Step 3 of 6', 'Data and limits');
    await form.next();
    await form.view('Step 4 of 6', 'Proof');
    await form.fill('Evidence', 'prompt injection | passed | 41 of 41 attacks refused');
    await form.next();
    await form.view('Step 5 of 6', 'Rollout');
    await form.press('Back');
    await form.view('Step 4 of 6');
    expect(await form.held('Evidence')).toBe('prompt injection | passed | 41 of 41 attacks refused');
    await form.next();
    await form.view('Step 5 of 6');
    await form.next();
    await form.view(
      'high risk',
      'customers see it',
      'default model changed',
      '#ai-platform-reviews',
      '#security-reviews',
      'if you submit now',
      'Evidence: prompt injection',
      'Roll back not rehearsed yet',
    );
    await form.next();
    await form.view('is filed', 'High risk', '#ai-releases');
    const request = (await workspace.store.request('R-1'))?.state;
    expect(request?.change).toMatchObject({ kind: 'change', what: ['fallback', 'model'] });
    expect(request?.packet.model.fallbacks).toHaveLength(1);
    expect(request?.evidence).toEqual([
      { lane: 'prompt_injection', verdict: 'passed', title: '41 of 41 attacks refused' },
    ]);
  });

  it('suggests limits, guardrails and stages for a new route, which follow what kind it is', async () => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace);
    await form.chooseRoute('Order Chat prod', 'New: order-chat-prod');
    await form.view('asks for a new route');
    expect(await form.held('Where does it run?')).toMatchObject({ value: 'production' });
    await form.fill('Which product feature is it for?', 'Chat about orders');
    await form.fill('Who sees its answers?', 'customers');
    await form.fill('What kind of work is it?', 'structured_extraction');
    await form.fill('What kind of work is it?', 'customer_chat');
    await form.fill('Who accepts the product risk?', 'UPROD');
    await form.fill('Who can pause it and roll it back?', 'UPLAT');
    await changeModel(form);
    await form.next();
    await form.view('Step 2 of 6');
    await form.next();
    await form.view('Step 3 of 6');
    expect(await form.held('Latency limits')).toBe('p95: 7000 ms\nfirst token: 1200 ms\ntimeout: 10000 ms');
    await form.fill('Latency limits', 'timeout: 9 s');
    await form.next();
    await form.view('Step 4 of 6');
    expect(await form.held('Guardrails while it runs')).toContain('error rate <= 1 % | roll back');
    await form.next();
    await form.view('Step 5 of 6');
    expect(await form.held('Stages, in order')).toContain('customer canary | 5 % | 24 h');
    await form.next();
    const check = await form.view('high risk', 'new route', 'new production route', 'The task is vague');
    // What has to be mended leads to where it is mended, and nothing can be submitted before.
    expect(check.submit).toBeNull();
    await form.press('Mend it');
    await form.view('Step 2 of 6', ':warning: The task is vague, or nobody owns it.');
    await form.fill('What is its task?', 'Answer what customers ask about their orders.');
    await form.press('Skip to check and submit');
    await form.view('A failure could spend without limit.', 'Whoever has to go back would have to guess.');
    await form.press('Mend it');
    await form.view('Step 3 of 6', ':warning: A failure could spend without limit.');
    await form.fill('Cost limits', 'monthly budget: $400\noutput tokens: 700');
    await form.press('Skip to check and submit');
    await form.view('Whoever has to go back would have to guess.');
    await form.press('Mend it');
    await form.view('Step 5 of 6', ':warning: Whoever has to go back would have to guess.');
    await form.fill('What does it roll back to?', 'the search page');
    await form.fill('Whom to call when it goes wrong?', 'UPLAT');
    await form.next();
    const ready = await form.view('Step 6 of 6', 'Evidence before shadow: functional correctness');
    expect(readView(ready)).not.toContain('Mend it');
    await form.next();
    await form.view('is filed');
    const packet = (await workspace.store.request('R-1'))?.state.packet;
    expect(packet).toMatchObject({
      route: 'order-chat-prod',
      owners: { business: 'UPROD', technical: 'UPLAT' },
      latency: { timeout_ms: 9000 },
      logging: { prompts: { stored: false }, audit_events: { stored: true, retention_days: 90 } },
    });
    expect(packet?.latency.p95_ms).toBeUndefined();
  });

  it.each([
    ['renew', 'renewal'],
    ['retire', 'retirement'],
  ])('asks for nothing but the reason to %s a route', async (word, kind) => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace, `${word} support-summary-prod`);
    expect(await form.labels()).toEqual(
      expect.arrayContaining(['Which route?', 'What do you want to do with it?', 'Why?']),
    );
    expect((await form.labels()).length).toBeLessThanOrEqual(4);
    await form.fill('Why?', 'As planned.');
    await form.next();
    await form.view('Check and submit', kind);
    await form.next();
    await form.view('is filed');
    expect((await workspace.store.request('R-1'))?.state.change.kind).toBe(kind);
  });

  it('lets the requester raise the tier, never lower it, and take that back', async () => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace, 'eval-sandbox-dev');
    await changeModel(form);
    await form.next();
    const check = await form.view('low risk');
    const raise = async (tier: string) => {
      const view = await form.view('Is it riskier');
      const block = view.blocks.find(({ accessory }) =>
        JSON.stringify(accessory ?? '').includes('form_tier'),
      );
      return form.person.act('click', {
        container: { type: 'view', view_id: check.id },
        block_id: String(block?.block_id),
        action_id: 'form_tier',
        value: tier,
      });
    };
    await raise('restricted');
    await form.view('restricted risk', 'raised by the requester', 'at least 2 different people');
    await raise('low');
    await form.view('low risk');
    await raise('high');
    await form.view('high risk');
    await form.next();
    await form.view('is filed', 'High risk');
    expect((await workspace.store.request('R-1'))?.state).toMatchObject({
      raisedTo: 'high',
      assessment: { tier: 'high' },
    });
  });

  it('points out what was said to change and does not', async () => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace, 'support-summary-prod');
    await form.fill('What changes?', ['model', 'tools', 'audience']);
    await form.view('Tools it may call');
    await changeModel(form);
    await form.next();
    await form.view('Step 2 of 6');
    await form.press('Skip to check and submit');
    await form.view('You said that this changes: *Tools* and *Who sees it*', 'Nothing of it differs');
  });

  it('says who else has an open request on the route', async () => {
    const workspace = await formWorkspace();
    for (const expected of ['is filed', 'R-1']) {
      const form = await openedForm(workspace, 'eval-sandbox-dev');
      await changeModel(form);
      await form.next();
      await form.view('Check and submit', ...(expected === 'R-1' ? ['R-1', 'open on the same route'] : []));
      await form.next();
      await form.view('is filed');
      await form.person.act('close', {});
    }
  });
});

describe('submitting', () => {
  const atTheCheck = async (options: Parameters<typeof formWorkspace>[0] = {}) => {
    const workspace = await formWorkspace(options);
    const form = await openedForm(workspace, 'eval-sandbox-dev');
    await changeModel(form);
    await form.next();
    await form.view('Check and submit');
    return { workspace, form };
  };

  it('files one request when the button is pressed twice', async () => {
    const { workspace, form } = await atTheCheck();
    await Promise.all([form.next(), form.next()]);
    await form.view('is filed');
    expect(await workspace.store.request('R-2')).toBeNull();
  });

  it('files one request when Slack delivers the submission again', async () => {
    const { workspace, form } = await atTheCheck();
    const answer = await form.next();
    await form.view('is filed');
    await workspace.restart();
    await workspace.emulator.control.redeliver(String(answer.delivery_id));
    await form.view('is filed');
    expect(await workspace.store.request('R-2')).toBeNull();
  });

  it('submits nothing, and keeps everything, while Slack cannot say who somebody is', async () => {
    const { workspace, form } = await atTheCheck();
    for (const answers of ['with a fault', 'never'] as const) {
      workspace.directory.answers = answers;
      await form.next();
      await form.view('nothing was submitted', 'gpt-summary-b');
      expect(await workspace.store.request('R-1')).toBeNull();
    }
    workspace.directory.answers = 'well';
    await form.next();
    await form.view('is filed');
  });

  it('offers nothing to submit where nothing changes', async () => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace, 'eval-sandbox-dev');
    await form.fill('Why?', 'No reason.');
    await form.next();
    const check = await form.view('Check and submit', 'Nothing differs from before');
    expect(check.submit).toBeNull();
  });

  it('says so where policy asks nobody', async () => {
    const { form } = await atTheCheck({ policy: testPolicy({ lowTierNeedsReview: false }) });
    await form.view('policy approves this without a review');
    await form.next();
    await form.view('is filed', 'approved for default');
  });
});

describe('while somebody else’s change comes to serve', () => {
  it('keeps what was typed and follows what serves in everything else, and says so before submitting', async () => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace, 'eval-sandbox-dev');
    await changeModel(form);
    await form.next();
    await form.view('Check and submit');
    const served = await workspace.store.route('eval-sandbox-dev');
    const baseline = packet({ ...evalSandbox, feature: 'Renamed meanwhile', latency: { p95_ms: 1000 } });
    if (!served) throw new Error('no such route');
    await workspace.store.commit({
      commandId: 'serves',
      at: 1,
      actor: 'UADMIN',
      outcome: { ok: true, subject: 'eval-sandbox-dev' },
      jobs: [],
      streams: [
        {
          kind: 'route',
          dueAt: null,
          stream: 'route:eval-sandbox-dev',
          expectedVersion: served.version,
          events: [],
          state: { ...served.state, baseline },
        },
      ],
    });
    await form.next();
    const check = await form.view('has changed since you began', 'gpt-summary-b');
    expect(readView(check)).not.toContain('Latency');
    expect(await workspace.store.request('R-1')).toBeNull();
    await form.next();
    await form.view('is filed');
    const request = (await workspace.store.request('R-1'))?.state;
    expect(request?.packet).toEqual({
      ...baseline,
      model: { ...baseline.model, primary: expect.objectContaining({ name: 'gpt-summary-b' }) },
    });
  });
});
