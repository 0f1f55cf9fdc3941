import type { KnownBlock } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { validateMessage } from '../../../src/sandbox/emulator/blocks/message.ts';
import { actions, button, confirm, fields, section } from '../../../src/slack/blocks/blocks.ts';
import { messageCost } from '../../../src/slack/blocks/budget.ts';
import { limits } from '../../../src/slack/blocks/limits.ts';
import { calm } from '../../../src/slack/rollout/calm.ts';

const id = 'U0SOMEBODY';
const mention = `<@${id}>`;
/** Escaped, every letter of it takes five. */
const names = { of: async () => new Map([[id, '&'.repeat(80)]]) };

/** As many mentions as just fit. */
const full = (room: number): string => mention.repeat(Math.floor(room / mention.length));

async function calmed(blocks: readonly KnownBlock[], text = 'note') {
  return calm({ text, blocks }, [], { names });
}

describe('names in the place of mentions', () => {
  test.each<[string, (room: number) => KnownBlock, number]>([
    ['section', (room) => section(full(room)), limits.text],
    ['field', (room) => fields([full(room), 'b']), limits.sectionField],
    [
      'question before a button',
      (room) =>
        actions([
          button({
            action: 'a',
            text: 'Do it',
            confirm: confirm({ title: 'Sure?', text: full(room), yes: 'Yes' }),
          }),
        ]),
      limits.confirmText,
    ],
  ])('never make a %s longer than Slack takes', async (_what, block, room) => {
    const { blocks } = await calmed([block(room)]);
    expect(validateMessage({ text: 'note', blocks: [...blocks] })).toEqual([]);
    expect(JSON.stringify(blocks)).not.toContain(id);
  });

  test('never make a message longer than Slack takes, nor what stands beside it', async () => {
    const blocks = Array.from({ length: 8 }, () => section(full(1000)));
    const shown = await calmed(blocks, full(limits.fallbackText));
    expect(messageCost(shown.blocks)).toBeLessThanOrEqual(limits.messageCost);
    expect(shown.text.length).toBeLessThanOrEqual(limits.fallbackText);
  });

  test('leave whoever is called as they are', async () => {
    const shown = await calm({ text: mention, blocks: [section(mention)] }, [id], { names });
    expect(shown).toEqual({ text: mention, blocks: [section(mention)] });
  });
});
