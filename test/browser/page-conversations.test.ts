import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startChromium } from '../support/chromium.ts';
import {
  createPages,
  type Demo,
  mrkdwn,
  type OpenOptions,
  type Pages,
  plain,
  startDemo,
} from './page-demo.ts';

let browser: Browser;
let demo: Demo;
let pages: Pages;

beforeAll(async () => {
  [browser, demo] = await Promise.all([
    startChromium(),
    startDemo((app) => {
      app.command('/whisper', async ({ ack, command }) => ack(`You whispered ${command.text}`));
      app.shortcut('keep', async ({ ack, shortcut, client }) => {
        await ack();
        if (shortcut.type !== 'message_action') return;
        await client.chat.postEphemeral({
          channel: shortcut.channel.id,
          user: shortcut.user.id,
          text: `Kept: ${shortcut.message.text}`,
        });
      });
      app.action('approve', async ({ ack, body, client }) => {
        await ack();
        if (body.type !== 'block_actions' || !body.message || !body.channel) return;
        await client.chat.update({
          channel: body.channel.id,
          ts: body.message.ts,
          text: `Approved by <@${body.user.id}>`,
          blocks: [{ type: 'section', text: mrkdwn(`Approved by <@${body.user.id}>`) }],
        });
      });
      app.event('app_home_opened', async ({ event, client }) => {
        await client.views.publish({
          user_id: event.user,
          view: {
            type: 'home',
            blocks: [
              { type: 'header', text: plain('Waiting for you') },
              { type: 'section', text: mrkdwn(`Nothing, <@${event.user}>.`) },
            ],
          },
        });
      });
    }),
  ]);
  pages = await createPages(browser, demo);
});

afterEach(async () => {
  expect(await pages.closeAll()).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await demo?.close();
});

const open = (options?: OpenOptions) => pages.open(options);
const post = (channel: string, text: string, more: object = {}) =>
  demo.app.client.chat.postMessage({ channel, text, ...more });
const message = (page: Page, text: string) => page.locator('.message', { hasText: text });
const composer = (page: Page) => page.locator('.main-pane .composer textarea');

describe('acting as a person', () => {
  it('shows the person, their channels and what they write', async () => {
    const page = await open({ as: 'UNOOR', c: 'CREV' });
    await page.locator('.main-head h1', { hasText: 'reviews' }).waitFor();
    await composer(page).fill('hello *there* <b>you</b>');
    await composer(page).press('Enter');
    const mine = message(page, 'hello there');
    await mine.waitFor();
    expect(await mine.locator('b', { hasText: 'there' }).count()).toBe(1);
    expect(await mine.locator('.message-body').innerText()).toBe('hello there <b>you</b>');
    expect(await mine.locator('.author').innerText()).toBe('Noor Haddad');
    expect(await composer(page).inputValue()).toBe('');
  });

  it('becomes somebody else from the menu, and keeps the address in step', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Act as, now Maya Lindqvist' }).click();
    await page.getByRole('dialog', { name: 'Act as' }).getByText('Platform reviewer').click();
    await page.getByRole('button', { name: 'Act as, now Noor Haddad' }).waitFor();
    expect(new URL(page.url()).searchParams.get('as')).toBe('UNOOR');
    await page.locator('.side-item', { hasText: 'releases' }).waitFor();
  });

  it('shows two people in two tabs what each of them may see', async () => {
    const maya = await open();
    const noor = await open({ as: 'UNOOR' });
    await composer(maya).fill('@noo');
    await maya.getByRole('option', { name: /Noor Haddad/ }).waitFor();
    await composer(maya).press('Enter');
    await composer(maya).pressSequentially('please look');
    await composer(maya).press('Enter');
    const seen = message(noor, 'please look');
    await seen.waitFor();
    expect(await seen.locator('.mention.me').innerText()).toBe('@Noor Haddad');
    expect(await seen.getAttribute('class')).toContain('mentioned');
    expect(await message(maya, 'please look').locator('.mention.me').count()).toBe(0);
    await demo.app.client.chat.postEphemeral({ channel: 'CGEN', user: 'UNOOR', text: 'for Noor alone' });
    await message(noor, 'for Noor alone').getByText('Only visible to you').waitFor();
    expect(await message(maya, 'for Noor alone').count()).toBe(0);
  });

  it('puts two people side by side in one window', async () => {
    const page = await open({ query: '&beside=UNOOR' });
    const [left, right] = [page.frameLocator('iframe >> nth=0'), page.frameLocator('iframe >> nth=1')];
    await right.locator('.main-pane .composer textarea').fill('from the right');
    await right.locator('.main-pane .composer textarea').press('Enter');
    await left.locator('.message', { hasText: 'from the right' }).waitFor();
    await page.getByRole('button', { name: 'Close the second person' }).click();
    await page.getByRole('button', { name: 'Act as, now Maya Lindqvist' }).waitFor();
  });
});

describe('conversations', () => {
  it('completes a command with its hint and shows the answer to its caller only', async () => {
    const page = await open();
    await composer(page).pressSequentially('/wh');
    const choice = page.getByRole('option', { name: /\/whisper/ });
    await choice.waitFor();
    expect(await choice.innerText()).toContain('Say something only you can see');
    await composer(page).press('Tab');
    expect(await composer(page).inputValue()).toBe('/whisper ');
    expect(await page.locator('.usage-hint').innerText()).toContain('<words>');
    await composer(page).pressSequentially('softly');
    await composer(page).press('Enter');
    const answer = message(page, 'You whispered softly');
    await answer.getByText('Only visible to you').waitFor();
    await answer.getByRole('button', { name: 'Dismiss message' }).click();
    await answer.waitFor({ state: 'detached' });
  });

  it('says so when a command is unknown, and gives the words back', async () => {
    const page = await open();
    await composer(page).fill('/nonsense now');
    await composer(page).press('Enter');
    await page.locator('.notice', { hasText: '/nonsense' }).waitFor();
  });

  it('answers in a thread, beside the channel, and counts the replies', async () => {
    await post('CGEN', 'a thread begins');
    const page = await open();
    await message(page, 'a thread begins').hover();
    await page.getByRole('button', { name: 'Reply in thread' }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    const reply = thread.getByPlaceholder('Reply…');
    await reply.fill('first answer');
    await reply.press('Enter');
    await thread.locator('.message', { hasText: 'first answer' }).waitFor();
    await page.locator('.thread-summary', { hasText: '1 reply' }).waitFor();
    expect(await page.locator('.main-pane .message', { hasText: 'first answer' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await thread.waitFor({ state: 'detached' });
  });

  it('marks a channel unread until it is opened, with a line above what is new', async () => {
    const page = await open({ as: 'UINES' });
    await composer(page).waitFor();
    await post('CREV', 'seen by nobody yet');
    const item = page.locator('.side-item', { hasText: 'reviews' });
    await page.locator('.side-item.unread', { hasText: 'reviews' }).waitFor();
    await post('CREV', 'and <@UINES> is asked');
    await item.locator('.mention-badge', { hasText: '1' }).waitFor();
    await item.click();
    await page.locator('.unread-line').waitFor();
    await page.locator('.side-item:not(.unread)', { hasText: 'reviews' }).waitFor();
    const order = await page.locator('.message-content').innerText();
    expect(order.indexOf('New')).toBeLessThan(order.indexOf('seen by nobody yet'));
  });

  it('reacts, edits and deletes', async () => {
    const page = await open({ as: 'UTOMAS', c: 'CREV' });
    await composer(page).fill('first wording');
    await composer(page).press('Enter');
    await message(page, 'first wording').hover();
    await page.getByRole('button', { name: 'React with eyes' }).click();
    const reaction = page.locator('.reaction.mine', { hasText: '1' });
    await reaction.waitFor();
    await reaction.click();
    await reaction.waitFor({ state: 'detached' });
    await composer(page).focus();
    await composer(page).press('ArrowUp');
    await page.getByLabel('Edit message').fill('second wording');
    await page.getByLabel('Edit message').press('Enter');
    await message(page, 'second wording').getByText('(edited)').waitFor();
    await message(page, 'second wording').hover();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete message' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await message(page, 'second wording').waitFor({ state: 'detached' });
  });

  it('runs a shortcut on a message', async () => {
    await post('CREV', 'worth keeping');
    const page = await open({ c: 'CREV' });
    await message(page, 'worth keeping').hover();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Keep this message' }).click();
    await message(page, 'Kept: worth keeping').getByText('Only visible to you').waitFor();
  });

  it('presses a button of a card, and shows what it becomes', async () => {
    await post('CREV', 'a card', {
      blocks: [
        { type: 'section', text: mrkdwn('Shall we ship *R-7*?') },
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: 'approve',
              style: 'primary',
              text: plain('Approve'),
              confirm: {
                title: plain('Sure?'),
                text: plain('It ships at once.'),
                confirm: plain('Ship'),
                deny: plain('Wait'),
              },
            },
          ],
        },
      ],
    });
    const page = await open({ c: 'CREV' });
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('alertdialog', { name: 'Sure?' }).getByRole('button', { name: 'Wait' }).click();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Ship' }).click();
    await message(page, 'Approved by @Maya Lindqvist').waitFor();
  });

  it('follows a link to a message and points it out', async () => {
    const { ts } = await post('CREV', 'the one that is meant');
    const { permalink } = await demo.app.client.chat.getPermalink({
      channel: 'CREV',
      message_ts: String(ts),
    });
    await post('CGEN', `See <${permalink}|the message>`);
    const page = await open();
    await page.getByRole('link', { name: 'the message' }).last().click();
    await page.locator('.message.highlighted', { hasText: 'the one that is meant' }).waitFor();
    expect(new URL(page.url()).searchParams.get('c')).toBe('CREV');
  });

  it('joins a channel that one is not in', async () => {
    const page = await open({ c: 'CRAND' });
    await page.getByRole('button', { name: 'Join Channel' }).click();
    await page.getByPlaceholder('Message #random').waitFor();
  });
});

describe('the app’s own place', () => {
  it('has Home, Messages and About', async () => {
    const page = await open({ c: 'A1' });
    await page.getByText('Waiting for you').waitFor();
    await page.getByRole('tab', { name: 'Messages' }).click();
    await page.getByPlaceholder('Message Gate').waitFor();
    await page.getByRole('tab', { name: 'About' }).click();
    await page.getByText('Say something only you can see').waitFor();
  });
});

describe('getting about with the keyboard', () => {
  it('goes to a channel by a few letters', async () => {
    const page = await open();
    await composer(page).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('rev');
    await page.getByRole('option', { name: /reviews/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.main-head h1', { hasText: 'reviews' }).waitFor();
  });

  it('walks messages with the arrows and opens a thread with Enter', async () => {
    await post('CGEN', 'reachable by keys');
    const page = await open();
    await message(page, 'reachable by keys').waitFor();
    await page.getByRole('list', { name: 'Messages in general' }).focus();
    await page.keyboard.press('ArrowUp');
    await page.locator('.message:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Thread' }).waitFor();
  });
});

describe('the sandbox’s tools', () => {
  it('moves the workspace’s clock', async () => {
    const page = await open();
    const before = demo.emulator.clock.now();
    await page.getByRole('button', { name: 'Workspace clock' }).click();
    await page.getByRole('button', { name: 'Skip 24 hours' }).click();
    await page.locator('.tool-time', { hasText: /, / }).waitFor();
    expect(demo.emulator.clock.now() - before).toBeGreaterThanOrEqual(86_400_000);
  });

  it('leads through the tour, takes one to the next step and remembers', async () => {
    const page = await open({ context: {} });
    await page.getByRole('button', { name: 'Guided tour' }).waitFor();
    await page.getByText('Type /form.').waitFor();
    await page.getByRole('checkbox', { name: 'Open the form: done' }).click();
    await page.getByRole('button', { name: 'Take me there' }).click();
    await page.getByRole('button', { name: 'Act as, now Noor Haddad' }).waitFor();
    await page.locator('.main-head h1', { hasText: 'reviews' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Guided tour' }).getByText('1/2').waitFor();
  });
});

describe('how it looks', () => {
  it.each([
    ['dark', 'rgb(26, 29, 33)'],
    ['light', 'rgb(255, 255, 255)'],
  ] as const)('follows a %s system', async (colorScheme, background) => {
    const page = await open({ context: { colorScheme } });
    const color = await page.evaluate("getComputedStyle(document.querySelector('.content')).backgroundColor");
    expect(color).toBe(background);
  });

  it('can be switched, and stays so', async () => {
    const page = await open({ context: { colorScheme: 'light' } });
    await page.getByRole('button', { name: 'Appearance' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await page.locator('html[data-theme=dark]').waitFor({ state: 'attached' });
    await page.reload();
    await page.locator('html[data-theme=dark]').waitFor({ state: 'attached' });
  });

  it('fits a phone: list, conversation and back, nothing wider than the screen', async () => {
    const page = await open({ c: '', context: { viewport: { width: 380, height: 760 } } });
    await page.locator('.side-item', { hasText: 'reviews' }).click();
    await page.getByPlaceholder('Message #reviews').waitFor();
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBe(0);
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await page.locator('.side-item', { hasText: 'reviews' }).waitFor();
  });
});
