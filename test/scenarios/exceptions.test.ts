import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCompany, projectFile } from '../support/company.ts';
import { day, hour, member } from '../support/given-when-then.ts';
import { type LiveCompany, liveRoute, openLiveCompany } from '../support/live-company.ts';
import { fileLowRisk } from '../support/low-risk.ts';
import { labelsOf } from '../support/person.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();

describe('a reviewer who is away', () => {
  /** Grace of finance names somebody until the end of Friday; the workspace's clock begins on Monday. */
  async function graceNames(live: LiveCompany, delegate: string): Promise<void> {
    const { company } = live;
    const grace = company.person('UGRACE');
    await grace.command(company.channel('ai-finance-reviews'), 'away');
    const answer = await company.whisper('UGRACE', 'ai-finance-reviews', 'nobody else holds it');
    await grace.press(answer, 'Name a delegate');
    await grace.modal('Who decides in your place?');
    await grace.submit({
      away_delegate: delegate,
      away_last: '2026-10-09',
      away_note: 'Ask me only if it burns.',
    });
  }

  it('names a delegate, who gets the card, decides, and is shown as deciding in their place', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    const request = await live.filed();
    await company.card('ai-finance-reviews', request, '0 of 5 done');
    await graceNames(live, 'ULEO');
    await company.direct('ULEO', 'Grace Okafor is away', 'you decide in their place', 'Ask me only');
    const card = await company.direct('ULEO', request, '*Finance review*');
    expect(labelsOf(card.blocks)).toContain('Approve');
    await company.person('ULEO').press(card, 'Approve');
    const ticked = await company.card('ai-finance-reviews', request, '1 of 5 done');
    expect(company.read(ticked)).toContain(
      '✅ *Finance*  @Leo Fontaine, in place of @Grace Okafor who is away',
    );
    await company.reply(ticked, 'Leo Fontaine approved for *finance*, in place of Grace Okafor');
    const events = await company.events(request);
    expect(events.find(({ type }) => type === 'slot_approved')?.data).toMatchObject({
      role: 'finance',
      person: 'ULEO',
      actsFor: 'UGRACE',
    });
    expect((await company.auditVerify()).code).toBe(0);
  });

  it('lends nothing on the delegate’s own request, before the first day, or after coming back', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await graceNames(live, 'UMAYA');
    await company.direct('UMAYA', 'Grace Okafor is away');
    const own = await live.filed();
    const grace = company.person('UGRACE');
    const card = await company.card('ai-finance-reviews', own);
    await company.settled();
    expect(company.directs('UMAYA').filter(({ text }) => text.includes('finance review needed'))).toEqual([]);
    const approve = (person: string) =>
      live.app.handle(
        `try-${person}`,
        {
          type: 'approve',
          request: own,
          revision: 1,
          role: 'finance',
          conditions: [],
          comment: '',
          typedRoute: null,
        },
        {
          person,
          roles: [],
          standing: 'member',
          standsInFor: [{ role: 'finance', person: 'UGRACE' }],
        },
      );
    expect(await approve('UMAYA')).toMatchObject({ refusal: { reason: 'own_request' } });
    await grace.command(company.channel('ai-finance-reviews'), 'away');
    const standing = await company.whisper('UGRACE', 'ai-finance-reviews', 'Maya Lindqvist decides for you');
    await grace.press(standing, 'I am back');
    await company.direct('UMAYA', 'Grace Okafor is back');
    await grace.press(card, 'Approve');
    await company.card('ai-finance-reviews', own, '1 of 5 done');
  });

  it('is told at the field whom they cannot name', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    await graceNames(live, 'UAISHA');
    await company.person('UGRACE').modal('Only full members of this workspace can decide for you');
    await company.person('UGRACE').submit({ away_delegate: 'UGRACE', away_last: '2026-10-09' });
    await company.person('UGRACE').modal('you cannot stand in for yourself');
    await company.person('UGRACE').submit({ away_delegate: 'ULEO', away_last: '2027-10-09' });
    await company.person('UGRACE').modal('At most 60 days');
  });
});

describe('break-glass', () => {
  /** Hannah of releases calls it, Marcus on call joins. */
  async function letOut(live: LiveCompany): Promise<string> {
    const { company } = live;
    const request = await live.filed();
    const hannah = company.person('UHANNAH');
    await hannah.command(company.channel('ai-releases'), `break-glass ${request}`);
    await hannah.modal('Break glass', 'What is the emergency?');
    await hannah.submit({ emergency_reason: 'Summaries show other customers’ names.', emergency_hours: '6' });
    const message = await company.card('ai-oncall', request, 'calls an emergency');
    await hannah.press(await company.card('ai-releases', request, 'calls an emergency'), 'Join');
    await company.whisper('UHANNAH', 'ai-releases', 'You called it yourself');
    await company.person('UMARCUS').press(message, 'Join');
    await company.card('security-reviews', request, 'Let out in an emergency', 'After-review open');
    return request;
  }

  async function startIt(live: LiveCompany, request: string): Promise<void> {
    await live.act({ type: 'record_drill', route: liveRoute, tookMs: 400, worked: true }, 'oncall');
    await live.act({ type: 'start_rollout', route: liveRoute, request });
    await live.until('everybody gets it', ({ finished }) => finished?.request === request);
  }

  it('lets a change out, tells everybody, reminds of the after-review, and rolls it back when its time is over', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    const request = await letOut(live);
    const card = await company.card('security-reviews', request, 'After-review open');
    await company.reply(card, 'Let out in an emergency', 'Hannah Novak', 'Marcus Reid', 'other customers');
    await startIt(live, request);
    expect((await live.route()).emergency?.request).toBe(request);
    company.pass(7 * hour);
    const back = await live.until('it is rolled back', ({ finished }) => finished?.outcome === 'rolled_back');
    expect(back).toMatchObject({ finished: { by: 'system', intervention: { cause: 'emergency' } } });
    expect(back.emergency).toBeUndefined();
    company.pass(day);
    await company.reply(card, 'nobody has looked at it since');
    const sofia = company.person('USOFIA');
    await sofia.press(
      await company.card('security-reviews', request, 'After-review open'),
      'Close after-review',
    );
    await sofia.modal('After-review', 'What do you say?');
    await sofia.submit({ after_verdict: 'stays', after_note: 'The leak was real.' });
    const closed = await company.card(
      'security-reviews',
      request,
      'looked at it afterwards',
      'The leak was real.',
    );
    expect(labelsOf(closed.blocks)).toEqual(['View packet']);
    expect(await company.eventTypes(request)).toContain('after_review_reminded');
    expect((await company.auditVerify()).code).toBe(0);
  });

  const call = async ({ company }: LiveCompany, request: string, reason: string) => {
    const hannah = company.person('UHANNAH');
    await hannah.command(company.channel('ai-releases'), `break-glass ${request}`);
    await hannah.modal('Break glass', 'What is the emergency?');
    await hannah.submit({ emergency_reason: reason, emergency_hours: '6' });
    return company.card('ai-oncall', request, 'calls an emergency', reason);
  };
  const reviewing = { revision: 1, role: 'product_owner' } as const;
  const endings: Record<string, (live: LiveCompany, request: string) => Promise<unknown>> = {
    'is rejected': ({ app }, request) =>
      app.handle(
        'no',
        { type: 'reject', request, ...reviewing, category: 'quality', reason: 'No.' },
        member('UTOMAS', 'product_owner'),
      ),
    'is withdrawn': ({ app }, request) =>
      app.handle('away', { type: 'withdraw', request, reason: '' }, member('UMAYA')),
    'is edited': async ({ app }, request) => {
      const state = (await app.store.request(request))?.state;
      if (!state) throw new Error('there is no request');
      const { packet, change, evidence } = state;
      const why = `${change.why} And in Spanish.`;
      const proposal = { packet, change: { ...change, why }, evidence: [...evidence] };
      const revise = { type: 'revise_request', request, revision: 1, proposal, raiseTo: null } as const;
      expect(await app.handle('edit', revise, member('UMAYA'))).toMatchObject({ ok: true });
    },
    'is approved after all': async ({ app }, request) => {
      const slots = (await app.store.request(request))?.state.assessment.slots ?? [];
      const given = { conditions: [], comment: '', typedRoute: liveRoute, revision: 1 } as const;
      for (const { role } of slots)
        await app.handle(role, { type: 'approve', request, role, ...given }, member(`U${role}`, role));
    },
    'is joined by nobody for four hours': async ({ company }) => company.pass(4 * hour + 1000),
    expires: async ({ company }) => company.pass(15 * day),
  };

  it.each(Object.entries(endings))('takes Join away where the request %s', async (_how, end) => {
    const live = await openLiveCompany();
    const { company } = live;
    const request = await live.filed();
    const called = await call(live, request, 'Names are shown.');
    expect(labelsOf(called.blocks)).toEqual(['Join']);
    await end(live, request);
    for (const channel of ['ai-oncall', 'ai-releases']) {
      const over = await company.card(channel, request, 'The call for an emergency is over');
      expect(labelsOf(over.blocks)).toEqual([]);
    }
    await company.settled();
    expect(company.cards('ai-oncall', request)).toHaveLength(1);
  });

  it('announces a second call anew, and leaves nothing to press on the first', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    const request = await live.filed();
    const first = await call(live, request, 'Names are shown.');
    company.pass(5 * hour);
    await company.card('ai-oncall', request, 'The call for an emergency is over');
    const own = await company.direct('UMAYA', request, 'reviews done');
    await company.reply(own, 'Nobody joined the emergency in time');
    const second = await call(live, request, 'Still shown.');
    expect(second.ts).not.toBe(first.ts);
    await company.person('UMARCUS').press(second, 'Join');
    await company.card('ai-oncall', request, 'Let out by', 'Still shown.');
    await company.settled();
    const [before, after] = company.cards('ai-oncall', request).map((message) => company.read(message));
    expect(before).toContain('is over');
    expect(after).toContain('Let out by');
  });

  it('tells of no emergency where none was called', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    const request = await live.filed();
    await endings['is rejected']?.(live, request);
    const card = await company.card('ai-product-reviews', request, 'rejected');
    expect(labelsOf(card.blocks)).toEqual(['View packet']);
    await company.settled();
    expect(company.cards('ai-oncall', request)).toEqual([]);
  });

  it('goes back at once where the after-review says so, and not where one of the two says it', async () => {
    const live = await openLiveCompany();
    const { company } = live;
    const request = await letOut(live);
    await startIt(live, request);
    const close = async (person: string, channel: string) => {
      const somebody = company.person(person);
      await somebody.press(await company.card(channel, request, 'After-review open'), 'Close after-review');
      await somebody.modal('What do you say?');
      await somebody.submit({ after_verdict: 'back', after_note: 'It made things worse.' });
      return somebody;
    };
    await (await close('UHANNAH', 'ai-releases')).modal('somebody else has to look at it');
    expect((await live.route()).finished?.outcome).toBe('complete');
    await close('USOFIA', 'security-reviews');
    await live.until('it is rolled back', ({ finished }) => finished?.outcome === 'rolled_back');
    await company.card('security-reviews', request, 'it goes back');
  });
});

describe('a changed policy', () => {
  it('is an event with its differences, told in the audit channel, once', async () => {
    const policyFile = join(folder, 'policy.yml');
    const text = readFileSync(projectFile('manifests/policy.yml'), 'utf8');
    writeFileSync(policyFile, text);
    const company = await openCompany({ policyFile });
    await company.start();
    await fileLowRisk(company);
    await company.stop();
    writeFileSync(policyFile, text.replace('expire_after: 14 days', 'expire_after: 10 days'));
    await company.start();
    const told = await company.person('UINGRID').sees(company.channel('ai-audit'), 'Another policy binds');
    expect(company.read(told)).toContain('`requests.expire_after`: `"14 days"` → `"10 days"`');
    await company.restart();
    await company.settled();
    const changes = (await company.record()).filter(({ type }) => type === 'policy_changed');
    expect(changes.map(({ data }) => ('differences' in data ? data.differences.length : null))).toEqual([
      0, 1,
    ]);
    expect((await company.auditVerify()).code).toBe(0);
  });
});
