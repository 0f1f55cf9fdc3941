import { describe, expect, it } from 'vitest';
import type { ReviewRole } from '../../../src/domain/words.ts';
import { type FormStart, formView } from '../../../src/slack/modals/open-form.ts';
import { eventually } from '../../support/eventually.ts';
import { modelChange, proposal } from '../../support/proposals.ts';
import { bot } from '../../support/slack-workspace.ts';
import { Form, type FormWorkspace, formWorkspace, platform, requester } from './form-workspace.ts';

const actor = (person: string, ...roles: ReviewRole[]) => ({ person, roles, standing: 'member' as const });

async function filed(): Promise<FormWorkspace> {
  const workspace = await formWorkspace();
  const { app } = workspace.deps;
  await app.submit(
    's',
    { proposal: proposal(modelChange), raiseTo: null, usedDraft: null },
    actor(requester),
  );
  return workspace;
}

const approve = (workspace: FormWorkspace, role: ReviewRole, person: string) =>
  workspace.deps.app.handle(
    `approve:${role}`,
    { type: 'approve', request: 'R-1', revision: 1, role, conditions: [], comment: '', typedRoute: null },
    actor(person, role),
  );

/** The requester presses a button of the message that keeps them up to date. */
async function press(workspace: FormWorkspace, label: string): Promise<Form> {
  const person = workspace.person();
  const im = await eventually('a direct message', () => person.channel(bot).catch(() => null));
  await person.press(await person.sees(im, 'Record', 'R-1'), label);
  return new Form(person);
}

describe('editing a request', () => {
  it('starts from its newest revision, and says which decisions stand and which are asked again', async () => {
    const workspace = await filed();
    await approve(workspace, 'finance', 'UFIN');
    await approve(workspace, 'ai_platform', platform);
    const form = await press(workspace, 'Edit');
    await form.view('Edit R-1', 'Step 1 of 6');
    expect(await form.labels()).not.toContain('Which route?');
    expect(await form.held('Model')).toContain('gpt-summary-b');
    await form.fill('What changes?', ['model', 'prompt']);
    await form.view('Prompt text');
    await form.fill('Prompt text', 'Summarise the thread in three lines.');
    await form.next();
    await form.view('Step 2 of 6');
    await form.press('Skip to check and submit');
    await form.view(
      'What this edit does to reviews',
      'stands: finance',
      'falls: ai platform',
      'what they judged changes',
    );
    await form.next();
    await form.view('Resubmitted', 'revision 2', 'still standing: finance');
    const request = (await workspace.store.request('R-1'))?.state;
    expect(request?.bound.revision).toBe(2);
    expect(request?.approvals.map(({ role }) => role)).toEqual(['finance']);
    expect(await workspace.store.draftsOf(requester)).toEqual([]);
  });

  it('shows what reviewers asked for on top', async () => {
    const workspace = await filed();
    await workspace.deps.app.handle(
      'ask',
      {
        type: 'request_changes',
        request: 'R-1',
        revision: 1,
        role: 'finance',
        category: 'cost',
        reason: 'Which budget pays?',
      },
      actor('UFIN', 'finance'),
    );
    const form = await press(workspace, 'Edit');
    await form.view('finance', 'Which budget pays?', 'Step 1 of 6');
  });

  it('goes on with the edit that was begun', async () => {
    const workspace = await filed();
    const form = await press(workspace, 'Edit');
    await form.view('Step 1 of 6');
    await form.fill('Why?', 'Begun');
    await form.person.act('close', {});
    const again = await press(workspace, 'Edit');
    await again.view('Step 1 of 6');
    expect(await again.held('Why?')).toBe('Begun');
  });

  it('that somebody else was quicker with is not overwritten unknowingly', async () => {
    const workspace = await filed();
    const form = await press(workspace, 'Edit');
    await form.view('Step 1 of 6');
    await form.fill('Why?', 'My version.');
    const other = { ...modelChange, feature: 'Edited by the owner' };
    await workspace.deps.app.handle(
      'quick',
      { type: 'revise_request', request: 'R-1', revision: 1, proposal: proposal(other), raiseTo: null },
      actor(requester),
    );
    await form.next();
    await form.view('Step 2 of 6');
    await form.press('Skip to check and submit');
    await form.view('Check and submit');
    await form.next();
    await form.view('Somebody else edited', 'revision 2', 'Nothing was submitted');
    expect((await workspace.store.request('R-1'))?.state.change.why).not.toBe('My version.');
    await form.next();
    await form.view('Resubmitted', 'revision 3');
  });

  it('that changes nothing is refused, and the form stays', async () => {
    const workspace = await filed();
    const form = await press(workspace, 'Edit');
    await form.view('Step 1 of 6');
    await form.next();
    await form.view('Step 2 of 6');
    await form.press('Skip to check and submit');
    await form.view('Check and submit');
    await form.next();
    await form.view('Check and submit', 'Nothing differs from before');
  });
});

describe('the form for a request', () => {
  const opened = async (workspace: FormWorkspace, person: string, start: FormStart) => {
    return JSON.stringify(await formView(start, person, workspace.deps));
  };

  it('is not opened for somebody whose request it is not', async () => {
    const workspace = await filed();
    expect(await opened(workspace, platform, { kind: 'revise', request: 'R-1' })).toContain(
      `belongs to <@${requester}>`,
    );
    expect(await opened(workspace, requester, { kind: 'revise', request: 'R-9' })).toContain(
      'no request *R-9*',
    );
  });

  it('is not opened for one that is closed; starting again fills a new one with everything written', async () => {
    const workspace = await filed();
    await workspace.deps.app.handle('w', { type: 'withdraw', request: 'R-1', reason: '' }, actor(requester));
    expect(await opened(workspace, requester, { kind: 'revise', request: 'R-1' })).toContain('is closed');
    const form = await press(workspace, 'Start again');
    await form.view('Route request', 'Step 1 of 6');
    expect(await form.held('Why?')).toBe(modelChange.change.why);
    expect(await form.held('Model')).toContain('gpt-summary-b');
  });
});
