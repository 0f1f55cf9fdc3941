import { type Finding, saying as troubleWords } from '../domain/fallback/findings.ts';
import { drawn, type Judged } from '../domain/fallback/mermaid.ts';
import { type Step, wayTo } from '../domain/fallback/search.ts';
import { type Point, placed } from './fallback-graph.ts';
import { drawable, fitting, widthOf } from './lettering.ts';
import { card, colours, lettered, row, tick, warning } from './paint.ts';
import { inRows, type Row } from './rows.ts';
import { type Drawing, draw, written } from './svg.ts';

/** What a packet's model and fallbacks lead to, as SVG: what must not be reached stands out, and so does the way there. */

/** More boxes than this nobody reads on a phone; those in trouble and the ways to them go first. */
const mostBoxes = 14;
const mostSentences = 5;
const sizes = { title: 16, box: 12.5, small: 11, line: 12.5 } as const;
const boxRoom = 132;
const padding = 10;
const edge = 20;
const leastWidth = 400;
const rowHeight = 16;

type Kind = Step['reached']['kind'] | 'start';

/** Whether nobody may file it, or whether reviewers judge it; null where nothing is wrong. */
type Severity = 'stops' | 'to_judge' | null;

const severityOf = (found: readonly { readonly stops: boolean }[]): Severity =>
  found.length === 0 ? null : found.some(({ stops }) => stops) ? 'stops' : 'to_judge';

const looks = {
  stops: { colour: colours.failed, page: colours.failedPage, line: 2.6 },
  to_judge: { colour: colours.attention, page: colours.attentionPage, line: 2 },
} as const;

interface Boxed {
  readonly id: string;
  readonly rows: readonly Row[];
  readonly troubles: readonly Row[];
  readonly severity: Severity;
  readonly kind: Kind;
  /** How one gets there, and what it is. */
  readonly says: string;
  readonly width: number;
  readonly height: number;
}

const kindWords = { start: 'this route', route: 'route', model: 'model', unknown: 'unknown name' } as const;

function boxed(id: string, label: string, kind: Kind, because: string, found: Judged['found']): Boxed {
  const prose = (text: string) => ({ text: drawable(text), isProse: true });
  const rows = inRows([{ ...prose(label), weight: 'bold' }], boxRoom, sizes.box, 3);
  const troubles = [...new Set(found.map(({ trouble }) => trouble))].flatMap((trouble) =>
    inRows([{ ...prose(troubleWords[trouble]), weight: 'bold' }], boxRoom, sizes.small, 2),
  );
  const about = because === '' ? kindWords[kind] : `${because}: ${kindWords[kind]}`;
  const says = fitting(drawable(about), boxRoom - 16, sizes.small, 'regular');
  const rowWidth = (runs: Row, size: number) =>
    runs.reduce((right, run) => Math.max(right, run.x + widthOf(run.text, size, run.weight)), 0);
  const inner = Math.max(
    ...rows.map((runs) => rowWidth(runs, sizes.box)),
    ...troubles.map((runs) => rowWidth(runs, sizes.small)),
    widthOf(says, sizes.small, 'regular') + 20,
  );
  return {
    id,
    says,
    rows,
    troubles,
    kind,
    severity: severityOf(found),
    width: Math.ceil(inner) + 2 * padding,
    height: (1 + rows.length + troubles.length) * rowHeight + 2 * padding - 4,
  };
}

function drawBox(box: Boxed, { x, y }: Point): Drawing[] {
  const { width, height, severity, kind } = box;
  const look = severity && looks[severity];
  const [left, top] = [x - width / 2, y - height / 2];
  const textX = left + padding;
  let below = top + padding + 9;
  const next = () => {
    const at = below;
    below += rowHeight;
    return at;
  };
  const small = next();
  return [
    draw('rect', {
      x: left,
      y: top,
      width,
      height,
      rx: kind === 'model' ? 5 : 14,
      fill: look?.page ?? colours.page,
      stroke: look?.colour ?? colours.open,
      'stroke-width': look?.line ?? 1.4,
      ...(kind === 'unknown' ? { 'stroke-dasharray': '5 4' } : {}),
    }),
    lettered(box.says, textX, small, { size: sizes.small, colour: colours.quiet }),
    ...(look
      ? warning(left + width - padding - 6, small - 4, 7, look.colour, colours.page)
      : [tick(left + width - padding - 6, small - 4, 9, colours.done)]),
    ...box.rows.flatMap((runs) => row(runs, textX, next(), { size: sizes.box })),
    ...box.troubles.flatMap((runs) =>
      row(runs, textX, next(), { size: sizes.small, colour: look?.colour ?? colours.ink }),
    ),
  ];
}

interface Leading {
  readonly from: string;
  readonly to: string;
  /** The worst of what it leads to. */
  readonly severity: Severity;
}

function arrowHead(points: readonly Point[], colour: string): Drawing[] {
  const [before, tip] = [points.at(-2), points.at(-1)];
  if (!before || !tip) return [];
  const angle = Math.atan2(tip.y - before.y, tip.x - before.x);
  const corner = (turn: number) =>
    `${(tip.x - 9 * Math.cos(angle + turn)).toFixed(1)} ${(tip.y - 9 * Math.sin(angle + turn)).toFixed(1)}`;
  return [
    draw('path', {
      d: `M${tip.x.toFixed(1)} ${tip.y.toFixed(1)} L${corner(0.45)} L${corner(-0.45)} Z`,
      fill: colour,
    }),
  ];
}

function drawWay({ severity }: Leading, points: readonly Point[]): Drawing[] {
  const look = severity && looks[severity];
  const colour = look?.colour ?? colours.open;
  const path = points
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join(' ');
  return [
    draw('path', {
      d: path,
      fill: 'none',
      stroke: colour,
      'stroke-width': look?.line ?? 1.4,
      'stroke-linejoin': 'round',
    }),
    ...arrowHead(points, colour),
  ];
}

/** The sentences below the graph: what is wrong, and by which way one gets there. */
function findingRows(
  findings: readonly Finding[],
  room: number,
): { readonly rows: readonly Row[]; readonly firsts: readonly Severity[] } {
  const rows: Row[] = [];
  const firsts: Severity[] = [];
  for (const finding of findings.slice(0, mostSentences)) {
    const { what, trouble, detail, path } = finding;
    const own = inRows(
      [
        { text: drawable(what), weight: 'bold', isProse: true },
        { text: drawable(` ${troubleWords[trouble]} (${detail}): `), weight: 'regular', isProse: true },
        { text: drawable(path.join(' → ')), weight: 'regular', isProse: true },
      ],
      room,
      sizes.line,
      3,
    );
    rows.push(...own);
    firsts.push(...own.map((_row, index) => (index === 0 ? severityOf([finding]) : null)));
  }
  return { rows, firsts };
}

const startId = 'start';

/** In one line: how many things must not be reached, or are for reviewers to judge. */
function verdictOf(findings: readonly Finding[]): string {
  const count = (some: readonly Finding[]) => new Set(some.map(({ what }) => what)).size;
  const things = (number: number) => `${number} ${number === 1 ? 'thing' : 'things'}`;
  const stopping = count(findings.filter(({ stops }) => stops));
  if (stopping > 0) return `${things(stopping)} must not be reached, and can be`;
  if (findings.length > 0) return `${things(count(findings))} for reviewers to judge`;
  return 'Everything that can be reached is in order';
}

/** A picture of a packet's fallbacks as SVG; the same steps give the same text. */
export function fallbackPicture(
  route: string,
  judged: readonly Judged[],
  findings: readonly Finding[],
): string {
  const shown = drawn(judged, mostBoxes);
  const ids = new Map(shown.map(({ step }, index) => [step.id, `n${index}`] as const));
  const idOf = (step: Step | null): string => (step ? (ids.get(step.id) ?? startId) : startId);
  const leadingTo = (severity: Severity) =>
    new Set(
      shown
        .filter(({ found }) => severityOf(found) === severity)
        .flatMap(({ step }) => wayTo(step).map(({ id }) => id)),
    );
  const [stopping, judgedWays] = [leadingTo('stops'), leadingTo('to_judge')];
  const boxes = [
    boxed(startId, route, 'start', '', []),
    ...shown.map(({ step, found }) => boxed(idOf(step), step.label, step.reached.kind, step.because, found)),
  ];
  const ways = shown.map(
    ({ step }): Leading => ({
      from: idOf(step.from),
      to: idOf(step),
      severity: stopping.has(step.id) ? 'stops' : judgedWays.has(step.id) ? 'to_judge' : null,
    }),
  );
  const graph = placed(boxes, ways);
  const width = Math.max(leastWidth, Math.ceil(graph.width) + 2 * edge);
  const left = (width - graph.width) / 2;
  const top = 74;
  const told = findingRows(findings, width - 2 * edge - 20);
  const notDrawn = judged.length - shown.length;
  const more = [
    ...(findings.length > mostSentences ? [`and ${findings.length - mostSentences} more findings`] : []),
    ...(notDrawn > 0 ? [`${notDrawn} more that can be reached are not drawn`] : []),
  ];
  const below = top + graph.height + 22;
  const height = below + told.rows.length * 18 + more.length * 18 + 14;
  const shift = ({ x, y }: Point): Point => ({ x: x + left, y: y + top });
  const severity = severityOf(findings);
  const look = severity && looks[severity];
  return written(
    card(
      width,
      height,
      drawable(`${route}: fallbacks`),
      lettered(fitting(drawable(`Fallbacks of ${route}`), width - 2 * edge, sizes.title, 'bold'), edge, 30, {
        size: sizes.title,
        weight: 'bold',
      }),
      ...(look ? warning(edge + 7, 46, 7, look.colour, colours.page) : [tick(edge + 7, 46, 9, colours.done)]),
      lettered(verdictOf(findings), edge + 20, 50.5, {
        size: sizes.line,
        weight: 'bold',
        colour: look?.colour ?? colours.done,
      }),
      ...ways.flatMap((way, index) => {
        return drawWay(way, (graph.ways[index] ?? []).map(shift));
      }),
      ...boxes.flatMap((box) => {
        const place = graph.boxes.get(box.id);
        return place ? drawBox(box, shift(place)) : [];
      }),
      ...told.rows.flatMap((runs, index) => {
        const first = told.firsts[index];
        return [
          ...(first ? warning(edge + 6, below + index * 18 - 4, 5.4, looks[first].colour, colours.page) : []),
          ...row(runs, edge + 20, below + index * 18, { size: sizes.line }),
        ];
      }),
      ...more.map((text, index) =>
        lettered(text, edge + 20, below + (told.rows.length + index) * 18, {
          size: sizes.line,
          colour: colours.quiet,
        }),
      ),
    ),
  );
}

/** The same in words, in at most `max` characters. */
export function fallbackText(
  route: string,
  judged: readonly Judged[],
  findings: readonly Finding[],
  max: number,
): string {
  const start = `Fallbacks of ${route}: ${judged.length} can be reached.`;
  const bad = findings.map(
    ({ what, trouble, detail, path }) =>
      `${what} ${troubleWords[trouble]} (${detail}): ${path.join(', then ')}.`,
  );
  const ways = judged.map(
    ({ step }) =>
      `${wayTo(step)
        .map(({ label }) => label)
        .join(', then ')}.`,
  );
  let text = start;
  for (const sentence of [...bad, ...(bad.length === 0 ? ['Everything is in order.'] : []), ...ways]) {
    const plain = sentence
      .replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
      .slice(0, 400)
      .toWellFormed();
    if (text.length + plain.length + 1 > max) break;
    text += ` ${plain}`;
  }
  return text.slice(0, max);
}
