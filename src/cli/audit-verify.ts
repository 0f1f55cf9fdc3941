import { type Proof, proveRecord } from '../app/prove-record.ts';
import { readSettings, SettingsError } from '../config/env.ts';
import { type NotedHead, parseHead, printHead } from '../domain/verify-record.ts';
import { Fault } from '../ports/fault.ts';
import { openRecord } from '../storage/open.ts';
import type { CliCommand, CliIo } from './command.ts';

export { verifyRecord } from '../domain/verify-record.ts';

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** The lines that say how a proof came out; the findings are for standard error. */
export function proofLines(proof: Proof, tookMs: number): { readonly out: string[]; readonly err: string[] } {
  const { head, flaw, findings } = proof;
  const events = head.sequence.toLocaleString('en');
  const seconds = (tookMs / 1000).toFixed(1);
  const err = [...(flaw ? [flaw.detail] : []), ...findings].map(sentence);
  if (flaw) return { out: [`${events} events before that are whole (${seconds} s).`], err };
  return {
    out: [
      `${events} events read in ${seconds} s: every one is there, in its place and unaltered.`,
      ...(findings.length === 0 ? ['Every stored request and route is what its events say.'] : []),
      `Head: ${printHead(head)}`,
    ],
    err,
  };
}

/** Does a command's work; what is wrong with the settings or the database becomes sentences and exit code 1. */
export async function sayingTrouble(io: CliIo, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SettingsError) for (const problem of error.problems) io.err(problem);
    else if (error instanceof Fault) io.err(`${error.message} ${error.remedy}`.trim());
    else throw error;
    return 1;
  }
}

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
