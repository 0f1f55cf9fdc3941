import { type Proof, proveRecord } from '../../app/prove-record.ts';
import { type NotedHead, printHead } from '../../domain/verify-record.ts';
import { openRecord } from '../../storage/open.ts';
import type { CliIo } from '../command.ts';

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** The lines that say how a proof came out; the findings are for standard error. */
function proofLines(proof: Proof, tookMs: number): { readonly out: string[]; readonly err: string[] } {
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

/**
 * Proves the record of a database, and that it ends where it was noted to (null: nobody noted), and says how that came
 * out. True where nothing was found. Throws a Fault where the database cannot be read.
 */
export async function prove(databaseUrl: string, noted: NotedHead | null, io: CliIo): Promise<boolean> {
  const record = await openRecord(databaseUrl);
  try {
    const started = performance.now();
    const { out, err } = proofLines(await proveRecord(record, noted), performance.now() - started);
    for (const line of err) io.err(line);
    for (const line of out) io.out(line);
    return err.length === 0;
  } finally {
    await record.close();
  }
}
