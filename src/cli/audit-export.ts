import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { csvHeader, csvLine, jsonLine } from '../app/record-lines.ts';
import { readSettings } from '../config/env.ts';
import { chainStart, checkLink } from '../domain/chain.ts';
import { printHead } from '../domain/verify-record.ts';
import type { RecordOnDisk } from '../ports/record.ts';
import { openRecord } from '../storage/open.ts';
import type { CliCommand, CliIo } from './command.ts';
import { sayingTrouble } from './shared/trouble.ts';

const formats = ['jsonl', 'csv'] as const;
type Format = (typeof formats)[number];

/** Where lines go, as quickly as they are taken. */
interface Sink {
  write(line: string): Promise<void>;
  end(): Promise<void>;
}

const toOutput = (io: CliIo): Sink => ({
  write: async (line) => io.out(line),
  end: async () => {},
});

function toFile(file: string): Sink {
  const stream = createWriteStream(file, { flags: 'wx' });
  const failed = once(stream, 'error').then(([error]) => Promise.reject(error));
  // It is looked at with every line; a rejection that comes after the last of them is the stream's end.
  failed.catch(() => {});
  return {
    write: async (line) => {
      if (!stream.write(`${line}\n`)) await Promise.race([once(stream, 'drain'), failed]);
    },
    end: async () => {
      stream.end();
      await Promise.race([once(stream, 'finish'), failed]);
    },
  };
}

interface Exported {
  readonly events: number;
  readonly head: string;
  /** Why it ended early; null where all of it is there. */
  readonly flaw: string | null;
}

/** Gives out every event that proves right; stops at the first that does not, because nothing behind it is worth more. */
async function exportRecord(
  record: RecordOnDisk,
  format: Format,
  after: number,
  sink: Sink,
): Promise<Exported> {
  if (format === 'csv') await sink.write(csvHeader);
  let position = chainStart;
  let events = 0;
  for await (const event of record.events()) {
    const checked = checkLink(position, event);
    if ('flaw' in checked) return { events, head: printHead(position), flaw: checked.detail };
    position = checked;
    if (event.sequence <= after) continue;
    events += 1;
    await sink.write(format === 'csv' ? csvLine(event) : jsonLine(event));
  }
  return { events, head: printHead(position), flaw: null };
}

interface Asked {
  readonly format: Format;
  readonly after: number;
  readonly file: string | null;
}

async function exported({ format, after, file }: Asked, io: CliIo): Promise<number> {
  if (file !== null && existsSync(file)) {
    io.err(`${file} exists already. Name a new file.`);
    return 1;
  }
  const record = await openRecord(readSettings(io.env).databaseUrl);
  const sink = file === null ? toOutput(io) : toFile(file);
  try {
    const { events, head, flaw } = await exportRecord(record, format, after, sink);
    await sink.end();
    if (flaw !== null) {
      io.err(`The record is not whole, and the export ends before that: ${flaw}.`);
      return 1;
    }
    // The lines themselves stay alone on standard output.
    io.err(`${events.toLocaleString('en')} events exported. Head: ${head}`);
    return 0;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (file === null || !/^E[A-Z]+$/.test(code)) throw error;
    // What somebody else made meanwhile stays.
    if (code !== 'EEXIST') await rm(file, { force: true });
    io.err(`${file} cannot be written (${code}).`);
    return 1;
  } finally {
    await record.close();
  }
}

function run(options: Readonly<Record<string, unknown>>, io: CliIo): Promise<number> {
  const { format: wanted, after, to } = options;
  const format = formats.find((one) => one === wanted);
  const number = Number(after);
  if (!format) {
    io.err(`--format wants ${formats.join(' or ')}.`);
    return Promise.resolve(1);
  }
  if (!Number.isInteger(number) || number < 0) {
    io.err('--after wants the number of an event.');
    return Promise.resolve(1);
  }
  return sayingTrouble(io, () =>
    exported({ format, after: number, file: typeof to === 'string' ? to : null }, io),
  );
}

export const command: CliCommand = {
  name: 'audit export',
  summary: 'Print the record, an event on each line, proving it on the way',
  declare: (command) => {
    command
      .option('--format <format>', 'jsonl for programs, csv for spreadsheets', 'jsonl')
      .option('--after <number>', 'only events behind this one', '0')
      .option('--to <file>', 'write to this new file');
  },
  run: (_args, options, io) => run(options, io),
};
