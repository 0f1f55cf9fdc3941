import { describe, expect, test } from 'vitest';
import type { ReviewRole } from '../../../src/domain/words.ts';
import type { SeenView } from '../../../src/sandbox/emulator/people.ts';
import { labelsOf, readView } from '../../support/person.ts';
import { supportSummary } from '../../support/proposals.ts';
import { richChange } from '../cards/states.ts';
import {
  gone,
  guest,
  holderOf,
  outsider,
  type ReviewWorkspace,
  requester,
  reviewWorkspace,
} from './review-workspace.ts';

type Role = Parameters<typeof holderOf>[0] & ReviewRole;

/** Somebody presses a button of a role's card, and the modal that opens. */
async function opened(
  slack: ReviewWorkspace,
  role: Role,
  button: string,
  id = holderOf(role),
): Promise<SeenView> {
  const card = await slack.card(role);
  await slack.person(id).press(card, button);
  return slack.person(id).modal();
}

describe('Request changes and Reject', () => {
  test('carry category and reason to the requester, word for word', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const modal = await opened(slack, 'finance', 'Request changes');
    expect(readView(modal)).toContain('*Cost*  $400/month → $520/month (+30 %)');
    const finance = slack.person(holderOf('finance'));
    expect(
      await finance.submit({ category: 'cost', reason: 'Which budget pays the extra $120?' }),
    ).toMatchObject({
      outcome: 'acked',
    });
    expect((await finance.state()).modals).toEqual([]);
    const own = await slack.ownMessage(
      'Finance',
      'asked for changes (cost): “Which budget pays the extra $120?”',
    );
    await slack.ownMessage('Your turn:');
    expect(labelsOf(own.blocks)).toEqual(['Edit', 'Attach evidence', 'Nudge', 'View packet', 'Withdraw']);
    await finance.seesReply(await slack.card('finance'), 'asked for changes for *finance*: cost.');
    await slack
      .person(requester)
      .seesReply(own, 'Which budget pays the extra $120?', '*Edit* the request to answer');
  });

  test('a rejection ends the request for everybody, and offers to start again', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await opened(slack, 'security', 'Reject');
    await slack.person(holderOf('security')).submit({ category: 'safety', reason: 'Not on customer data.' });
    const closed = await slack.card('finance', 'rejected', 'Safety: “Not on customer data.”');
    expect(labelsOf(closed.blocks)).toEqual(['View packet']);
    const own = await slack.ownMessage('rejected');
    expect(labelsOf(own.blocks)).toEqual(['Start again', 'View packet']);
    await slack.person(requester).press(own, 'Start again');
    await slack.person(requester).modal('What changes');
  });

  test('an empty reason is an error at the field; what was chosen stays', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await opened(slack, 'finance', 'Reject');
    const finance = slack.person(holderOf('finance'));
    expect(await finance.submit({ category: 'cost', reason: '   ' })).toMatchObject({ outcome: 'errors' });
    const modal = await finance.modal('Give a reason; the requester reads it.');
    expect(modal.values.category?.category?.selected_option).toMatchObject({ value: 'cost' });
  });

  test('an edit meanwhile: the modal says so, keeps what was written, and sends it for the new revision', async () => {
    const slack = await reviewWorkspace();
    const { packet, change, evidence } = await slack.file();
    await opened(slack, 'finance', 'Request changes');
    await slack.revise({
      packet: { ...packet, parameters: { temperature: 0 } },
      change,
      evidence: [...evidence],
    });
    const finance = slack.person(holderOf('finance'));
    await finance.submit({ category: 'cost', reason: 'Too dear.' });
    const again = await finance.modal('was edited while you wrote: it is revision 2 now');
    expect(readView(again)).toContain('*Parameters*');
    expect(again.values.reason?.reason?.value).toBe('Too dear.');
    await finance.submit();
    await slack.until('objected to revision 2', ({ objections }) => objections[0]?.reason === 'Too dear.');
  });
});

describe('Approve with conditions', () => {
  const condition = (row: number, text: string, due: string | null, owner = requester) => ({
    [`condition_${row}_text`]: text,
    [`condition_${row}_owner`]: owner,
    [`condition_${row}_due`]: due,
  });

  test('takes several, each with owner and day; rows can be added and removed while typing', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const modal = await opened(slack, 'ai_platform', 'Approve with conditions');
    const platform = slack.person(holderOf('ai_platform'));
    const [text] = modal.blocks.filter((block) => block.block_id === 'condition_1_text');
    expect(text).toBeDefined();
    await platform.act('input', {
      container: { type: 'view', view_id: modal.id },
      block_id: 'condition_1_text',
      action_id: 'condition_1_text',
      value: 'Latency report',
    });
    await platform.press(modal, 'Add another condition');
    const two = await platform.modal('Condition 2');
    await platform.press(two, 'Add another condition');
    const three = await platform.modal('Condition 3');
    expect(three.values.condition_1_text?.condition_1_text?.value).toBe('Latency report');
    await platform.press(three, 'Remove the last one');
    await platform.modal('Remove the last one');
    await platform.submit({
      ...condition(1, 'Latency report', '2026-10-09'),
      ...condition(2, 'Alert on cost', '2026-10-12', holderOf('finance')),
      comment: 'Looks good otherwise.',
    });
    const { approvals } = await slack.until('approved', (request) =>
      request.approvals.length > 0 ? request : null,
    );
    expect(approvals[0]).toMatchObject({
      comment: 'Looks good otherwise.',
      conditions: [
        { text: 'Latency report', owner: requester, due: '2026-10-09' },
        { text: 'Alert on cost', owner: holderOf('finance'), due: '2026-10-12' },
      ],
    });
    await slack.card(
      'finance',
      'with 2 conditions',
      `Latency report (<@${requester}>, by 9 Oct 2026, for ai platform)`,
    );
  });

  test('at most ten', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const platform = slack.person(holderOf('ai_platform'));
    let modal = await opened(slack, 'ai_platform', 'Approve with conditions');
    for (let rows = 2; rows <= 10; rows += 1) {
      await platform.press(modal, 'Add another condition');
      modal = await platform.modal(`Condition ${rows}`);
    }
    expect(labelsOf(modal.blocks)).not.toContain('Add another condition');
  });

  test('a day that is over, and a condition without a day, are errors at their fields', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const modal = await opened(slack, 'ai_platform', 'Approve with conditions');
    const platform = slack.person(holderOf('ai_platform'));
    await platform.press(modal, 'Add another condition');
    await platform.modal('Condition 2');
    const answer = await platform.submit({
      ...condition(1, 'Report', '2026-10-04'),
      ...condition(2, 'No day', null),
    });
    expect(answer.errors).toEqual({
      condition_1_due: 'This day is over. Choose today or later.',
      condition_2_due: 'Choose the day until which it is done.',
    });
    expect((await slack.request()).approvals).toEqual([]);
  });
});

describe('a restricted request', () => {
  const restricted = { ...richChange, classification: ['legal_terms' as const], data: supportSummary.data };

  test('asks for the id of the route; a wrong one is an error at the field, and can be corrected', async () => {
    const slack = await reviewWorkspace();
    await slack.file(restricted);
    const modal = await opened(slack, 'legal', 'Approve');
    expect(readView(modal)).toContain('Type the id of the route to approve it');
    const legal = slack.person(holderOf('legal'));
    expect((await legal.submit({ typed_route: 'support-summary' })).errors).toEqual({
      typed_route: 'Type support-summary-prod exactly as it stands here.',
    });
    expect(await legal.submit({ typed_route: ' support-summary-prod ' })).toMatchObject({ outcome: 'acked' });
    await slack.until('approved', ({ approvals }) => approvals.length === 1);
  });

  test('asks for it with conditions, too', async () => {
    const slack = await reviewWorkspace();
    await slack.file(restricted);
    await opened(slack, 'security', 'Approve with conditions');
    const answer = await slack.person(holderOf('security')).submit({
      condition_1_text: 'x',
      condition_1_due: '2026-10-09',
      typed_route: 'no',
    });
    expect(Object.keys(answer.errors ?? {})).toEqual(['typed_route']);
  });
});

describe('whoever may not decide', () => {
  test('the requester is told at once, without a form to fill in', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await slack.person(requester).press(await slack.card('finance'), 'Reject');
    await slack.answer(requester, 'finance', 'You opened *R-1*');
    expect((await slack.person(requester).state()).modals).toEqual([]);
    await slack.settled();
    expect(await slack.events()).toContain('action_refused');
  });

  test.each([
    ['an outsider', outsider, 'Only finance can do this'],
    ['a guest', guest, 'Guests of this workspace cannot decide'],
  ])('%s sees the form turn into the answer', async (_who, id, says) => {
    const slack = await reviewWorkspace();
    await slack.file();
    await slack.person(id).press(await slack.card('finance'), 'Reject');
    const modal = await slack.person(id).modal(says);
    expect(modal.submit).toBeNull();
  });

  test('somebody who lost the role while writing gets the answer with everything they wrote', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await opened(slack, 'finance', 'Reject');
    slack.emulator.control.changeUserGroup('S0GROUP02', { users: [gone] });
    // Who holds a role is believed for two seconds of wall time.
    slack.forgetPeople();
    await slack
      .person(holderOf('finance'))
      .submit({ category: 'cost', reason: 'All of my *reasons* <!here>' });
    const modal = await slack.person(holderOf('finance')).modal('Only finance can do this');
    expect(readView(modal)).toContain('All of my *reasons* <!here>');
    expect((await slack.request()).status).toBe('in_review');
  });

  test('while Slack does not say who holds a role, the form stays with everything in it, and works later', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    await opened(slack, 'finance', 'Reject');
    slack.forgetPeople();
    slack.emulator.control.addFault({
      method: 'usergroups.users.list',
      kind: 'http_error',
      status: 503,
      times: null,
    });
    const finance = slack.person(holderOf('finance'));
    const answer = await finance.submit({ category: 'cost', reason: 'Too dear.' });
    expect(answer.errors?.reason).toContain('nothing was recorded. What you wrote is still here');
    slack.emulator.control.clearFaults();
    slack.forgetPeople();
    expect(await finance.submit({ category: 'cost', reason: 'Too dear.' })).toMatchObject({
      outcome: 'acked',
    });
    await slack.until('rejected', ({ status }) => status === 'rejected');
  });
});
