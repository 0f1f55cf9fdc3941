import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/ports/fault.ts';
import type { FaultSpec } from '../../../src/sandbox/emulator/control/faults.ts';
import type { SeenMessage } from '../../../src/sandbox/emulator/people.ts';
import { eventually } from '../../support/eventually.ts';
import { member } from '../../support/given-when-then.ts';
import { registerNames } from '../../support/let-through.ts';
import { liveRoute, openLiveCompany } from '../../support/live-company.ts';
import { readMessage } from '../../support/person.ts';
import { packet, supportSummary } from '../../support/proposals.ts';
import { bot } from '../../support/slack-workspace.ts';
import {
  guest,
  holderOf,
  outsider,
  type ReviewWorkspace,
  requester,
  reviewWorkspace,
} from '../actions/review-workspace.ts';
import { richChange } from '../cards/states.ts';

interface Picture {
  readonly file: string;
  readonly alt: string;
}

/** The pictures in blocks, as whoever looks gets them. */
function picturesIn(blocks: readonly unknown[]): Picture[] {
  return blocks.flatMap((block) => {
    const text = JSON.stringify(block);
    const file = /"slack_file":\{"id":"(\w+)"\}/.exec(text)?.[1];
    const alt = /"alt_text":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? '';
    return file ? [{ file, alt }] : [];
  });
}

/** The requester's message once its picture is so. */
const pictured = (slack: ReviewWorkspace, isSo: (picture: Picture) => boolean = () => true) =>
  eventually('the picture stands in the message', async () => {
    const message = await slack.ownMessage('Record');
    const [picture] = picturesIn(message.blocks);
    return picture && isSo(picture) ? { message, picture } : null;
  });

/** Everything that Routegate said to the requester outside of threads. */
async function directs(slack: ReviewWorkspace): Promise<SeenMessage[]> {
  const person = slack.person(requester);
  const { conversations } = await person.state();
  const direct = conversations.find((each) => each.kind === 'im' && each.im_user === bot);
  const all = direct ? await person.messages(direct.id) : [];
  return all.filter((message) => message.thread_ts === undefined || message.thread_ts === message.ts);
}

const uploads = (slack: ReviewWorkspace): number =>
  slack.emulator.control.calls({ method: 'files.completeUploadExternal' }).length;

async function approve(slack: ReviewWorkspace, role: 'ai_platform' | 'finance'): Promise<void> {
  const person = holderOf(role);
  const command = {
    type: 'approve',
    request: 'R-1',
    revision: 1,
    role,
    conditions: [],
    comment: '',
    typedRoute: 'support-summary-prod',
  } as const;
  const outcome = await slack.deps.app.handle(`approve-${role}`, command, member(person, role));
  if (!outcome.ok) throw new Error(outcome.refusal.reason);
}

/** Passes the waits between tries until nothing is left to do. */
async function settledInTime(slack: ReviewWorkspace): Promise<void> {
  await eventually('nothing is left to do', async () => {
    slack.emulator.clock.advance(10_000);
    return (await slack.store.jobCounts()).waiting === 0;
  });
}

describe("the requester's message", () => {
  test('shows the procedure as a picture, that only who sees the message can fetch', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const { message, picture } = await pictured(slack);
    const answer = await fetch(`${slack.emulator.url}/people/${requester}/files/${picture.file}`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.toString('latin1', 1, 4)).toBe('PNG');
    expect(bytes.readUInt32BE(16)).toBe(960);
    expect((await fetch(`${slack.emulator.url}/people/${outsider}/files/${picture.file}`)).status).toBe(404);
    expect(picture.alt).toContain('5. Stakeholder approvals: 0 of');
    expect(picture.alt).toContain('Filed by Dear REQUEST1');
    expect(readMessage(message)).toContain('0 of');
  });

  test('gets another picture with a decision, and stays one message', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const { picture: first } = await pictured(slack);
    await approve(slack, 'ai_platform');
    const { picture } = await pictured(slack, ({ file }) => file !== first.file);
    expect(picture.alt).toContain('Dear PLATFORM');
    await slack.settled();
    expect((await directs(slack)).filter(({ text }) => text.startsWith('R-1 '))).toHaveLength(1);
  });

  test('takes no new picture where nothing in it changed', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await pictured(slack);
    await slack.settled();
    const before = uploads(slack);
    const nudge = { type: 'nudge', request: 'R-1' } as const;
    expect((await slack.deps.app.handle('nudge', nudge, member(requester))).ok).toBe(true);
    await slack.settled();
    expect(uploads(slack)).toBe(before);
    await approve(slack, 'finance');
    await slack.settled();
    expect(uploads(slack)).toBe(before + 1);
  });

  const away: [string, FaultSpec][] = [
    [
      'does not know the method',
      { method: 'files.getUploadURLExternal', kind: 'error', error: 'unknown_method', times: null },
    ],
    [
      'lacks the scope',
      { method: 'files.getUploadURLExternal', kind: 'error', error: 'missing_scope', times: null },
    ],
    ['fails', { method: 'files.getUploadURLExternal', kind: 'http_error', status: 503, times: null }],
    ['takes no bytes', { method: 'file_upload', kind: 'http_error', status: 500, times: null }],
    ['loses the upload', { method: 'files.completeUploadExternal', kind: 'lost_response', times: null }],
    [
      'asks to wait for long',
      { method: 'files.getUploadURLExternal', kind: 'rate_limited', retry_after: 600, times: null },
    ],
  ];
  test.each(away)(
    'is whole without a picture where Slack %s, and nobody is alarmed',
    async (_what, fault) => {
      const slack = await reviewWorkspace();
      slack.emulator.control.addFault(fault);
      await slack.file();
      await slack.ownMessage('0 of');
      await approve(slack, 'ai_platform');
      await slack.ownMessage('1 of');
      await settledInTime(slack);
      const [message, ...more] = (await directs(slack)).filter(({ text }) => text.startsWith('R-1 '));
      expect(more).toEqual([]);
      expect(picturesIn(message?.blocks ?? [])).toEqual([]);
      expect((await slack.store.jobCounts()).dead).toBe(0);
      expect(slack.emulator.control.messages('C0OPERATE')).toEqual([]);
    },
  );

  test('comes first, however long the picture takes', async () => {
    const slack = await reviewWorkspace();
    slack.emulator.control.addFault({ method: 'files.getUploadURLExternal', kind: 'hang' });
    await slack.file();
    await slack.ownMessage('0 of');
    await slack.card('finance');
    await slack.card('security');
  });

  test('is drawn without a picture that Slack has not got ready, and with it a little later', async () => {
    const slack = await reviewWorkspace();
    slack.emulator.control.addFault({ method: 'chat.update', kind: 'error', error: 'invalid_blocks' });
    await slack.file();
    await settledInTime(slack);
    await pictured(slack);
    expect(uploads(slack)).toBe(1);
  });

  test('goes on where somebody deleted the file of its picture, and gets the next one', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const { picture } = await pictured(slack);
    await slack.settled();
    await slack.callSlack('files.delete', { file: picture.file });
    await approve(slack, 'ai_platform');
    await slack.ownMessage('1 of');
    await settledInTime(slack);
    await pictured(slack, ({ file }) => file !== picture.file);
    expect((await directs(slack)).filter(({ text }) => text.startsWith('R-1 '))).toHaveLength(1);
  });

  test('does not keep a picture that is no longer true', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await pictured(slack);
    await slack.settled();
    slack.emulator.control.addFault({
      method: 'files.getUploadURLExternal',
      kind: 'error',
      error: 'missing_scope',
      times: null,
    });
    await approve(slack, 'ai_platform');
    await settledInTime(slack);
    expect(picturesIn((await slack.ownMessage('1 of')).blocks)).toEqual([]);
  });
});

describe('View packet', () => {
  const open = async (slack: ReviewWorkspace, id = outsider) => {
    const me = slack.person(id);
    await me.press(await slack.card('finance'), 'View packet');
    return me;
  };
  const pictureIn = (slack: ReviewWorkspace, id = outsider) =>
    eventually('the view has its picture', async () => {
      const view = (await slack.person(id).state()).modals.at(-1);
      return picturesIn(view?.blocks ?? [])[0];
    });

  test('opens at once, and shows what its fallbacks lead to when Slack has the picture', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await open(slack);
    const picture = await pictureIn(slack);
    expect(picture.alt).toContain('Fallbacks of support-summary-prod');
    expect((await fetch(`${slack.emulator.url}/people/${outsider}/files/${picture.file}`)).status).toBe(200);
    await slack.settled();
    const before = uploads(slack);
    await open(slack, requester);
    expect((await pictureIn(slack, requester)).file).toBe(picture.file);
    await slack.settled();
    expect(uploads(slack)).toBe(before);
  });

  test('stays where somebody turned to meanwhile', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await slack.settled();
    slack.emulator.control.addFault({ method: 'files.getUploadURLExternal', kind: 'slow', ms: 300 });
    const me = await open(slack);
    await me.press(await me.modal('Packet'), 'Evidence');
    await me.modal('6 lanes not clear');
    await slack.settled();
    expect(picturesIn((await me.state()).modals.at(-1)?.blocks ?? [])).toEqual([]);
  });

  test('has no picture where there are no fallbacks, and none where Slack takes none', async () => {
    const slack = await reviewWorkspace();
    const { model, ...rest } = richChange;
    await slack.file({ ...rest, model: { primary: model.primary } });
    await slack.settled();
    const me = await open(slack);
    await me.modal('Model');
    await slack.settled();
    expect(picturesIn((await me.state()).modals.at(-1)?.blocks ?? [])).toEqual([]);
    const other = await reviewWorkspace();
    other.emulator.control.addFault({
      method: 'files.getUploadURLExternal',
      kind: 'error',
      error: 'unknown_method',
      times: null,
    });
    await other.file();
    await (await open(other)).modal('Model');
    await settledInTime(other);
    expect((await other.store.jobCounts()).dead).toBe(0);
  });

  test('opens without a picture where none can be drawn', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await slack.settled();
    // Only what is drawn for this view follows fallbacks from here on.
    slack.store.servedModel = () => Promise.reject(new Fault('unavailable', 'the database is away'));
    const me = await open(slack);
    await me.modal('*Model · changed*');
    await slack.settled();
    expect(picturesIn((await me.state()).modals.at(-1)?.blocks ?? [])).toEqual([]);
  });

  test('tells guests of no other route, in no picture and no file', async () => {
    const slack = await reviewWorkspace();
    const named = { ...richChange, fallback: { allowed: ['secret-route'] } };
    await registerNames(slack.deps.app, packet(named));
    await slack.file(named);
    await slack.settled();
    const names: string[] = [];
    for (const id of [guest, outsider]) {
      const me = await open(slack, id);
      await me.press(await me.modal('Send me the YAML'), 'Send me the YAML');
      const { files } = await slack.direct(id, 'How R-1 stands now');
      expect(files).toHaveLength(1);
      const direct = (await me.state()).conversations.find(
        (each) => each.kind === 'im' && each.im_user === bot,
      );
      const sent = await me.messages(direct?.id ?? '');
      names.push(`${id}: ${sent.flatMap((each) => each.files.map(({ name }) => name)).join(', ')}`);
      const modal = (await me.state()).modals.at(-1);
      expect(picturesIn(modal?.blocks ?? [])).toHaveLength(id === guest ? 0 : 1);
    }
    expect(names).toEqual([
      `${guest}: R-1-revision-1.yml, R-1-revision-1-approval.png`,
      `${outsider}: R-1-revision-1.yml, R-1-revision-1-fallbacks.md, R-1-revision-1-approval.png`,
    ]);
  });

  test('opens without a picture whose file is gone, and gets another', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await open(slack);
    const { file } = await pictureIn(slack);
    await slack.settled();
    await slack.callSlack('files.delete', { file });
    await open(slack, requester);
    expect((await pictureIn(slack, requester)).file).not.toBe(file);
  });

  test('sends the picture of the procedure beside the packet', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const finance = slack.person(holderOf('finance'));
    await finance.press(await slack.card('finance'), 'View packet');
    await finance.press(await finance.modal('Send me the YAML'), 'Send me the YAML');
    const message = await slack.direct(holderOf('finance'), 'How R-1 stands now');
    expect(message.files[0]).toMatchObject({ name: 'R-1-revision-1-approval.png', filetype: 'png' });
  });
});

test('the example has a fallback and the other has none', () => {
  expect(richChange.model.fallbacks).toHaveLength(1);
  expect(supportSummary.model.fallbacks ?? []).toEqual([]);
});

describe('/route-request export', () => {
  test('gives, of a route, its packet and the picture of how it was approved', async () => {
    const live = await openLiveCompany({ wholeWay: true });
    await live.approvedAndComplete();
    const { company } = live;
    await company.person('UELENA').command(company.channel('general'), `export ${liveRoute}`);
    const names = () => company.directs('UELENA').flatMap(({ files }) => files.map(({ name }) => name));
    await eventually('both files are there', () => names().length >= 2);
    expect(names()).toEqual([`${liveRoute}.yml`, 'R-1-revision-1-approval.png']);
    expect(company.logLines('error')).toEqual([]);
  });

  test('shows in the requester’s message how far the rollout is', async () => {
    const live = await openLiveCompany({ wholeWay: true });
    await live.approvedAndComplete();
    await eventually('the picture says that everybody has it', () =>
      live.company
        .directs('UMAYA')
        .some(({ blocks }) => JSON.stringify(blocks).includes('7. Deployment: with everybody')),
    );
    expect(live.company.logLines('warn').filter((line) => line.includes('picture'))).toEqual([]);
  });
});
