import { describe, expect, test } from 'vitest';
import type { SeenView } from '../../../src/sandbox/emulator/people.ts';
import { eventually } from '../../support/eventually.ts';
import { Form } from '../../support/form.ts';
import { type LiveCompany, liveRoute, openLiveCompany } from '../../support/live-company.ts';
import { readView } from '../../support/person.ts';

const hour = 3_600_000;

/** App Home of somebody who opens it now. */
async function home({ company }: LiveCompany, id: string, ...words: string[]): Promise<SeenView> {
  const person = company.person(id);
  await person.act('open-home', { tab: 'home' });
  return eventually(`${id} sees ${words.join(', ')} in Home`, async () => {
    const { home: seen } = await person.state();
    return seen && words.every((word) => readView(seen).includes(word)) ? seen : null;
  });
}

/** Nothing of it in App Home, once it was drawn anew. */
const without = (live: LiveCompany, id: string, words: string): Promise<true> =>
  eventually(`${id} sees no ${words} in Home`, async () =>
    readView(await home(live, id, 'Waiting for you')).includes(words) ? null : true,
  );

describe('App Home', () => {
  test('says to release owners which rollouts wait for them, and what for', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    const request = await live.approved();
    await home(live, 'UHANNAH', 'Rollouts that wait for you', request, 'to be started');
    await without(live, 'USOFIA', 'Rollouts that wait');
    await live.act({ type: 'record_drill', route: liveRoute, tookMs: 400, worked: true }, 'oncall');
    await live.act({ type: 'start_rollout', route: liveRoute, request });
    await live.until('live', ({ rollout }) => rollout?.status === 'live');
    await without(live, 'UHANNAH', 'Rollouts that wait');
    company.pass(2 * hour);
    await live.until('asked', ({ rollout }) => rollout?.checks.first_hour === 'asked');
    await home(live, 'UHANNAH', 'Rollouts that wait for you', 'whether it is healthy', '#ai-releases');
    await live.act({ type: 'pause', route: liveRoute, cause: 'person', detail: '' }, 'oncall');
    await home(live, 'UHANNAH', 'paused', 'resume it or take it back');
  });

  test('shows whoever asked for what serves until when it is approved, and lets them renew it', async () => {
    const live = await openLiveCompany({ wholeWay: true });
    await live.approvedAndComplete();
    await home(live, 'UMAYA', 'Routes you own', liveRoute, 'approved until', 'gpt-summary-b 2026-09');
    await live.act({
      type: 'record_trigger',
      route: liveRoute,
      kind: 'incident',
      source: 'UMARCUS',
      note: 'Wrong names.',
    });
    live.company.pass(1000);
    const due = await home(live, 'UMAYA', 'review overdue');
    await live.company.person('UMAYA').press(due, 'Renew');
    await new Form(live.company.person('UMAYA')).view('Step 1 of 6');
    expect(readView(await home(live, 'UGRACE', 'Your requests'))).not.toContain('Routes you own');
  });
});
