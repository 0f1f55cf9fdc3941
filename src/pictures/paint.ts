import { family, type Weight } from './fonts.ts';
import { byFont, isUsual, turnsAround, widthOf } from './lettering.ts';
import type { PlacedRun, Row } from './rows.ts';
import { type Drawing, draw } from './svg.ts';

/** What all pictures are drawn with: one card that stands out on light and dark pages alike, dark letters on white. */

export const colours = {
  page: '#ffffff',
  edge: '#c3cad4',
  ink: '#18212d',
  quiet: '#545f70',
  faint: '#e6eaef',
  done: '#15734a',
  current: '#1a5bb8',
  attention: '#8f5200',
  attentionPage: '#fff3d6',
  attentionEdge: '#e0a93b',
  failed: '#b3261e',
  failedPage: '#fdeceb',
  open: '#6b7686',
} as const;

interface Lettered {
  readonly size: number;
  readonly weight?: Weight;
  readonly colour?: string;
  readonly anchor?: 'start' | 'end' | 'middle';
}

const styleOf = ({ size, weight = 'regular', colour = colours.ink, anchor = 'start' }: Lettered) => ({
  'font-family': family,
  'font-size': size,
  'font-weight': weight === 'bold' ? 600 : 400,
  fill: colour,
  'text-anchor': anchor,
});

/** Drawable text on one line, in one font. */
const plainly = (text: string, x: number, y: number, style: Lettered): Drawing =>
  draw('text', { x, y, ...styleOf(style), 'xml:space': 'preserve' }, text);

/** Text of several fonts, piece by piece, or one that would turn around what stands beside it. */
function apart({ text, weight, x: from }: PlacedRun, x: number, y: number, style: Lettered): Drawing[] {
  let at = x + from;
  return byFont(text, weight).flatMap((piece) => {
    const indent = widthOf(piece.slice(0, piece.length - piece.trimStart().length), style.size, weight);
    const start = at + indent;
    at += widthOf(piece, style.size, weight);
    const trimmed = piece.trim();
    return trimmed === '' ? [] : [plainly(trimmed, start, y, { ...style, weight, anchor: 'start' })];
  });
}

const isPlain = ({ text, weight }: PlacedRun): boolean => !turnsAround(text) && isUsual(text, weight);

/** A row of several styles, from the left. */
export function row(runs: Row, x: number, y: number, style: Lettered): Drawing[] {
  if (!runs.every(isPlain)) return runs.flatMap((run) => apart(run, x, y, style));
  const parts = runs.map(({ text, weight }) =>
    draw('tspan', { 'font-weight': weight === 'bold' ? 600 : 400 }, text),
  );
  return parts.length === 0
    ? []
    : [draw('text', { x, y, ...styleOf(style), 'xml:space': 'preserve' }, ...parts)];
}

/** Drawable text on one line. */
export function lettered(text: string, x: number, y: number, style: Lettered): Drawing {
  const run = { text, weight: style.weight ?? 'regular', isProse: true, x: 0 };
  if (isPlain(run)) return plainly(text, x, y, style);
  const width = widthOf(text, style.size, run.weight);
  const left = style.anchor === 'end' ? x - width : style.anchor === 'middle' ? x - width / 2 : x;
  return draw('g', {}, ...apart(run, left, y, style));
}

const strokes = (path: string, colour: string, width: number): Drawing =>
  draw('path', {
    d: path,
    fill: 'none',
    stroke: colour,
    'stroke-width': width,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  });

/** A tick, a cross, a dash, within `r` of the middle. */
export const tick = (x: number, y: number, r: number, colour: string): Drawing =>
  strokes(
    `M${x - r * 0.5} ${y + r * 0.02} L${x - r * 0.12} ${y + r * 0.42} L${x + r * 0.52} ${y - r * 0.38}`,
    colour,
    r * 0.22,
  );
export const cross = (x: number, y: number, r: number, colour: string): Drawing =>
  strokes(
    `M${x - r * 0.38} ${y - r * 0.38} L${x + r * 0.38} ${y + r * 0.38} M${x + r * 0.38} ${y - r * 0.38} L${x - r * 0.38} ${y + r * 0.38}`,
    colour,
    r * 0.22,
  );
export const dash = (x: number, y: number, r: number, colour: string): Drawing =>
  strokes(`M${x - r * 0.42} ${y} L${x + r * 0.42} ${y}`, colour, r * 0.22);

/** A triangle with an exclamation mark. */
export function warning(x: number, y: number, r: number, colour: string, inside: string): Drawing[] {
  return [
    draw('path', {
      d: `M${x} ${y - r * 0.86} L${x + r} ${y + r * 0.8} L${x - r} ${y + r * 0.8} Z`,
      fill: colour,
      stroke: colour,
      'stroke-width': r * 0.24,
      'stroke-linejoin': 'round',
    }),
    strokes(`M${x} ${y - r * 0.26} L${x} ${y + r * 0.22}`, inside, r * 0.24),
    draw('circle', { cx: x, cy: y + r * 0.56, r: r * 0.13, fill: inside }),
  ];
}

/** A picture: a card with round corners on nothing. `title` is what readers of the file hear first. */
export const card = (width: number, height: number, title: string, ...inside: readonly Drawing[]): Drawing =>
  draw(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${Math.round(width)} ${Math.round(height)}`,
      role: 'img',
    },
    draw('title', {}, title),
    draw('rect', {
      x: 1,
      y: 1,
      width: width - 2,
      height: height - 2,
      rx: 14,
      fill: colours.page,
      stroke: colours.edge,
      'stroke-width': 1.5,
    }),
    ...inside,
  );
