import { describe, expect, it } from 'vitest';
import { composer, message, mrkdwn, plain, setStage } from './page-demo.ts';

const stage = setStage((app) => {
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
});

describe('acting as a person', () => {
  it('shows the person, their channels and what they write', async () => {
    const page = await stage.open({ as: 'UNOOR', c: 'CREV' });
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
    const page = await stage.open();
    await page.getByRole('button', { name: 'Act as, now Maya Lindqvist' }).click();
    await page.getByRole('dialog', { name: 'Act as' }).getByText('Platform reviewer').click();
    await page.getByRole('button', { name: 'Act as, now Noor Haddad' }).waitFor();
    expect(new URL(page.url()).searchParams.get('as')).toBe('UNOOR');
    await page.locator('.side-item', { hasText: 'releases' }).waitFor();
  });

  it('shows two people in two tabs what each of them may see', async () => {
    const maya = await stage.open();
    const noor = await stage.open({ as: 'UNOOR' });
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
    await stage.demo.app.client.chat.postEphemeral({
      channel: 'CGEN',
      user: 'UNOOR',
      text: 'for Noor alone',
    });
    await message(noor, 'for Noor alone').getByText('Only visible to you').waitFor();
    expect(await message(maya, 'for Noor alone').count()).toBe(0);
  });

  it('puts two people side by side in one window', async () => {
    const page = await stage.open({ query: '&beside=UNOOR' });
    const [left, right] = [page.frameLocator('iframe >> nth=0'), page.frameLocator('iframe >> nth=1')];
    await right.locator('.main-pane .composer textarea').fill('from the right');
    await right.locator('.main-pane .composer textarea').press('Enter');
    await left.locator('.message', { hasText: 'from the right' }).waitFor();
    await page.getByRole('button', { name: 'Close the second person' }).click();
    await page.getByRole('button', { name: 'Act as, now Maya Lindqvist' }).waitFor();
  });
});

describe('the app’s own place', () => {
  it('has Home, Messages and About', async () => {
    const page = await stage.open({ c: 'A1' });
    await page.getByText('Waiting for you').waitFor();
    await page.getByRole('tab', { name: 'Messages' }).click();
    await page.getByPlaceholder('Message Gate').waitFor();
    await page.getByRole('tab', { name: 'About' }).click();
    await page.getByText('Say something only you can see').waitFor();
  });
});

describe('getting about with the keyboard', () => {
  it('goes to a channel by a few letters', async () => {
    const page = await stage.open();
    await composer(page).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('rev');
    await page.getByRole('option', { name: /reviews/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.main-head h1', { hasText: 'reviews' }).waitFor();
  });

  it('walks messages with the arrows and opens a thread with Enter', async () => {
    await stage.post('CGEN', 'reachable by keys');
    const page = await stage.open();
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
    const page = await stage.open();
    const before = stage.demo.emulator.clock.now();
    await page.getByRole('button', { name: 'Workspace clock' }).click();
    await page.getByRole('button', { name: 'Skip 24 hours' }).click();
    await page.locator('.tool-time', { hasText: /, / }).waitFor();
    expect(stage.demo.emulator.clock.now() - before).toBeGreaterThanOrEqual(86_400_000);
  });

  it('leads through the tour, takes one to the next step and remembers', async () => {
    const page = await stage.open();
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
    const page = await stage.open({ colorScheme });
    const color = await page.evaluate("getComputedStyle(document.querySelector('.content')).backgroundColor");
    expect(color).toBe(background);
  });

  it('can be switched, and stays so', async () => {
    const page = await stage.open({ colorScheme: 'light' });
    await page.getByRole('button', { name: 'Appearance' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await page.locator('html[data-theme=dark]').waitFor({ state: 'attached' });
    await page.reload();
    await page.locator('html[data-theme=dark]').waitFor({ state: 'attached' });
  });

  it('fits a phone: list, conversation and back, nothing wider than the screen', async () => {
    const page = await stage.open({ c: '', viewport: { width: 380, height: 760 } });
    await page.locator('.side-item', { hasText: 'reviews' }).click();
    await page.getByPlaceholder('Message #reviews').waitFor();
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBe(0);
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await page.locator('.side-item', { hasText: 'reviews' }).waitFor();
  });
});
