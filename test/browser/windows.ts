/** The sandbox in a browser, with a window of its own for everybody who acts: what is seen and pressed there. */
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { readSettings } from '../../src/config/env.ts';
import { silentLog } from '../../src/ports/log.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { startChromium } from '../support/chromium.ts';

/** By what is written on it; what a screen reader says of it is longer. */
export const button = (within: Page | Locator, name: string): Locator =>
  within.locator('button').filter({ hasText: new RegExp(`^${name}$`) });

export class Windows {
  readonly sandbox: Sandbox;
  /** What went wrong in any window. */
  readonly complaints: string[] = [];
  readonly #browser: Browser;
  readonly #context: BrowserContext;
  readonly #pages = new Map<string, Page>();

  private constructor(sandbox: Sandbox, browser: Browser, context: BrowserContext) {
    this.sandbox = sandbox;
    this.#browser = browser;
    this.#context = context;
    context.setDefaultTimeout(15_000);
    context.on('weberror', (error) => this.complaints.push(error.error().message));
  }

  static async open(databaseFile: string): Promise<Windows> {
    const settings = readSettings({ PORT: '0', CI: '1', LOG_LEVEL: 'silent' });
    const [browser, sandbox] = await Promise.all([
      startChromium(),
      startSandbox(settings, { log: silentLog, databaseFile }),
    ]);
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
    return new Windows(sandbox, browser, context);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.sandbox.stop();
  }

  /** Somebody's window, in a conversation where one is named. */
  async as(person: string, conversation?: string): Promise<Page> {
    const page = this.#pages.get(person) ?? (await this.#context.newPage());
    if (!this.#pages.has(person)) await page.goto(`${this.sandbox.url}/?as=${person}`);
    this.#pages.set(person, page);
    if (conversation) await page.locator('.side-item', { hasText: conversation }).click();
    return page;
  }

  async leave(person: string): Promise<void> {
    await this.#pages.get(person)?.close();
    this.#pages.delete(person);
  }

  /** The first message of a conversation that says this. */
  async message(person: string, conversation: string, text: string | RegExp): Promise<Locator> {
    const page = await this.as(person, conversation);
    const found = page.locator('.main-pane .message', { hasText: text }).first();
    await found.waitFor();
    return found;
  }

  /** Answers the question that a button asks before it does anything. */
  async confirm(person: string, answer: RegExp): Promise<void> {
    const page = await this.as(person);
    await page.locator('[role=alertdialog] button, [role=dialog] button').filter({ hasText: answer }).click();
  }
}
