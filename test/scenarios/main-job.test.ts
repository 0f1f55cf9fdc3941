import { describe, expect, it } from 'vitest';
import { type Company, openCompany, type Transport } from '../support/company.ts';
import { Form } from '../support/form.ts';
import { fileLowRisk } from '../support/low-risk.ts';
import { labelsOf, readView } from '../support/person.ts';

/** Who is asked about a new model on a route that customers see, by the channel in which they decide. */
const reviewers = {
  'ai-product-reviews': 'UTOMAS',
  'ai-platform-reviews': 'UPRIYA',
  'ai-finance-reviews': 'UGRACE',
  'security-reviews': 'USOFIA',
  'ai-releases': 'UHANNAH',
} as const;
type Channel = keyof typeof reviewers;
const channels = Object.keys(reviewers) as Channel[];
const request = 'R-1';

async function approve(company: Company, channel: Channel, ...words: string[]): Promise<void> {
  const card = await company.card(channel, request, ...words);
  const answer = await company.person(reviewers[channel]).press(card, 'Approve');
  expect(answer.outcome).toBe('acked');
}

/** Files a new model for the route with everything else as it serves, step by step. */
async function fileModelChange(company: Company): Promise<void> {
  const maya = company.person('UMAYA');
  const form = new Form(maya);
  await maya.command(company.channel('general'), 'support-summary-prod');
  await form.view('Step 1 of 6');
  const model = String(await form.held('Model'));
  await form.fill('Model', model.replace('gpt-summary-a | 2026-03', 'gpt-summary-b | 2026-09'));
  await form.fill('Why?', 'It keeps long threads together.');
  for (const step of ['Step 2 of 6', 'Step 3 of 6', 'Step 4 of 6', 'Step 5 of 6', 'Step 6 of 6']) {
    await form.next();
    await form.view(step);
  }
  const check = readView(
    await form.view('high risk', 'default model changed', 'gpt-summary-a 2026-03 → gpt-summary-b 2026-09'),
  );
  for (const channel of channels) expect(check).toContain(`#${channel}`);
  await form.next();
  await form.view(`${request}`, 'is filed', 'High risk');
}

describe.each<Transport>(['socket', 'http'])('a change of a production route, over %s', (transport) => {
  it('is filed, reviewed by everybody it concerns, edited, and decided', async () => {
    const company = await openCompany();
    await company.start(transport);
    await fileModelChange(company);

    for (const channel of channels) {
      const card = await company.card(channel, request, 'gpt-summary-b', '0 of 5 done');
      expect(labelsOf(card.blocks)).toEqual([
        'Approve',
        'Approve with conditions',
        'Request changes',
        'Reject',
        'View packet',
      ]);
    }
    await company.direct('UMAYA', request, '0 of 5 reviews done');

    await approve(company, 'security-reviews');
    const hannah = company.person('UHANNAH');
    await hannah.press(await company.card('ai-releases', request), 'Approve with conditions');
    await hannah.modal('Condition', 'By when');
    const approved = await hannah.submit({
      condition_1_text: 'Rehearse the roll back',
      condition_1_due: '2026-10-12',
      comment: 'Fine for the canary.',
    });
    expect(approved.outcome).toBe('acked');
    await approve(company, 'ai-product-reviews');
    await approve(company, 'ai-platform-reviews');
    const grace = company.person('UGRACE');
    await grace.press(await company.card('ai-finance-reviews', request), 'Request changes');
    await grace.modal('What has to change?');
    const objected = await grace.submit({
      category: 'cost',
      reason: 'The prompt doubles the tokens. Shorten it.',
    });
    expect(objected.outcome).toBe('acked');

    const own = await company.direct('UMAYA', request, '4 of 5 reviews done', 'Shorten it.', 'Your turn');
    for (const channel of channels) await company.card(channel, request, '4 of 5 done', 'Shorten it.');
    await company.reply(own, 'Grace Okafor asked for changes for *finance*: cost', 'Shorten it.');
    await company.reply(own, 'approved for *release* with 1 condition', 'Rehearse the roll back', 'canary');
    await company.reply(await company.card('security-reviews', request), 'approved for *security*');

    const maya = company.person('UMAYA');
    const form = new Form(maya);
    await maya.act('close', {});
    await maya.press(own, 'Edit');
    await form.view('Edit R-1', 'Shorten it.');
    await form.next();
    await form.view('Step 2 of 6');
    await form.fill('Prompt text', 'Summarise the thread in four lines.');
    for (const step of ['Step 3 of 6', 'Step 4 of 6', 'Step 5 of 6', 'Step 6 of 6']) {
      await form.next();
      await form.view(step);
    }
    await form.view('product, platform and finance', 'stands: security');
    await form.next();
    await form.view(
      'R-1',
      'is out in revision 2',
      'Already decided and still standing: security and release',
    );

    // Only those whose material changed are asked again, and told why.
    for (const channel of ['ai-product-reviews', 'ai-platform-reviews', 'ai-finance-reviews'] as const) {
      const card = await company.card(channel, request, 'edited', 'four lines', '2 of 5 done');
      expect(labelsOf(card.blocks)).toContain('Approve');
    }
    for (const channel of ['security-reviews', 'ai-releases'] as const) {
      const card = await company.card(channel, request, 'edited', 'stands since revision 1');
      expect(labelsOf(card.blocks)).not.toContain('Approve');
    }
    await approve(company, 'ai-platform-reviews', 'four lines');
    await approve(company, 'ai-product-reviews', 'four lines');
    await approve(company, 'ai-finance-reviews', 'four lines');

    for (const channel of channels) {
      const card = await company.card(channel, request, 'Approved for canary', '5 of 5 done');
      expect(labelsOf(card.blocks)).toEqual(['View packet']);
      await company.reply(card, 'Approved for canary', 'product');
    }
    const told = company.read(await company.direct('UMAYA', request, 'Approved for canary'));
    for (const name of ['Tomás Herrera', 'Priya Raman', 'Grace Okafor', 'Sofia Marchetti', 'Hannah Novak'])
      expect(told).toContain(name);
    expect(told).toContain('Rehearse the roll back');

    await company.settled();
    for (const channel of channels) expect(company.cards(channel, request)).toHaveLength(1);
    expect(company.directs('UMAYA').filter(({ text }) => text.startsWith(request))).toHaveLength(1);
    expect((await company.auditVerify()).code).toBe(0);
    expect([...company.logLines('error'), ...company.logLines('warn')]).toEqual([]);
  });
});

describe('over HTTP', () => {
  it('takes nothing that Slack did not sign just now, and does nothing about it', async () => {
    const company = await openCompany();
    await company.start('http');
    await fileLowRisk(company);
    const card = await company.card('ai-platform-reviews', request);
    const address = `${company.product.url}/slack/events`;
    // A click that did not arrive is all that a forger needs to know.
    company.callAt('http://127.0.0.1:9/slack/events');
    const click = await company.person('UPRIYA').press(card, 'Approve');
    expect(click.outcome).toBe('no_app');
    company.callAt(address);
    const deliver = (how?: Parameters<typeof company.emulator.control.redeliver>[1]) =>
      company.emulator.control.redeliver(String(click.delivery_id), how);

    const before = await company.events(request);
    const future = { signature: 'old', age_s: -600 } as const;
    for (const forgery of [
      { signature: 'wrong' },
      { signature: 'old' },
      { signature: 'missing' },
      { signature: 'tampered' },
      future,
    ] as const)
      expect([forgery, (await deliver({ forgery })).status]).toEqual([forgery, 401]);
    const unsigned = await fetch(address, { method: 'POST', body: 'payload={}' });
    expect(unsigned.status).toBe(401);
    await company.settled();
    expect(await company.events(request)).toEqual(before);
    expect(company.cards('ai-platform-reviews', request)).toEqual([card]);

    // The very same click, signed by Slack, counts.
    expect((await deliver()).status).toBe(200);
    await company.card('ai-platform-reviews', request, 'Approved for default');
  });
});
