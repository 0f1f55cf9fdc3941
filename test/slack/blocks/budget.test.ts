import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LIMITS } from '../../../src/sandbox/emulator/blocks/limits.ts';
import { validateMessage } from '../../../src/sandbox/emulator/blocks/message.ts';
import { context, header, section } from '../../../src/slack/blocks/blocks.ts';
import { fitted, messageCost } from '../../../src/slack/blocks/budget.ts';
import { limits } from '../../../src/slack/blocks/limits.ts';

test('our limits are never wider than those that Slack refuses beyond', () => {
  expect(limits.messageCost).toBeLessThan(LIMITS.messageCost);
  for (const key of [
    'messageBlocks',
    'viewBlocks',
    'blockId',
    'actionId',
    'sectionFields',
    'sectionField',
    'header',
    'contextElements',
    'actionsElements',
    'buttonText',
    'buttonValue',
    'url',
    'confirmTitle',
    'confirmText',
    'confirmButton',
    'optionText',
    'optionDescription',
    'optionValue',
    'selectOptions',
    'choiceOptions',
    'placeholder',
    'inputLabel',
    'inputHint',
    'plainTextInput',
    'viewTitle',
    'privateMetadata',
    'callbackId',
    'viewBytes',
  ] as const)
    expect([key, limits[key] <= LIMITS[key]]).toEqual([key, true]);
});

test('an overlong message is cut where it is longest, and loses no block', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3000), { minLength: 1, maxLength: 30 }), (lengths) => {
      const blocks = [
        header('title'),
        ...lengths.map((length) => section('x'.repeat(length + 1))),
        context(['end']),
      ];
      const fit = fitted(blocks);
      expect(fit.length).toBe(blocks.length);
      expect(messageCost(fit)).toBeLessThanOrEqual(limits.messageCost);
      expect(validateMessage({ text: 'x', blocks: fit })).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test('a message that fits is left as it is', () => {
  const blocks = [section('short'), section('x'.repeat(2900))];
  expect(fitted(blocks)).toEqual(blocks);
});
