import { refusedParts } from '../../app/refusal-sentence.ts';
import type { Refusal } from '../../domain/request/refusal.ts';
import type { CliIo } from '../command.ts';

/** Why not, a sentence in each line, with the key of the packet that it is about. */
export const refusedLines = (refusal: Refusal): string[] =>
  refusedParts(refusal).map(({ path, message }) =>
    refusal.reason === 'blocked' && path !== '' ? `${path}: ${message}` : message,
  );

/** Says on standard error why not. Always 1, the exit code for that. */
export function sayRefused(refusal: Refusal, io: CliIo): 1 {
  for (const line of refusedLines(refusal)) io.err(line);
  return 1;
}
