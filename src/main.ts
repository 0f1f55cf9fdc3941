import {
  processEnvironment,
  readSettings,
  type Settings,
  SettingsError,
  type SlackSettings,
} from './config/env.ts';
import { createLog } from './config/log.ts';
import { PolicyError } from './config/policy/load-policy.ts';
import { Fault } from './ports/fault.ts';
import type { Log } from './ports/log.ts';

/** The file behind the sandbox; it begins anew at every start, as the workspace does. */
const sandboxDatabase = 'data/sandbox.db';

interface Started {
  stop(): Promise<void>;
}

/** What went wrong at the start, a sentence each; null for a defect. */
function sentencesFor(error: unknown): readonly string[] | null {
  if (error instanceof SettingsError || error instanceof PolicyError) return error.problems;
  if (error instanceof Fault)
    return [error.remedy === '' ? error.message : `${error.message} ${error.remedy}`];
  return null;
}

// Loaded only now, so that a mistake in the settings is told at once.
async function openProduct(settings: Settings, slack: SlackSettings, log: Log): Promise<Started> {
  const { start } = await import('./start.ts');
  return start({ ...settings, slack }, { log });
}

async function openSandbox(settings: Settings): Promise<Started> {
  // Only what is wrong: whoever tries it out looks at the page.
  const level = settings.logLevel === 'info' ? 'warn' : settings.logLevel;
  const { startSandbox } = await import('./sandbox/sandbox.ts');
  const sandbox = await startSandbox(settings, { log: createLog(level), databaseFile: sandboxDatabase });
  process.stdout.write(
    `Routegate found no Slack tokens, so it opened a workspace of its own:\n\n    ${sandbox.url}\n\n` +
      `Everything in it begins anew at the next start. Its database is ${sandboxDatabase}. Stop it with Ctrl+C.\n`,
  );
  if (settings.hasScreen) {
    const { default: open } = await import('open');
    // A machine without a browser is no reason to stop: the address stands above.
    await open(sandbox.url).catch(() => {});
  }
  return sandbox;
}

function stopOnSignals(started: Started): void {
  let stopping = false;
  const stop = async (): Promise<void> => {
    // Whoever asks twice does not want to wait.
    if (stopping) process.exit(1);
    stopping = true;
    await started.stop();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
}

/** What nobody caught. A promise of a library ends nothing; an exception may have left anything half done. */
function logDefects(log: Log): void {
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'A failure that nobody handled'));
  process.on('uncaughtException', (error) => {
    log.error({ err: error }, 'An exception that nobody caught; stopping');
    process.exit(1);
  });
}

async function main(): Promise<void> {
  const settings = readSettings(processEnvironment());
  const log = createLog(settings.logLevel);
  logDefects(log);
  stopOnSignals(
    settings.slack ? await openProduct(settings, settings.slack, log) : await openSandbox(settings),
  );
}

try {
  await main();
} catch (error) {
  const sentences = sentencesFor(error);
  if (!sentences) throw error;
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
