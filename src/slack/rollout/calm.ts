import type { KnownBlock } from '@slack/types';
import type { Rendering } from '../messenger.ts';
import type { Names } from '../names.ts';
import { mentionedIn, unmentioned } from '../notes/unmentioned.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every marked-up text in some blocks. */
function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isObject(value)) return [];
  const own = value.type === 'mrkdwn' && typeof value.text === 'string' ? [value.text] : [];
  return [...own, ...Object.values(value).flatMap(textsIn)];
}

function withTexts<T>(value: T, change: (text: string) => string): T;
function withTexts(value: unknown, change: (text: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => withTexts(item, change));
  if (!isObject(value)) return value;
  const own = value.type === 'mrkdwn' && typeof value.text === 'string' ? { text: change(value.text) } : {};
  const rest = Object.entries(value).filter(([key]) => !(key in own));
  return { ...Object.fromEntries(rest.map(([key, item]) => [key, withTexts(item, change)])), ...own };
}

/** What is said in a channel, with names in the place of mentions: it calls nobody but those in `called`. */
export async function calm(
  shown: Rendering,
  called: readonly string[],
  { names }: { readonly names?: Names },
): Promise<Rendering> {
  const people = textsIn(shown.blocks).flatMap(mentionedIn);
  if (people.length === 0 || !names) return shown;
  const known = await names.of(people);
  const change = (text: string) => unmentioned(text, known, called);
  return {
    text: unmentioned(shown.text, known, called),
    blocks: withTexts<readonly KnownBlock[]>(shown.blocks, change),
  };
}
