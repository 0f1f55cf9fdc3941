/** Slack's emoji names with their characters, from the data that Slack's own names come from. */

import emoji from 'emojibase-data/en/compact.json' with { type: 'json' };
import names from 'emojibase-data/en/shortcodes/iamcal.json' with { type: 'json' };

/** Name, character, and the group it stands in (0 smileys, 1 people, 3 animals, 4 food, 5 travel, 6 activities,
 * 7 objects, 8 symbols, 9 flags), in the order in which pickers show them. */
export type EmojiRow = [name: string, character: string, group: number];

/** Skin tones and other variants follow from their base and have no row. */
export function emojiTable(): EmojiRow[] {
  const shortcodes: Record<string, string | string[]> = names;
  return emoji
    .filter((one) => one.group !== undefined && one.group !== 2)
    .toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .flatMap((one) =>
      [shortcodes[one.hexcode] ?? []].flat().map((name): EmojiRow => [name, one.unicode, one.group ?? 0]),
    );
}
