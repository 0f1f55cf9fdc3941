/** A real browser for tests: the Chromium that comes with the development packages. */
import { closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import chromiumPackage from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Not `single-process`, and with the browser's ordinary safety: pages are tested as people open them. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

/** Starts the browser. Close it when the tests of the file are done. */
export async function startChromium(): Promise<Browser> {
  const executablePath = await unpackedOnce();
  return chromium.launch({ executablePath, args: ARGS, headless: true });
}

/**
 * The package unpacks its binary into the temporary folder, where several test files at once would run one that
 * is half written: whoever makes the lock file first unpacks, the others wait for it.
 */
async function unpackedOnce(): Promise<string> {
  const lock = join(tmpdir(), 'chromium.unpacking');
  const done = join(tmpdir(), 'chromium.unpacked');
  for (;;) {
    if (existsSync(done) && existsSync(join(tmpdir(), 'chromium'))) return chromiumPackage.executablePath();
    if (takeLock(lock)) {
      try {
        if (!existsSync(done)) rmSync(join(tmpdir(), 'chromium'), { force: true });
        const path = await chromiumPackage.executablePath();
        closeSync(openSync(done, 'w'));
        return path;
      } finally {
        rmSync(lock, { force: true });
      }
    }
    await wait(100);
  }
}

/** A lock older than unpacking ever takes was left by a process that died. */
const STALE_MS = 60_000;

function takeLock(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx'));
    return true;
  } catch {
    if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > STALE_MS) rmSync(lock, { force: true });
    return false;
  }
}
