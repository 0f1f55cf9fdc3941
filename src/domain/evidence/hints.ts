import type { Packet } from '../packet/schema.ts';
import type { EvidenceRecord } from './evidence-record.ts';
import type { Piece } from './pieces.ts';
import { plainName, type TestResults } from './results.ts';
import { answers, weakAnswer } from './weak-claims.ts';

/** What makes a piece of evidence weaker than it looks (A9). It stops nobody, and is said where reviewers read it. */
export type Hint =
  | { readonly hint: 'vague'; readonly evidence: string; readonly instead: string }
  | { readonly hint: 'bare_link'; readonly evidence: string }
  | { readonly hint: 'no_number'; readonly evidence: string }
  | { readonly hint: 'few_cases'; readonly evidence: string; readonly total: number }
  | { readonly hint: 'left_out'; readonly evidence: string; readonly skipped: number; readonly total: number }
  | { readonly hint: 'other_model'; readonly evidence: string; readonly tested: readonly string[] }
  | { readonly hint: 'no_date'; readonly evidence: string }
  /** It took several runs until one passed. */
  | { readonly hint: 'repeated'; readonly evidence: string; readonly failedRuns: number };

/** Fewer cases than this show little: one of them is more than five percent. */
const fewCases = 20;

/** Whether what a tool says it tested can be the packet's model; names differ by provider prefixes and dates. */
function isTested(tested: string, { primary }: Packet['model']): boolean {
  const [seen, name] = [plainName(tested), plainName(primary.name)];
  return seen.includes(name) || name.includes(seen) || seen === plainName(primary.provider);
}

function hintsOfResults(id: string, results: TestResults, { model }: Packet): Hint[] {
  const { total, skipped, subjects, ranAt } = results;
  const hints: Hint[] = [];
  if (ranAt === null) hints.push({ hint: 'no_date', evidence: id });
  if (subjects.length > 0 && !subjects.some((tested) => isTested(tested, model)))
    hints.push({ hint: 'other_model', evidence: id, tested: subjects });
  if (skipped > 0) hints.push({ hint: 'left_out', evidence: id, skipped, total });
  if (total < fewCases) hints.push({ hint: 'few_cases', evidence: id, total });
  return hints;
}

function hintsOfClaim({ id, proof }: EvidenceRecord): Hint[] {
  if (proof.kind !== 'claim') return [];
  const { title, url, measured } = proof.claim;
  const weak = weakAnswer(title ?? '');
  if (weak) return [{ hint: 'vague', evidence: id, instead: answers[weak].instead }];
  if (url !== undefined && title === undefined) return [{ hint: 'bare_link', evidence: id }];
  return measured === undefined ? [{ hint: 'no_number', evidence: id }] : [];
}

/** How many runs of the same suite failed before this one took their place. */
function failedBefore(piece: Piece, pieces: readonly Piece[]): number {
  const { lane, proof } = piece.record;
  if (proof.kind !== 'results' || piece.superseded || piece.check.finding !== 'passed') return 0;
  const suite = plainName(proof.results.suite);
  return pieces.filter(
    ({ superseded, check, record }) =>
      superseded &&
      check.finding === 'failed' &&
      record.lane === lane &&
      record.proof.kind === 'results' &&
      record.proof.results.format === proof.results.format &&
      plainName(record.proof.results.suite) === suite,
  ).length;
}

/** What is weak about the evidence that counts or could count for a packet, piece by piece. */
export function hintsOf(pieces: readonly Piece[], packet: Packet): Hint[] {
  return pieces
    .filter(({ standing }) => standing === 'current' || standing === 'undated')
    .flatMap((piece) => {
      const { id, proof } = piece.record;
      if (piece.superseded) return [];
      const hints =
        proof.kind === 'results' ? hintsOfResults(id, proof.results, packet) : hintsOfClaim(piece.record);
      const failedRuns = failedBefore(piece, pieces);
      return failedRuns > 0 ? [...hints, { hint: 'repeated', evidence: id, failedRuns } as const] : hints;
    });
}

/** A hint in words, without a full stop. Plain text. */
export function hintWords(hint: Hint): string {
  switch (hint.hint) {
    case 'vague':
      return `says nothing that can be checked; give ${hint.instead}`;
    case 'bare_link':
      return 'is a bare link; say in a few words what it shows';
    case 'no_number':
      return 'gives no number; say what was measured';
    case 'few_cases':
      return hint.total === 1 ? 'rests on a single case' : `rests on ${hint.total} cases`;
    case 'left_out':
      return `left out ${hint.skipped} of ${hint.total} tests`;
    case 'other_model':
      return `was run on ${hint.tested.slice(0, 3).join(', ')}, which is not the packet’s model`;
    case 'no_date':
      return 'does not say when it was run, so it cannot count';
    case 'repeated':
      return hint.failedRuns === 1
        ? 'passed after a run that failed'
        : `passed after ${hint.failedRuns} runs that failed`;
    default:
      return hint satisfies never;
  }
}
