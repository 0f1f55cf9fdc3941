import type { Proof } from '../../app/prove-record.ts';
import { printHead } from '../../domain/verify-record.ts';

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
