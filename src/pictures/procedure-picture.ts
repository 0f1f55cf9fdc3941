import type {
  Mark,
  Procedure,
  ProcedureLine,
  ProcedureStep,
  StepState,
} from '../domain/procedure/procedure.ts';
import { drawable, fitting, widthOf } from './lettering.ts';
import { card, colours, cross, dash, lettered, row, tick, warning } from './paint.ts';
import { inRows, type Row, type Run } from './rows.ts';
import { said, type Telling } from './saying.ts';
import { type Drawing, draw, written } from './svg.ts';

/** The seven steps of a request from top to bottom, as SVG: as wide as a phone shows it without making it small. */

const width = 480;
const edge = 20;
const signX = edge + 13;
const textX = edge + 42;
const room = width - textX - edge;
const sizes = { title: 17, standing: 13, step: 14.5, line: 12.5, foot: 11 } as const;
const rowHeight = 17;
const lineGap = 1.5;
/** Names are cut before anything else pushes the time out of the line. */
const nameRoom = 150;
const lineIndent = 18;

const stateColours: Readonly<Record<StepState, string>> = {
  done: colours.done,
  current: colours.current,
  attention: colours.attention,
  failed: colours.failed,
  open: colours.open,
  skipped: colours.open,
};

/** A shape of its own for each state, so that it is told apart without any colour. */
function sign(state: StepState, x: number, y: number): Drawing[] {
  const r = 12;
  const colour = stateColours[state];
  const ring = (inside: string) =>
    draw('circle', { cx: x, cy: y, r: r - 1, fill: inside, stroke: colour, 'stroke-width': 2 });
  switch (state) {
    case 'done':
      return [draw('circle', { cx: x, cy: y, r, fill: colour }), tick(x, y, r, colours.page)];
    case 'failed':
      return [draw('circle', { cx: x, cy: y, r, fill: colour }), cross(x, y, r, colours.page)];
    case 'attention':
      return [
        draw('circle', { cx: x, cy: y, r, fill: colours.page }),
        ...warning(x, y, r * 0.92, colour, colours.page),
      ];
    case 'current':
      return [ring(colours.page), draw('circle', { cx: x, cy: y, r: 5, fill: colour })];
    case 'open':
      return [ring(colours.page)];
    case 'skipped':
      return [ring(colours.page), dash(x, y, r, colour)];
  }
}

function mark(kind: Mark, x: number, y: number): Drawing[] {
  switch (kind) {
    case 'done':
      return [tick(x, y, 8, colours.done)];
    case 'failed':
      return [cross(x, y, 8, colours.failed)];
    case 'attention':
      return warning(x, y, 5.4, colours.attention, colours.page);
    case 'open':
      return [
        draw('circle', { cx: x, cy: y, r: 4, fill: 'none', stroke: colours.open, 'stroke-width': 1.4 }),
      ];
    case 'info':
      return [draw('circle', { cx: x, cy: y, r: 1.8, fill: colours.quiet })];
  }
}

function runsOf({ pieces }: ProcedureLine, telling: Telling): Run[] {
  return pieces.map((piece): Run => {
    const text = drawable(said(piece, telling));
    if (typeof piece === 'string') return { text, weight: 'regular', isProse: true };
    if ('strong' in piece) return { text, weight: 'bold', isProse: false };
    const isName = 'person' in piece;
    return {
      text: isName ? fitting(text, nameRoom, sizes.line, 'regular') : text,
      weight: 'regular',
      isProse: false,
    };
  });
}

interface Part {
  readonly height: number;
  readonly at: (y: number) => Drawing[];
}

function linePart(line: ProcedureLine, telling: Telling): Part {
  const rows: Row[] = inRows(runsOf(line, telling), room - lineIndent - 6, sizes.line, 2);
  const height = rows.length * rowHeight + lineGap + (line.beforeApproval ? 6 : 0);
  const top = line.beforeApproval ? 3 : 0;
  const band = (y: number): Drawing[] =>
    line.beforeApproval
      ? [
          draw('rect', {
            x: textX - 4,
            y,
            width: room + 8,
            height: height - lineGap + 1,
            rx: 5,
            fill: colours.attentionPage,
            stroke: colours.attentionEdge,
            'stroke-width': 1,
          }),
        ]
      : [];
  const inked = line.mark === 'info' || line.mark === 'open' ? colours.quiet : colours.ink;
  return {
    height,
    at: (y) => [
      ...band(y),
      ...mark(line.mark, textX + 6, y + top + 9),
      ...rows.flatMap((runs, index) =>
        row(runs, textX + lineIndent, y + top + 13 + index * rowHeight, { size: sizes.line, colour: inked }),
      ),
    ],
  };
}

const titleHeight = 24;
const stepGap = 10;

function stepPart(step: ProcedureStep, number: number, telling: Telling): Part {
  const lines = step.lines.map((line) => linePart(line, telling));
  const title = `${number}  ${step.title}`;
  const left = room - widthOf(title, sizes.step, 'bold') - 12;
  const says = fitting(drawable(step.says), left, sizes.standing, 'bold');
  return {
    height: titleHeight + lines.reduce((sum, { height }) => sum + height, 0) + stepGap,
    at: (y) => {
      let below = y + titleHeight;
      const drawn = lines.flatMap((line) => {
        const parts = line.at(below);
        below += line.height;
        return parts;
      });
      return [
        lettered(title, textX, y + 17, {
          size: sizes.step,
          weight: 'bold',
          colour: step.state === 'skipped' ? colours.quiet : colours.ink,
        }),
        lettered(says, width - edge, y + 17, {
          size: sizes.standing,
          weight: 'bold',
          colour: stateColours[step.state],
          anchor: 'end',
        }),
        ...drawn,
      ];
    },
  };
}

const headHeight = 66;
const footHeight = 30;

function head({ request, route, tier, standing }: Procedure): Drawing[] {
  const risk = `${tier} risk`;
  const riskWidth = widthOf(risk, sizes.standing, 'bold') + 20;
  const title = fitting(
    drawable(`${request} · ${route}`),
    width - 2 * edge - riskWidth - 10,
    sizes.title,
    'bold',
  );
  return [
    lettered(title, edge, 32, { size: sizes.title, weight: 'bold' }),
    draw('rect', {
      x: width - edge - riskWidth,
      y: 16,
      width: riskWidth,
      height: 22,
      rx: 11,
      fill: colours.faint,
    }),
    lettered(risk, width - edge - riskWidth / 2, 31.5, {
      size: sizes.standing,
      weight: 'bold',
      anchor: 'middle',
    }),
    lettered(
      fitting(drawable(`Approval procedure: ${standing}`), width - 2 * edge, sizes.standing, 'regular'),
      edge,
      52,
      {
        size: sizes.standing,
        colour: colours.quiet,
      },
    ),
  ];
}

/** The picture of a procedure as SVG. The same procedure, names and zone give the same text. */
export function procedurePicture(procedure: Procedure, telling: Telling): string {
  const parts = procedure.steps.map((step, index) => stepPart(step, index + 1, telling));
  const height = headHeight + parts.reduce((sum, part) => sum + part.height, 0) + footHeight;
  const tops = parts.map((_part, index) =>
    parts.slice(0, index).reduce((sum, part) => sum + part.height, headHeight + 8),
  );
  const first = tops[0] ?? 0;
  const last = tops.at(-1) ?? 0;
  const middle = 12;
  return written(
    card(
      width,
      height,
      drawable(`${procedure.request} ${procedure.route}: approval procedure`),
      ...head(procedure),
      draw('line', {
        x1: edge,
        y1: headHeight,
        x2: width - edge,
        y2: headHeight,
        stroke: colours.faint,
        'stroke-width': 1.5,
      }),
      draw('line', {
        x1: signX,
        y1: first + middle,
        x2: signX,
        y2: last + middle,
        stroke: colours.faint,
        'stroke-width': 3,
      }),
      ...procedure.steps.flatMap((step, index) => [
        ...sign(step.state, signX, (tops[index] ?? 0) + middle),
        ...(parts[index]?.at(tops[index] ?? 0) ?? []),
      ]),
      lettered(`Times in ${drawable(telling.timeZone)}`, width - edge, height - 14, {
        size: sizes.foot,
        colour: colours.quiet,
        anchor: 'end',
      }),
      lettered('Routegate', edge, height - 14, { size: sizes.foot, colour: colours.quiet }),
    ),
  );
}
