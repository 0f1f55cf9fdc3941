import { describe, expect, test } from 'vitest';
import type { SeenMessage } from '../../../src/sandbox/emulator/people.ts';
import { inputsOf } from '../../support/form.ts';
import { type LiveCompany, liveRoute, openLiveCompany } from '../../support/live-company.ts';
import { labelsOf, readView } from '../../support/person.ts';

const minute = 60_000;

/** Somebody says something in a channel, as people and other apps do. */
async function say(
  { company }: LiveCompany,
  channel: string,
  text: string,
  person = 'UMARCUS',
  thread?: string,
): Promise<SeenMessage> {
  const where = { channel: company.channel(channel), ...(thread ? { thread_ts: thread } : {}) };
  const { message } = await company.person(person).act('say', { ...where, text });
  if (!message) throw new Error('nothing was said');
  return message;
}

const useShortcut = ({ company }: LiveCompany, on: SeenMessage, person = 'UMARCUS') =>
  company.person(person).act('shortcut', {
    callback_id: 'roll_back_route',
    channel: on.channel,
    message_ts: on.ts,
  });

describe('the shortcut on a message of any app', () => {
  test('offers the route that the message names, and rolls it back in its thread', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut();
    const message = await say(live, 'ai-oncall', `p95 of ${liveRoute} went through the roof`);
    expect((await useShortcut(live, message)).outcome).toBe('acked');
    const marcus = company.person('UMARCUS');
    const view = await marcus.modal('Which route?', '*5 % → 0 %*', 'gpt-summary-a 2026-03', 'Last drill');
    const [input] = inputsOf(view);
    expect(view.values[input?.block_id ?? '']?.[input?.action_id ?? '']?.selected_option).toMatchObject({
      value: liveRoute,
    });
    expect((await marcus.submit()).outcome).toBe('acked');
    await live.until('rolled back', ({ finished }) => finished?.by === 'UMARCUS');
    await company.reply(message, 'was *rolled back* by Marcus Reid', '*5 % → 0 %*');
    await company.settled();
    expect(company.logLines('error')).toEqual([]);
  });

  test('without a name offers what changed last, and says what the chosen one would change', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut();
    const message = await say(live, 'general', 'Everything is on fire');
    await useShortcut(live, message);
    const marcus = company.person('UMARCUS');
    const view = await marcus.modal('Which route?');
    expect(readView(view)).not.toContain('Last drill');
    const [input] = inputsOf(view);
    const { block_id = '', action_id = '' } = input ?? {};
    const container = { type: 'view', view_id: view.id } as const;
    const option = JSON.parse(JSON.stringify(view.blocks))[0].element.options[0];
    expect(option).toMatchObject({
      value: liveRoute,
      description: { text: '5 % → 0 %, back to gpt-summary-a 2026-03' },
    });
    await marcus.act('input', { container, block_id, action_id, value: option });
    await marcus.modal('*5 % → 0 %*', 'Last drill');
    await marcus.submit();
    await live.until('rolled back', ({ finished }) => finished?.by === 'UMARCUS');
    await company.reply(message, 'was *rolled back* by Marcus Reid');
  });

  test('says so where nothing can be rolled back', async () => {
    const live = await openLiveCompany();
    await useShortcut(live, await say(live, 'general', `Is ${liveRoute} all right?`));
    const view = await live.company.person('UMARCUS').modal('every route serves its baseline');
    expect(labelsOf(view.blocks)).toEqual([]);
  });

  test('tells guests nothing of routes', async () => {
    const live = await openLiveCompany();
    await live.rollOut();
    const message = await say(live, 'ai-platform-reviews', `Is ${liveRoute} all right?`, 'UPRIYA');
    await useShortcut(live, message, 'UAISHA');
    await live.company.person('UAISHA').modal('Only members of this workspace');
  });

  test('used by somebody who may not, changes nothing and says who may', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut();
    const message = await say(live, 'general', `Is ${liveRoute} all right?`);
    await useShortcut(live, message, 'ULEO');
    await company.person('ULEO').modal('Which route?');
    await company.person('ULEO').submit();
    const told = await company.person('ULEO').seesReply(message, 'This can be done by', 'on');
    expect(told.ephemeral).toBe(true);
    expect(company.read(told)).toContain('#ai-oncall');
    expect((await live.route()).rollout?.status).toBe('live');
  });
});

describe('calling Routegate in a thread', () => {
  test('of an alert by another app, it offers the route that the alert names, and tells what became of it', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut();
    const message = await say(live, 'ai-oncall', `ALERT model_route=${liveRoute} errors 4 %`);
    await say(live, 'ai-oncall', '@routegate what changed?', 'UMARCUS', message.ts);
    const offer = await company.reply(message, 'customer canary', '0 % → 5 %, by Hannah Novak');
    expect(labelsOf(offer.blocks)).toEqual(['Roll back', 'Pause', 'View packet']);
    await company.person('UMARCUS').press(offer, 'Pause');
    await company.reply(message, '*paused at 5 %* by Marcus Reid', 'Why?');
    const paused = await company.reply(message, 'customer canary, paused');
    expect([paused.ts, labelsOf(paused.blocks)]).toEqual([offer.ts, ['Roll back', 'View packet']]);
    await company.person('UMARCUS').press(paused, 'Roll back');
    await company.reply(message, 'was *rolled back* by Marcus Reid');
    // After a day nobody waits in that thread any more.
    await company.settled();
    const said = company.replies(message).length;
    company.pass(25 * 60 * minute);
    await live.rollOut();
    await live.act({ type: 'pause', route: liveRoute, cause: 'person', detail: '' }, 'oncall');
    await company.settled();
    expect(company.replies(message)).toHaveLength(said);
  });

  test('is answered once, however often Slack says it', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut();
    const message = await say(live, 'ai-oncall', `@routegate ${liveRoute}?`);
    await company.reply(message, 'customer canary');
    const mentions = company.emulator.control.deliveries({ type: 'app_mention' });
    expect(mentions).toHaveLength(1);
    for (const { id } of mentions) await company.emulator.control.redeliver(id);
    await company.settled();
    expect(company.replies(message)).toHaveLength(1);
  });

  test('that names no route, it lets people choose', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut();
    const message = await say(live, 'general', '@routegate help!', 'UMARCUS');
    const offer = await company.reply(message, 'Nothing here names a route', liveRoute);
    await company.person('UMARCUS').press(offer, 'Roll back a route…');
    await company.person('UMARCUS').modal('Which route?');
  });

  test('as a guest, it tells nothing of routes', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut();
    const message = await say(live, 'ai-platform-reviews', `@routegate ${liveRoute}`, 'UAISHA');
    await company.person('UAISHA').seesReply(message, 'Only members of this workspace');
    await company.settled();
    expect(company.replies(message)).toEqual([]);
  });
});
