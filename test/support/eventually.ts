/**
 * Asks until an answer other than null, undefined or false comes, and gives it back. Fails after `withinMs` with `what`
 * should have happened; as a function it may tell what was seen instead.
 */
export async function eventually<T>(
  what: string | (() => string),
  ask: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  withinMs = 15_000,
  everyMs = 1,
): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (performance.now() > giveUpAt)
      throw new Error(`did not happen: ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
