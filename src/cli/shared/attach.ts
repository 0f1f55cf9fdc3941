import type { App, Shown } from '../../app/app.ts';
import { giveEvidence } from '../../app/give-evidence.ts';
import { checkOf } from '../../domain/evidence/check.ts';
import { lanes } from '../../domain/evidence/lanes.ts';
import { checkWords } from '../../domain/evidence/say.ts';
import { thresholdsOf } from '../../domain/evidence/thresholds.ts';
import { digestOf } from '../../domain/packet/digest.ts';
import type { CliIo } from '../command.ts';
import { actorOf } from './person.ts';
import { sayRefused } from './refused.ts';

interface Target {
  readonly request: string;
  /** Digest of the packet that it was produced for. */
  readonly packet: string;
  /** Whoever attaches it. */
  readonly by: string;
}

/** Attaches what is shown and says so, a line each. The same file is attached once for a lane. False where a rule says no. */
export async function attachAll(
  shown: readonly Shown[],
  { request, packet, by }: Target,
  app: App,
  io: CliIo,
): Promise<boolean> {
  for (const { lane, proof } of shown) {
    const same = digestOf({ by, packet, lane, proof }).slice(0, 32);
    const id = `cli:evidence:${request}:${same}`;
    const outcome = await giveEvidence(id, { request, lanes: [lane], proof, packet }, actorOf(by), app);
    if (!outcome.ok) {
      if (outcome.refusal) sayRefused(outcome.refusal, io);
      else io.err(`Something else was attached to ${request} under the same id. Look at request show.`);
      return false;
    }
    const state = (await app.store.request(request))?.state;
    const record = state?.attached?.find(({ id: piece }) => outcome.pieces.includes(piece));
    if (!state || !record) continue;
    const words = checkWords(checkOf(record, thresholdsOf(state.packet)));
    io.out(`${record.id} is attached to ${request}. ${lanes[lane].label}: ${words}.`);
  }
  return true;
}
