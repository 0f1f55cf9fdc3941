import { describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { labelsOf, readMessage } from '../../support/person.ts';
import {
  gone,
  guest,
  holderOf,
  outsider,
  owner,
  requester,
  reviewWorkspace,
  second,
} from './review-workspace.ts';

describe('Approve', () => {
  test('one click decides: the card ticks, the requester reads who, the thread tells it', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const card = await slack.card('ai_platform');
    const platform = slack.person(holderOf('ai_platform'));
    expect((await platform.press(card, 'Approve', false)).outcome).toBe('confirm');
    expect((await platform.press(card, 'Approve')).outcome).toBe('acked');
    const ticked = await slack.card('ai_platform', '✅ *Ai platform*', '1 of 5 done');
    expect(ticked.ts).toBe(card.ts);
    expect(labelsOf(ticked.blocks)).toEqual(['Request changes', 'Reject', 'View packet']);
    await slack.card('finance', '✅ *Ai platform*');
    await slack.ownMessage('1 of 5 reviews done', `✅ *Ai platform*  <@${holderOf('ai_platform')}>`);
    // Named, not mentioned: whoever decided need not be called.
    await platform.seesReply(card, '✅ Dear PLATFORM approved for *ai platform*');
    expect(readMessage(card)).toContain('Change requested by Dear REQUEST1,');
  });

  test('the last needed approval closes every card, with use-by and what next', async () => {
    const slack = await reviewWorkspace();
    const { assessment } = await slack.file();
    const roles = ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner'] as const;
    for (const role of roles) {
      await slack.person(holderOf(role)).press(await slack.card(role), 'Approve');
      await slack.until(`${role} decided`, ({ approvals }) => approvals.some((given) => given.role === role));
    }
    expect(assessment.slots.map((slot) => slot.role)).toEqual(roles);
    for (const role of roles) {
      const closed = await slack.card(role, 'approved for canary', 'To be started before');
      expect(labelsOf(closed.blocks)).toEqual(['View packet']);
    }
    await slack.ownMessage('approved for canary', 'What next:');
  });
});

describe('a click by somebody who may not decide changes nothing and is answered, only to them', () => {
  const refused: [who: string, id: string, says: string][] = [
    [
      'the requester',
      requester,
      'You opened *R-1*, so somebody else decides for ai platform: #ai-platform-reviews',
    ],
    ['an outsider in the channel', outsider, 'Only ai platform can do this, and you are not in it'],
    ['a guest', guest, 'Guests of this workspace cannot decide'],
    ['a deactivated account', gone, 'A deactivated account cannot decide'],
  ];

  test.each(refused)('%s', async (_who, id, says) => {
    const slack = await reviewWorkspace();
    await slack.file();
    const card = await slack.card('ai_platform');
    const pressed = slack.person(id).press(card, 'Approve');
    // Slack may still deliver what somebody pressed just before their account was switched off.
    if (id === gone) slack.emulator.control.changeUser(gone, { deleted: true });
    await pressed;
    const answer = await slack.answer(id, 'ai_platform', says);
    expect(answer.ephemeral).toBe(true);
    const others = await slack.person(holderOf('ai_platform')).messages(slack.channel('ai_platform'));
    expect(others.some((message) => readMessage(message).includes(says))).toBe(false);
    expect((await slack.request()).approvals).toEqual([]);
    expect(await slack.events()).toContain('action_refused');
  });

  test('whoever edited it, though they hold the role', async () => {
    const slack = await reviewWorkspace();
    const { packet, change, evidence } = await slack.file();
    const edited = { packet, change: { ...change, why: 'Said better.' }, evidence: [...evidence] };
    await slack.revise(edited, owner);
    await slack.person(owner).press(await slack.card('ai_platform', 'rev 2'), 'Approve');
    await slack.answer(owner, 'ai_platform', 'You edited *R-1*, so somebody else decides');
  });
});

describe('clicks that come together, twice, late or to an old card', () => {
  test('a second click by the same person counts once and says so', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const card = await slack.card('ai_platform');
    const platform = slack.person(holderOf('ai_platform'));
    await Promise.all([platform.press(card, 'Approve'), platform.press(card, 'Approve')]);
    await slack.answer(
      holderOf('ai_platform'),
      'ai_platform',
      'You approved *R-1* for ai platform',
      'it counts once',
    );
    expect((await slack.events()).filter((type) => type === 'slot_approved')).toHaveLength(1);
  });

  test('two people at the same moment: one decision, and the other is told whose', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const card = await slack.card('ai_platform');
    const people = [holderOf('ai_platform'), second];
    await Promise.all(people.map((id) => slack.person(id).press(card, 'Approve')));
    await slack.until('one decision', ({ approvals }) => approvals.length === 1);
    const winner = (await slack.request()).approvals[0]?.person ?? '';
    const loser = people.find((id) => id !== winner) ?? '';
    await slack.answer(
      loser,
      'ai_platform',
      `<@${winner}> approved *R-1* for ai platform`,
      'yours is not needed',
    );
    expect((await slack.events()).filter((type) => type === 'slot_approved')).toHaveLength(1);
  });

  test('the same click delivered again, even after a restart, is one decision', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await slack.person(holderOf('finance')).press(await slack.card('finance'), 'Approve');
    await slack.until('decided', ({ approvals }) => approvals.length === 1);
    const click = slack.emulator.control
      .deliveries()
      .findLast((delivery) => delivery.type === 'block_actions');
    if (!click) throw new Error('no click was delivered');
    await slack.emulator.control.redeliver(click.id);
    await slack.stop();
    await slack.start();
    await slack.emulator.control.redeliver(click.id);
    await slack.settled();
    expect((await slack.events()).filter((type) => type === 'slot_approved')).toHaveLength(1);
    expect(await slack.events()).not.toContain('action_refused');
  });

  test('on a card of an older revision: refused, told why, and the card heals', async () => {
    const slack = await reviewWorkspace();
    const { packet, change, evidence } = await slack.file();
    const old = await slack.card('ai_platform');
    await slack.settled();
    // The card cannot be brought up to date, so people go on seeing the old one.
    slack.emulator.control.addFault({ method: 'chat.update', kind: 'http_error', status: 503, times: null });
    const edited = { packet: { ...packet, parameters: { temperature: 0 } }, change, evidence: [...evidence] };
    await slack.revise(edited);
    const platform = slack.person(holderOf('ai_platform'));
    await platform.press(old, 'Approve');
    await slack.answer(
      holderOf('ai_platform'),
      'ai_platform',
      'you were looking at revision 1, now there is revision 2',
    );
    expect((await slack.request()).approvals).toEqual([]);
    slack.emulator.control.clearFaults();
    slack.emulator.control.advance(60_000);
    const healed = await slack.card('ai_platform', 'rev 2');
    expect(healed.ts).toBe(old.ts);
    await platform.press(healed, 'Approve');
    await slack.until('decided on revision 2', ({ approvals }) => approvals[0]?.bound.revision === 2);
  });
});

describe('while Slack cannot say who holds a role', () => {
  test('nothing is decided, and after some tries the clicker is told to press again', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const card = await slack.card('ai_platform');
    slack.emulator.control.addFault({
      method: 'usergroups.users.list',
      kind: 'http_error',
      status: 503,
      times: null,
    });
    await slack.person(holderOf('ai_platform')).press(card, 'Approve');
    await eventually('the click was given up', async () => {
      slack.emulator.control.advance(1000);
      return (await slack.store.jobCounts()).waiting === 0;
    });
    await slack.answer(
      holderOf('ai_platform'),
      'ai_platform',
      'nothing was recorded',
      'Press the button again',
    );
    expect((await slack.request()).approvals).toEqual([]);
    slack.emulator.control.clearFaults();
    await slack.person(holderOf('ai_platform')).press(card, 'Approve');
    await slack.until('decided', ({ approvals }) => approvals.length === 1);
  });

  test('a missing scope is told to the operators, too', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const card = await slack.card('ai_platform');
    slack.emulator.control.setScopes([
      'chat:write',
      'im:write',
      'users:read',
      'channels:read',
      'groups:read',
    ]);
    await slack.person(holderOf('ai_platform')).press(card, 'Approve');
    await slack.answer(holderOf('ai_platform'), 'ai_platform', 'nothing was recorded', 'operators were told');
    await slack.person('U0BACKUP').sees('C0OPERATE', 'usergroups:read');
  });
});
