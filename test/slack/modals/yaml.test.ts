import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatProposal, parseProposal } from '../../../src/app/proposal-file.ts';
import { digestOf } from '../../../src/domain/packet/digest.ts';
import { eventually } from '../../support/eventually.ts';
import { registerNames } from '../../support/let-through.ts';
import { readView } from '../../support/person.ts';
import { modelChange, packet, proposal, supportSummary } from '../../support/proposals.ts';
import { bot } from '../../support/slack-workspace.ts';
import { type Form, formWorkspace, openedForm } from './form-workspace.ts';

const paste = 'Paste it here';
const drop = 'Or add it as a file';
const good = formatProposal(proposal(modelChange));

async function atYaml() {
  const workspace = await formWorkspace();
  const form = await openedForm(workspace);
  await form.press('Fill in from YAML or JSON');
  await form.view(paste);
  return { workspace, form };
}

const upload = async (form: Form, name: string, text: string): Promise<void> => {
  const { file } = await form.person.act('upload', { name, text });
  await form.fill(drop, [String(file?.id)]);
};

describe('a packet as YAML', () => {
  it('fills every step and goes to the check when it is pasted', async () => {
    const { workspace, form } = await atYaml();
    await form.fill(paste, good);
    await form.next();
    await form.view('Check and submit', 'high risk', 'gpt-summary-b');
    await form.next();
    await form.view('is filed');
    const request = (await workspace.store.request('R-1'))?.state;
    expect(request?.bound.packetDigest).toBe(digestOf(proposal(modelChange).packet));
  });

  it.each([
    ['packet.yml', good],
    ['packet.json', JSON.stringify(modelChange)],
  ])('does the same as a file: %s', async (name, text) => {
    const { form } = await atYaml();
    await upload(form, name, text);
    await form.next();
    await form.view('Check and submit', 'high risk', 'gpt-summary-b');
  });

  it('that is wrong says at the field where, with lines, and stays', async () => {
    const { form } = await atYaml();
    const wrong = good
      .replace('status: stable', 'status: steady')
      .replace('environment: production', 'enviroment: x');
    await form.fill(paste, wrong);
    const { errors } = await form.next();
    const text = Object.values(errors ?? {}).join('');
    expect(Object.keys(errors ?? {})).toEqual(['form-yaml-paste']);
    expect(text).toMatch(/Line \d+, model\.primary\.status/);
    expect(text).toContain('enviroment');
    expect(await form.held(paste)).toBe(wrong);
  });

  it('that is wrong in a file says so at the file', async () => {
    const { form } = await atYaml();
    await upload(form, 'packet.yml', 'route: [');
    const { errors } = await form.next();
    expect(Object.keys(errors ?? {})).toEqual(['form-yaml-drop']);
    expect(Object.values(errors ?? {})[0]).toMatch(/Line \d+/);
  });

  it('is given one way, not both and not none', async () => {
    const { form } = await atYaml();
    expect((await form.next()).errors).toEqual({
      'form-yaml-paste': expect.stringContaining('Paste a packet'),
    });
    await form.fill(paste, good);
    await upload(form, 'packet.yml', good);
    expect((await form.next()).errors).toEqual({
      'form-yaml-drop': expect.stringContaining('Give one of the two'),
    });
  });

  it('that is pasted half is kept when the window is closed', async () => {
    const { workspace, form } = await atYaml();
    await form.fill(paste, 'route: half-a-pa');
    await form.person.act('close', {});
    const im = await eventually('a direct message', () => form.person.channel(bot).catch(() => null));
    await form.person.press(await form.person.sees(im, 'YAML pasted'), 'Resume draft');
    await form.view(paste);
    expect(await form.held(paste)).toBe('route: half-a-pa');
    await form.press('Back');
    await form.view('Which route?');
    expect(workspace.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

const policyText = (id: string): string => readFileSync(`manifests/dialects/${id}.yml`, 'utf8');

describe('a policy in a dialect', () => {
  it('fills in what it says of a new route, and names what is left to say', async () => {
    const { form } = await atYaml();
    await form.fill(paste, policyText('route-policy'));
    await form.next();
    const check = await form.view('Check and submit', 'needs something before you can submit');
    const text = readView(check);
    for (const missing of ['Which product feature is it for?', 'Five parts are needed', 'order_status'])
      expect(text).toContain(missing);
    await form.press('Mend it');
    await form.view('Which route?');
    expect(await form.held('Model')).toBe('|  | gpt-chat |  |');
  });

  it('is laid over what serves, and shown as what it changes', async () => {
    const workspace = await formWorkspace();
    await registerNames(
      workspace.deps.app,
      packet({ ...supportSummary, fallback: { allowed: ['reviewed_balanced_route'] } }),
    );
    const form = await openedForm(workspace, 'support-summary-prod');
    await form.fill('Why?', 'Customers wait too long.');
    await form.press('Fill in from YAML or JSON');
    await form.view(paste);
    await form.fill(paste, policyText('latency-policy'));
    await form.next();
    const check = await form.view('Check and submit', 'first token p95 + 1.2 s');
    const text = readView(check);
    expect(text).toContain('timeout: falls back to reviewed_balanced_route');
    await form.next();
    await form.view('is filed');
    const request = (await workspace.store.request('R-1'))?.state;
    expect(request?.change.why).toBe('Customers wait too long.');
    expect(request?.packet).toEqual({
      ...proposal(supportSummary).packet,
      latency: { p95_ms: 7000, p95_first_token_ms: 1200, timeout_ms: 10_000 },
      routing: { workflow: 'customer_chat' },
      fallback: {
        transitions: [
          { on: 'timeout', act: 'fall_back', to: 'reviewed_balanced_route' },
          { on: 'schema_error', act: 'retry', attempts: 1 },
          { on: 'safety_or_policy_error', act: 'escalate' },
        ],
      },
    });
  });

  it('that names no route asks for it', async () => {
    const { form } = await atYaml();
    await form.fill(paste, policyText('fallback-policy'));
    expect((await form.next()).errors).toEqual({
      'form-yaml-paste': expect.stringMatching(/^This is a fallback policy; it does not say which route/),
    });
  });
});

describe('exporting', () => {
  it.each([
    ['export support-summary-prod', 'support-summary-prod.yml'],
    ['export r-1', 'R-1-revision-1.yml'],
  ])('sends %s as a file that can be filed again', async (text, name) => {
    const { workspace, form } = await atYaml();
    await form.fill(paste, good);
    await form.next();
    await form.view('Check and submit');
    await form.next();
    await form.view('is filed');
    await form.person.command('CGENERAL', text);
    await form.person.sees('CGENERAL', 'on its way to your direct messages');
    const im = await eventually('a direct message', () => form.person.channel(bot).catch(() => null));
    const message = await eventually('the file', async () =>
      (await form.person.messages(im)).find((each) => each.files.some((file) => file.name === name)),
    );
    const file = message.files.find((each) => each.name === name);
    const content = await (await fetch(`${workspace.emulator.url}${file?.url}`)).text();
    const parsed = parseProposal(content);
    expect(parsed).not.toHaveProperty('problems');
    if (!('proposal' in parsed)) return;
    const sent = name.startsWith('R-')
      ? modelChange
      : {
          ...modelChange,
          model: { primary: { ...modelChange.model.primary, name: 'gpt-summary-a', version: '2026-03' } },
        };
    expect(digestOf(parsed.proposal.packet)).toBe(digestOf(proposal(sent).packet));
  });
});
