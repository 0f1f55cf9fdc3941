import { type Finding, findingTexts, waysOut } from '../domain/fallback/findings.ts';
import { mermaidOf } from '../domain/fallback/mermaid.ts';
import type { Packet } from '../domain/packet/schema.ts';
import type { FallbackReach } from './fallback-reach.ts';

/** Where the fallbacks of a packet lead, as files for people: the picture as Mermaid text, and what is wrong in words. */

const nothing = 'They lead to nothing that must not be reached.';

const stopsFirst = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted((left, right) => Number(right.stops) - Number(left.stops));

/** Names may hold what some programs take for the end of a line. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');

function sentences({ findings }: FallbackReach): string[] {
  const stopping = findings.filter(({ stops }) => stops);
  if (findings.length === 0) return [nothing];
  return [
    ...findingTexts(stopsFirst(findings)).map(oneLine),
    ...(stopping.length > 0 ? [`Nothing can be filed like this. ${waysOut(stopping)}`] : []),
  ];
}

/** Markdown shows what is typed as it is. */
const asTyped = (text: string): string => text.replaceAll(/[\\`*_{}[\]()#+!|<>&~]/g, '\\$&');

/** A Markdown page with the picture in it, as forges draw it. */
export const fallbackMarkdown = (packet: Packet, reach: FallbackReach): string =>
  [
    `# Fallbacks of ${packet.route}`,
    '',
    ...sentences(reach).map((text) => `- ${asTyped(text)}`),
    '',
    '```mermaid',
    mermaidOf(packet, reach.map).trimEnd(),
    '```',
    '',
  ].join('\n');

/** Mermaid text alone; what is wrong stands in it as comments, where braces would mean something else. */
export const fallbackMermaid = (packet: Packet, reach: FallbackReach): string =>
  [
    ...sentences(reach).map((text) => `%% ${text.replaceAll(/[{}]/g, '')}`),
    mermaidOf(packet, reach.map),
  ].join('\n');
