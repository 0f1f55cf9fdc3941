import { describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { type LiveCompany, liveRoute, openLiveCompany } from '../../support/live-company.ts';
import { labelsOf } from '../../support/person.ts';

const minute = 60_000;

/** The message of the alert, as on-call sees it once it says all the words. */
const inChannel = ({ company }: LiveCompany, ...words: string[]) =>
  company.person('UMARCUS').sees(company.channel('ai-oncall'), 'RouteErrors', ...words);

describe('an alert about a live route', () => {
  test('stands in the alert channel, with what changed last and the way back in its thread', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    const request = await live.rollOut();
    expect(await live.alert('firing', { summary: 'Error rate 4.2 %', severity: 'page' })).toBe(202);
    const alert = await inChannel(live, liveRoute, 'firing since', 'Error rate 4.2 %', 'severity page');
    const offer = await company.reply(alert, '5 %', 'gpt-summary-b 2026-09', 'customer canary');
    const told = company.read(offer);
    expect(told).toContain('the others get gpt-summary-a 2026-03');
    expect(told).toContain(`0 % → 5 %, by Hannah Novak (*${request}*, approved by`);
    expect(told).toContain('Last drill: ');
    expect(labelsOf(offer.blocks)).toEqual(['Roll back', 'Pause', 'View packet']);
    await company.person('UMARCUS').press(offer, 'View packet');
    await company.person('UMARCUS').modal(request);
    // The same alert again is no second message.
    company.pass(2 * minute);
    await live.alert('firing', { summary: 'Error rate 6 %' });
    const again = await inChannel(live, 'Error rate 6 %', 'heard 2 times');
    expect(again.ts).toBe(alert.ts);
    await company.settled();
    expect(company.messages('ai-oncall').filter(({ text }) => text.includes('RouteErrors'))).toHaveLength(1);
  });

  test('is rolled back from its thread by on-call, and told there; then nothing is left to press', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut();
    await live.alert('firing');
    const alert = await inChannel(live);
    const offer = await company.reply(alert, '5 %');
    expect((await company.person('UMARCUS').press(offer, 'Roll back')).outcome).toBe('acked');
    const { finished } = await live.until('rolled back', ({ rollout }) => rollout === null);
    expect(finished).toMatchObject({ outcome: 'rolled_back', by: 'UMARCUS', fromBp: 500 });
    const told = await company.reply(
      alert,
      'was *rolled back* by Marcus Reid in',
      '*5 % → 0 %*, read back',
      'Why?',
    );
    expect(labelsOf(told.blocks)).toEqual(['Add reason']);
    const after = await company.reply(
      alert,
      'Everybody gets',
      'Changed',
      '5 % → 0 %, rolled back, by Marcus Reid',
    );
    expect(after.ts).toBe(offer.ts);
    expect(labelsOf(after.blocks)).toEqual(['View packet']);
    const began = live.app.clock.now();
    const moment = (at: number) => new Date(at).toISOString();
    await live.alert('resolved', { started_at: moment(began), ended_at: moment(began + 4 * minute) });
    await inChannel(live, 'resolved after 4 minutes');
    await company.reply(alert, '🟢 Resolved after 4 minutes.');
    await company.settled();
    expect(company.replies(alert).filter(({ text }) => text.includes('Resolved'))).toHaveLength(1);
    expect(company.logLines('error')).toEqual([]);
  });

  test.each([
    ['names a route that nobody knows', { model_route: 'suport-sumary-prod' }, 'Did the alert mean'],
    ['names no route', { model_route: null }, 'This alert names no route'],
  ])('that %s is shown all the same, with what changed last', async (_what, change, words) => {
    const live = await openLiveCompany();
    await live.rollOut();
    await live.alert('firing', change);
    const offer = await live.company.reply(await inChannel(live), words, liveRoute, '0 % → 5 %');
    expect(labelsOf(offer.blocks)).toEqual(['Roll back a route…']);
  });

  test('that fires again after it was over opens its thread again', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut();
    await live.alert('firing');
    const alert = await inChannel(live);
    await company.reply(alert, '5 %');
    await live.alert('resolved');
    await company.reply(alert, '🟢 Resolved');
    company.pass(minute);
    const now = new Date(live.app.clock.now()).toISOString();
    await live.alert('firing', { started_at: now });
    await company.reply(alert, '🔴 It fires again.');
    await eventually('the way back is offered again', () =>
      labelsOf(company.replies(alert)[0]?.blocks ?? []).includes('Roll back'),
    );
  });
});
