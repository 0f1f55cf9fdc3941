import type { KnownBlock } from '@slack/types';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { mrkdwn, option, plain, setStage, workspace } from './page-demo.ts';

const LONG = 5000;
const messages = Array.from({ length: LONG }, (_, index) => ({
  channel: 'CRAND',
  user: index % 7 < 4 ? 'UNOOR' : 'UKOFI',
  text: `number ${index + 1} of a long talk`,
}));
const stage = setStage(() => {}, workspace(messages));

const post = (text: string, blocks?: KnownBlock[], more: object = {}) =>
  stage.post('CREV', text, { ...(blocks ? { blocks } : {}), ...more });
const last = (page: Page) => page.locator('.message').last();

describe('what an app writes', () => {
  it('is drawn with Slack’s marks, names, dates and emoji', async () => {
    await post(
      '*bold* _italic_ ~gone~ `code` <@UNOOR> <#CGEN> <!subteam^SPLAT> :tada: <https://example.com|a link>\n> quoted\n```a block```',
    );
    const page = await stage.open({ c: 'CREV' });
    const body = last(page).locator('.message-body');
    await body.locator('b', { hasText: 'bold' }).waitFor();
    expect(await body.locator('i').innerText()).toBe('italic');
    expect(await body.locator('s').innerText()).toBe('gone');
    expect(await body.locator('.mention').allInnerTexts()).toEqual(['@Noor Haddad', '#general', '@platform']);
    expect(await body.locator('.emoji').innerText()).toMatch(/^🎉/);
    expect(await body.getByRole('link', { name: 'a link' }).getAttribute('rel')).toContain('noopener');
    expect(await body.locator('blockquote').innerText()).toBe('quoted');
    expect(await body.locator('pre').innerText()).toBe('a block');
  });

  it('shows a date in the time zone of whoever reads it', async () => {
    const seconds = Date.parse('2026-03-09T23:30:00Z') / 1000;
    await post(`Due <!date^${seconds}^{date_num} {time}|some day>`);
    const page = await stage.open({ c: 'CREV' });
    const words = await last(page).locator('time').innerText();
    expect(words.replaceAll('\u202f', ' ')).toBe('2026-03-10 12:30 AM');
  });

  it('never runs, whatever it says', async () => {
    const attacks = [
      '<script>window.hacked = 1</script>',
      '<img src=x onerror="window.hacked = 1">',
      '<javascript:window.hacked=1|click me>',
      '*<svg onload=window.hacked=1>*',
      '`<iframe srcdoc="<script>parent.hacked=1</script>">`',
    ];
    const text = attacks.join('\n');
    const blocks: KnownBlock[] = [
      { type: 'header', text: plain(attacks[1] ?? '') },
      { type: 'section', text: mrkdwn(text), fields: attacks.map((attack) => mrkdwn(attack)) },
      { type: 'context', elements: [mrkdwn(text), plain(attacks[1] ?? '')] },
      {
        type: 'markdown',
        text: `${text}\n[x](javascript:window.hacked=1) <a href="javascript:window.hacked=1">y</a>`,
      },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'evil',
            text: plain('<b onclick=alert(1)>'),
            url: 'https://example.com/"><script>',
          },
        ],
      },
    ];
    await post(text, blocks, {
      username: '<img src=x onerror=window.hacked=1>',
      attachments: [
        {
          color: '"><script>',
          title: attacks[0],
          text,
          footer: attacks[1],
        },
      ],
    });
    const page = await stage.open({ c: 'CREV' });
    const message = last(page);
    await message.locator('.attachment').waitFor();
    await message.getByText('click me').first().click();
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(await message.locator('script, iframe, object, img[src="x"]').count()).toBe(0);
    const links: string[] = [];
    for (const link of await message.locator('a[href]').all())
      links.push((await link.getAttribute('href')) ?? '');
    expect(links.filter((href) => !/^(https?:|mailto:|#)/.test(href))).toEqual([]);
    expect(await message.locator('.header-block').innerText()).toBe(attacks[1]);
  });

  it('draws every kind of block', async () => {
    const text = (words: string) => ({ type: 'text' as const, text: words });
    const blocks: KnownBlock[] = [
      { type: 'header', text: plain('A header :rocket:') },
      { type: 'section', text: mrkdwn('Words'), fields: [mrkdwn('*One*\n1'), mrkdwn('*Two*\n2')] },
      {
        type: 'section',
        text: mrkdwn('With a picture'),
        accessory: { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a chart' },
      },
      {
        type: 'context',
        elements: [
          mrkdwn('small words'),
          { type: 'image', image_url: 'https://example.com/b.png', alt_text: 'b' },
        ],
      },
      { type: 'divider' },
      {
        type: 'image',
        image_url: 'https://example.com/c.png',
        alt_text: 'a picture from elsewhere',
        title: plain('Its title'),
      },
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: 'b1', text: plain('Press'), style: 'danger' }],
      },
      { type: 'markdown', text: '## Heading\n\n- [x] done\n- [ ] open' },
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { ...text('heavy'), style: { bold: true } },
              { type: 'user', user_id: 'UKOFI' },
            ],
          },
          {
            type: 'rich_text_list',
            style: 'ordered',
            elements: [
              { type: 'rich_text_section', elements: [text('first')] },
              { type: 'rich_text_section', elements: [text('second')] },
            ],
          },
          { type: 'rich_text_quote', elements: [text('so it was said')] },
          { type: 'rich_text_preformatted', elements: [text('as typed')] },
        ],
      },
      {
        type: 'context_actions',
        elements: [
          {
            type: 'feedback_buttons',
            action_id: 'fb',
            positive_button: { text: plain('Good'), value: 'g' },
            negative_button: { text: plain('Bad'), value: 'b' },
          },
        ],
      },
      {
        type: 'table',
        rows: [
          [
            { type: 'raw_text', text: 'Metric' },
            { type: 'raw_text', text: 'Value' },
          ],
          [
            { type: 'raw_text', text: 'errors' },
            { type: 'raw_text', text: '0.4 %' },
          ],
        ],
      },
      {
        type: 'input',
        block_id: 'in-message',
        label: plain('Pick one'),
        element: {
          type: 'radio_buttons',
          action_id: 'r1',
          options: [option('Left', 'l'), option('Right', 'r')],
        },
      },
    ];
    await post('every block', blocks);
    const page = await stage.open({ c: 'CREV' });
    const message = last(page);
    await message.locator('table').waitFor();
    expect(await message.locator('.unknown-block').count()).toBe(0);
    expect(await message.locator('.block').count()).toBe(blocks.length);
    expect(await message.locator('.header-block').innerText()).toMatch(/^A header 🚀/);
    expect(await message.locator('ol li').allInnerTexts()).toEqual(['first', 'second']);
    expect(await message.locator('tbody td').allInnerTexts()).toEqual(['errors', '0.4 %']);
    await message.getByRole('img', { name: 'a picture from elsewhere' }).waitFor();
    await message.getByRole('button', { name: 'Good' }).waitFor();
  });
});

describe(`a channel of ${LONG} messages`, () => {
  it('opens at its end, draws a part of it, and reads back on scrolling without a jump', async () => {
    const page = await stage.open({ as: 'UNOOR', c: 'CRAND' });
    const started = performance.now();
    await page.locator('.message', { hasText: `number ${LONG} of` }).waitFor();
    expect(performance.now() - started).toBeLessThan(4000);
    expect(await page.locator('.message').count()).toBeLessThan(200);
    const scroller = page.locator('.message-scroller');
    const oldest = async () =>
      Number(/number (\d+)/.exec(await page.locator('.message').first().innerText())?.[1]);
    const before = await oldest();
    await scroller.evaluate((box: { scrollTop: number }) => {
      box.scrollTop = 300;
    });
    const row = page.locator('.message', { hasText: `number ${before + 5} of` });
    const top = (await row.boundingBox())?.y ?? 0;
    await eventually('older ones are drawn', async () => (await page.locator('.message').count()) > 70);
    expect(Math.abs(((await row.boundingBox())?.y ?? 0) - top)).toBeLessThan(3);
    expect(await oldest()).toBeLessThan(before);
    await page.getByRole('button', { name: 'Latest messages' }).click();
    await page.locator('.message', { hasText: `number ${LONG} of` }).waitFor();
  });

  it('finds a message far back by its link', async () => {
    const oldest = stage.demo.emulator.people.messages('UNOOR', 'CRAND', { limit: LONG }).messages[42];
    const page = await stage.open({ as: 'UNOOR', c: 'CRAND', query: `&m=${oldest?.ts}` });
    await page.locator('.message.highlighted', { hasText: 'number 43 of' }).waitFor();
    expect(await page.locator('.message').count()).toBeLessThan(400);
  });
});
