import type { EvidenceRecord } from '../domain/evidence/evidence-record.ts';
import { canonicalJson } from '../domain/packet/digest.ts';
import type { Actor } from '../domain/request/commands.ts';
import { mostAttached } from '../domain/request/evidence.ts';
import type { Refusal } from '../domain/request/refusal.ts';
import { type EvidenceLane, evidenceLanes } from '../domain/words.ts';
import type { App } from './app.ts';
import { eventBy } from './event-by.ts';

/** Something that is shown for a request, in one lane or several. */
export interface Given {
  readonly request: string;
  readonly lanes: readonly EvidenceLane[];
  readonly proof: EvidenceRecord['proof'];
  /** Digest of the packet that it was produced for. */
  readonly packet: string;
}

export type GivenOutcome =
  /** Ids of the pieces, one for each lane; `again` where all of them stood there already. */
  | { readonly ok: true; readonly pieces: readonly string[]; readonly again: boolean }
  | { readonly ok: false; readonly refusal: Refusal }
  /** The id stands for something else that was given before. */
  | { readonly ok: false; readonly refusal: null };

async function givenBefore(
  commandId: string,
  request: string,
  { store }: Pick<App, 'store'>,
): Promise<EvidenceRecord | null> {
  if (!(await store.outcomeOf(commandId))) return null;
  const event = await eventBy(commandId, request, store);
  return event?.data.type === 'evidence_attached' ? event.data.record : null;
}

/**
 * Attaches a piece of evidence in each lane. The same `id` with the same evidence is one change and one answer, however
 * often it is sent. Throws a Fault where the store does not answer; done again with the same id, it goes on from there.
 */
export async function giveEvidence(
  id: string,
  { request, lanes, proof, packet }: Given,
  actor: Actor,
  app: Pick<App, 'handle' | 'store'>,
): Promise<GivenOutcome> {
  const idIn = (lane: EvidenceLane): string => `${id}:${lane}`;
  const before = new Map<EvidenceLane, EvidenceRecord>();
  for (const lane of evidenceLanes) {
    const record = await givenBefore(idIn(lane), request, app);
    if (record) before.set(lane, record);
  }
  for (const record of before.values()) {
    const isSame = canonicalJson(record.proof) === canonicalJson(proof) && record.packet === packet;
    if (!isSame || !lanes.includes(record.lane)) return { ok: false, refusal: null };
  }
  // All lanes or none: where not every piece has room, none is attached.
  const taken = (await app.store.request(request))?.state.attached?.length ?? 0;
  if (lanes.length > 1 && taken + lanes.length - before.size > mostAttached)
    return { ok: false, refusal: { reason: 'evidence_full', most: mostAttached } };
  const pieces: string[] = [];
  for (const lane of lanes) {
    const command = { type: 'attach_evidence', request, lane, proof, packet } as const;
    const outcome = await app.handle(idIn(lane), command, actor);
    if (!outcome.ok) return { ok: false, refusal: outcome.refusal };
    const record = await givenBefore(idIn(lane), request, app);
    if (record) pieces.push(record.id);
  }
  return { ok: true, pieces, again: before.size === lanes.length };
}
