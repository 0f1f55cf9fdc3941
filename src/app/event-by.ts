import type { Store, StoredEvent } from '../ports/store.ts';

/** The event that a command left on a request, if it was one of that request. */
export async function eventBy(
  commandId: string,
  request: string,
  store: Pick<Store, 'eventsOf'>,
): Promise<StoredEvent | null> {
  let after: string | undefined;
  do {
    const page = await store.eventsOf(`request:${request}`, { limit: 200, after });
    const found = page.items.find((event) => event.commandId === commandId);
    if (found) return found;
    after = page.next ?? undefined;
  } while (after !== undefined);
  return null;
}
