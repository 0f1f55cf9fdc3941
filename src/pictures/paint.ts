import { family, type Weight } from './fonts.ts';
import { turnsAround, widthOf } from './lettering.ts';
import type { Row } from './rows.ts';
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

/** Drawable text on one line. */
export const lettered = (text: string, x: number, y: number, style: Lettered): Drawing =>
  draw('text', { x, y, ...styleOf(style), 'xml:space': 'preserve' }, text);

/** A row of several styles. Runs stand apart where one of them would turn the others around. */
export function row(runs: Row, x: number, y: number, style: Lettered): Drawing[] {
  if (runs.some(({ text }) => turnsAround(text))) {
    const { size } = style;
    return runs.flatMap((run) => {
      const before = run.text.length - run.text.trimStart().length;
      const indent = widthOf(run.text.slice(0, before), size, run.weight);
      return run.text.trim() === ''
        ? []
        : [lettered(run.text.trim(), x + run.x + indent, y, { ...style, weight: run.weight })];
    });
  }
  const parts = runs.map(({ text, weight }) =>
    draw('tspan', { 'font-weight': weight === 'bold' ? 600 : 400 }, text),
  );
  return parts.length === 0
    ? []
    : [draw('text', { x, y, ...styleOf(style), 'xml:space': 'preserve' }, ...parts)];
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
