import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { readRecordLines } from '../../app/read-record-lines.ts';
import { type NotedHead, printHead, verifyRecord } from '../../domain/verify-record.ts';
import type { CliIo } from '../command.ts';

/** Why a file cannot be read at all, as the system says it; null where it can. */
async function unreadable(file: string): Promise<string | null> {
  try {
    await using handle = await open(file);
    return (await handle.stat()).isDirectory() ? 'EISDIR' : null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}

/**
 * Proves an export of the record in JSON Lines, without any database, and says how that came out. True where it is
 * whole from its first event to the last, and to the head that was noted.
 */
export async function proveExport(file: string, noted: NotedHead | null, io: CliIo): Promise<boolean> {
  const trouble = await unreadable(file);
  if (trouble !== null) {
    io.err(`${file} cannot be read (${trouble}).`);
    return false;
  }
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  const { head, flaw } = await verifyRecord(readRecordLines(lines), noted);
  const events = head.sequence.toLocaleString('en');
  if (flaw) {
    io.err(`${flaw.detail.charAt(0).toUpperCase()}${flaw.detail.slice(1)}.`);
    io.out(`${events} events before that are whole.`);
    return false;
  }
  io.out(`${events} events read: every one is there, in its place and unaltered.`);
  io.out(`Head: ${printHead(head)}`);
  return true;
}
