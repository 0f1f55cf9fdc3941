import { describe, expect, test } from 'vitest';
import { parseProposal } from '../../../src/app/proposal-file.ts';
import { registerNames, withoutTrouble } from '../../support/let-through.ts';
import { labelsOf, readMessage, readView } from '../../support/person.ts';
import { proposal } from '../../support/proposals.ts';
import { largestProposal } from '../cards/hostile.ts';
import { richChange } from '../cards/states.ts';
import { holderOf, outsider, requester, reviewWorkspace } from './review-workspace.ts';

describe('View packet', () => {
  test('shows everything, part by part, to anybody who sees the card', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const me = slack.person(outsider);
    await me.press(await slack.card('finance'), 'View packet');
    const packet = await me.modal('*Model · changed*', 'Model: gpt-summary-b _(was gpt-summary-a)_');
    expect(readView(packet)).toContain('Summarise the thread in three lines.');
    await me.press(packet, 'Evidence');
    const evidence = await me.modal(
      '6 lanes not clear',
      'needed before shadow (every change above low)',
      'passed 0.97 (needs ≥ 0.95)',
      'https://ci.example/runs/41',
      'A drill of the roll back shows it, too.',
    );
    await me.press(evidence, 'Tier and reviews');
    const reviews = await me.modal(
      'high: customers see it (customers-exposed)',
      'nobody who filed or edited',
    );
    expect(readView(reviews)).toContain('product owner and release owner are different people');
    await me.press(reviews, 'History');
    await me.modal(`<@${requester}> asked for review (high)`);
  });

  test('shows the newest revision, even from an old card', async () => {
    const slack = await reviewWorkspace();
    const { packet, change, evidence } = await slack.file();
    const card = await slack.card('finance');
    await slack.revise({
      packet: { ...packet, parameters: { temperature: 0 } },
      change,
      evidence: [...evidence],
    });
    await slack.person(outsider).press(card, 'View packet');
    const modal = await slack.person(outsider).modal('revision 2');
    expect(readView(modal)).toContain('+ temperature 0');
  });

  test('pages through the largest packet that there can be', async () => {
    const slack = await reviewWorkspace();
    const largest = proposal({ ...largestProposal('<!channel> &'), route: 'support-summary-prod' });
    const packet = withoutTrouble(largest.packet);
    await registerNames(slack.deps.app, packet);
    await slack.file({ ...packet, change: largest.change, evidence: largest.evidence });
    const me = slack.person(outsider);
    await me.press(await slack.card('security'), 'View packet');
    const first = await me.modal('Page 1 of');
    const pages = Number(/Page 1 of (\d+)/.exec(readView(first))?.[1]);
    let modal = first;
    for (let page = 2; page <= pages; page += 1) {
      await me.press(modal, 'Next page →');
      modal = await me.modal(`Page ${page} of ${pages}`);
    }
    expect(labelsOf(modal.blocks)).toContain('← Previous page');
    expect(labelsOf(modal.blocks)).not.toContain('Next page →');
    expect(pages).toBeGreaterThan(3);
  });

  test('sends the packet as the file that would file it again', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const finance = slack.person(holderOf('finance'));
    await finance.press(await slack.card('finance'), 'View packet');
    await finance.press(await finance.modal('Send me the YAML'), 'Send me the YAML');
    await finance.modal('on its way to your direct messages');
    const message = await slack.direct(holderOf('finance'), 'The packet of R-1');
    const file = message.files[0];
    expect(file?.name).toBe('R-1-revision-1.yml');
    const answer = await fetch(`${slack.emulator.url}${file?.url.replace(/^\/?/, '/')}`);
    expect(parseProposal(await answer.text())).toEqual({ proposal: proposal(richChange) });
  });
});

describe('what no handler knows', () => {
  test('a button of a message from another version is acknowledged and answered', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const card = await slack.card('finance');
    const ours = slack.emulator.control.messages(card.channel).find((message) => message.ts === card.ts);
    const blocks = JSON.parse(JSON.stringify(ours?.blocks).replace('card_view_packet', 'card_of_long_ago'));
    await slack.callSlack('chat.update', { channel: card.channel, ts: card.ts, text: 'old', blocks });
    const finance = slack.person(holderOf('finance'));
    const old = await finance.sees(card.channel, 'View packet');
    expect((await finance.press(old, 'View packet')).outcome).toBe('acked');
    const answer = await slack.answer(holderOf('finance'), 'finance', 'older version of Routegate');
    expect(readMessage(answer)).toContain('/route-request list');
  });

  test('a card whose button carries what no version wrote is answered, too', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const card = await slack.card('finance');
    const ours = slack.emulator.control.messages(card.channel).find((message) => message.ts === card.ts);
    const blocks = JSON.parse(JSON.stringify(ours?.blocks).replaceAll('R-1:1:finance', 'R-1:finance'));
    await slack.callSlack('chat.update', { channel: card.channel, ts: card.ts, text: 'odd', blocks });
    const finance = slack.person(holderOf('finance'));
    const odd = await finance.sees(card.channel, 'View packet');
    for (const button of ['Approve', 'Reject', 'View packet']) {
      await finance.press(odd, button);
      await slack.answer(holderOf('finance'), 'finance', 'older version of Routegate');
    }
    expect((await slack.request()).approvals).toEqual([]);
  });
});
