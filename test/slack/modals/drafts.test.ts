import { describe, expect, it } from 'vitest';
import type { SeenMessage } from '../../../src/sandbox/emulator/people.ts';
import { loadDraft } from '../../../src/slack/modals/drafts.ts';
import { openStore } from '../../../src/storage/open.ts';
import { eventually } from '../../support/eventually.ts';
import { bot } from '../../support/slack-workspace.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import {
  type Form,
  type FormWorkspace,
  formWorkspace,
  openedForm,
  platform,
  requester,
} from './form-workspace.ts';

const folder = temporaryFolder();

const draftMessages = async (workspace: FormWorkspace): Promise<SeenMessage[]> => {
  const person = workspace.person();
  return (await person.messages(await person.channel(bot))).filter((message) =>
    message.text.includes('draft'),
  );
};

/** The message about a draft, once it says so. */
const draftMessage = async (workspace: FormWorkspace, ...words: string[]): Promise<SeenMessage> => {
  const person = workspace.person();
  const im = await eventually('a direct message with the bot', () => person.channel(bot).catch(() => null));
  return person.sees(im, ...words);
};

const close = (form: Form) => form.person.act('close', {});

describe('closing the window', () => {
  it('loses nothing: what was typed without Next is there when the draft is resumed', async () => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace, 'support-summary-prod');
    await form.fill('What changes?', ['prompt']);
    await form.view('Prompt text');
    await form.fill('Prompt text', 'Summarise in three lines.');
    await form.fill('Why?', 'Half a sen');
    await close(form);
    const message = await draftMessage(workspace, 'Saved as a draft', 'support-summary-prod');
    await form.person.press(message, 'Resume draft');
    await form.view('Prompt text');
    expect(await form.held('Why?')).toBe('Half a sen');
    expect(await form.held('Prompt text')).toBe('Summarise in three lines.');
  });

  it('leaves one message a draft, brought up to date, however often it is closed', async () => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace, 'eval-sandbox-dev');
    await form.fill('Why?', 'One.');
    await close(form);
    const message = await draftMessage(workspace, 'step 1 of 6');
    await form.person.press(message, 'Resume draft');
    await form.view('Step 1 of 6');
    await form.fill('Model', 'acme | openai-response | gpt-summary-b | 2026-09 | stable');
    await form.next();
    await form.view('Check and submit');
    await close(form);
    await draftMessage(workspace, 'step 6 of 6');
    expect(await draftMessages(workspace)).toHaveLength(1);
  });

  it('leaves nothing behind of a form that nobody touched', async () => {
    const workspace = await formWorkspace();
    await close(await openedForm(workspace, 'eval-sandbox-dev'));
    expect(await workspace.store.draftsOf(requester)).toEqual([]);
    expect((await workspace.person().state()).conversations.filter(({ kind }) => kind === 'im')).toEqual([]);
  });

  it('survives a restart, also while the window is open', async () => {
    const url = `file:${folder}/drafts.db`;
    const workspace = await formWorkspace({ store: await openStore(url) });
    const form = await openedForm(workspace, 'eval-sandbox-dev');
    await form.fill('Why?', 'Typed before the restart.');
    await workspace.restart();
    await form.fill('Model', 'acme | openai-response | gpt-summary-b | 2026-09 | stable');
    await form.next();
    await form.view('Check and submit', 'gpt-summary-b');
    await close(form);
    const message = await draftMessage(workspace, 'Saved as a draft');
    await workspace.restart();
    await form.person.press(message, 'Resume draft');
    await form.view('Check and submit', 'gpt-summary-b');
    await form.next();
    await form.view('is filed');
    expect((await workspace.store.request('R-1'))?.state.change.why).toBe('Typed before the restart.');
    await workspace.store.close();
  });
});

describe('a draft', () => {
  const begun = async (why = 'Begun.') => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace, 'eval-sandbox-dev');
    await form.fill('Why?', why);
    await close(form);
    return { workspace, form, message: await draftMessage(workspace, 'Saved as a draft') };
  };

  it('is offered before anything new is begun, and both are kept', async () => {
    const { workspace } = await begun();
    const form = await openedForm(workspace);
    await form.view('You have begun something', 'eval-sandbox-dev');
    await form.next();
    await form.view('Step 1 of 6', 'Which route?');
    await form.chooseRoute('support', 'support-summary-prod');
    await form.view('Why?');
    await close(form);
    const again = await openedForm(workspace);
    await again.view('eval-sandbox-dev', 'support-summary-prod');
    const resume = (await again.view()).blocks.filter((block) => block.type === 'actions');
    expect(resume).toHaveLength(2);
  });

  it('is offered only for the route that was asked for', async () => {
    const { workspace } = await begun();
    const other = await openedForm(workspace, 'support-summary-prod');
    await other.view('Step 1 of 6');
    await close(other);
    const same = await openedForm(workspace, 'eval-sandbox-dev');
    await same.view('You have begun something');
    await same.press('Resume');
    await same.view('Step 1 of 6');
    expect(await same.held('Why?')).toBe('Begun.');
  });

  it('is discarded for good, and its message says so', async () => {
    const { workspace, form, message } = await begun();
    await form.person.press(message, 'Discard');
    await draftMessage(workspace, 'was submitted or discarded');
    expect(await workspace.store.draftsOf(requester)).toEqual([]);
    await form.person.press(message, 'Resume draft').catch(() => null);
    expect((await form.person.state()).modals).toEqual([]);
  });

  it('is used up by submitting, and its message says so', async () => {
    const { workspace, form, message } = await begun();
    await form.person.press(message, 'Resume draft');
    await form.view('Step 1 of 6');
    await form.fill('Model', 'acme | openai-response | gpt-summary-b | 2026-09 | stable');
    await form.next();
    await form.view('Check and submit');
    await form.next();
    await form.view('is filed');
    await draftMessage(workspace, 'was submitted or discarded');
    expect(await workspace.store.draftsOf(requester)).toEqual([]);
  });

  it('belongs to one person: nobody else can open it', async () => {
    const { workspace, message } = await begun();
    const value = JSON.stringify(message.blocks).match(/"value":"(id-\d+)"/)?.[1] ?? '';
    expect(await loadDraft(value, platform, workspace.deps)).toBeNull();
    expect(await loadDraft(value, requester, workspace.deps)).not.toBeNull();
  });
});

describe('typing fast', () => {
  const fill = async (form: Form, text: string): Promise<string> => {
    const { id, blocks } = await form.view('Step 1 of 6');
    const block = blocks.find(({ block_id }) => String(block_id).startsWith('form:change.why:'));
    const answer = await form.person.act('input', {
      container: { type: 'view', view_id: id },
      block_id: String(block?.block_id),
      action_id: 'form:change.why',
      value: text,
    });
    return String(answer.delivery_id);
  };

  it('drops a keystroke that arrives after a newer one, or after its step was left', async () => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace, 'eval-sandbox-dev');
    const { control, clock } = workspace.emulator;
    const late = await fill(form, 'Ol');
    clock.advance(1000);
    await fill(form, 'Old and new');
    await control.redeliver(late);
    const why = async () => {
      const [draft] = await workspace.store.draftsOf(requester);
      return JSON.stringify(draft?.content).match(/"change.why":"([^"]*)"/)?.[1];
    };
    expect(await why()).toBe('Old and new');
    clock.advance(1000);
    const last = await fill(form, 'Newest.');
    await form.fill('Model', 'acme | openai-response | gpt-summary-b | 2026-09 | stable');
    await form.next();
    await form.view('Check and submit');
    await form.press('What changes');
    await form.view('Step 1 of 6');
    await fill(form, 'Newest of all.');
    await control.redeliver(last);
    expect(await why()).toBe('Newest of all.');
  });

  it('keeps the newest text, whatever order the keystrokes are handled in', async () => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace, 'eval-sandbox-dev');
    const text = 'Every keystroke is a request of its own.';
    await Promise.all([...text].map((_, index) => form.fill('Why?', text.slice(0, index + 1))));
    await form.fill('Why?', text);
    await close(form);
    const message = await draftMessage(workspace, 'Saved as a draft');
    await form.person.press(message, 'Resume draft');
    await form.view('Step 1 of 6');
    expect(await form.held('Why?')).toBe(text);
  });
});
