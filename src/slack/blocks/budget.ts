import type { KnownBlock, SectionBlock } from '@slack/types';
import { limits } from './limits.ts';
import { clip } from './mrkdwn.ts';

function characters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + characters(item), 0);
  if (value === null || typeof value !== 'object') return 0;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + (key === 'text' && typeof item === 'string' ? item.length : characters(item)),
    0,
  );
}

/** What blocks cost of `limits.messageCost`: every character that is shown, and a fixed price for each block. */
export const messageCost = (blocks: readonly KnownBlock[]): number =>
  blocks.length * limits.blockCost + characters(blocks);

type TextSection = SectionBlock & { text: NonNullable<SectionBlock['text']> };
const isTextSection = (block: KnownBlock): block is TextSection =>
  block.type === 'section' && block.text !== undefined;

const shortest = 200;

/**
 * The blocks, with the longest sections cut as far as it takes for one message to hold them all. An overlong
 * message is refused as a whole and would leave the old one standing, buttons and all. Blocks are never dropped:
 * who builds a message keeps their number below the limit.
 */
export function fitted(blocks: readonly KnownBlock[]): KnownBlock[] {
  const fit = [...blocks];
  for (
    let over = messageCost(fit) - limits.messageCost;
    over > 0;
    over = messageCost(fit) - limits.messageCost
  ) {
    const longest = fit
      .filter(isTextSection)
      .reduce<TextSection | null>(
        (top, block) => (block.text.text.length > (top?.text.text.length ?? 0) ? block : top),
        null,
      );
    if (!longest || longest.text.text.length <= shortest) break;
    const text = clip(longest.text.text, Math.max(shortest, longest.text.text.length - Math.max(over, 100)));
    fit[fit.indexOf(longest)] = { ...longest, text: { ...longest.text, text } };
  }
  return fit;
}
