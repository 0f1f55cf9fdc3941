import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SeenMessage } from '../../../src/sandbox/emulator/people.ts';
import { projectFile } from '../../support/company.ts';
import { eventually } from '../../support/eventually.ts';
import { Form } from '../../support/form.ts';
import { alertToken, type LiveCompany, liveRoute, openLiveCompany } from '../../support/live-company.ts';
import { labelsOf } from '../../support/person.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const hour = 3_600_000;
const releases = 'ai-releases';

/** The rollout's card in the release owner's channel, once it says all the words. */
const card = ({ company }: LiveCompany, ...words: string[]): Promise<SeenMessage> =>
  eventually(
    () => `the rollout's card says ${words.join(', ')}`,
    () =>
      company
        .messages(releases)
        .filter(
          ({ text, ts, thread_ts }) => text.startsWith(`${liveRoute}: `) && (!thread_ts || thread_ts === ts),
        )
        .findLast((message) => words.every((word) => company.read(message).includes(word))),
  );

/** What everybody in the channel can press on the card now. */
const offered = async (live: LiveCompany, ...words: string[]): Promise<string[]> =>
  labelsOf((await card(live, ...words)).blocks);

async function press(live: LiveCompany, person: string, label: string, ...words: string[]): Promise<void> {
  const answer = await live.company.person(person).press(await card(live, ...words), label);
  expect(answer.outcome).toBe('acked');
}

const told = ({ company }: LiveCompany, person: string): string[] =>
  company.whispers(person, releases).map((message) => company.read(message));

/** Readings as a program of the company posts them. */
async function measure(
  { company }: LiveCompany,
  values: Readonly<Record<string, number | null>>,
): Promise<void> {
  const at = new Date(company.emulator.clock.now()).toISOString();
  const readings = Object.entries(values).map(([metric, value]) => ({ metric, value, at }));
  const answer = await fetch(`${company.product.url}/api/v1/routes/${liveRoute}/readings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${alertToken}` },
    body: JSON.stringify({ readings }),
  });
  expect(answer.status).toBeLessThan(300);
}

const healthy = {
  error_rate: 0.004,
  p95_latency: 4200,
  accepted_summaries: 0.91,
  fallback_rate: 0.01,
  cost_per_accepted_outcome: 0.012,
  unsafe_output_reports: 0,
};
const { error_rate: _errors, ...withoutErrors } = healthy;

describe('an approved request', () => {
  test('gets a card in the release owner’s channel, which starts it; nobody else starts it', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    const request = await live.approved();
    const ready = await card(live, 'ready to start', request, 'Approved for canary', 'gpt-summary-b 2026-09');
    expect(labelsOf(ready.blocks)).toEqual(['Start', 'Record drill', 'View packet']);
    await company.person('UGRACE').press(ready, 'Start');
    await company.whisper('UGRACE', releases, 'This can be done by release', 'Nothing was changed');
    expect((await live.route()).rollout).toBeNull();

    await press(live, 'UHANNAH', 'Start', 'Cannot be started now', 'no roll back was rehearsed yet');
    await company.whisper('UHANNAH', releases, 'no roll back was rehearsed yet; record a drill');
    await press(live, 'UMARCUS', 'Record drill', 'ready to start');
    await company.whisper('UMARCUS', releases, 'Rehearsed the roll back', 'No user noticed');
    await eventually('nothing is in the way', async () => {
      const now = await card(live, 'ready to start');
      return !company.read(now).includes('Cannot be started now');
    });
    await press(live, 'UHANNAH', 'Start', 'ready to start');
    const running = await card(live, 'customer canary 5 %', '5 % ✓ after', 'Gate to default: not clear');
    expect(running.ts).toBe(ready.ts);
    await company.reply(running, '🚀 Hannah Novak started', '*0 % → 5 %*');
    await company.reply(running, '*5 %* in force: read back after');
    await company.settled();
    const cards = company.messages(releases).filter(({ text }) => text.startsWith(`${liveRoute}: `));
    expect(cards).toHaveLength(1);
    expect([...company.logLines('error'), ...company.logLines('warn')]).toEqual([]);
  });

  test('that cannot be started any more says why, and offers no Start', async () => {
    const live = await openLiveCompany();
    const request = await live.approved();
    await card(live, 'ready to start', request);
    live.company.pass(8 * 24 * hour);
    expect(await offered(live, 'approval lapsed', 'not started in time')).toEqual(['View packet']);
  });
});

describe('the gate on the card', () => {
  test('names the missing reading and where it should come from, refuses, and opens at once when it is there', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut([
      { stage: 'customer_canary', percent: 5, hold_hours: 1 },
      { stage: 'customer_canary', percent: 25, hold_hours: 1 },
      { stage: 'default', hold_hours: 0 },
    ]);
    await press(live, 'UHANNAH', 'Record drill', 'customer canary 5 %');
    await company.whisper('UHANNAH', releases, 'Rehearsed the roll back', 'No user noticed');
    const early = await card(live, 'Gate to customer canary 25 %: not clear', 'The hold time ends');
    expect(labelsOf(early.blocks)).toEqual([
      'Expand to 25 %',
      'Hold',
      'Pause',
      'Roll back',
      'Record drill',
      'View packet',
    ]);
    company.pass(hour + 1000);
    await measure(live, withoutErrors);
    const reminder = await company.reply(early, 'The hold time at *customer canary 5 %* is over');
    expect(company.read(reminder)).toContain('@Hannah Novak');
    await card(live, '✗ *error rate ≤ 0.01* has no reading', `post \`error_rate\` to`);
    await company.person('UHANNAH').press(reminder, 'Expand to 25 %');
    await company.whisper('UHANNAH', releases, 'is not clear yet', '*error rate ≤ 0.01* has no reading');
    expect((await live.route()).rollout?.control.wished.bp).toBe(500);

    await measure(live, healthy);
    await card(live, 'Gate to customer canary 25 %: clear', '✓ error rate 0.004 (≤ 0.01)');
    await company.person('UHANNAH').press(reminder, 'Expand to 25 %');
    const wider = await card(live, 'customer canary 25 %', '25 % ✓ after');
    await company.reply(wider, 'Hannah Novak expanded it: *5 % → 25 %*', 'checks passed');
    const over = await company.reply(
      wider,
      'The hold time at *customer canary 5 %* is over; what comes next',
    );
    expect([over.ts, labelsOf(over.blocks)]).toEqual([reminder.ts, []]);
  });

  test('a condition that is owed is marked as kept by somebody who may', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut(undefined, [{ text: 'Send the latency report', owner: 'UMAYA', due: '2099-01-01' }]);
    const owing = await card(live, 'Send the latency report', 'Maya Lindqvist, by 1 Jan 2099');
    const asked = async (id: string) => {
      await company.person(id).press(owing, 'Done');
      await company.person(id).modal('Condition done', 'What shows it?');
      expect((await company.person(id).submit({ typed: 'p95 is 1.2 s.' })).outcome).toBe('acked');
    };
    await asked('UMARCUS');
    await company.whisper('UMARCUS', releases, 'This can be done by', 'p95 is 1.2 s.');
    await asked('UHANNAH');
    await company.reply(owing, 'Hannah Novak says that this condition is met', 'p95 is 1.2 s.');
    const kept = await card(live, 'Conditions kept', '☑ Send the latency report', 'p95 is 1.2 s.');
    expect(labelsOf(kept.blocks)).not.toContain('Done');
  });
});

describe('Pause, Resume and Hold', () => {
  test('keep the share, say who, ask why afterwards, and nag until it goes on', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut();
    await press(live, 'UHANNAH', 'Hold', 'customer canary 5 %');
    await company.reply(await card(live), 'Hannah Novak holds it where it is, until');
    await press(live, 'UMARCUS', 'Pause', 'customer canary 5 %');
    const paused = await card(live, 'paused at customer canary 5 %', 'by Marcus Reid', 'no reason given yet');
    expect(labelsOf(paused.blocks)).toEqual([
      'Resume',
      'Roll back',
      'Add reason',
      'Record drill',
      'View packet',
    ]);
    const asked = await company.reply(paused, '*Paused* by Marcus Reid at *5 %*', 'Why?');
    await company.person('UMARCUS').press(asked, 'Add reason');
    const form = new Form(company.person('UMARCUS'));
    await form.view('Add the reason', liveRoute);
    await form.fill('Why was it stopped?', '   ');
    await form.next();
    await form.view('Write at least a few words.');
    await form.fill('Why was it stopped?', 'Summaries leave out the order number.');
    await form.next();
    await company.reply(paused, 'Why, says Marcus Reid', 'Summaries leave out the order number.');
    await card(live, 'paused at', '“Summaries leave out the order number.”');
    await eventually('nobody is asked why any more', async () => {
      const now = company.replies(paused).find(({ ts }) => ts === asked.ts);
      return now && labelsOf(now.blocks).length === 0;
    });

    company.pass(25 * hour);
    const nag = await company.reply(paused, 'Still paused at 5 %', '@Hannah Novak');
    expect(labelsOf(nag.blocks)).toEqual(['Resume', 'Roll back']);
    // Both see the button; who comes second is told that it is done.
    company.emulator.clock.setRate(0);
    const presses = ['UHANNAH', 'UPRIYA'].map((person) => company.person(person).press(nag, 'Resume'));
    for (const { outcome } of await Promise.all(presses)) expect(outcome).toBe('acked');
    company.emulator.clock.setRate(20);
    await company.reply(paused, 'resumed it');
    // Priya is not in this channel, so she is answered directly.
    await eventually('one of them is told', () => {
      const direct = company.directs('UPRIYA').map((message) => company.read(message));
      return [...told(live, 'UHANNAH'), ...direct].some((text) => text.includes('not paused'));
    });
    expect(await offered(live, '🟢', 'customer canary 5 %')).toContain('Pause');
  });
});

describe('Roll back', () => {
  test.each(['socket', 'http'] as const)(
    'pressed by three at once and twice by one, over %s: the baseline, one roll back, everybody answered',
    async (transport) => {
      const live = await openLiveCompany();
      const { company } = live;
      await company.stop();
      await company.start(transport);
      await live.rollOut();
      const shown = await card(live, 'customer canary 5 %', '5 % ✓ after');
      company.emulator.clock.setRate(0);
      const presses = ['UMARCUS', 'UHANNAH', 'UPRIYA', 'UPRIYA'].map((person) =>
        company.person(person).press(shown, 'Roll back'),
      );
      for (const { outcome } of await Promise.all(presses)) expect(outcome).toBe('acked');
      company.emulator.clock.setRate(20);
      const over = await card(live, 'rolled back', '*5 % → 0 %*', 'Everybody gets gpt-summary-a 2026-03');
      expect(labelsOf(over.blocks)).toEqual(['Add reason', 'View packet']);
      const { finished, rollout, baseline } = await live.route();
      expect([rollout, baseline?.model.primary.name, finished?.outcome]).toEqual([
        null,
        'gpt-summary-a',
        'rolled_back',
      ]);
      const people = ['UMARCUS', 'UHANNAH', 'UPRIYA'];
      await eventually('three presses are answered', () => {
        const answers = people.flatMap((person) => told(live, person));
        return answers.length === 3;
      });
      for (const answer of people.flatMap((person) => told(live, person)))
        expect(answer).toMatch(/pressed Roll back|rolled this back already/);
      await company.settled();
      const thread = company.replies(over).map((message) => company.read(message));
      expect(thread.filter((text) => text.includes('*Rolled back* by'))).toHaveLength(1);
      expect(thread.filter((text) => text.includes('pressed *Roll back*'))).toHaveLength(1);
      expect((await company.auditVerify()).code).toBe(0);
      expect([...company.logLines('error'), ...company.logLines('warn')]).toEqual([]);
    },
  );

  test('asks first with from, to and the last drill, and is told with who, how far and how long', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut();
    await press(live, 'UHANNAH', 'Record drill', 'customer canary 5 %');
    const shown = await eventually('the drill stands on the card', async () => {
      const now = await card(live, 'customer canary 5 %');
      return company.read(now).includes('none recorded') ? null : now;
    });
    const question = JSON.stringify(shown.blocks);
    expect(question).toContain('*5 % → 0 %*. Everybody gets gpt-summary-a 2026-03.');
    expect(question).toMatch(/Last drill: <!date\^\d+\^\{ago\}[^>]*>, [\d.]+ m?s/);
    await press(live, 'UMARCUS', 'Roll back', 'customer canary 5 %');
    await company.reply(shown, '*Rolled back* by Marcus Reid in *', '*5 % → 0 %*, read back', 'Why?');
  });

  test('wins over an expansion that is pressed at the same moment', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut([
      { stage: 'customer_canary', percent: 5, hold_hours: 0 },
      { stage: 'customer_canary', percent: 25, hold_hours: 0 },
    ]);
    await measure(live, healthy);
    const shown = await card(live, 'Gate to customer canary 25 %: clear');
    company.emulator.clock.setRate(0);
    const presses = [
      company.person('UHANNAH').press(shown, 'Expand to 25 %'),
      company.person('UMARCUS').press(shown, 'Roll back'),
    ];
    for (const { outcome } of await Promise.all(presses)) expect(outcome).toBe('acked');
    company.emulator.clock.setRate(20);
    await card(live, 'rolled back', '→ 0 %', 'Everybody gets gpt-summary-a');
    await company.settled();
    // Either she was there first, and what she did was taken back, or she was told that it is over.
    const thread = company.replies(shown).map((message) => company.read(message));
    const expanded = thread.some((text) => text.includes('Hannah Novak expanded it'));
    expect(expanded !== told(live, 'UHANNAH').length > 0).toBe(true);
    expect((await live.route()).rollout).toBeNull();
  });

  test('stored before a restart is done after it, once', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut();
    await company.settled();
    const shown = await card(live, 'customer canary 5 %', '5 % ✓ after');
    const click = await company.person('UMARCUS').press(shown, 'Roll back');
    expect(click.outcome).toBe('acked');
    await company.restart();
    await card(live, 'rolled back', '*5 % → 0 %*');
    expect((await company.emulator.control.redeliver(String(click.delivery_id))).outcome).toBe('acked');
    await company.settled();
    const over = await card(live, 'rolled back');
    const thread = company.replies(over).map((message) => company.read(message));
    expect(thread.filter((text) => text.includes('*Rolled back* by'))).toHaveLength(1);
    expect(told(live, 'UMARCUS')).toEqual([]);
  });

  test('by itself where a guardrail breaks: said in the channel, with the reason', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut();
    await measure(live, { ...healthy, error_rate: 0.2 });
    const over = await card(live, 'rolled back', 'guardrail', 'error_rate is 0.2');
    expect(labelsOf(over.blocks)).toEqual(['View packet']);
    await company.reply(over, '*Rolling back by itself*', 'error_rate is 0.2');
    await company.reply(over, '*Rolled back* by itself', '*5 % → 0 %*');
  });
});

describe('an approval that does not reach the next step', () => {
  test('is asked for in a request of its own; the card names it, and opens when it is given', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut();
    await measure(live, healthy);
    company.pass(hour + 1000);
    await measure(live, healthy);
    const shown = await card(live, '✗ It is approved for canary only', '*R-2* asks its reviewers');
    await company.reply(shown, '🗳️ *R-2* asks the reviewers');
    for (const [channel, person] of [
      ['ai-product-reviews', 'UTOMAS'],
      ['ai-releases', 'UHANNAH'],
    ] as const) {
      const review = await company.card(channel, 'R-2');
      expect((await company.person(person).press(review, 'Approve')).outcome).toBe('acked');
    }
    await company.reply(shown, '🎉 Approved for *default* now (*R-2*)');
    await press(live, 'UHANNAH', 'Expand to everybody', 'Gate to default: clear');
    const done = await card(live, 'complete, everybody gets it', 'gpt-summary-b');
    expect(done.ts).toBe(shown.ts);
    await company.settled();
    // The request that asked about it starts nothing, so it has no card of its own to start it from.
    const cards = company.messages(releases).filter(({ text }) => text.startsWith(`${liveRoute}: `));
    expect(cards.filter(({ ts, thread_ts }) => !thread_ts || ts === thread_ts)).toHaveLength(1);
  });
});

describe('health', () => {
  test('is asked after the first hour; what is wrong is said with the way back beside it', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await live.rollOut();
    company.pass(hour + 1000);
    const shown = await card(live, 'customer canary 5 %');
    const check = await company.reply(
      shown,
      '*First hour* with the candidate: is it healthy?',
      '@Hannah Novak',
    );
    expect(labelsOf(check.blocks)).toEqual(['Healthy', 'Not healthy']);
    await company.person('UHANNAH').press(check, 'Not healthy');
    const form = new Form(company.person('UHANNAH'));
    await form.view('First hour: not healthy');
    await form.fill('What is wrong?', 'Twice as slow.');
    await form.next();
    const said = await company.reply(shown, '❌ *First hour: not healthy*', 'Twice as slow.');
    expect(labelsOf(said.blocks)).toEqual(['Pause', 'Roll back']);
    company.pass(24 * hour);
    const day = await company.reply(shown, '*First day* with the candidate: is it healthy?');
    await company.person('UHANNAH').press(day, 'Healthy');
    await company.reply(shown, '*First day*: healthy, says Hannah Novak');
    await card(live, 'health: first hour ✗ Hannah Novak, first day ✓ Hannah Novak');
  });
});

/** The default policy, whose approvals of high risk reach everybody. */
function wholeWay(): string {
  const text = readFileSync(projectFile('manifests/policy.yml'), 'utf8');
  const changed = text.replace(/(high:\n\s+review_within: 24 h\n\s+reaches: )canary/, '$1default');
  const file = join(temporaryFolder(), 'policy.yml');
  writeFileSync(file, changed);
  return file;
}

describe('a rollout that reached everybody', () => {
  test('is complete on its card, is asked about on, and can still be taken back', async () => {
    const live = await openLiveCompany({ policyFile: wholeWay() });
    const { company } = live;
    const request = await live.approved('change', [{ stage: 'default', hold_hours: 0 }]);
    await live.act({ type: 'record_drill', route: liveRoute, tookMs: 400, worked: true }, 'oncall');
    await live.act({ type: 'start_rollout', route: liveRoute, request });
    const { finished } = await live.until('complete', ({ finished: ended }) => ended?.outcome === 'complete');
    expect(finished?.fromBp).toBe(10_000);
    const done = await card(
      live,
      'complete, everybody gets it',
      'Everybody gets gpt-summary-b',
      'Approved until',
    );
    expect(labelsOf(done.blocks)).toEqual(['Roll back', 'View packet']);
    await company.reply(done, '🎉 *Complete*', 'gpt-summary-b 2026-09');
    company.pass(hour + 1000);
    const check = await company.reply(done, '*First hour* with the candidate: is it healthy?');
    await company.person('UHANNAH').press(check, 'Healthy');
    await company.reply(done, '*First hour*: healthy');
    await press(live, 'UMARCUS', 'Roll back', 'complete');
    await card(live, 'rolled back', '*100 % → 0 %*', 'Everybody gets gpt-summary-a 2026-03');
  });
});
