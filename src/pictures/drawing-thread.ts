import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { Answer, Asked } from './drawing.ts';
import { renderPng } from './png.ts';
import { procedurePicture } from './procedure-picture.ts';
import { namesFrom } from './saying.ts';

/** The thread on which pictures are drawn, so that nobody who clicks waits for one. */

// Where the machine is busy, people go first. Elsewhere than on Linux this would slow the whole process down.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

async function done(asked: Asked['task']): Promise<string | Uint8Array> {
  if (asked.draw === 'png') return renderPng(asked.svg);
  const { procedure, names, timeZone } = asked;
  return procedurePicture(procedure, { nameOf: namesFrom(names), timeZone });
}

parentPort?.on('message', ({ id, task }: Asked) => {
  const answer = (given: Answer): void => parentPort?.postMessage(given);
  done(task).then(
    (drawn) => answer({ id, drawn }),
    (error: unknown) => answer({ id, problem: error instanceof Error ? error.message : String(error) }),
  );
});
