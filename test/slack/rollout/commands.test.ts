import { describe, expect, test } from 'vitest';
import { type LiveCompany, liveRoute, openLiveCompany } from '../../support/live-company.ts';

const type = ({ company }: LiveCompany, person: string, text: string) =>
  company.person(person).command(company.channel('general'), text);
const told = ({ company }: LiveCompany, person: string, ...words: string[]) =>
  company.whisper(person, 'general', ...words);

describe('/route-request on a live route', () => {
  test('pauses, resumes and rolls back like the buttons, and answers whoever typed it', async () => {
    const live = await openLiveCompany();
    await live.rollOut();
    expect((await type(live, 'UMARCUS', `pause ${liveRoute}`)).outcome).toBe('acked');
    await told(live, 'UMARCUS', 'is paused at 5 %');
    await type(live, 'UMARCUS', `resume ${liveRoute}`);
    await told(live, 'UMARCUS', 'This can be done by', 'release', '#ai-releases');
    await type(live, 'UHANNAH', `resume ${liveRoute}`);
    await told(live, 'UHANNAH', 'is resumed at 5 %');
    await type(live, 'UMARCUS', `rollback ${liveRoute}`);
    await told(live, 'UMARCUS', 'everybody gets gpt-summary-a 2026-03');
    await live.until('rolled back', ({ finished }) => finished?.by === 'UMARCUS');
    await type(live, 'UHANNAH', `rollback ${liveRoute}`);
    await told(live, 'UHANNAH', '<@UMARCUS> rolled this back already'.replace('<@UMARCUS>', '@Marcus Reid'));
    expect(live.company.logLines('error')).toEqual([]);
  });

  test('rehearses a roll back, whether anything is rolling out or not', async () => {
    const live = await openLiveCompany();
    await type(live, 'UMARCUS', `drill ${liveRoute}`);
    await told(live, 'UMARCUS', 'Rehearsed the roll back of', 'No user noticed.');
    expect((await live.route()).drills).toMatchObject([{ by: 'UMARCUS', worked: true }]);
  });

  test('is refused to whoever may not, with who may', async () => {
    const live = await openLiveCompany();
    await live.rollOut();
    for (const word of ['pause', 'rollback', 'drill']) {
      await type(live, 'ULEO', `${word} ${liveRoute}`);
      await told(live, 'ULEO', 'This can be done by', '#ai-oncall', 'you are none of them');
    }
    expect(await live.route()).toMatchObject({ rollout: { status: 'live' }, drills: [{ by: 'UMARCUS' }] });
  });

  test('show says what is rolling out, what the next step misses, and what was rehearsed', async () => {
    const live = await openLiveCompany();
    const request = await live.rollOut();
    await type(live, 'ULEO', `show ${liveRoute}`);
    await told(live, 'ULEO', 'customer canary', 'gpt-summary-b 2026-09', request, 'hold time', 'Last drill');
  });

  test('renew and retire say where a route is that goes out of service, or is gone', async () => {
    const live = await openLiveCompany();
    const request = await live.approved('retirement');
    await live.act({ type: 'start_rollout', route: liveRoute, request });
    for (const word of ['renew', 'retire']) {
      await type(live, 'UMAYA', `${word} ${liveRoute}`);
      await told(live, 'UMAYA', 'is being taken out of service with', request, '#ai-releases');
    }
    await type(live, 'UMAYA', `show ${liveRoute}`);
    await told(live, 'UMAYA', 'Being taken out of service since');
  });

  test('trigger asks what happened, makes the review due, and tells the owners', async () => {
    const live = await openLiveCompany();
    await type(live, 'UELENA', `trigger ${liveRoute}`);
    const elena = live.company.person('UELENA');
    await elena.modal('What happened?');
    expect((await elena.submit({ trigger_kind: 'provider_terms' })).errors).toBeDefined();
    const values = { trigger_kind: 'provider_terms', trigger_note: 'New terms from 1 December.' };
    expect((await elena.submit(values)).outcome).toBe('acked');
    await live.until('recorded', ({ triggers }) => triggers.length === 1);
    expect((await live.route()).triggers).toMatchObject([{ kind: 'provider_terms', source: 'UELENA' }]);
  });
});
