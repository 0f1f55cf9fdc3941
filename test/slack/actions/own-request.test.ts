import { describe, expect, test } from 'vitest';
import { day, hour } from '../../support/given-when-then.ts';
import { labelsOf, readMessage } from '../../support/person.ts';
import { holderOf, outsider, type ReviewWorkspace, requester, reviewWorkspace } from './review-workspace.ts';

/** Moves the workspace's clock and does what falls due, as the scheduler would. */
async function later(slack: ReviewWorkspace, milliseconds: number, cause: string): Promise<void> {
  slack.emulator.control.advance(milliseconds);
  const system = { person: 'system', roles: [], standing: 'member' } as const;
  await slack.deps.app.handle(cause, { type: 'time_passed', request: 'R-1' }, system);
}

describe("the requester's message", () => {
  test('Edit opens the form with the request in it', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await slack.person(requester).press(await slack.ownMessage('0 of 5 reviews done'), 'Edit');
    const form = await slack.person(requester).modal('support-summary-prod');
    expect(form.callback_id).not.toBe('answer');
  });

  test('Nudge calls the holders of the roles that are still needed, and nobody else; not twice in an hour', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await slack.person(holderOf('security')).press(await slack.card('security'), 'Approve');
    await slack.until('security decided', ({ approvals }) => approvals.length === 1);
    const own = await slack.ownMessage('1 of 5 reviews done');
    const me = slack.person(requester);
    await me.press(own, 'Nudge');
    const nudge = await slack.person(outsider).sees(slack.channel('finance'), '👋', 'R-1 waits for finance');
    const [called] = readMessage(nudge).split('👋');
    expect(called).toContain(`<@${holderOf('finance')}>`);
    // Whoever holds the role but filed or edited the request could not decide anyway.
    expect(called).not.toContain(requester);
    await slack.settled();
    const quiet = await me.messages(slack.channel('security'));
    expect(quiet.some((message) => readMessage(message).includes('👋'))).toBe(false);
    await me.press(own, 'Nudge');
    await me.sees(own.channel, 'were nudged just now. You can nudge again');
  });

  test('Withdraw asks first, then ends the review everywhere and offers to start again', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const own = await slack.ownMessage('0 of 5 reviews done');
    const me = slack.person(requester);
    expect((await me.press(own, 'Withdraw', false)).confirm).toMatchObject({
      title: { text: 'Withdraw R-1?' },
    });
    await me.press(own, 'Withdraw');
    await slack.card('finance', 'withdrawn', `Withdrawn* by <@${requester}>`);
    const closed = await slack.ownMessage('withdrawn');
    expect(labelsOf(closed.blocks)).toEqual(['Start again', 'View packet']);
    await me.press(closed, 'Start again');
    await me.modal('What changes');
  });

  test('Extend appears with the warning, and gives more time once', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await slack.ownMessage('0 of 5 reviews done');
    await later(slack, 13 * day + hour, 'warn');
    const warned = await slack.ownMessage('closes unanswered');
    expect(labelsOf(warned.blocks)).toContain('Extend');
    const me = slack.person(requester);
    await me.seesReply(warned, '⚠️ R-1 closes');
    // While the message cannot be brought up to date, its button stays where it was.
    slack.emulator.control.addFault({ method: 'chat.update', kind: 'http_error', status: 503, times: null });
    await me.press(warned, 'Extend');
    await slack.until('extended', (request) => request.status === 'in_review' && request.extended);
    await me.press(warned, 'Extend');
    await me.sees(warned.channel, 'was extended once already');
    slack.emulator.control.clearFaults();
    slack.emulator.control.advance(60_000);
    const healed = await slack.ownMessage('0 of 5 reviews done');
    expect(healed.ts).toBe(warned.ts);
  });

  test('somebody else who gets hold of its buttons is told whose request it is', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const own = await slack.ownMessage('0 of 5 reviews done');
    await slack.settled();
    const click = { type: 'message', channel: own.channel, ts: own.ts } as const;
    const pressed = await slack
      .person(outsider)
      .act('click', { container: click, block_id: 'own', action_id: 'request_nudge' });
    // Slack shows nobody else this message; that is where it ends.
    expect(pressed.ok).toBe(false);
  });
});

describe('time', () => {
  test('half, due, escalation: reminded in the thread, the backup called and given the card', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const card = await slack.card('finance');
    await slack.settled();
    await later(slack, 4 * hour, 'half');
    const finance = slack.person(holderOf('finance'));
    await finance.seesReply(card, '⏳ Half of the time');
    await later(slack, 20 * hour, 'due');
    await finance.seesReply(card, `<@${holderOf('finance')}>`, '⏰ The review of R-1');
    await slack.card('finance', 'overdue since');
    await later(slack, 24 * hour, 'escalate');
    await finance.seesReply(card, '<@U0BACKUP> 🚨', 'as its backup you may decide now');
  });

  test('the backup decides from the card that was sent directly, which is kept in step', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await slack.settled();
    await later(slack, 3 * day, 'escalate');
    const backup = slack.person('U0BACKUP');
    const direct = await slack.direct('U0BACKUP', 'support-summary-prod', 'overdue');
    await backup.press(direct, 'Approve');
    await slack.until('decided', ({ approvals }) => approvals[0]?.person === 'U0BACKUP');
    await slack.direct('U0BACKUP', '✅ *Finance*');
    await slack.card('finance', '✅ *Finance*  <@U0BACKUP>');
  });
});
