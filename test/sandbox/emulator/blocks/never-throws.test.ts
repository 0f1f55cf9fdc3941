import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateMessage } from '../../../../src/sandbox/emulator/blocks/message.ts';
import { validateView } from '../../../../src/sandbox/emulator/blocks/view.ts';
import { BLOCK_SAMPLES, ELEMENT_SAMPLES, home, modal } from './samples.ts';

const types = [
  ...Object.keys(BLOCK_SAMPLES),
  ...Object.keys(ELEMENT_SAMPLES),
  'plain_text',
  'mrkdwn',
  'modal',
  'home',
];
const keys = [
  'text',
  'elements',
  'element',
  'accessory',
  'options',
  'rows',
  'blocks',
  'title',
  'fields',
  'child_blocks',
  'confirm',
];

/** Trees that look like Block Kit, and hardly ever are. */
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, '', 'x', 0, -1),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc
      .tuple(fc.constantFrom(...types), fc.dictionary(fc.constantFrom(...keys), tie('tree'), { maxKeys: 4 }))
      .map(([type, fields]) => ({ type, ...fields })),
  ),
}));

describe('whatever is sent', () => {
  it('is judged without a throw, and every complaint says where', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const problems = [
          ...validateMessage({ text: 'x', blocks: value }),
          ...validateMessage({ attachments: value, metadata: value }),
          ...validateView(value),
          ...validateView(modal({ blocks: [] })),
        ];
        for (const { error, pointer, message } of problems) {
          expect(error).toMatch(/^[a-z_]+$/);
          expect(message).not.toBe('');
          expect(pointer === '' || pointer.startsWith('/')).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is not changed by being judged', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const before = JSON.stringify(value);
        validateMessage({ blocks: value });
        validateView(value);
        expect(JSON.stringify(value)).toBe(before);
      }),
    );
  });

  it('is refused on every surface once a valid block gets an unknown key somewhere', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(BLOCK_SAMPLES)),
        fc.stringMatching(/^zz[a-z]{1,8}$/),
        (type, key) => {
          const spoilt = { ...BLOCK_SAMPLES[type], [key]: 1 };
          expect(validateMessage({ blocks: [spoilt] })).not.toEqual([]);
          expect(validateView(modal({ blocks: [spoilt] }))).not.toEqual([]);
          expect(validateView(home({ blocks: [spoilt] }))).not.toEqual([]);
        },
      ),
    );
  });
});
