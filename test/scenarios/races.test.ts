import { describe, expect, it } from 'vitest';
import type { SeenMessage } from '../../src/sandbox/emulator/people.ts';
import { type Company, openCompany, type Transport } from '../support/company.ts';
import { eventually } from '../support/eventually.ts';
import { Form } from '../support/form.ts';
import { fileLowRisk, lowRiskForm } from '../support/low-risk.ts';

const platform = 'ai-platform-reviews';
const request = 'R-1';

async function withRequest(transport: Transport = 'socket'): Promise<Company> {
  const company = await openCompany();
  await company.start(transport);
  await fileLowRisk(company, request);
  return company;
}

const approve = (company: Company, person: string, card: SeenMessage) =>
  company.person(person).press(card, 'Approve');

const approvals = async (company: Company, id = request): Promise<string[]> =>
  (await company.events(id)).filter(({ type }) => type === 'slot_approved').map(({ actor }) => actor);

/** What somebody was told privately, in the words they read. */
const told = (company: Company, person: string): string[] =>
  company.whispers(person, platform).map((message) => company.read(message));

describe('two reviewers of one role', () => {
  it.each<Transport>(['socket', 'http'])(
    'click within the same millisecond over %s, 25 times: one decides, the other is told who did',
    async (transport) => {
      const company = await openCompany();
      await company.start(transport);
      for (let round = 1; round <= 25; round += 1) {
        const id = `R-${round}`;
        await fileLowRisk(company, id);
        const card = await company.card(platform, id);
        const before = { UPRIYA: told(company, 'UPRIYA').length, UJONAS: told(company, 'UJONAS').length };
        // The workspace's clock stands while both press.
        company.emulator.clock.setRate(0);
        const [priya, jonas] = await Promise.all([
          approve(company, 'UPRIYA', card),
          approve(company, 'UJONAS', card),
        ]);
        company.emulator.clock.setRate(20);
        expect([priya.outcome, jonas.outcome]).toEqual(['acked', 'acked']);
        await company.card(platform, id, 'Approved for default', '1 of 1 done');
        const [winner, ...others] = await approvals(company, id);
        expect(others).toEqual([]);
        const loser = winner === 'UPRIYA' ? 'UJONAS' : 'UPRIYA';
        const answer = await eventually(`${loser} is told`, () => told(company, loser)[before[loser]]);
        expect(answer).toContain(`@${winner === 'UPRIYA' ? 'Priya Raman' : 'Jonas Weber'}`);
        expect(answer).toContain(id);
        expect(told(company, winner === 'UPRIYA' ? 'UPRIYA' : 'UJONAS')).toHaveLength(
          before[winner === 'UPRIYA' ? 'UPRIYA' : 'UJONAS'],
        );
      }
      await company.settled();
      expect((await company.auditVerify()).code).toBe(0);
    },
  );
});

describe('one click', () => {
  it('counts once however often it is made', async () => {
    const company = await withRequest();
    const card = await company.card(platform, request);
    await Promise.all([1, 2, 3].map(() => approve(company, 'UPRIYA', card)));
    await company.card(platform, request, 'Approved for default');
    await eventually('both further clicks are answered', () => told(company, 'UPRIYA').length === 2);
    for (const answer of told(company, 'UPRIYA')) expect(answer).toContain('*R-1* is closed');
    await company.settled();
    expect(await approvals(company)).toEqual(['UPRIYA']);
    expect(company.replies(card)).toHaveLength(2);
  });

  it.each<Transport>(['socket', 'http'])(
    'delivered again after a restart changes nothing and says nothing, over %s',
    async (transport) => {
      const company = await withRequest(transport);
      const card = await company.card(platform, request);
      const click = await approve(company, 'UPRIYA', card);
      await company.card(platform, request, 'Approved for default');
      await company.settled();
      const { control } = company.emulator;
      const submissions = control.deliveries({ type: 'view_submission' });
      const standing = { events: await company.events(request), card: company.messages(platform) };
      await company.restart();
      for (const id of [String(click.delivery_id), ...submissions.map((delivery) => delivery.id)])
        expect((await control.redeliver(id)).outcome).toBe('acked');
      await company.settled();
      expect(await company.events(request)).toEqual(standing.events);
      expect(await company.events('R-2')).toEqual([]);
      expect(company.messages(platform)).toEqual(standing.card);
      expect(company.replies(card)).toHaveLength(2);
      expect(told(company, 'UPRIYA')).toEqual([]);
    },
  );
});

describe('somebody who may not decide', () => {
  it('is told why, alone, and nothing is decided', async () => {
    const company = await openCompany();
    const { control } = company.emulator;
    control.addUser({ id: 'UROBOT', name: 'robot', real_name: 'Robot', is_bot: true });
    control.changeChannel(company.channel(platform), { add_members: ['UROBOT', 'UMAYA'] });
    await company.start();
    // Jonas answers for the route, so that he may edit; Maya holds the role, but files.
    const form = await lowRiskForm(company);
    await form.next();
    await form.view('Check and submit');
    await form.press('The bundle');
    await form.view('Step 2 of 6');
    await form.fill('Who can pause it and roll it back?', 'UJONAS');
    await form.press('Skip to check and submit');
    await form.view('Check and submit', 'UJONAS');
    await form.next();
    await form.view(request, 'is filed');

    const jonas = company.person('UJONAS');
    await jonas.press(await company.card(platform, request), 'View packet');
    await jonas.press(await jonas.modal('R-1', 'Edit'), 'Edit');
    const edit = new Form(jonas);
    await edit.view('Edit R-1');
    await edit.fill('Why?', 'Try it, and tell the others.');
    await edit.next();
    await edit.view('Check and submit');
    await edit.next();
    await edit.view('is out in revision 2');

    const card = await company.card(platform, request, 'edited');
    for (const [person, words] of [
      ['UMAYA', 'You opened *R-1*, so somebody else decides for platform'],
      ['UJONAS', 'You edited *R-1*, so somebody else decides for platform'],
      ['ULEO', 'Only platform can do this, and you are not in it: #ai-platform-reviews'],
      ['UAISHA', 'Guests of this workspace cannot decide'],
      ['UVIKTOR', 'A deactivated account cannot decide'],
      ['UROBOT', 'Apps cannot decide'],
    ] as const) {
      expect((await approve(company, person, card)).outcome).toBe('acked');
      await company.whisper(person, platform, words);
    }
    expect(await approvals(company)).toEqual([]);
    expect(company.replies(card).filter(({ text }) => text.includes('approved'))).toEqual([]);
    await approve(company, 'UPRIYA', card);
    await company.card(platform, request, 'Approved for default');
    expect((await company.auditVerify()).code).toBe(0);
  });
});

/** The requester edits something that nobody's approval hangs on. */
async function editWhy(company: Company): Promise<void> {
  const maya = company.person('UMAYA');
  await maya.press(await company.direct('UMAYA', request), 'Edit');
  const form = new Form(maya);
  await form.view('Edit R-1');
  await form.fill('Why?', 'Try it once more.');
  await form.next();
  await form.view('Check and submit');
  await form.next();
  await form.view('is out in revision 2');
}

describe('a card that is out of date', () => {
  it('records nothing, says what changed, and heals', async () => {
    const company = await withRequest();
    const { control } = company.emulator;
    const card = await company.card(platform, request);
    const stuck = control.addFault({
      kind: 'http_error',
      status: 503,
      method: 'chat.update',
      where: { channel: company.channel(platform) },
      times: null,
    });
    await editWhy(company);

    expect((await approve(company, 'UPRIYA', card)).outcome).toBe('acked');
    await company.whisper(
      'UPRIYA',
      platform,
      'edited meanwhile',
      'revision 1',
      'revision 2',
      'Nothing was recorded',
    );
    expect(await approvals(company)).toEqual([]);
    control.clearFaults(stuck.id);
    const healed = await company.card(platform, request, 'edited');
    await approve(company, 'UPRIYA', healed);
    await company.card(platform, request, 'Approved for default');
    expect(company.cards(platform, request)).toHaveLength(1);
  });

  it('comes back with the next change where somebody deleted it', async () => {
    const company = await withRequest();
    const card = await company.card(platform, request);
    await company.callSlack('chat.delete', { channel: card.channel, ts: card.ts });
    expect(company.cards(platform, request)).toEqual([]);
    await editWhy(company);
    const again = await company.card(platform, request, 'edited');
    await approve(company, 'UPRIYA', again);
    await company.card(platform, request, 'Approved for default');
    await company.settled();
    expect(company.cards(platform, request)).toHaveLength(1);
  });
});

describe('while Slack does not say who somebody is', () => {
  it.each(['users.info', 'conversations.members'])(
    'nobody decides (%s), everybody who clicks is told, and the click counts afterwards',
    async (method) => {
      const company = await withRequest();
      const { control } = company.emulator;
      const card = await company.card(platform, request);
      const away = control.addFault({ kind: 'http_error', status: 500, method, times: null });
      for (const person of ['UPRIYA', 'UJONAS', 'ULEO']) {
        expect((await approve(company, person, card)).outcome).toBe('acked');
      }
      for (const person of ['UPRIYA', 'UJONAS', 'ULEO'])
        await company.whisper(person, platform, 'nothing was recorded', 'Press the button again');
      expect(await approvals(company)).toEqual([]);
      control.clearFaults(away.id);
      await approve(company, 'UPRIYA', card);
      await company.card(platform, request, 'Approved for default');
      expect(await approvals(company)).toEqual(['UPRIYA']);
    },
  );
});
