import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { parser } from 'sax';
import { describe, expect, it } from 'vitest';
import { fallbackMap } from '../../src/domain/fallback/catalog.ts';
import { findingsOf, judgedSteps } from '../../src/domain/fallback/findings.ts';
import type { Packet } from '../../src/domain/packet/schema.ts';
import type { Procedure } from '../../src/domain/procedure/procedure.ts';
import { procedureOf } from '../../src/domain/procedure/steps.ts';
import { pngOf } from '../../src/pictures/drawing.ts';
import { fallbackPicture, fallbackText } from '../../src/pictures/fallback-picture.ts';
import { byFont, drawable, fitting, widthOf } from '../../src/pictures/lettering.ts';
import { zoom } from '../../src/pictures/png.ts';
import { procedurePicture } from '../../src/pictures/procedure-picture.ts';
import { inRows } from '../../src/pictures/rows.ts';
import { procedureText } from '../../src/pictures/saying.ts';
import { draw, written } from '../../src/pictures/svg.ts';
import { attack } from '../slack/cards/hostile.ts';
import { everyState, filed, policy, richChange, stateOf } from '../slack/cards/states.ts';
import { monday } from '../support/given-when-then.ts';
import { packet, supportSummary } from '../support/proposals.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** The elements of a picture, read by a strict parser; throws where it is no XML. */
function elementsOf(svg: string): Element[] {
  const found: Element[] = [];
  const open: Element[] = [];
  const reader = parser(true);
  reader.onerror = (error) => {
    throw error;
  };
  reader.onopentag = ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, text: '' };
    found.push(element);
    open.push(element);
  };
  reader.ontext = (text) => {
    for (const element of open) element.text += text;
  };
  reader.onclosetag = () => void open.pop();
  reader.write(svg).close();
  return found;
}

const known = new Set(['svg', 'title', 'rect', 'line', 'circle', 'path', 'text', 'tspan', 'g']);

function expectDrawing(svg: string): Element[] {
  const elements = elementsOf(svg);
  expect([...new Set(elements.map(({ name }) => name))].filter((name) => !known.has(name))).toEqual([]);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  return elements;
}

const telling = { nameOf: (person: string) => person, timeZone: 'Europe/Berlin' };
const procedure = (request = stateOf(filed())): Procedure =>
  procedureOf({ request, route: null, policy, now: monday });

/** Everything of a procedure that somebody typed is this text. */
const typed = (text: string): Procedure => {
  const { steps, ...rest } = procedure();
  return {
    ...rest,
    route: text,
    steps: steps.map((step) => ({
      ...step,
      lines: [
        ...step.lines,
        { mark: 'done', pieces: [{ strong: text }, text, { person: text }, { at: monday }] },
        { mark: 'attention', pieces: [text], beforeApproval: true },
      ],
    })),
  };
};

/** Width and height of a PNG whose data can be unpacked to as many bytes as they say. */
function sizeOf(png: Uint8Array): [number, number] {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const data: Buffer[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const channels = bytes[25] === 6 ? 4 : 3;
  expect(inflateSync(Buffer.concat(data)).length).toBe(height * (1 + width * channels));
  return [width, height];
}

describe('a picture', () => {
  it('is well-formed whatever people typed, and nothing typed becomes part of the drawing', () => {
    const count = expectDrawing(procedurePicture(typed('x'), telling)).filter(
      ({ name }) => name === 'circle',
    ).length;
    fc.assert(
      fc.property(fc.oneof(attack, fc.string({ unit: 'binary', maxLength: 300 })), (text) => {
        const elements = expectDrawing(procedurePicture(typed(text), telling));
        expect(elements.filter(({ name }) => name === 'circle')).toHaveLength(count);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps to its width, whatever people typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        for (const element of elementsOf(procedurePicture(typed(text), telling))) {
          if (element.name !== 'text') continue;
          const { x, 'font-size': size, 'text-anchor': anchor } = element.attributes;
          const width = widthOf(element.text, Number(size), 'regular');
          const right =
            anchor === 'end' ? Number(x) : anchor === 'middle' ? Number(x) + width / 2 : Number(x) + width;
          expect(right).toBeLessThanOrEqual(480);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('names the zone of its times', () => {
    const text = elementsOf(procedurePicture(procedure(), telling)).map(({ text }) => text);
    expect(text).toContain('Times in Europe/Berlin');
  });

  it('tells every state by a shape, not by colour alone', () => {
    const shapes = (state: 'done' | 'current' | 'attention' | 'failed' | 'open' | 'skipped') => {
      const plain = procedure();
      const [first, ...rest] = plain.steps;
      if (!first) throw new Error('no step');
      const svg = procedurePicture(
        { ...plain, steps: [{ ...first, state, says: '', lines: [] }, ...rest] },
        telling,
      );
      return svg.replaceAll(/#[0-9a-f]{6}/g, '');
    };
    const all = (['done', 'current', 'attention', 'failed', 'open', 'skipped'] as const).map(shapes);
    expect(new Set(all).size).toBe(6);
  });

  it('is a PNG of twice its size, with letters of any script', async () => {
    const svg = procedurePicture(typed('山田太郎 العربية Łukasz 😀'), telling);
    const { width, height } = elementsOf(svg)[0]?.attributes ?? {};
    expect(sizeOf(await pngOf(svg))).toEqual([Number(width) * zoom, Math.ceil(Number(height) * zoom)]);
  });

  it('does not keep anybody waiting while it is drawn', async () => {
    const svg = procedurePicture(procedure(), telling);
    await pngOf(svg);
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const started = performance.now();
    await Promise.all([pngOf(svg), pngOf(svg), pngOf(svg)]);
    const took = performance.now() - started;
    clearInterval(timer);
    // Packing takes a part of it on this thread; drawing, which is most of it, does not.
    expect(longest).toBeLessThan(Math.max(50, took * 0.7));
  });

  it('rejects what is no picture, and goes on', async () => {
    await expect(pngOf('<svg')).rejects.toThrow();
    expect(
      (await pngOf(written(draw('svg', { xmlns: 'http://www.w3.org/2000/svg', width: 4, height: 4 }))))
        .length,
    ).toBeGreaterThan(0);
  });

  it('is the same for the same, in every state of a request', () => {
    for (const request of Object.values(everyState())) {
      const once = procedurePicture(procedure(request), telling);
      expectDrawing(once);
      expect(procedurePicture(procedure(request), telling)).toBe(once);
    }
  });
});

describe('the words beside a picture', () => {
  it('say all steps in as many characters as there are, whatever people typed', () => {
    fc.assert(
      fc.property(attack, fc.integer({ min: 200, max: 2000 }), (text, max) => {
        const said = procedureText(typed(text.slice(0, 300)), telling, max);
        expect(said.length).toBeLessThanOrEqual(max);
        expect(said).not.toMatch(/\p{Cc}/u);
      }),
    );
    const whole = procedureText(procedure(), telling, 2000);
    for (const { title } of procedure().steps) expect(whole).toContain(title);
  });
});

describe('letters', () => {
  it.each([
    ['a\u0000b\u202ec\u200dd\ufeff', 'abcd'],
    ['two\n lines\t here', 'two lines here'],
    ['z\u0300\u0301\u0302\u0303\u0304algo', 'z\u0300\u0301algo'.normalize('NFC')],
    ['\ud800lone', 'lone'],
    ['한글', '□□'],
    ['bang 🫨!', 'bang !'],
  ])('are made fit to draw: %j', (text, expected) => {
    expect(drawable(text)).toBe(expected);
  });

  it('are cut to fit, whole, with an ellipsis', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.integer({ min: 30, max: 300 }),
        (text, room) => {
          const clean = drawable(text);
          const cut = fitting(clean, room, 14, 'bold');
          expect(widthOf(cut, 14, 'bold')).toBeLessThanOrEqual(room);
          expect(cut === clean || cut.endsWith('…')).toBe(true);
        },
      ),
    );
  });

  it('of different fonts stand apart', () => {
    expect(byFont('Ada 山田 x', 'regular')).toEqual(['Ada ', '山田 ', 'x']);
    expect(byFont('Ada', 'regular')).toEqual(['Ada']);
  });

  it('are broken into no more rows than there are, and the time stays', () => {
    const rows = inRows(
      [
        { text: 'A very long promise '.repeat(30), weight: 'regular', isProse: true },
        { text: ' · 9\u00a0Oct\u00a02026', weight: 'regular', isProse: false },
      ],
      300,
      12,
      2,
    );
    expect(rows.length).toBeLessThanOrEqual(2);
    expect(
      rows
        .flat()
        .map(({ text }) => text)
        .join(''),
    ).toContain('9\u00a0Oct\u00a02026');
  });
});

describe('the picture of fallbacks', () => {
  const { primary } = supportSummary.model;
  const peer = (name: string, region = 'eu-west') => ({ ...primary, name, region });
  const asked = (): Packet =>
    packet({
      ...supportSummary,
      data: { classes: ['customer'], regions: ['eu'] },
      model: { primary: { ...primary, region: 'eu-west' }, fallbacks: [peer('peer-a')] },
      fallback: { allowed: ['backup-route'] },
    });
  const backup = packet({
    ...supportSummary,
    route: 'backup-route',
    model: { primary: peer('gpt-backup'), fallbacks: [peer('far-away', 'us-east')] },
  });
  const approved = (name: string) => ({ name, approved: true, status: 'stable' as const });
  const map = fallbackMap(
    [{ id: 'backup-route', packet: backup }],
    [approved(primary.name), approved('peer-a'), approved('gpt-backup')],
    '2026-11-20',
  );
  const drawnOf = (candidate: Packet) =>
    fallbackPicture(candidate.route, judgedSteps(candidate, map), findingsOf(candidate, map));

  it('marks what is two hops away and must not be reached, with sign, word and way', () => {
    const texts = expectDrawing(drawnOf(asked())).map(({ text }) => text);
    expect(texts.some((text) => text.includes('1 thing must not be reached'))).toBe(true);
    expect(texts).toContain('is not approved');
    expect(texts.join(' ')).toContain('support-summary-prod → backup-route → far-away');
    const words = fallbackText(
      'support-summary-prod',
      judgedSteps(asked(), map),
      findingsOf(asked(), map),
      2000,
    );
    expect(words).toContain('far-away 2026-03 at acme is not approved');
    expect(words).toContain('support-summary-prod, then backup-route, then far-away');
  });

  it('leaves to reviewers what does not stop anybody', () => {
    const early = {
      ...asked(),
      model: {
        ...asked().model,
        fallbacks: [{ ...peer('peer-a'), status: 'preview' as const, changes: [] }],
      },
    };
    const { fallback: _, ...candidate } = early;
    const texts = expectDrawing(drawnOf(candidate)).map(({ text }) => text);
    expect(texts).toContain('1 thing for reviewers to judge');
    expect(texts).toContain('is not stable');
  });

  it('says that all is in order where it is', () => {
    const { fallback: _, ...fine } = asked();
    expect(expectDrawing(drawnOf(fine)).map(({ text }) => text)).toContain(
      'Everything that can be reached is in order',
    );
  });

  it('is well-formed whatever names people gave, and fits a PNG', async () => {
    const many = (text: string): Packet => ({
      ...asked(),
      fallback: {
        allowed: Array.from({ length: 12 }, (_, index) => `${index} ${text}`.slice(0, 100).toWellFormed()),
      },
    });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }), (text) => {
        const clean = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '').trim() || 'x';
        expectDrawing(drawnOf(many(clean)));
      }),
      { numRuns: 25 },
    );
    const [width, height] = sizeOf(await pngOf(drawnOf(many('a-long-name-of-a-fallback'))));
    expect(width).toBeLessThan(2400);
    expect(height).toBeLessThan(6000);
  });
});

it('uses the same example as the cards', () => {
  expect(procedure().route).toBe(richChange.route);
});
