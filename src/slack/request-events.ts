import { streamOf } from '../app/handle-command.ts';
import type { Store, StoredEvent } from '../ports/store.ts';

const pageSize = 200;
/** A bound on reading: nothing but an attack makes one request this long, and the record itself is read elsewhere. */
const mostPages = 20;

/** What happened to a request, the oldest first; of very many the newest `most`. */
export async function requestEvents(
  store: Pick<Store, 'eventsOf'>,
  request: string,
  most = 300,
): Promise<readonly StoredEvent[]> {
  let events: StoredEvent[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const read = await store.eventsOf(streamOf(request), { limit: pageSize, after });
    events = [...events, ...read.items].slice(-most);
    if (read.next === null) break;
    after = read.next;
  }
  return events;
}
