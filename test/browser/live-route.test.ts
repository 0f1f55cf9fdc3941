import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { tour } from '../../src/sandbox/tour.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { button, Windows } from './windows.ts';

/** A route's way to its users and back, as people see it: in Slack, and in what their applications get. */

const folder = temporaryFolder();
let windows: Windows;

beforeAll(async () => {
  windows = await Windows.open(join(folder, 'sandbox.db'));
});
afterAll(async () => {
  await windows?.close();
});

const seenSchema = z.object({ product: z.object({ url: z.string(), token: z.string() }) });
const servedSchema = z.object({ variant: z.string() });

const route = 'support-summary-prod';

async function file(): Promise<void> {
  const maya = await windows.as('UMAYA', 'general');
  const composer = maya.locator('.main-pane .composer textarea');
  await composer.fill(`/route-request ${route}`);
  await composer.press('Enter');
  const form = maya.getByRole('dialog');
  await form.getByText('Step 1 of 6').waitFor();
  const model = form.getByLabel('Model', { exact: true });
  const before = await model.inputValue();
  await model.fill(before.replace('gpt-summary-a', 'gpt-summary-b').replace('2026-03', '2026-09'));
  await form.getByLabel('Why?').fill('It keeps long threads together.');
  for (const step of [2, 3, 4, 5, 6]) {
    await button(form, 'Next').click();
    await form.getByText(`Step ${step} of 6`).waitFor();
  }
  await button(form, 'Submit').click();
  await form.getByText(`R-1 for ${route} is filed`).waitFor();
  await button(form, 'Done').click();
}

/** Attaches the file of a message in #general from its menu, as the tour says. */
async function attach(words: string, lanes: readonly string[]): Promise<void> {
  const maya = await windows.as('UMAYA', 'general');
  await maya.locator('.main-pane .message', { hasText: words }).first().hover();
  await maya.getByRole('button', { name: 'More actions' }).click();
  await maya.getByRole('menuitem', { name: 'Attach as evidence' }).click();
  const form = maya.getByRole('dialog');
  await form.getByText('To which request?').waitFor();
  await form.getByRole('combobox').first().click();
  await maya.getByRole('option', { name: 'R-1' }).click();
  await form.getByText('Not clear:').waitFor();
  for (const lane of lanes) {
    await form.getByRole('combobox').nth(1).fill(lane);
    await maya.getByRole('option', { name: lane }).first().click();
  }
  await maya.keyboard.press('Tab');
  await button(form, 'Attach').click();
  await form.getByText('Attached to').waitFor();
  await button(form, 'Close').click();
}

async function approve(person: string, channel: string): Promise<void> {
  await button(await windows.message(person, channel, 'Record R-1'), 'Approve').click();
  await windows.confirm(person, /approve/i);
  await (await windows.message(person, channel, /Changed your mind|approved for canary/i)).waitFor();
}

/** What the traffic in somebody's window shows. */
async function trafficOf(page: Page): Promise<Locator> {
  const dock = page.getByRole('complementary', { name: 'Live traffic' });
  if ((await dock.count()) === 0) await page.getByRole('button', { name: 'Live traffic' }).click();
  await dock.getByText('of customers get the candidate').waitFor();
  return dock;
}

/** Who has the candidate, once everybody was asked since the last change. */
async function candidates(dock: Locator, group: string, least: number): Promise<number[]> {
  const dots = dock.locator(`[data-group=${group}] .dot.candidate`);
  const seen = () => dots.evaluateAll((all) => all.map((dot) => Number(dot.getAttribute('data-person'))));
  let people: number[] = [];
  await expect
    .poll(
      async () => {
        const before = JSON.stringify(people);
        people = await seen();
        return people.length >= least && JSON.stringify(people) === before;
      },
      { timeout: 15_000, interval: 800 },
    )
    .toBe(true);
  return people;
}

/** What the application of the last of these people gets, asked as it would ask. */
async function variantOf(people: readonly number[]): Promise<string> {
  const answer = await fetch(`${windows.sandbox.url}/sandbox/outside`);
  const { product } = seenSchema.parse(await answer.json());
  const context = people.map((person) => `customer-${1 + person}`);
  const asked = await fetch(`${product.url}/ofrep/v1/evaluate/flags/${route}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${product.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      context: { targetingKey: context.at(-1), audience: 'customers', segment: 'standard' },
    }),
  });
  return servedSchema.parse(await asked.json()).variant;
}

const tick = (page: Page, title: string): Locator =>
  page.getByRole('checkbox', { name: `${title}: done`, exact: true });

/** Ticks by hand what was done in other windows, up to a step. */
async function tickUpTo(page: Page, title: string): Promise<void> {
  for (const step of tour.slice(
    0,
    tour.findIndex((one) => one.title === title),
  ))
    if ((await tick(page, step.title).getAttribute('aria-checked')) === 'false')
      await tick(page, step.title).click();
}

/** The tour ticks a step off by itself once it sees that it was done. */
async function ticked(page: Page, title: string): Promise<void> {
  await expect.poll(() => tick(page, title).getAttribute('aria-checked'), { timeout: 15_000 }).toBe('true');
}

const shareIn = (dock: Locator): Promise<string> => dock.locator('.share-now b').innerText();

async function skipDay(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Workspace clock' }).click();
  const skip = button(page, 'Skip 24 hours');
  await skip.click();
  await expect.poll(() => skip.isEnabled(), { timeout: 15_000 }).toBe(true);
  await page.keyboard.press('Escape');
}

async function threadOf(page: Page, message: Locator): Promise<Locator> {
  const pane = page.getByRole('complementary', { name: 'Thread' });
  await message.locator('.thread-summary').click();
  await pane.waitFor();
  return pane;
}

/** What only this person sees, the newest. */
const privately = (page: Page, text: string | RegExp): Locator =>
  page.locator('.message.ephemeral', { hasText: text }).last();

describe('an approved change of a customers’ route', () => {
  test('reaches 5 and 25 % of them by the gates, and is taken back from an alert’s thread', async () => {
    await file();
    await attach('The acceptance run', [
      'Data leakage',
      'Instruction hierarchy',
      'Prompt injection',
      'Cost and quota',
      'Reliability',
      'Latency',
    ]);
    await attach('400 golden threads', ['Functional correctness', 'Capability']);
    await windows.leave('UMAYA');
    for (const [person, channel] of [
      ['USOFIA', 'security-reviews'],
      ['UTOMAS', 'ai-product-reviews'],
      ['UPRIYA', 'ai-platform-reviews'],
      ['UGRACE', 'ai-finance-reviews'],
    ] as const) {
      await approve(person, channel);
      await windows.leave(person);
    }
    await approve('UHANNAH', 'ai-releases');

    const hannah = await windows.as('UHANNAH', 'ai-releases');
    const traffic = await trafficOf(hannah);
    await tickUpTo(hannah, 'Approve for everybody else');
    const card = await windows.message('UHANNAH', 'ai-releases', 'ready to start');
    await ticked(hannah, 'Approve for everybody else');
    await button(card, 'Start').click();
    const running = await windows.message('UHANNAH', 'ai-releases', 'Control plane reads back');
    await button(running, 'Go to shadow').click();
    await ticked(hannah, 'Start the rollout');
    expect(await shareIn(traffic)).toBe('0 %');

    await skipDay(hannah);
    await button(running, 'Expand to colleagues').click();
    expect(await candidates(traffic, 'colleagues', 40)).toHaveLength(40);
    expect(await shareIn(traffic)).toBe('0 %');

    await ticked(hannah, 'Let a day pass');

    await button(running, 'Record drill').click();
    await ticked(hannah, 'Rehearse the way back');
    await skipDay(hannah);
    await button(running, 'Expand to 5 %').click();
    const few = await candidates(traffic, 'customers', 3);
    expect(few.length).toBeLessThanOrEqual(20);
    expect(await candidates(traffic, 'excluded', 0)).toEqual([]);
    await ticked(hannah, 'Reach 5 % of customers');

    const latency = traffic.getByRole('group', { name: 'p95_latency' });
    await button(latency, 'None').click();
    await traffic.getByText('nothing measured').waitFor();
    await skipDay(hannah);
    const reminder = hannah
      .locator('.main-pane .message', { hasText: 'The hold time at customer canary 5 % is over' })
      .last();
    await button(reminder, 'Expand to 25 %').click();
    await privately(hannah, /p95 latency.* has no reading/).waitFor();
    await ticked(hannah, 'Try to expand blindly');
    expect(await candidates(traffic, 'customers', 3)).toEqual(few);

    await button(latency, 'Good').click();
    await traffic.getByText('nothing measured').waitFor({ state: 'detached' });
    await button(reminder, 'Expand to 25 %').click();
    const more = await candidates(traffic, 'customers', 25);
    expect(await variantOf(more)).toBe('candidate');
    expect(more.length).toBeLessThanOrEqual(80);
    expect(few.filter((person) => !more.includes(person))).toEqual([]);
    await traffic.getByText(/All \d+ who had it keep it/).waitFor();
    await ticked(hannah, 'Reach 25 %');

    await traffic.getByRole('button', { name: 'Fire RouteErrors' }).click();
    const marcus = await windows.as('UMARCUS');
    await button(marcus, 'Take me there').click();
    const alert = marcus.locator('.main-pane .message', { hasText: 'RouteErrors' }).first();
    await alert.waitFor();
    const seenByMarcus = await trafficOf(marcus);
    const thread = await threadOf(marcus, alert);
    await thread.getByText('Hannah Novak').first().waitFor();
    await button(thread, 'Roll back').click();
    await windows.confirm('UMARCUS', /^Roll back$/);
    await expect.poll(() => variantOf(more), { interval: 10, timeout: 15_000 }).toBe('baseline');
    for (const dock of [seenByMarcus, traffic])
      await expect.poll(() => shareIn(dock), { interval: 20, timeout: 15_000 }).toBe('0 %');
    await thread
      .getByText(/was rolled back by Marcus Reid in \d.* 25 % → 0 %, read back/)
      .first()
      .waitFor();
    await windows.message(
      'UHANNAH',
      'ai-releases',
      /Rolled back by Marcus Reid in \d.* 25 % → 0 %, read back/,
    );
    await ticked(marcus, 'Roll back from the alert');
    await button(thread, 'Add reason').waitFor();
    await traffic.getByRole('button', { name: 'Resolve RouteErrors' }).click();
    await thread.getByText('Resolved after').last().waitFor();
    expect(windows.complaints).toEqual([]);
  });
});
