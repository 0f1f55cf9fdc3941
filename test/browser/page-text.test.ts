import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

type Node = { t: string; v?: string; c?: Node[]; url?: string; items?: Node[][]; [key: string]: unknown };
type Module = {
  parseMrkdwn(text: string): Node[];
  parseMarkdown(text: string): Node[];
  toRichText(text: string): { elements: object[] };
  fromRichText(block: object): string;
  fillDate(pattern: string, seconds: number, now: number, zone: string): string | null;
  zonedMillis(day: string, time: string, zone: string): number;
};

/** The page's modules are JavaScript for browsers; these need nothing of one. */
const page = async (path: string): Promise<Partial<Module>> =>
  import(new URL(`../../src/sandbox/page/${path}`, import.meta.url).href);
const modules: Module = Object.assign(
  {},
  await page('text/mrkdwn.js'),
  await page('text/markdown.js'),
  await page('text/to-rich-text.js'),
  await page('text/from-rich-text.js'),
  await page('core/time.js'),
);
const { parseMrkdwn, parseMarkdown, toRichText, fromRichText, fillDate, zonedMillis } = modules;

/** A short way to write nodes: text as it is, anything else as `kind(inside)`. */
function brief(nodes: Node[]): string {
  return nodes
    .map((node) => {
      if (node.t === 'text') return node.v;
      if (node.t === 'br') return '⏎';
      const inside = node.c ? brief(node.c) : (node.v ?? node.id ?? node.name ?? node.range ?? '');
      return `${node.t}(${inside})`;
    })
    .join('');
}

describe('mrkdwn', () => {
  it.each([
    ['*bold* _italic_ ~strike~ `code`', 'bold(bold) italic(italic) strike(strike) code(code)'],
    ['*bold _and italic_*', 'bold(bold italic(and italic))'],
    ['snake_case_name and 2*3*4', 'snake_case_name and 2*3*4'],
    ['* not bold * and ** neither', '* not bold * and ** neither'],
    ['`*no marks in code*`', 'code(*no marks in code*)'],
    ['(*in brackets*), *end*.', '(bold(in brackets)), bold(end).'],
    ['one\ntwo', 'one⏎two'],
    ['> quoted\n> twice\nplain', 'quote(quoted⏎twice)plain'],
    ['&gt; quoted too', 'quote(quoted too)'],
    ['>>> all\nof this', 'quote(all⏎of this)'],
    ['before\n```a *b*\nc```\nafter', 'beforepre(a *b*\nc)after'],
    ['&lt;b&gt; &amp;amp;', '<b> &amp;'],
    ['<@U1> <#C1|general> <!subteam^S1> <!here>', 'user(U1) channel(C1) group(S1) broadcast(here)'],
    ['<https://example.com|the *page*>', 'link(the *page*)'],
    ['see https://example.com/a_b_c.', 'see link(https://example.com/a_b_c).'],
    [':tada: at 10:30:45', 'emoji(tada) at 10emoji(30)45'],
    ['<javascript:alert(1)|click>', '<javascript:alert(1)|click>'],
    ['<unknown thing>', '<unknown thing>'],
  ])('reads %j', (text, expected) => {
    expect(brief(parseMrkdwn(text))).toBe(expected);
  });

  it('leads nowhere but to the web, to mail and to telephones', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('javascript:', 'data:', 'vbscript:', 'file:', 'JaVaScRiPt:', ' javascript:', 'blob:'),
        fc.string(),
        (scheme, rest) => {
          const texts = [`<${scheme}${rest}|x>`, `[x](${scheme}${rest})`];
          const links = texts.flatMap((text) => [
            ...linksIn(parseMrkdwn(text)),
            ...linksIn(parseMarkdown(text)),
          ]);
          for (const url of links) expect(url).toMatch(/^(https?:\/\/|mailto:|tel:)/i);
        },
      ),
    );
  });

  it('reads whatever comes without failing, and in time', () => {
    const marks = fc.constantFrom(
      '*',
      '_',
      '~',
      '`',
      '```',
      '<',
      '>',
      '|',
      '&lt;',
      ':',
      '\n',
      ' ',
      'a',
      '**',
      '[',
      '](',
      'https://a.b',
    );
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 60 }), (parts) => {
        parseMrkdwn(parts.join(''));
        parseMarkdown(parts.join(''));
      }),
    );
    for (const mark of ['*a ', '_a ', '`a ', '<a ', ':a ', '> ', '**a ', '[a ', '~a ']) {
      const started = performance.now();
      parseMrkdwn(mark.repeat(4000));
      parseMarkdown(mark.repeat(4000));
      expect(performance.now() - started).toBeLessThan(2000);
    }
  });

  it('shows text without marks as it was written', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zäöü0-9 ,.!?]{0,80}$/), (text) => {
        expect(brief(parseMrkdwn(text))).toBe(text);
      }),
    );
  });
});

function linksIn(nodes: Node[]): string[] {
  return nodes.flatMap((node) => [
    ...(node.t === 'link' && node.url ? [node.url] : []),
    ...linksIn(node.c ?? []),
    ...(node.items ?? []).flatMap(linksIn),
  ]);
}

describe('Markdown', () => {
  it('knows headings, lists, tasks, tables, quotes, code and emphasis', () => {
    const nodes = parseMarkdown(
      '# Title\n\nSome **bold**, *italic*, ~~gone~~ and `code`.\n\n- one\n- [x] two\n\n1. first\n2. second\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n> said\n\n```ts\nlet a = 1;\n```\n\n---',
    );
    expect(nodes.map((node) => node.t)).toEqual([
      'heading',
      'paragraph',
      'list',
      'list',
      'table',
      'quote',
      'pre',
      'rule',
    ]);
    expect(brief(nodes.slice(1, 2))).toBe(
      'paragraph(Some bold(bold), italic(italic), strike(gone) and code(code).)',
    );
    expect(nodes[2]?.items?.[1]?.[0]).toEqual({ t: 'task', done: true });
    expect(nodes[4]).toMatchObject({ align: ['left', 'right'] });
    expect(nodes[6]).toMatchObject({ v: 'let a = 1;', language: 'ts' });
  });
});

describe('rich text that is typed with marks', () => {
  it.each([
    'plain words',
    'be *bold* and _calm_',
    '- one\n- two',
    '1. first\n2. second',
    '> said',
    'ask <@U1> in <#C1>',
    'a\nb',
  ])('comes back as it was typed: %j', (typed) => {
    expect(fromRichText(toRichText(typed))).toBe(typed);
  });
});

describe('dates', () => {
  const now = Date.parse('2026-03-10T12:00:00Z');
  const seconds = (time: string) => Date.parse(time) / 1000;

  it.each([
    ['{date_num} {time}', '2026-03-09T23:30:00Z', 'Europe/Berlin', '2026-03-10 12:30 AM'],
    ['{date_short_pretty} at {time}', '2026-03-11T08:00:00Z', 'Etc/UTC', 'tomorrow at 8:00 AM'],
    ['{date_long}', '2026-01-02T08:00:00Z', 'Etc/UTC', 'Friday, January 2nd, 2026'],
    ['{date}', '2026-01-13T08:00:00Z', 'Etc/UTC', 'January 13th, 2026'],
    ['{ago}', '2026-03-10T11:48:00Z', 'Etc/UTC', '12 minutes ago'],
  ])('fills %s', (pattern, time, zone, expected) => {
    expect(fillDate(pattern, seconds(time), now, zone)?.replaceAll('\u202f', ' ')).toBe(expected);
  });

  it('leaves it to the fallback when a token is unknown or the time is none', () => {
    expect(fillDate('{nonsense}', 0, now, 'Etc/UTC')).toBeNull();
    expect(fillDate('{date}', Number.POSITIVE_INFINITY, now, 'Etc/UTC')).toBeNull();
  });

  it('knows the moment that a zone’s clocks show', () => {
    expect(zonedMillis('2026-07-01', '09:00', 'Europe/Berlin')).toBe(Date.parse('2026-07-01T07:00:00Z'));
    expect(zonedMillis('2026-01-01', '09:00', 'America/New_York')).toBe(Date.parse('2026-01-01T14:00:00Z'));
  });
});
