import type { EvidenceRecord } from '../../domain/evidence/evidence-record.ts';
import type { Actor } from '../../domain/request/commands.ts';
import type { Refusal } from '../../domain/request/refusal.ts';
import type { EvidenceLane } from '../../domain/words.ts';
import type { SlackDeps } from '../deps.ts';
import { type FileAccess, openFile, type SlackFile } from './message-files.ts';
import type { Given } from './read-attach.ts';

/** What somebody attaches, read and put into the record. */

export type Proof = EvidenceRecord['proof'];

/** What was given as proof; a problem in words where a file cannot be read. Never throws. */
export async function proofOf(
  given: Given,
  access: FileAccess,
  deps: SlackDeps,
): Promise<Proof | { readonly problem: string }> {
  if ('claim' in given) return { kind: 'claim', claim: given.claim };
  return resultsOf(given.file, access, deps);
}

const largest = 500_000_000;

async function resultsOf(
  file: SlackFile,
  access: FileAccess,
  deps: SlackDeps,
): Promise<Proof | { readonly problem: string }> {
  if (file.size > largest)
    return { problem: `${file.name} is larger than 500 MB. Split the run, or leave full outputs out of it.` };
  const opened = await openFile(file, access);
  if ('problem' in opened) return opened;
  try {
    const read = await deps.importResults(opened.bytes);
    return read.ok ? { kind: 'results', results: read.results } : { problem: read.problem };
  } catch (error) {
    deps.log.info({ err: error, bytes: file.size }, 'A file of results broke off while it was read');
    return { problem: `Slack broke off while ${file.name} was read. Attach it once more.` };
  }
}

export interface Attached {
  /** What was attached: the ids of the pieces, with their lanes. */
  readonly lanes: readonly EvidenceLane[];
  /** Why the rest was not; null where all was. */
  readonly refusal: Refusal | null;
}

/**
 * Attaches one proof for each lane. The same `commandId` twice is one of each. Throws a Fault where the record does not
 * answer; what was attached by then stays, and the same again adds only what is missing.
 */
export async function attachFor(
  commandId: string,
  about: { readonly request: string; readonly lanes: readonly EvidenceLane[]; readonly proof: Proof },
  actor: Actor,
  { app }: SlackDeps,
): Promise<Attached> {
  const attached: EvidenceLane[] = [];
  for (const lane of about.lanes) {
    const { request, proof } = about;
    const command = { type: 'attach_evidence', request, lane, proof, packet: null } as const;
    const outcome = await app.handle(`${commandId}:${lane}`, command, actor);
    if (!outcome.ok) return { lanes: attached, refusal: outcome.refusal };
    attached.push(lane);
  }
  return { lanes: attached, refusal: null };
}
