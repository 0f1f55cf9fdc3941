import { describe, expect, test } from 'vitest';
import { Form } from '../../support/form.ts';
import { type LiveCompany, liveRoute, openLiveCompany } from '../../support/live-company.ts';
import { labelsOf } from '../../support/person.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Everybody gets the new model, approved until a review date. */
async function complete(): Promise<LiveCompany> {
  const live = await openLiveCompany({ wholeWay: true });
  await live.approvedAndComplete();
  return live;
}

const said = ({ company }: LiveCompany, ...words: string[]) =>
  company.person('UHANNAH').sees(company.channel('ai-releases'), ...words);

describe('the review of what serves', () => {
  test('is asked for in the channel and of the owners, and the newest reminder alone has buttons', async () => {
    const live = await complete();
    const { company } = live;
    const { review } = await live.route();
    company.pass((review?.by ?? 0) - live.app.clock.now() - 29 * day);
    const first = await said(live, 'is approved until', '30 days left');
    expect(labelsOf(first.blocks)).toEqual(['Renew', 'Snooze', 'Roll back', 'Retire']);
    await company.direct('UMAYA', 'is approved until', '30 days left');
    company.pass(16 * day);
    const second = await said(live, '14 days left');
    expect(labelsOf(second.blocks)).toContain('Renew');
    await company.settled();
    const before = company.messages('ai-releases').find(({ ts }) => ts === first.ts);
    expect(labelsOf(before?.blocks ?? [])).toEqual([]);
  });

  test('Renew opens the form, filled with what serves', async () => {
    const live = await complete();
    const { company } = live;
    await live.act({
      type: 'record_trigger',
      route: liveRoute,
      kind: 'incident',
      source: 'UMARCUS',
      note: 'Wrong names.',
    });
    const due = await said(live, 'is due now', 'an incident', 'Marcus Reid', 'Wrong names.');
    const reminder = await company.direct('UMAYA', 'is due now');
    await company.person('UMAYA').press(reminder, 'Renew');
    const form = new Form(company.person('UMAYA'));
    await form.view('Step 1 of 6');
    expect(await form.labels()).toContain('Reviewed again by');
    expect(due.ts).not.toBe(reminder.ts);
  });

  test('Snooze asks why, is bounded, and takes the buttons away', async () => {
    const live = await complete();
    const { company } = live;
    const { review } = await live.route();
    company.pass((review?.by ?? 0) - live.app.clock.now() + hour);
    const overdue = await said(live, 'ran out', 'Nothing is expanded', 'whatever rolls out on it is paused');
    // Those whose approval ran out hear of it, too.
    await company.person('UTOMAS').sees(company.channel('ai-product-reviews'), 'ran out');
    const hannah = company.person('UHANNAH');
    await hannah.press(overdue, 'Snooze');
    await hannah.modal('Why not now?', 'put off 1 more time');
    expect((await hannah.submit({ snooze_reason: ' ' })).outcome).toBe('errors');
    await hannah.submit({ snooze_reason: 'Wait for the audit.' });
    await live.until('put off', (route) => route.review?.snoozes === 1);
    await company.reply(overdue, 'Hannah Novak put the review of', 'Wait for the audit.');
    const closed = await said(live, 'ran out', 'By now it is approved until');
    expect([closed.ts, labelsOf(closed.blocks)]).toEqual([overdue.ts, []]);
  });
});

describe('a retirement', () => {
  test('is recorded, drained and signed off from its card; applications get nothing from then on', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    const request = await live.approved('retirement');
    const ready = await said(live, request, liveRoute, 'ready to retire');
    await company.person('UHANNAH').press(ready, 'Retire');
    const card = await said(live, 'being retired', 'Replacement route', 'not recorded yet', 'sign-off');
    expect(labelsOf(card.blocks)).toEqual(['Record', 'Confirm drained', 'Keep the route']);
    await company.person('UHANNAH').press(card, 'Record');
    await company.person('UHANNAH').modal('Record the retirement');
    await company.person('UHANNAH').submit({
      retire_replacement: 'support-answers-prod',
      retire_drainBy: '2026-10-06',
      retire_disabledKeys: 'summary key, off since today',
      retire_deletedSecrets: 'vault/summary-prod',
      retire_retainedLogs: 'Audit log for 7 years',
      retire_billingCloseout: 'Budget line closed',
    });
    const recorded = await said(live, 'being retired', 'support-answers-prod', 'Budget line closed');
    expect(recorded.ts).toBe(card.ts);
    await company.person('UHANNAH').press(recorded, 'Confirm drained');
    await company.whisper('UHANNAH', 'ai-releases', 'so it is not drained yet');
    company.pass(day);
    await company.reply(card, 'was to be drained by 6 Oct 2026');
    await company.person('UHANNAH').press(recorded, 'Confirm drained');
    const drained = await said(live, 'drained, waits for sign-off', 'Its flag is gone');
    await company.settled();
    const flags = await fetch(`${company.product.url}/flagd/flags.json`, { headers: live.bearer });
    expect(await flags.text()).not.toContain(liveRoute);
    await company.person('UHANNAH').press(drained, 'Sign off');
    await company.whisper('UHANNAH', 'ai-releases', 'This can be done by product');
    await company.person('UTOMAS').act('join', { channel: company.channel('ai-releases') });
    await company.person('UTOMAS').press(drained, 'Sign off');
    const retired = await said(live, `${liveRoute} · retired`, 'Tomás Herrera');
    expect([retired.ts, labelsOf(retired.blocks)]).toEqual([card.ts, []]);
    await company.reply(card, 'signed off');
    expect(company.logLines('error')).toEqual([]);
  });

  test('can be called off, and the route stays', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    const request = await live.approved('retirement');
    await live.act({ type: 'start_rollout', route: liveRoute, request });
    const card = await said(live, 'being retired', 'Replacement route');
    await company.person('UHANNAH').press(card, 'Keep the route');
    await said(live, `${liveRoute} · stays in service`);
    expect((await live.route()).retirement).toBeNull();
  });
});
