import type { Packet } from '../packet/schema.ts';
import type { FallbackMap } from './catalog.ts';
import { type Found, judgedSteps } from './findings.ts';
import type { Step } from './search.ts';

/** The fallbacks of a packet as a Mermaid flowchart, what must not be reached marked. */

/** More than this nobody reads; troubled ones and the ways to them are drawn before the rest. */
const mostNodes = 60;

/** Text that Mermaid shows as it is, whatever is in it. */
function quoted(text: string): string {
  const shown = text.length > 80 ? `${[...text].slice(0, 79).join('')}…` : text;
  return `"${shown.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').replaceAll(/[#&<>"'`\\[\]{}()|;]/g, (mark) => `#${mark.codePointAt(0)};`)}"`;
}

const shapeOf: Readonly<Record<Step['reached']['kind'], readonly [string, string]>> = {
  route: ['[[', ']]'],
  model: ['[', ']'],
  unknown: ['{{', '}}'],
};

export interface Judged {
  readonly step: Step;
  readonly found: readonly Found[];
}

/** The steps that fit: all that are in trouble with the ways to them, as far as that goes, then the nearest. */
export function drawn(judged: readonly Judged[], most = mostNodes): Judged[] {
  const chosen = new Set<Step>();
  for (const { step } of [...judged.filter(({ found }) => found.length > 0), ...judged]) {
    const way: Step[] = [];
    for (let at: Step | null = step; at?.from && !chosen.has(at); at = at.from) way.push(at);
    if (chosen.size + way.length > most) continue;
    for (const each of way) chosen.add(each);
  }
  return judged.filter(({ step }) => chosen.has(step));
}

/** Text for any Mermaid renderer; whatever people typed is quoted. */
export function mermaidOf(packet: Packet, map: FallbackMap): string {
  const judged = judgedSteps(packet, map);
  const shown = drawn(judged);
  const names = new Map(shown.map(({ step }, index) => [step.id, `n${index + 1}`] as const));
  const nodes = shown.map(({ step, found }) => {
    const [open, close] = shapeOf[step.reached.kind];
    const label = [step.label, ...found.map(({ trouble }) => trouble.replaceAll('_', ' '))].join(' · ');
    return `  ${names.get(step.id)}${open}${quoted(label)}${close}${found.length > 0 ? ':::trouble' : ''}`;
  });
  const edges = shown.map(({ step }) => {
    const from = step.from?.from ? names.get(step.from.id) : 'start';
    return `  ${from} -->|${quoted(step.because)}| ${names.get(step.id)}`;
  });
  const left = judged.length - shown.length;
  return [
    'flowchart LR',
    `  start[[${quoted(packet.route)}]]`,
    ...nodes,
    ...edges,
    ...(left > 0 ? [`  more[${quoted(`and ${left} more`)}]`] : []),
    '  classDef trouble stroke:#c0392b,stroke-width:3px',
    '',
  ].join('\n');
}
