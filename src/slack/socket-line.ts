import { SocketModeReceiver } from '@slack/bolt';
import { Fault } from '../ports/fault.ts';
import type { Log } from '../ports/log.ts';
import { SlackFault } from './slack-fault.ts';
import { slackLogger } from './slack-logger.ts';
import { toSlackFault, webClientOptions } from './web-client.ts';

/** All by the wall. */
const openTimeoutMs = 10_000;
const helloTimeoutMs = 15_000;
const longestPauseMs = 30_000;

const method = 'apps.connections.open';

/** What to do about an app token that is not taken; the bot token's remedies would point elsewhere. */
export function faultOfOpening(error: unknown): SlackFault {
  const fault =
    error instanceof Fault && !(error instanceof SlackFault) ? error : toSlackFault(method, error);
  if (!(fault instanceof SlackFault)) return new SlackFault('unavailable', 'network', fault.message);
  if (fault.kind !== 'needs_operator' && fault.kind !== 'invalid') return fault;
  if (fault.code.startsWith('http_')) return fault;
  const remedy =
    `Slack does not accept SLACK_APP_TOKEN (${fault.code}). Make an app-level token with the scope connections:write ` +
    'under "Basic Information", switch Socket Mode on, set the token and restart.';
  return new SlackFault('needs_operator', fault.code, fault.message, { remedy });
}

/**
 * Socket Mode, kept open. The library's own reconnecting waits five seconds each time and gives up, taking the
 * process with it, when Slack cannot be reached; so it is switched off and done here: at once after a connection
 * was closed, and with growing pauses while Slack is away.
 */
export class SocketLine {
  readonly receiver: SocketModeReceiver;
  readonly listener = null;
  readonly #log: Log;
  readonly #stop = new AbortController();
  #trouble: string | null = 'Not connected to Slack yet.';
  #keeping: Promise<void> = Promise.resolve();

  constructor(appToken: string, apiUrl: string | null, log: Log) {
    this.#log = log;
    this.receiver = new SocketModeReceiver({
      appToken,
      autoReconnectEnabled: false,
      logger: slackLogger(log),
      installerOptions: { clientOptions: webClientOptions(apiUrl, log, openTimeoutMs) },
    });
  }

  trouble(): string | null {
    return this.#trouble;
  }

  async start(): Promise<void> {
    const first = Promise.withResolvers<void>();
    this.#keeping = this.#keepOpen(first);
    await first.promise;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#hangUp();
    await this.#keeping;
  }

  async #keepOpen(first: PromiseWithResolvers<void>): Promise<void> {
    const { signal } = this.#stop;
    for (let failures = 0; !signal.aborted; ) {
      const closed = this.#listenForClose();
      try {
        await this.#open();
        failures = 0;
        this.#trouble = null;
        this.#log.info({}, 'Connected to Slack by Socket Mode');
        first.resolve();
        await closed.happened;
        this.#trouble = 'The connection to Slack was closed.';
        if (!signal.aborted) this.#log.info({}, 'The connection to Slack was closed; connecting again');
      } catch (error) {
        closed.forget();
        const fault = faultOfOpening(error);
        failures += 1;
        this.#trouble = fault.remedy || `Slack cannot be reached (${fault.code}).`;
        this.#log.warn(
          { fault: fault.kind, code: fault.code, remedy: fault.remedy, failures },
          'No connection to Slack',
        );
        if (fault.kind === 'needs_operator') first.reject(fault);
        else first.resolve();
        await this.#pause(Math.min(longestPauseMs, 500 * 2 ** Math.min(failures - 1, 10)));
      }
    }
    this.#trouble = 'Stopped.';
    first.resolve();
  }

  /** Listens before the connection is opened, because it may close in the same breath. */
  #listenForClose(): { readonly happened: Promise<void>; forget(): void } {
    const { client } = this.receiver;
    const closed = Promise.withResolvers<void>();
    const heard = () => closed.resolve();
    client.once('disconnected', heard);
    return { happened: closed.promise, forget: () => client.off('disconnected', heard) };
  }

  async #open(): Promise<void> {
    const opening = this.receiver.client.start();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      late.reject(new SlackFault('unavailable', 'no_hello', 'Slack did not greet in time'));
      void this.#hangUp();
    }, helloTimeoutMs);
    try {
      await Promise.race([opening, late.promise]);
    } finally {
      clearTimeout(timer);
      opening.catch(() => {});
    }
  }

  /** Ends the connection, if there is one; a server that does not answer the goodbye is not waited for. */
  async #hangUp(): Promise<void> {
    const { client } = this.receiver;
    const gone = client.disconnect().catch(() => {});
    await Promise.race([gone, new Promise<void>((resolve) => setTimeout(resolve, 1000).unref())]);
  }

  #pause(milliseconds: number): Promise<void> {
    const { signal } = this.#stop;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
