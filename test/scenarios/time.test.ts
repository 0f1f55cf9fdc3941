import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SeenMessage } from '../../src/sandbox/emulator/people.ts';
import { type Company, openCompany, projectFile } from '../support/company.ts';
import { eventually } from '../support/eventually.ts';
import { day, hour } from '../support/given-when-then.ts';
import { fileLowRisk } from '../support/low-risk.ts';
import { labelsOf } from '../support/person.ts';
import { temporaryFolder } from '../support/temporary.ts';

const platform = 'ai-platform-reviews';
const minute = 60_000;
/** Friday, an hour before people go home. */
const friday = Date.UTC(2026, 9, 2, 16);

/** The company's policy, with a backup for the one role that low risk asks. */
const policyFile = join(temporaryFolder(), 'policy.yml');
writeFileSync(
  policyFile,
  readFileSync(projectFile('manifests/policy.yml'), 'utf8').replace(
    'channel: ai-platform-reviews\n',
    'channel: ai-platform-reviews\n    backup: security\n',
  ),
);

async function openOnFriday(): Promise<Company> {
  const company = await openCompany({ startsAt: friday, policyFile });
  await company.start();
  return company;
}

/** Lets time pass until a moment; with nothing left to do at its end. */
async function until(company: Company, at: number): Promise<void> {
  company.pass(at - company.emulator.clock.now());
  await company.settled();
}

/** What time did to a request: each word with its moment, to the quarter of an hour. */
async function timeSaid(company: Company, request = 'R-1'): Promise<string[]> {
  const events = (await company.events(request)).filter(({ actor }) => actor === 'system');
  return events.map(({ type, at, data }) => {
    const point = 'point' in data ? ` ${String(data.point)}` : '';
    return `${new Date(at - (at % (15 * minute))).toISOString().slice(0, 16)} ${type}${point}`;
  });
}

/** The same without the moments. */
const wordsOf = (lines: readonly string[]): string[] => lines.map((line) => line.slice(17));

const said = (company: Company, message: SeenMessage): string[] =>
  company.replies(message).map((reply) => company.read(reply).split('\n')[0] ?? '');

/** What was said in threads and reached the channel, too, by its mark. */
const broadcasts = (company: Company): string[] =>
  company
    .messages(platform)
    .filter((message) => message.thread_ts !== undefined && message.thread_ts !== message.ts)
    .map(
      (message) => /(?:🚨|⏰) The review of R-\d+/.exec(company.read(message))?.[0] ?? company.read(message),
    );

describe('a review that nobody gives', () => {
  it('is reminded of at half and at the end of its working hours, and then of its backup, who decides', async () => {
    const company = await openOnFriday();
    await fileLowRisk(company);
    const card = await company.card(platform, 'R-1', 'due');
    const own = await company.direct('UMAYA', 'R-1', 'Due');
    const sofia = company.person('USOFIA');

    // Of a day's time one hour is over on Friday; over the weekend nobody is asked.
    await until(company, Date.UTC(2026, 9, 5, 11, 50));
    expect(said(company, card)).toEqual([]);
    company.pass(15 * minute);
    await company.reply(card, '⏳ Half of the time');
    expect(broadcasts(company)).toEqual([]);
    // A backup decides only what is overdue.
    await sofia.press(await company.card(platform, 'R-1'), 'Approve');
    await company.whisper('USOFIA', platform, 'Only platform can do this');

    await until(company, Date.UTC(2026, 9, 5, 15, 50));
    expect(said(company, card)).toHaveLength(1);
    company.pass(15 * minute);
    await company.reply(card, '@Priya Raman @Jonas Weber', '⏰ The review of R-1', 'is due now');
    await company.card(platform, 'R-1', '⏰ overdue');
    await company.direct('UMAYA', 'R-1', '⏰ Overdue since');
    expect(broadcasts(company)).toHaveLength(1);

    await until(company, Date.UTC(2026, 9, 6, 11, 50));
    expect(said(company, card)).toHaveLength(2);
    company.pass(15 * minute);
    await company.reply(card, '@Sofia Marchetti', '🚨 The review of R-1', 'as its backup you may decide now');
    await company.reply(own, 'still open: platform', 'Backups may decide now');
    // She need not be in the channel: the card comes to her.
    await sofia.press(await company.direct('USOFIA', 'R-1', 'backup asked'), 'Approve');
    await company.direct('USOFIA', 'R-1', 'Approved for default');
    await company.card(platform, 'R-1', 'Approved for default', 'Sofia Marchetti');

    await until(company, Date.UTC(2026, 9, 8, 12));
    expect(await timeSaid(company)).toEqual([
      '2026-10-05T12:00 review_reminded half',
      '2026-10-05T16:00 review_reminded due',
      '2026-10-06T12:00 review_escalated',
    ]);
    expect(broadcasts(company)).toHaveLength(2);
    expect(company.cards(platform, 'R-1')).toHaveLength(1);
  });

  it('is warned of before it closes; the requester gives it more time, once; then it closes', async () => {
    const company = await openOnFriday();
    await fileLowRisk(company);
    expect(labelsOf((await company.direct('UMAYA', 'R-1')).blocks)).not.toContain('Extend');
    await until(company, friday + 13 * day + hour);
    const own = await company.direct('UMAYA', 'R-1', '⚠️ closes unanswered');
    await company.reply(own, '⚠️ R-1 closes', '*Extend* gives it more time, once');
    await company.person('UMAYA').press(own, 'Extend');
    await eventually('it has more time', async () => {
      const now = await company.direct('UMAYA', 'R-1');
      return !company.read(now).includes('closes unanswered');
    });

    await until(company, friday + 14 * day + hour);
    expect(labelsOf((await company.card(platform, 'R-1')).blocks)).toContain('Approve');
    company.pass(13 * day);
    const again = await company.direct('UMAYA', 'R-1', '⚠️ closes unanswered');
    expect(labelsOf(again.blocks)).not.toContain('Extend');
    company.pass(day);
    const closed = await company.card(platform, 'R-1', 'expired');
    expect(labelsOf(closed.blocks)).not.toContain('Approve');
    await company.reply(closed, '⌛ Closed: not every review was given in time');
    const over = await company.direct('UMAYA', 'R-1', 'expired', 'Start again');
    await company.reply(over, '⌛ Closed');
    await company.settled();
    expect(company.replies(over)).toHaveLength(4);
    expect(wordsOf(await timeSaid(company))).toEqual([
      'review_escalated',
      'expiry_warned',
      'expiry_warned',
      'request_expired',
    ]);
  });
});

describe('an approval that nobody starts to use', () => {
  it('is warned of, can be extended once, and lapses', async () => {
    const company = await openOnFriday();
    await fileLowRisk(company);
    await company.person('UPRIYA').press(await company.card(platform, 'R-1'), 'Approve');
    await company.direct('UMAYA', 'R-1', 'Approved for default');
    await company.settled();
    company.pass(6 * day + hour);
    const warned = await company.direct('UMAYA', 'R-1', 'Approved for default', 'Extend');
    await company.reply(warned, '⚠️ The approval of R-1 lapses');
    await company.person('UMAYA').press(warned, 'Extend');
    await eventually('it has more time', async () => {
      const now = await company.direct('UMAYA', 'R-1');
      return !labelsOf(now.blocks).includes('Extend');
    });
    await until(company, friday + 7 * day + 2 * hour);
    await company.direct('UMAYA', 'R-1', 'Approved for default');
    company.pass(7 * day);
    await company.card(platform, 'R-1', 'lapsed');
    await company.reply(await company.direct('UMAYA', 'R-1', 'lapsed'), '⌛ The approval lapsed');
    await company.settled();
    expect(wordsOf(await timeSaid(company))).toEqual(['use_by_warned', 'approval_lapsed']);
  });
});

describe('a product that was down while time passed', () => {
  it('says the latest word of each request, once, in the order in which they fell due', async () => {
    const company = await openOnFriday();
    await fileLowRisk(company, 'R-1');
    await until(company, Date.UTC(2026, 9, 5, 11));
    await fileLowRisk(company, 'R-2');
    company.pass(Date.UTC(2026, 9, 5, 15, 30) - company.emulator.clock.now());
    for (const request of ['R-1', 'R-2'])
      await company.reply(await company.card(platform, request), '⏳ Half of the time');
    await fileLowRisk(company, 'R-3');
    await company.settled();
    await company.stop();

    // Meanwhile R-1 falls due and goes to its backup, R-2 falls due, and half of R-3's time goes by.
    company.pass(Date.UTC(2026, 9, 6, 14) - company.emulator.clock.now());
    await company.start();
    await company.reply(await company.card(platform, 'R-1', 'backup asked'), '🚨 The review of R-1');
    await company.reply(await company.card(platform, 'R-2', '⏰ overdue'), '⏰ The review of R-2');
    await company.reply(await company.card(platform, 'R-3'), '⏳ Half of the time');
    await company.direct('USOFIA', 'R-1', 'backup asked');
    await company.settled();
    expect(broadcasts(company)).toEqual(['🚨 The review of R-1', '⏰ The review of R-2']);
    const caughtUp = (await company.record())
      .filter(({ actor }) => actor === 'system')
      .slice(-3)
      .map(({ stream, type }) => `${stream} ${type}`);
    expect(caughtUp).toEqual([
      'request:R-1 review_escalated',
      'request:R-2 review_reminded',
      'request:R-3 review_reminded',
    ]);

    // Started again it has nothing to add.
    await company.restart();
    await company.settled();
    await company.stop();
    expect(broadcasts(company)).toHaveLength(2);

    company.pass(30 * day);
    await company.start();
    for (const [request, ...before] of [
      ['R-1', 'review_reminded half', 'review_escalated'],
      ['R-2', 'review_reminded half', 'review_reminded due'],
      ['R-3', 'review_reminded half'],
    ] as const) {
      const card = await company.card(platform, request, 'expired');
      await company.reply(card, '⌛ Closed');
      await company.reply(await company.direct('UMAYA', request, 'expired'), '⌛ Closed');
      expect(wordsOf(await timeSaid(company, request))).toEqual([...before, 'request_expired']);
      expect(company.cards(platform, request)).toHaveLength(1);
    }
    await company.settled();
    expect(broadcasts(company)).toHaveLength(2);
    expect((await company.auditVerify()).code).toBe(0);
  });
});
