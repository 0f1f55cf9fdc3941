import { setTimeout } from 'node:timers/promises';
import type { Packet } from '../../domain/packet/schema.ts';
import { Fault } from '../../ports/fault.ts';
import type { SlackDeps } from '../deps.ts';

/** A window that waits for its answer waits three seconds, and this is not all that it waits for. */
const patienceMs = 1200;

/** Whether somebody may be shown what serves: members may. Nobody may whom Slack does not describe in time. */
export async function mayKnow(person: string, { directory }: Pick<SlackDeps, 'directory'>): Promise<boolean> {
  const asked = directory.membership(person, []).then(
    ({ standing }) => standing === 'member',
    (error: unknown) => {
      if (!(error instanceof Fault)) throw error;
      return false;
    },
  );
  return Promise.race([asked, setTimeout(patienceMs, false, { ref: false })]);
}

/** What a form for somebody may be filled with, and be compared with: `served`, or nothing for guests. */
export const knownTo = async (
  served: Packet | null,
  person: string,
  deps: Pick<SlackDeps, 'directory'>,
): Promise<Packet | null> => (served && (await mayKnow(person, deps)) ? served : null);
