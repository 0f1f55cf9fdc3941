import { proveRecord } from '../app/prove-record.ts';
import { readSettings } from '../config/env.ts';
import { type NotedHead, parseHead } from '../domain/verify-record.ts';
import { openRecord } from '../storage/open.ts';
import type { CliCommand, CliIo } from './command.ts';
import { proofLines } from './shared/proof-lines.ts';
import { sayingTrouble } from './shared/trouble.ts';

export { verifyRecord } from '../domain/verify-record.ts';

async function verify(noted: NotedHead | null, io: CliIo): Promise<number> {
  const record = await openRecord(readSettings(io.env).databaseUrl);
  try {
    const started = performance.now();
    const proof = await proveRecord(record, noted);
    const { out, err } = proofLines(proof, performance.now() - started);
    for (const line of err) io.err(line);
    for (const line of out) io.out(line);
    return err.length === 0 ? 0 : 1;
  } finally {
    await record.close();
  }
}

export const command: CliCommand = {
  name: 'audit verify',
  summary: 'Prove that nobody altered, removed or reordered an entry of the record',
  declare: (command) => {
    command.option(
      '--expect <head>',
      'a head noted earlier, such as 128400:9f2c…, as this command prints it; shows a record that was cut or written anew',
    );
  },
  run: async (_args, options, io) => {
    const { expect } = options;
    const noted = typeof expect === 'string' ? parseHead(expect) : null;
    if (expect !== undefined && !noted) {
      io.err('--expect wants a head as "audit verify" prints it: the count, a colon and 64 hex digits.');
      return 1;
    }
    return sayingTrouble(io, () => verify(noted, io));
  },
};
