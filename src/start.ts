import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { App } from './app/app.ts';
import { createApp } from './app/create-app.ts';
import { notePolicy } from './app/note-policy.ts';
import { noteCanary, sumUpCanary } from './app/policy-canary.ts';
import { withStandIns } from './app/stand-ins.ts';
import type { Settings, SlackSettings } from './config/env.ts';
import { createLog } from './config/log.ts';
import { loadCanary } from './config/policy/load-canary.ts';
import { loadPolicy } from './config/policy/load-policy.ts';
import { goodTokenLength, isShortToken, mayDo } from './domain/api-scopes.ts';
import type { Policy } from './domain/policy.ts';
import { auditApi } from './http/audit-api.ts';
import { descriptionRoutes } from './http/description.ts';
import { evidenceApi } from './http/evidence-api.ts';
import { flagdRoutes } from './http/flagd.ts';
import { createMetrics } from './http/metrics.ts';
import { ofrepRoutes } from './http/ofrep.ts';
import { accessFor } from './http/ofrep-access.ts';
import { operationsRoutes } from './http/operations.ts';
import { requestApi } from './http/request-api.ts';
import { routeApi } from './http/route-api.ts';
import { createHttpServer, type HttpListener } from './http/server.ts';
import { webhookRoutes } from './http/webhooks.ts';
import { WrongTokens } from './http/wrong-tokens.ts';
import type { Clock } from './ports/clock.ts';
import { Fault } from './ports/fault.ts';
import type { JobHandlers } from './ports/job-handler.ts';
import type { Log } from './ports/log.ts';
import { FlagTable } from './route-control/embedded/flag-table.ts';
import { problemsOf, routeControls } from './route-control/registry.ts';
import { receiveAlerts } from './signals/alerts/receive.ts';
import { alertSources } from './signals/alerts/registry.ts';
import { importEvidence } from './signals/evidence/import-evidence.ts';
import { readPrometheus } from './signals/metrics/prometheus.ts';
import { registerSlack } from './slack/app.ts';
import { createChannels } from './slack/channels.ts';
import { createConnection, slackPath } from './slack/connection.ts';
import { createDirectory } from './slack/directory.ts';
import { registerDirectoryEvents } from './slack/directory-events.ts';
import { createIdentity } from './slack/identity.ts';
import { slackJobHandlers } from './slack/job-handlers.ts';
import { createNames } from './slack/names.ts';
import { createSlackClient } from './slack/web-client.ts';
import { createMessenger } from './slack/web-messenger.ts';
import { openStore } from './storage/open.ts';
import { cardRefresh } from './work/card-refresh.ts';
import { controlHandler } from './work/control-job.ts';
import { driftWatch } from './work/drift-watch.ts';
import { createDrill } from './work/drill.ts';
import { expansionHandler } from './work/expansion-job.ts';
import { fallbackWatch } from './work/fallback-watch.ts';
import { guardrailHandler } from './work/guardrail-job.ts';
import { modelWatch } from './work/model-watch.ts';
import { observedStore } from './work/observed-store.ts';
import { peopleFirst } from './work/people-first.ts';
import { createPeriodic } from './work/periodic.ts';
import { canaryOf, tellOfBrokenCanary } from './work/policy-canary.ts';
import { createScheduler } from './work/scheduler.ts';
import { settledWatch } from './work/settled-watch.ts';
import { type Controls, holdBack } from './work/steering.ts';
import { systemClock } from './work/system-clock.ts';
import { createWorker } from './work/worker.ts';

/** What the sandbox and tests put in the place of what production has. */
export interface StartOptions {
  /** The system's unless given. */
  readonly clock?: Clock;
  /** Standard output unless given. */
  readonly log?: Log;
  /** False where another server hands requests to `listener`. */
  readonly listen?: boolean;
}

/** The running product. */
export interface Running {
  /** Where it listens; null where it does not. */
  readonly url: string | null;
  readonly listener: HttpListener;
  readonly app: App;
  /** What stands between Slack and the program now; null where nothing does. */
  readonly slackTrouble: () => string | null;
  /** Takes nothing new, finishes what runs, closes. Safe to call twice. */
  stop(): Promise<void>;
}

/** By the wall. Together they stay below what process managers allow, usually 10 s. */
const answerGraceMs = 2000;
const jobGraceMs = 5000;
/** A membership that takes longer is of no use to a modal that has to be answered in 3 s. */
const directoryTimeoutMs = 2000;
/** By the clock: how long a change made by hand may go unseen. */
const driftEveryMs = 60_000;
/** By the clock: how often flags are read back on which nothing rolls out. */
const settledEveryMs = 3_600_000;
/** By the clock: how soon after midnight, or after a start, the catalog of models is looked at. */
const catalogEveryMs = 10 * 60_000;
/** By the clock: how long a route may lead through another one that changed before its review is due. */
const fallbacksEveryMs = 3_600_000;
/** By the clock: how often it is looked whether what a policy in canary would have done is to be summed up. */
const canaryEveryMs = 3_600_000;
/** By the clock: how old what a rollout's card says of time and readings may get. */
const cardEveryMs = 60_000;

const listenRemedies: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) =>
    `Port ${port} on ${host} is taken. Stop the other program, or set PORT to a free one.`,
  EACCES: (_host, port) => `This user may not listen on port ${port}. Set PORT to one above 1023.`,
  EADDRNOTAVAIL: (host) => `${host} is no address of this machine. Set HOST to one, such as 127.0.0.1.`,
  ENOTFOUND: (host) => `${host} is no address of this machine. Set HOST to one, such as 127.0.0.1.`,
};

/** Listens, or throws a Fault that says what to do. */
export async function listenOn(
  server: { listen(host: string, port: number): Promise<string> },
  host: string,
  port: number,
): Promise<string> {
  try {
    return await server.listen(host, port);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const remedy = listenRemedies[code]?.(host, port);
    if (remedy === undefined) throw error;
    throw new Fault('needs_operator', `Routegate cannot listen (${code}).`, { remedy, cause: error });
  }
}

/** A bot token that Slack refuses ends the start; a Slack that is away does not. */
async function checkToken(identity: ReturnType<typeof createIdentity>, log: Log): Promise<void> {
  try {
    const { teamName, botName } = await identity.get();
    log.info({ team: teamName, bot: botName }, 'Slack knows us');
  } catch (error) {
    if (!(error instanceof Fault) || error.kind === 'needs_operator') throw error;
    log.warn({ err: error }, 'Slack cannot be reached yet; starting all the same');
  }
}

/** A route that policy steers through something that is not there could not be rolled back. */
function checkControls({ control: { others, routes } }: Policy, controls: Controls): void {
  for (const binding of [others, ...Object.values(routes)]) {
    const { control } = binding;
    const [problem] = problemsOf(binding);
    if (problem)
      throw new Fault('needs_operator', problem, {
        remedy: 'Correct it in the policy, under control or routes, and start again.',
      });
    if (!controls.has(control))
      throw new Fault('needs_operator', `The policy steers routes by ${control}, which is not set up.`, {
        remedy: `Set ${control === 'webhook' ? 'CONTROL_WEBHOOK_URL and CONTROL_WEBHOOK_SECRET' : `${control.toUpperCase()}_URL and ${control.toUpperCase()}_TOKEN`}, or name another route control in the policy.`,
      });
  }
}

type Closing = () => Promise<unknown>;

/** Closes in the reverse order of opening, once; what fails to close does not keep the rest open. */
function closer(log: Log): { add(close: Closing): void; close(): Promise<void> } {
  const opened: Closing[] = [];
  let closing: Promise<void> | null = null;
  const closeAll = async () => {
    for (const close of opened.splice(0).reverse())
      await close().catch((error: unknown) => log.error({ err: error }, 'Something did not close'));
  };
  return {
    add: (close) => void opened.push(close),
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
}

/**
 * Starts the product on real settings: the same for production, the sandbox and tests. Throws SettingsError,
 * PolicyError or a Fault whose remedy says what to do; nothing is left running then.
 */
export async function start(
  settings: Settings & { readonly slack: SlackSettings },
  options: StartOptions = {},
): Promise<Running> {
  const log = options.log ?? createLog(settings.logLevel);
  const resources = closer(log);
  try {
    return await compose(settings, options, log, resources);
  } catch (error) {
    await resources.close();
    throw error;
  }
}

async function compose(
  settings: Settings & { readonly slack: SlackSettings },
  options: StartOptions,
  log: Log,
  resources: ReturnType<typeof closer>,
): Promise<Running> {
  const clock = options.clock ?? systemClock;
  const loadedPolicy = await loadPolicy(settings.policyFile);
  const policy = () => loadedPolicy;
  const opened = await openStore(settings.databaseUrl, { clock });
  resources.add(() => opened.close());
  const metrics = createMetrics({ store: opened, clock });
  const { observer } = metrics;
  const store = observedStore(opened, observer);

  const { botToken, apiUrl } = settings.slack;
  const precedence = peopleFirst();
  const slack = createSlackClient({ botToken, apiUrl, clock, log, observer, precedence });
  const channels = createChannels(slack, clock);
  const identity = createIdentity(slack);
  const asking = createSlackClient({ botToken, apiUrl, clock, log, observer, timeoutMs: directoryTimeoutMs });
  const directory = createDirectory({ slack: asking, channels, identity, policy });
  const messenger = createMessenger({
    slack,
    channels,
    store,
    clock,
    author: () => identity.known()?.botUserId ?? null,
  });

  const wakeAll = () => {
    worker.wake();
    scheduler.wake();
  };
  const table = await FlagTable.open(store);
  const onRollBack = (route: string) => holdBack(route, policy(), table);
  const canary = await loadCanary(settings.policyCanaryFile, loadedPolicy);
  const around = {
    store,
    clock,
    policy,
    onWork: wakeAll,
    onRollBack,
    ...(canary.policy ? { canary: canaryOf(canary.policy, observer, log) } : {}),
  };
  const app = createApp(around);
  const jobs = { enqueue: store.enqueue, wake: wakeAll };
  const standIns = withStandIns(directory, { store, clock });
  const deps = {
    app,
    directory: standIns,
    clock,
    log,
    jobs,
    importResults: (source: AsyncIterable<Uint8Array>) => importEvidence(source),
    newId: () => randomUUID(),
  };
  const controls: Controls = routeControls({ ...settings.controls, embedded: { store, table } });
  checkControls(loadedPolicy, controls);
  const steering = { app, controls, log };
  const drift = createPeriodic({
    clock,
    log,
    name: 'drift',
    everyMs: () => driftEveryMs,
    work: driftWatch(steering),
  });
  const cards = createPeriodic({
    clock,
    log,
    name: 'cards',
    everyMs: () => cardEveryMs,
    work: cardRefresh({ app, jobs }),
  });
  const settled = createPeriodic({
    clock,
    log,
    name: 'settled flags',
    everyMs: () => settledEveryMs,
    work: settledWatch(steering),
  });
  const catalog = createPeriodic({
    clock,
    log,
    name: 'model catalog',
    everyMs: () => catalogEveryMs,
    work: modelWatch({ app }),
  });
  const fallbacks = createPeriodic({
    clock,
    log,
    name: 'fallbacks',
    everyMs: () => fallbacksEveryMs,
    work: fallbackWatch({ app }),
  });
  const canarySums = createPeriodic({
    clock,
    log,
    name: 'policy canary',
    everyMs: () => canaryEveryMs,
    work: () => sumUpCanary(around, setImmediate),
  });
  const prometheus = createPeriodic({
    clock,
    log,
    name: 'prometheus',
    everyMs: () => (policy().prometheus?.everyMinutes ?? 60) * 60_000,
    work: readPrometheus({ app, log, onWork: wakeAll }),
  });
  const drill = createDrill(steering);
  const slackHandlers = slackJobHandlers({ ...deps, messenger, names: createNames(slack), drill });
  const handlers: JobHandlers = {
    ...slackHandlers,
    control: controlHandler(steering),
    guardrails: guardrailHandler(app),
    expansion_review: expansionHandler(app),
  };
  const worker = createWorker({ store, clock, handlers, log, observer, precedence });
  const scheduler = createScheduler({ app, log, observer, precedence });
  const connection = createConnection({
    settings: settings.slack,
    identity,
    log,
    observer,
    precedence,
    tell: (answer) => messenger.answer(answer),
    newId: () => randomUUID().slice(0, 8),
  });
  registerSlack(connection.bolt, deps);
  registerDirectoryEvents(connection.bolt, directory);

  const wrong = new WrongTokens();
  const access = accessFor({ tokens: settings.apiTokens, host: settings.host, wrong });
  for (const { name } of settings.apiTokens.filter(isShortToken))
    log.warn(
      { name },
      `A token of API_TOKENS is shorter than ${goodTokenLength} characters and can be guessed`,
    );
  const http = await createHttpServer({
    log,
    precedence,
    untouched: connection.listener ? { path: slackPath, listener: connection.listener } : null,
    routes: [
      operationsRoutes(
        [
          { name: 'store', trouble: () => store.check().then(() => null) },
          { name: 'slack', trouble: () => connection.trouble() },
          { name: 'policy', trouble: () => null },
        ],
        metrics,
      ),
      ofrepRoutes({ flags: table, access }),
      flagdRoutes({ flags: table, access }),
      routeApi({ app, access, log, onWork: wakeAll }),
      requestApi({ app, access, log, directory, newId: () => randomUUID() }),
      evidenceApi({ app, access, log, read: importEvidence, newId: () => randomUUID() }),
      auditApi({ app, access, log }),
      descriptionRoutes(),
      webhookRoutes(
        receiveAlerts({
          app,
          sources: alertSources,
          secrets: settings.apiTokens.filter((token) => mayDo(token, 'alerts:write')),
          onWork: wakeAll,
        }),
        wrong,
      ),
    ],
  });
  resources.add(() => worker.stop(jobGraceMs));
  resources.add(() => scheduler.stop());
  resources.add(() =>
    Promise.all([
      drift.stop(),
      cards.stop(),
      prometheus.stop(),
      catalog.stop(),
      fallbacks.stop(),
      settled.stop(),
      canarySums.stop(),
    ]),
  );
  resources.add(() => Promise.all([http.close(answerGraceMs), connection.stop(answerGraceMs)]));

  const url = options.listen === false ? null : await listenOn(http, settings.host, settings.port);
  await checkToken(identity, log);
  await connection.start();
  await notePolicy(around);
  await noteCanary(canary.policy, around);
  await tellOfBrokenCanary(canary.problems, { store, clock, log });
  await store.retryJobsNow(clock.now());
  worker.start();
  scheduler.start();
  drift.start();
  cards.start();
  prometheus.start();
  catalog.start();
  fallbacks.start();
  settled.start();
  canarySums.start();
  const digests = { policy: loadedPolicy.digest, canary: canary.policy?.digest };
  log.info({ url, mode: settings.slack.mode, ...digests }, 'Routegate runs');
  return {
    url,
    listener: http.listener,
    app,
    slackTrouble: () => connection.trouble(),
    stop: async () => {
      log.info({}, 'Stopping');
      await resources.close();
      log.info({}, 'Stopped');
    },
  };
}

/** What `doctor` looks at Slack with. */
export { checkSlack, type Finding } from './slack/checkup.ts';
