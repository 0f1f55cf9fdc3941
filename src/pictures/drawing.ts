import { Worker } from 'node:worker_threads';
import type { Procedure } from '../domain/procedure/procedure.ts';

/** Pictures, drawn on a thread of their own that is started when there is something to draw, and ends after it. */

type Task =
  | { readonly draw: 'png'; readonly svg: string }
  | {
      readonly draw: 'procedure';
      readonly procedure: Procedure;
      /** What people are called, by id. */
      readonly names: ReadonlyMap<string, string>;
      /** IANA zone of all moments. */
      readonly timeZone: string;
    };
export interface Asked {
  readonly id: number;
  readonly task: Task;
}
export type Answer = { readonly id: number } & (
  | { readonly drawn: string | Uint8Array }
  | { readonly problem: string }
);

interface Waiting {
  readonly resolve: (drawn: string | Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/** Fonts and the renderer take memory, so the thread stays only while more may come. */
const idleMs = 5000;

class DrawingThread {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #last = 0;
  #idle: NodeJS.Timeout | null = null;

  ask(task: Task): Promise<string | Uint8Array> {
    const worker = this.#worker ?? this.#start();
    if (this.#idle) clearTimeout(this.#idle);
    this.#last += 1;
    const id = this.#last;
    // A process stays for what it still has to draw, and for nothing else.
    worker.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, task } satisfies Asked);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./drawing-thread.ts', import.meta.url), { execArgv: [] });
    worker.on('message', (answer: Answer) => this.#answered(worker, answer));
    worker.on('error', (error: unknown) => this.#lost(worker, error));
    worker.on('exit', () => this.#lost(worker, new Error('the thread that draws pictures has ended')));
    this.#worker = worker;
    return worker;
  }

  #answered(worker: Worker, answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) {
      worker.unref();
      this.#idle = setTimeout(() => this.#end(worker), idleMs).unref();
    }
    if ('drawn' in answer) waiting?.resolve(answer.drawn);
    else waiting?.reject(new Error(answer.problem));
  }

  /** Whoever asks from now on gets another thread. */
  #end(worker: Worker): void {
    if (this.#worker === worker) this.#worker = null;
    void worker.terminate();
  }

  /** What it was asked is asked again by whoever needs it; the next picture starts another thread. */
  #lost(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    if (this.#idle) clearTimeout(this.#idle);
    for (const { reject } of this.#waiting.values())
      reject(error instanceof Error ? error : new Error(String(error)));
    this.#waiting.clear();
  }
}

const thread = new DrawingThread();

/** An SVG of ours as PNG. Rejects where the text is no SVG, or where this machine cannot draw. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  const drawn = await thread.ask({ draw: 'png', svg });
  if (typeof drawn === 'string') throw new Error('a picture came as text');
  return drawn;
}

/** The picture of a procedure as SVG text. */
export async function svgOfProcedure(
  procedure: Procedure,
  names: ReadonlyMap<string, string>,
  timeZone: string,
): Promise<string> {
  const drawn = await thread.ask({ draw: 'procedure', procedure, names, timeZone });
  if (typeof drawn !== 'string') throw new Error('a picture came as bytes');
  return drawn;
}
