import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { projectFile } from './company.ts';
import { eventually } from './eventually.ts';

/** What Node compiled once it need not compile at each of the many starts, whichever test they are for. */
const compiled = projectFile('node_modules/.cache/compiled');

export interface ProgramOptions {
  /** Modules that are loaded before the program. */
  readonly preload?: readonly string[];
  /** Somebody else than who runs the tests; only root can ask for that. */
  readonly uid?: number;
  readonly cwd?: string;
}

/** The product as it runs in production: a process of its own, started by `src/main.ts` with these variables and no others. */
export class Program {
  readonly child: ChildProcess;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>;
  hasEnded = false;
  out = '';
  err = '';

  constructor(environment: Readonly<Record<string, string>>, options: ProgramOptions = {}) {
    const { preload = [], uid, cwd } = options;
    const imports = ['test/support/quick-start.ts', ...preload].flatMap((file) => [
      '--import',
      projectFile(file),
    ]);
    this.child = spawn(process.execPath, [...imports, projectFile('src/main.ts')], {
      env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: compiled, ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      ...(uid === undefined ? {} : { uid, gid: uid }),
      ...(cwd === undefined ? {} : { cwd }),
    });
    const { promise, resolve } = Promise.withResolvers<number | string | null>();
    this.ended = promise;
    this.child.on('close', (code, signal) => {
      this.hasEnded = true;
      resolve(code ?? signal);
    });
    this.child.stdout?.on('data', (part: Buffer) => {
      this.out += part.toString();
    });
    this.child.stderr?.on('data', (part: Buffer) => {
      this.err += part.toString();
    });
    onTestFinished(() => void this.child.kill('SIGKILL'));
  }

  /** Where it listens, once it runs. Throws what it said instead where it ended. */
  runs(): Promise<string> {
    return eventually(
      () => `the program runs\n${this.out}${this.err}`,
      () => {
        if (this.hasEnded) throw new Error(`the program ended: ${this.err}${this.out}`);
        return /"url":"(http:[^"]+)".*"Routegate runs"/.exec(this.out)?.[1];
      },
      30_000,
    );
  }

  /**
   * Tells `kill-at-step.ts` after which kind of step from now on to kill it; null for none. The answer fills with the
   * kinds of all steps that it does from now on.
   */
  async killAfter(kind: string | null): Promise<ReadonlySet<string>> {
    const steps = new Set<string>();
    const armed = Promise.withResolvers<void>();
    this.child.removeAllListeners('message');
    this.child.on('message', (message: { step?: string }) => {
      if (message.step === undefined) armed.resolve();
      else steps.add(message.step);
    });
    this.child.send({ killAfter: kind });
    await armed.promise;
    return steps;
  }

  /** Ends it as a process manager does. */
  async stop(): Promise<number | string | null> {
    this.child.kill('SIGTERM');
    return this.ended;
  }
}
