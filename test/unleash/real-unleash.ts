import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface RealUnleash {
  readonly url: string;
  readonly adminToken: string;
  readonly backendToken: string;
  readonly frontendToken: string;
  readonly stop: () => Promise<void>;
}

const isAddress = (message: unknown): message is Omit<RealUnleash, 'stop'> =>
  typeof message === 'object' && message !== null && 'url' in message;

/** Starts Unleash and its database; some seconds. Rejects with what it printed when it does not come up. */
export async function startUnleash(): Promise<RealUnleash> {
  const child = fork(join(import.meta.dirname, 'unleash-process.ts'), {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let printed = '';
  child.stdout?.on('data', (chunk) => {
    printed += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    printed += chunk;
  });
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`Unleash did not start.\n${printed.slice(-2000)}`);
    }),
  ]);
  if (!isAddress(message)) throw new Error('Unleash said nothing of where it is.');
  return {
    ...message,
    stop: async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
