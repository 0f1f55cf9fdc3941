/**
 * Work on one thing, one after the other, in the order in which it was asked for. Keystrokes of a form come as
 * separate requests that are handled side by side; without this an older text could overwrite a newer one. Clicks
 * on one request come at once; with this they do not chase each other through conflicts. Only within this process:
 * what must hold across processes is the store's business.
 */
const tails = new Map<string, Promise<void>>();

export function inOrder<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = tails.get(key) ?? Promise.resolve();
  const result = before.then(work);
  const tail = result.then(
    () => undefined,
    () => undefined,
  );
  tails.set(key, tail);
  void tail.then(() => {
    if (tails.get(key) === tail) tails.delete(key);
  });
  return result;
}
