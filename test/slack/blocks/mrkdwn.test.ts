import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  channel,
  clip,
  code,
  escaped,
  inline,
  link,
  listed,
  person,
  plainClip,
  plainOf,
  quote,
  userGroup,
} from '../../../src/slack/blocks/mrkdwn.ts';
import { attack } from '../cards/hostile.ts';

const anyCharacters = fc
  .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 40 })
  .map((points) => String.fromCodePoint(...points));

const visible = (text: string): string => text.replace(/[\u2060\u2068\u2069]/g, '');

describe('what people typed', () => {
  test.each([
    ['<!channel>', '&lt;!channel&gt;'],
    ['a & b', 'a &amp; b'],
    ['&lt;', '&amp;lt;'],
    ['error_rate', 'error_rate'],
    ['2*3*4', '2*3*4'],
    ['support-summary-prod', 'support-summary-prod'],
  ])('%s reads as typed', (typed, sent) => {
    expect(escaped(typed)).toBe(sent);
  });

  test.each(['*bold*', '_it_', '~gone~', '`code`', '```block```', '> quote', '@channel', '@here'])(
    '%s formats and mentions nothing, yet looks the same',
    (typed) => {
      const sent = escaped(typed);
      expect(sent).not.toBe(typed);
      expect(visible(sent).replaceAll('&gt;', '>')).toBe(typed);
    },
  );

  test('cannot turn around what stands beside it', () => {
    expect(escaped('\u202Eevil')).toBe('evil');
    expect(escaped('\u05d0\u05d1')).toBe('\u2068\u05d0\u05d1\u2069');
  });

  test('stays on its line', () => {
    expect(inline('one\ntwo\r\nthree\u2028four')).toBe('one two three four');
    expect(quote('one\ntwo')).toBe('>one\n>two');
  });

  test('never holds a token, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(attack, anyCharacters), (text) => {
        for (const sent of [escaped(text), inline(text), code(text), quote(text)])
          expect(sent.replace(/^>/gm, '')).not.toMatch(/[<>]/);
      }),
    );
  });
});

describe('cutting', () => {
  const tokens = fc.constantFrom(
    '<@U012ABCDEF>',
    '<!date^1^{date}|today at 10:00>',
    '<https://a.b/c|label>',
    '&amp;',
    '&lt;',
  );
  const pieces = fc.array(fc.oneof(tokens, fc.string({ unit: 'grapheme' }).map(escaped)), { maxLength: 20 });

  test('keeps within the limit, and every token, escape and letter whole', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 3, max: 120 }), (parts, max) => {
        const text = parts.join('');
        const cut = clip(text, max);
        expect(cut.length).toBeLessThanOrEqual(Math.max(max, text.length <= max ? text.length : 0));
        expect(cut.isWellFormed()).toBe(true);
        expect(cut.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]/);
        expect(cut.replace(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
        if (text.length > max) expect(cut).toMatch(/…\u2069?$/);
      }),
    );
  });

  test('never cuts a family apart', () => {
    const families = '👩‍👩‍👧‍👦'.repeat(10);
    expect(clip(families, 30).replaceAll('👩‍👩‍👧‍👦', '')).toBe('…');
    expect(plainClip(families, 30).replaceAll('👩‍👩‍👧‍👦', '')).toBe('…');
  });

  test('closes an isolation of right-to-left text that it opened', () => {
    const cut = clip(escaped('\u05d0'.repeat(100)), 40);
    expect(cut.startsWith('\u2068')).toBe(true);
    expect(cut.endsWith('…\u2069')).toBe(true);
  });
});

describe('tokens of ours', () => {
  test.each([
    [person('U012ABCDEF'), '<@U012ABCDEF>'],
    [person('Jane <!here>'), 'Jane &lt;!here&gt;'],
    [channel('C012ABCDEF'), '<#C012ABCDEF>'],
    [channel('ai-releases'), '#ai-releases'],
    [userGroup('S012ABCDEF'), '<!subteam^S012ABCDEF>'],
    [userGroup('ai-platform'), '@ai-platform'],
    [link('https://a.b/?x=1&y=2', 'the <run> | 41'), '<https://a.b/?x=1&amp;y=2|the &lt;run&gt; ¦ 41>'],
    [link('https://a.b/<!channel>|x', 'x'), '<https://a.b/%3C!channel%3E%7Cx|x>'],
    [link('javascript:alert(1)', 'x'), 'x'],
    [link(`https://a.b/${'c'.repeat(3000)}`, 'x'), 'x'],
  ])('%s', (made, wanted) => {
    expect(made).toBe(wanted);
  });

  test('lists read like a sentence', () => {
    expect([listed([]), listed(['a']), listed(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
  });

  test('become plain text where Slack resolves none', () => {
    expect(plainOf('*R-1* by <@U012ABCDEF>, <!date^1^{date}|5 Oct 2026> &amp; `x-y`')).toBe(
      'R-1 by somebody else, 5 Oct 2026 & x-y',
    );
    expect(plainOf(escaped('*a* & <b>'))).toBe('*a* & <b>');
  });
});
