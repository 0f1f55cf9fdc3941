import { describe, expect, test } from 'vitest';
import type { PlannedStage } from '../../../src/domain/packet/schema.ts';
import { eventually } from '../../support/eventually.ts';
import { type LiveCompany, liveRoute, openLiveCompany } from '../../support/live-company.ts';
import { labelsOf } from '../../support/person.ts';

const hour = 3_600_000;
const day = 24 * hour;
const releases = 'ai-releases';

const report = { text: 'Send the latency report', owner: 'UMAYA', due: '2026-10-12' };

/** Everything that somebody was told directly and that says all the words. */
const told = ({ company }: LiveCompany, person: string, ...words: string[]) =>
  company
    .directs(person)
    .map((message) => company.read(message))
    .filter((text) => words.every((word) => text.includes(word)));

/** To ten past nine on a day of October 2026, working mornings in between included. */
async function until(live: LiveCompany, date: number): Promise<void> {
  live.company.pass(Date.UTC(2026, 9, date, 9, 10) - live.app.clock.now());
  const { store, clock } = live.app;
  await eventually('nothing is due', async () => (await store.dueRoutes(clock.now(), 1)).length === 0);
  await live.company.settled();
}

async function done(live: LiveCompany, person: string, words: readonly string[], proof: string) {
  const { company } = live;
  const notice = await company.direct(person, ...words);
  await company.person(person).press(notice, 'Done');
  await company.person(person).modal('Condition done', 'What shows it?');
  await company.person(person).submit({ typed: proof });
  return notice;
}

describe('whoever promised something at an approval', () => {
  test('is told at once, before, on the day and after it; the thread hears of it once', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    const request = await live.rollOut(undefined, [report]);
    const first = await company.direct('UMAYA', 'approved on a condition that is yours', report.text);
    expect(labelsOf(first.blocks)).toEqual(['Done']);
    expect(company.read(first)).toContain('Open the rollout’s card');
    await until(live, 9);
    const soon = await company.direct('UMAYA', '🔔 Due *12 Oct 2026*');
    await until(live, 12);
    await company.direct('UMAYA', 'Due *today*');
    expect(labelsOf((await company.direct('UMAYA', '🔔 Due *12 Oct 2026*')).blocks)).toEqual([]);
    expect(soon.ts).not.toBe(first.ts);

    await until(live, 13);
    await company.direct('UMAYA', '*Overdue* since *12 Oct 2026*');
    const card = await company.person('UHANNAH').sees(company.channel(releases), 'Overdue condition');
    const said = await company.reply(card, 'A condition is overdue', report.text, '@Maya Lindqvist');
    // Nobody else is called.
    expect(
      JSON.stringify(said.blocks)
        .match(/<@[A-Z0-9]+>|<!\w+>/g)
        ?.every((one) => one === '<@UMAYA>'),
    ).toBe(true);
    expect(company.read(card)).toContain('not clear');
    await until(live, 14);
    expect(told(live, 'UMAYA', '*Overdue* since')).toHaveLength(2);
    expect(company.replies(card).filter((reply) => company.read(reply).includes('is overdue'))).toHaveLength(
      1,
    );

    const notice = await done(
      live,
      'UMAYA',
      ['*Overdue* since', 'until it is done'],
      'https://wiki.acme/p95',
    );
    await company.reply(card, 'Maya Lindqvist says that this condition is met', 'https://wiki.acme/p95');
    const closed = await company.direct('UMAYA', '*Overdue* since', '*Done*, says', 'https://wiki.acme/p95');
    expect(labelsOf(closed.blocks)).toEqual([]);
    expect(notice.channel).toBe(closed.channel);
    const own = await company.direct('UMAYA', request, '☑ Send the latency report', 'https://wiki.acme/p95');
    expect(company.read(own)).toContain('Conditions');
    await until(live, 20);
    expect(told(live, 'UMAYA', '*Overdue* since')).toHaveLength(2);
    expect(await company.eventTypes(request)).toContain('condition_kept');
    expect((await company.auditVerify()).code).toBe(0);
    expect(company.logLines('error')).toEqual([]);
  });

  test('hears nothing twice after a restart, and only the latest word after a long sleep', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut(undefined, [report]);
    await company.direct('UMAYA', 'approved on a condition that is yours');
    await company.stop();
    company.pass(9 * day);
    await company.start();
    await company.direct('UMAYA', '*Overdue* since *12 Oct 2026*');
    await company.restart();
    await company.settled();
    expect(told(live, 'UMAYA', 'promised when')).toHaveLength(1);
  });

  test('owes it before anything is started, and finds it in Home, in the inbox and in lists', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.approved('change', undefined, [report]);
    const ready = await company
      .person('UHANNAH')
      .sees(company.channel(releases), 'ready to start', report.text);
    expect(labelsOf(ready.blocks)).toContain('Done');
    const maya = company.person('UMAYA');
    for (const word of ['inbox', 'list']) {
      await maya.command(company.channel('general'), word);
      const answer = await company.whisper(
        'UMAYA',
        'general',
        'You promised',
        report.text,
        'by *12 Oct 2026*',
      );
      expect(labelsOf(answer.blocks)).toContain('Done');
    }
    await done(live, 'UMAYA', ['approved on a condition that is yours', 'Once it is overdue'], 'Sent.');
    await company.direct('UMAYA', 'condition that is yours', '*Done*, says');
    expect(await live.app.store.owedBy('UMAYA', 10)).toEqual([]);
  });

  test('still owes it after completion, where the product hears of it and nothing new starts', async () => {
    const live = await openLiveCompany({ wholeWay: true });
    const { company } = live;
    const toAll: PlannedStage[] = [{ stage: 'default', hold_hours: 0 }];
    const request = await live.approved('change', toAll, [{ ...report, owner: 'the data team' }]);
    await live.act({ type: 'record_drill', route: liveRoute, tookMs: 400, worked: true }, 'oncall');
    await live.act({ type: 'start_rollout', route: liveRoute, request });
    await live.until('everybody gets it', ({ finished }) => finished?.outcome === 'complete');
    // Slack knows nobody of that name, so the requester is asked.
    await company.direct(
      'UMAYA',
      'approved on a condition',
      'to be done by the data team',
      'so it is asked of you',
    );
    await until(live, 13);
    await company
      .person('UTOMAS')
      .sees(company.channel('ai-product-reviews'), 'A promise is overdue', report.text);
    await until(live, 15);
    const escalated = company
      .messages('ai-product-reviews')
      .filter((message) => company.read(message).includes('A promise is overdue'));
    expect(escalated).toHaveLength(1);
    const served = await live.route();
    expect(served.conditions).toMatchObject([{ id: `${request}.1`, met: null, said: 6 }]);
    const api = await fetch(`${company.product.url}/api/v1/routes/${liveRoute}`, { headers: live.bearer });
    expect(await api.json()).toMatchObject({
      conditions: [{ id: `${request}.1`, text: report.text, overdue: true, met: null }],
    });
  });

  test('may have left since: then whoever asked for the change is told', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    company.emulator.control.changeUser('UGRACE', { deleted: true });
    await live.approved('change', undefined, [{ ...report, owner: 'UGRACE' }]);
    const notice = await company.direct('UMAYA', 'to be done by @Grace Okafor, whom Slack does not reach');
    expect(labelsOf(notice.blocks)).toEqual(['Done']);
    await company.settled();
    expect(company.logLines('error')).toEqual([]);
  });

  test('owes nothing any more once the approval lapsed unused', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.approved('change', undefined, [{ ...report, due: '2026-12-01' }]);
    await company.direct('UMAYA', 'approved on a condition that is yours');
    company.pass(8 * day);
    await company.direct('UMAYA', 'is settled');
    expect(await live.app.store.owedBy('UMAYA', 10)).toEqual([]);
    expect((await live.route()).conditions).toEqual([]);
  });
});
