import { inline } from '../blocks/mrkdwn.ts';

const mention = /<@([UW][A-Z0-9]+)>/g;

/** Everybody whom a text mentions. */
export const mentionedIn = (text: string): string[] =>
  [...text.matchAll(mention)].map(([, person]) => person ?? '');

/**
 * The text with names in the place of mentions, so that Slack calls nobody who need not act. Whoever is in
 * `called`, or has no known name, stays mentioned.
 */
export function unmentioned(
  text: string,
  names: ReadonlyMap<string, string>,
  called: readonly string[],
): string {
  return text.replace(mention, (token, person: string) => {
    const name = called.includes(person) ? undefined : names.get(person);
    return name === undefined ? token : inline(name, 80);
  });
}
