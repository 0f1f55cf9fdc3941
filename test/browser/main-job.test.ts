import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSettings } from '../../src/config/env.ts';
import { silentLog } from '../../src/ports/log.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { startChromium } from '../support/chromium.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** The main job as people do it: everything here is seen and pressed in a browser, nothing is called. */

const folder = temporaryFolder();
let browser: Browser;
let context: BrowserContext;
let sandbox: Sandbox;
const complaints: string[] = [];

beforeAll(async () => {
  const settings = readSettings({ PORT: '0', CI: '1', LOG_LEVEL: 'silent' });
  [browser, sandbox] = await Promise.all([
    startChromium(),
    startSandbox(settings, { log: silentLog, databaseFile: join(folder, 'sandbox.db') }),
  ]);
  context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  context.setDefaultTimeout(15_000);
  context.on('weberror', (error) => complaints.push(error.error().message));
});

afterAll(async () => {
  await browser?.close();
  await sandbox?.stop();
});

/** A window of its own for each person. */
const windows = new Map<string, Page>();
async function as(person: string, conversation?: string): Promise<Page> {
  const page = windows.get(person) ?? (await context.newPage());
  if (!windows.has(person)) await page.goto(`${sandbox.url}/?as=${person}`);
  windows.set(person, page);
  if (conversation) await page.locator('.side-item', { hasText: conversation }).click();
  return page;
}

async function command(page: Page, text: string): Promise<Locator> {
  const composer = page.locator('.main-pane .composer textarea');
  await composer.fill(text);
  await composer.press('Enter');
  return page.getByRole('dialog');
}

const messages = (page: Page, text: string | RegExp): Locator =>
  page.locator('.main-pane .message', { hasText: text });
/** By what is written on it; what a screen reader says of it is longer. */
const button = (within: Page | Locator, name: string): Locator =>
  within.locator('button').filter({ hasText: new RegExp(`^${name}$`) });

/** The card of a role, as its reviewer sees it. */
async function card(person: string, channel: string, request: string): Promise<Locator> {
  const found = messages(await as(person, channel), `Record ${request}`).first();
  await found.waitFor();
  return found;
}

async function approve(person: string, channel: string, request: string): Promise<void> {
  await button(await card(person, channel, request), 'Approve').click();
  // High asks whether one is sure.
  await (await as(person))
    .locator('[role=alertdialog] button, [role=dialog] button')
    .filter({ hasText: /approve/i })
    .click();
}

async function toStep(dialog: Locator, step: number): Promise<void> {
  await button(dialog, 'Next').click();
  await dialog.getByText(`Step ${step} of 6`).waitFor();
}

describe('a change of a production route', () => {
  test('is filed, reviewed by everybody it concerns, edited, and decided', async () => {
    const maya = await as('UMAYA', 'general');
    const form = await command(maya, '/route-request support-summary-prod');
    await form.getByText('Step 1 of 6').waitFor();
    const model = form.getByLabel('Model', { exact: true });
    await model.fill(
      (await model.inputValue()).replace('gpt-summary-a', 'gpt-summary-b').replace('2026-03', '2026-09'),
    );
    await form.getByLabel('Why?').fill('It keeps long threads together.');
    for (const step of [2, 3, 4, 5, 6]) await toStep(form, step);
    await form.getByText('default model changed').waitFor();
    const check = await form.innerText();
    expect(check).toContain('gpt-summary-a 2026-03 → gpt-summary-b 2026-09');
    expect(check).toContain('high risk');
    for (const channel of [
      'ai-product-reviews',
      'ai-platform-reviews',
      'ai-finance-reviews',
      'security-reviews',
      'ai-releases',
    ])
      expect(check).toContain(`#${channel}`);
    await button(form, 'Submit').click();
    await form.getByText('R-1 for support-summary-prod is filed').waitFor();
    await button(form, 'Done').click();

    await approve('USOFIA', 'security-reviews', 'R-1');
    await approve('UHANNAH', 'ai-releases', 'R-1');
    await approve('UTOMAS', 'ai-product-reviews', 'R-1');
    await approve('UPRIYA', 'ai-platform-reviews', 'R-1');
    await button(await card('UGRACE', 'ai-finance-reviews', 'R-1'), 'Request changes').click();
    const objection = (await as('UGRACE')).getByRole('dialog');
    await objection.getByText('Request changes').first().waitFor();
    await objection.locator('textarea').fill('The prompt doubles the tokens. Shorten it.');
    await objection.getByRole('combobox').first().click();
    await (await as('UGRACE')).getByRole('option', { name: 'Cost' }).click();
    await button(objection, 'Request changes').click();
    await objection.waitFor({ state: 'detached' });

    const toMaya = messages(await as('UMAYA', 'Routegate'), 'R-1');
    await button(await as('UMAYA'), 'Messages')
      .or((await as('UMAYA')).getByRole('tab', { name: /Messages/ }))
      .first()
      .click();
    await toMaya.filter({ hasText: 'Shorten it.' }).first().waitFor();
    const picture = toMaya.first().locator('img.picture[alt*="Finance Grace Okafor asked for changes"]');
    await picture.waitFor();
    await expect.poll(() => picture.evaluate((image) => Reflect.get(image, 'naturalWidth'))).toBe(960);
    await button(toMaya.first(), 'Edit').click();
    const edit = maya.getByRole('dialog');
    await edit.getByText('Step 1 of 6').waitFor();
    await toStep(edit, 2);
    await edit
      .getByLabel(/^Prompt text|What does the prompt say/)
      .fill('Summarise the thread in four lines.');
    for (const step of [3, 4, 5, 6]) await toStep(edit, step);
    const asked = await edit.innerText();
    expect(asked).toMatch(/product, platform and finance/i);
    expect(asked).toMatch(/stands: security, @Sofia Marchetti/);
    await button(edit, 'Submit').click();
    await edit.getByText('R-1').waitFor();
    await button(edit, 'Done').click();

    const security = await card('USOFIA', 'security-reviews', 'R-1');
    await security.getByText('rev 2').waitFor();
    expect(await security.innerText()).toMatch(/✅\s*Security/);
    expect(await security.innerText()).not.toMatch(/✅\s*Platform/);
    await approve('UPRIYA', 'ai-platform-reviews', 'R-1');
    await approve('UTOMAS', 'ai-product-reviews', 'R-1');
    await approve('UGRACE', 'ai-finance-reviews', 'R-1');

    for (const [person, channel] of [
      ['USOFIA', 'security-reviews'],
      ['UHANNAH', 'ai-releases'],
      ['UTOMAS', 'ai-product-reviews'],
      ['UPRIYA', 'ai-platform-reviews'],
      ['UGRACE', 'ai-finance-reviews'],
    ] as const) {
      const done = await card(person, channel, 'R-1');
      await expect
        .poll(() => done.innerText(), { timeout: 10_000, message: person })
        .toMatch(/approved for canary/i);
      expect(await button(done, 'Approve').count()).toBe(0);
    }
    const told = await toMaya.first().innerText();
    for (const name of ['Sofia Marchetti', 'Hannah Novak', 'Tomás Herrera', 'Priya Raman', 'Grace Okafor'])
      expect(told).toContain(name);
    expect(complaints).toEqual([]);
  });
});
