import type { KnownBlock } from '@slack/types';
import { fitted } from '../blocks/budget.ts';
import { limits } from '../blocks/limits.ts';
import { clip } from '../blocks/mrkdwn.ts';
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

/** How long a text may be where it stands; what holds for a place holds for everything in it. */
const roomIn: Readonly<Record<string, number>> = { fields: limits.sectionField, confirm: limits.confirmText };

type Change = (text: string, room: number) => string;

function withTexts<T>(value: T, change: Change, room?: number): T;
function withTexts(value: unknown, change: Change, room: number = limits.text): unknown {
  if (Array.isArray(value)) return value.map((item) => withTexts(item, change, room));
  if (!isObject(value)) return value;
  const isText = value.type === 'mrkdwn' && typeof value.text === 'string';
  const own = isText ? { text: change(String(value.text), room) } : {};
  const rest = Object.entries(value).filter(([key]) => !(key in own));
  const inner = rest.map(([key, item]) => [key, withTexts(item, change, roomIn[key] ?? room)]);
  return { ...Object.fromEntries(inner), ...own };
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
  // A name is longer than a mention, and what was cut to its limit before is cut again.
  const change: Change = (text, room) => clip(unmentioned(text, known, called), room);
  return {
    text: change(shown.text, limits.fallbackText),
    blocks: fitted(withTexts<readonly KnownBlock[]>(shown.blocks, change)),
  };
}
