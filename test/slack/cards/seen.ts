import type { KnownBlock } from '@slack/types';
import { plainOf } from '../../../src/slack/blocks/mrkdwn.ts';

/** Every text of blocks as Slack gets it, in order of reading. */
export function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'text' && typeof item === 'string' ? [item] : textsOf(item),
  );
}

/** What a person reads, roughly: markup gone, a person as `@U…`, a date as its fallback. */
export const readable = (blocks: readonly KnownBlock[]): string =>
  textsOf(blocks)
    .map((text) => plainOf(text.replace(/<@([UW][A-Z0-9]+)>/g, '@$1')))
    .join('\n');

/** Every `<…>` token, which is what Slack acts on. */
export const tokensOf = (value: unknown): string[] =>
  textsOf(value).flatMap((text) => text.match(/<[^>]*>/g) ?? []);

export const buttonsOf = (blocks: readonly KnownBlock[]): string[] =>
  blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.flatMap((element) => (element.type === 'button' ? [element.text.text] : []))
      : [],
  );
