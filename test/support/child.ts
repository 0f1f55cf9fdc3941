import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./store-process.ts', import.meta.url));

/** A process that does a deed of `store-process.ts`. */
export class StoreProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<unknown>;

  constructor(deed: string, ...files: readonly string[]) {
    this.#child = spawn(process.execPath, [script, deed, ...files], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (!this.#child.stdout) throw new Error('no output to read');
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#ended = once(this.#child, 'close');
  }

  /** The next thing it says. */
  async says(): Promise<Record<string, unknown>> {
    const line = await this.#lines.next();
    if (line.done) throw new Error('the process ended without a word');
    return JSON.parse(line.value);
  }

  /** Everything that it still has to say until its end. */
  async rest(): Promise<Record<string, unknown>[]> {
    const said: Record<string, unknown>[] = [];
    for (let line = await this.#lines.next(); !line.done; line = await this.#lines.next())
      if (line.value.endsWith('}')) said.push(JSON.parse(line.value));
    return said;
  }

  /** At once and without a chance to clean up. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
