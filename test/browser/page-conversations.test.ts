import { describe, expect, it } from 'vitest';
import { composer, message, mrkdwn, plain, setStage } from './page-demo.ts';

const stage = setStage((app) => {
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
});

describe('conversations', () => {
  it('completes a command with its hint and shows the answer to its caller only', async () => {
    const page = await stage.open();
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
    const page = await stage.open();
    await composer(page).fill('/nonsense now');
    await composer(page).press('Enter');
    await page.locator('.notice', { hasText: '/nonsense' }).waitFor();
  });

  it('answers in a thread, beside the channel, and counts the replies', async () => {
    await stage.post('CGEN', 'a thread begins');
    const page = await stage.open();
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
    const page = await stage.open({ as: 'UINES' });
    await composer(page).waitFor();
    await stage.post('CREV', 'seen by nobody yet');
    const item = page.locator('.side-item', { hasText: 'reviews' });
    await page.locator('.side-item.unread', { hasText: 'reviews' }).waitFor();
    await stage.post('CREV', 'and <@UINES> is asked');
    await item.locator('.mention-badge', { hasText: '1' }).waitFor();
    await item.click();
    await page.locator('.unread-line').waitFor();
    await page.locator('.side-item:not(.unread)', { hasText: 'reviews' }).waitFor();
    const order = await page.locator('.message-content').innerText();
    expect(order.indexOf('New')).toBeLessThan(order.indexOf('seen by nobody yet'));
  });

  it('reacts, edits and deletes', async () => {
    const page = await stage.open({ as: 'UTOMAS', c: 'CREV' });
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
    await stage.post('CREV', 'worth keeping');
    const page = await stage.open({ c: 'CREV' });
    await message(page, 'worth keeping').hover();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Keep this message' }).click();
    await message(page, 'Kept: worth keeping').getByText('Only visible to you').waitFor();
  });

  it('presses a button of a card, and shows what it becomes', async () => {
    await stage.post('CREV', 'a card', {
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
    const page = await stage.open({ c: 'CREV' });
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('alertdialog', { name: 'Sure?' }).getByRole('button', { name: 'Wait' }).click();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Ship' }).click();
    await message(page, 'Approved by @Maya Lindqvist').waitFor();
  });

  it('follows a link to a message and points it out', async () => {
    const { ts } = await stage.post('CREV', 'the one that is meant');
    const { permalink } = await stage.demo.app.client.chat.getPermalink({
      channel: 'CREV',
      message_ts: String(ts),
    });
    await stage.post('CGEN', `See <${permalink}|the message>`);
    const page = await stage.open();
    await page.getByRole('link', { name: 'the message' }).last().click();
    await page.locator('.message.highlighted', { hasText: 'the one that is meant' }).waitFor();
    expect(new URL(page.url()).searchParams.get('c')).toBe('CREV');
  });

  it('joins a channel that one is not in', async () => {
    const page = await stage.open({ c: 'CRAND' });
    await page.getByRole('button', { name: 'Join Channel' }).click();
    await page.getByPlaceholder('Message #random').waitFor();
  });
});
