import { access } from 'node:fs/promises';
import { readSettings, type Settings } from '../config/env.ts';
import { loadCanary } from '../config/policy/load-canary.ts';
import { loadPolicy, PolicyError } from '../config/policy/load-policy.ts';
import { loadSlackManifest, manifestFile } from '../config/slack-manifest.ts';
import { goodTokenLength, isShortToken } from '../domain/api-scopes.ts';
import type { Policy } from '../domain/policy.ts';
import { Fault } from '../ports/fault.ts';
import { silentLog } from '../ports/log.ts';
import { silentObserver } from '../ports/observer.ts';
import type { DeadJob, Store } from '../ports/store.ts';
import type { Finding } from '../start.ts';
import { openStore } from '../storage/open.ts';
import { systemClock } from '../work/system-clock.ts';
import type { CliCommand, CliIo } from './command.ts';
import { sayingTrouble } from './shared/trouble.ts';

const marks: Readonly<Record<Finding['verdict'], string>> = { good: '✓', bad: '✗', doubtful: '!' };
const shippedManifest = new URL(`../../${manifestFile}`, import.meta.url);
const mostDead = 20;
const pieces = (count: number): string => (count === 1 ? '1 piece of work' : `${count} pieces of work`);
/** Work that waits for longer is not on its way. */
const staleMs = 15 * 60_000;

/** Says what was found, and remembers whether anything was bad. */
class Report {
  readonly #io: CliIo;
  isGood = true;

  constructor(io: CliIo) {
    this.#io = io;
  }

  heading(text: string): void {
    this.#io.out(text);
  }

  add({ verdict, what, remedy }: Finding): void {
    if (verdict === 'bad') this.isGood = false;
    this.#io.out(`  ${marks[verdict]} ${what}${what.endsWith('.') ? '' : '.'}`);
    if (remedy !== '') this.#io.out(`      ${remedy}`);
  }

  good(what: string): void {
    this.add({ verdict: 'good', what, remedy: '' });
  }

  bad(what: string, remedy: string): void {
    this.add({ verdict: 'bad', what, remedy });
  }
}

/** One that cannot be used stops nothing, so it is doubtful, not bad. */
async function checkCanary(settings: Settings, policy: Policy, report: Report): Promise<void> {
  const { policyCanaryFile: file } = settings;
  if (file === null) return;
  const { policy: canary, problems } = await loadCanary(file, policy);
  for (const what of problems)
    report.add({
      verdict: 'doubtful',
      what,
      remedy: 'It is in canary: nothing is judged by it until it is mended.',
    });
  if (problems.length > 0) return;
  report.good(
    canary
      ? `${file} can be used, and is in canary`
      : `${file} is the policy that binds, so nothing is in canary`,
  );
}

async function checkPolicy(settings: Settings, report: Report): Promise<Policy | null> {
  report.heading('Policy');
  try {
    const policy = await loadPolicy(settings.policyFile);
    report.good(`${settings.policyFile} can be used`);
    await checkCanary(settings, policy, report);
    return policy;
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    for (const problem of error.problems) report.bad(problem, '');
    return null;
  }
}

/** The path of the database, where it is a file. */
const fileOf = (databaseUrl: string): string => databaseUrl.replace(/^file:(\/\/)?/, '');

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Opened as the program opens it, because only writing shows whether it can be written. */
async function checkDatabase(settings: Settings, report: Report): Promise<Store | null> {
  report.heading('Database');
  const { databaseUrl } = settings;
  if (databaseUrl.startsWith('file:') && !(await exists(fileOf(databaseUrl)))) {
    report.good(`${fileOf(databaseUrl)} does not exist yet; the first start makes it`);
    return null;
  }
  let store: Store | null = null;
  try {
    store = await openStore(databaseUrl, { clock: systemClock });
    await store.check();
    const { sequence } = await store.head();
    report.good(`${fileOf(databaseUrl)} can be read and written; the record has ${sequence} events`);
    return store;
  } catch (error) {
    await store?.close();
    if (!(error instanceof Fault)) throw error;
    report.bad(error.message, error.remedy);
    return null;
  }
}

const deadLine = ({ effect, error, diedAt }: DeadJob): string =>
  `Given up on ${new Date(diedAt).toISOString()}: ${effect.kind} (${error})`;

async function checkWork(store: Store, retry: boolean, report: Report): Promise<void> {
  report.heading('Work');
  const now = systemClock.now();
  if (retry) report.good(`What was given up is tried again: ${pieces(await store.reviveJobs(now))}`);
  const { waiting, dead, oldestWaitingAt } = await store.jobCounts();
  if (dead === 0) report.good('Nothing was given up');
  const { items } = await store.deadJobs({ limit: mostDead });
  for (const job of items) report.bad(deadLine(job), job.remedy);
  if (dead > 0)
    report.heading(`      ${dead} in all. Mend the cause, then: npm run -s cli -- doctor --retry`);
  const age = oldestWaitingAt === null ? 0 : now - oldestWaitingAt;
  if (age < staleMs) report.good(`In the outbox: ${pieces(waiting)}`);
  else
    report.add({
      verdict: 'doubtful',
      what: `In the outbox: ${pieces(waiting)}, the oldest for ${Math.round(age / 60_000)} minutes`,
      remedy: 'See below whether Routegate runs, and above whether Slack lets it work.',
    });
}

/** Asks the running program, if there is one on this machine. */
async function checkProgram(settings: Settings, report: Report): Promise<void> {
  report.heading('Program');
  const host = settings.host === '0.0.0.0' ? '127.0.0.1' : settings.host === '::' ? '[::1]' : settings.host;
  const url = `http://${host}:${settings.port}/readyz`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(6000) }).catch(() => null);
  if (!answer)
    report.add({
      verdict: 'doubtful',
      what: `Nothing answers at ${url}`,
      remedy: 'Start it with: npm start',
    });
  else if (answer.ok) report.good('Routegate runs and is ready');
  else report.bad('Routegate runs, but is not ready', (await answer.text()).slice(0, 500));
}

async function checkSlackToo(
  settings: Settings,
  policy: Policy | null,
  store: Store | null,
  report: Report,
): Promise<void> {
  report.heading('Slack');
  if (!settings.slack) {
    report.add({
      verdict: 'doubtful',
      what: 'No Slack tokens are set, so the sandbox opens',
      remedy: 'For a real workspace set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN or SLACK_SIGNING_SECRET.',
    });
    return;
  }
  if (!policy) {
    report.bad('Slack is not looked at', 'Mend the policy first: it names the channels and roles.');
    return;
  }
  const { checkSlack } = await import('../start.ts');
  const findings = await checkSlack({
    settings: settings.slack,
    policy,
    store,
    neededScopes: (await loadSlackManifest(shippedManifest)).scopes,
    clock: systemClock,
    log: silentLog,
    observer: silentObserver,
  });
  for (const finding of findings) report.add(finding);
}

async function examine(retry: boolean, io: CliIo): Promise<number> {
  const report = new Report(io);
  const settings = readSettings(io.env);
  report.heading('Settings');
  report.good('The settings can be used');
  for (const { name } of settings.apiTokens.filter(isShortToken))
    report.add({
      verdict: 'doubtful',
      what: `The token of ${name} in API_TOKENS is shorter than ${goodTokenLength} characters, so it can be guessed`,
      remedy: 'Give it 32 random characters, such as those of: openssl rand -hex 16',
    });
  const policy = await checkPolicy(settings, report);
  const store = await checkDatabase(settings, report);
  try {
    await checkSlackToo(settings, policy, store, report);
    if (store) await checkWork(store, retry, report);
    await checkProgram(settings, report);
  } finally {
    await store?.close();
  }
  io.out(report.isGood ? 'All is well.' : 'Something has to be mended: see the lines with ✗.');
  return report.isGood ? 0 : 1;
}

export const command: CliCommand = {
  name: 'doctor',
  summary: 'Look at settings, policy, database, Slack and stuck work, and say what to mend',
  declare: (command) => {
    command.option('--retry', 'try again what was given up');
  },
  run: (_args, { retry }, io) => sayingTrouble(io, () => examine(retry === true, io)),
};
