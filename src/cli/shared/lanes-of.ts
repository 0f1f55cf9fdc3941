import type { App } from '../../app/app.ts';
import type { LaneStanding } from '../../domain/evidence/judge.ts';
import { evidenceOf } from '../../domain/request/proof.ts';

/** Every lane of a request as it stands now; none where there is no such request. */
export async function lanesOf(
  request: string,
  { store, policy, clock }: Pick<App, 'store' | 'policy' | 'clock'>,
): Promise<readonly LaneStanding[]> {
  const loaded = await store.request(request);
  return loaded ? evidenceOf(loaded.state, policy(), clock.now()).lanes : [];
}
