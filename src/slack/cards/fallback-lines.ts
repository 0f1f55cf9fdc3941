import type { KnownBlock } from '@slack/types';
import { type Finding, findingTexts } from '../../domain/fallback/findings.ts';
import type { RequestBase } from '../../domain/request/request.ts';
import { section } from '../blocks/blocks.ts';
import { bold, inline } from '../blocks/mrkdwn.ts';
import { titledSections } from './packet-sections.ts';

/** What a packet's fallbacks lead to that somebody should know: mrkdwn, a sentence with its way for each thing. */

const mostOnCard = 3;
/** A sentence names its whole way, and each name on it may be long. */
const mostOfSentence = 480;

export const fallbackLines = (findings: readonly Finding[]): string[] =>
  findingTexts(findings).map((text) => `🔀 ${inline(text, mostOfSentence)}`);

/** The first lines, and how many more there are and where; `where` reads on from "and 2 more". */
export function someFallbackLines(findings: readonly Finding[], most: number, where: string): string[] {
  const lines = fallbackLines(findings);
  const left = lines.length - most;
  return left > 0 ? [...lines.slice(0, most), `and ${left} more ${where}`] : lines;
}

const title = 'Models and fallbacks to look at';

/** On a card; nothing where there is nothing to say. */
export function fallbackBlocks({ assessment }: Pick<RequestBase, 'assessment'>): KnownBlock[] {
  const lines = someFallbackLines(assessment.fallbacks ?? [], mostOnCard, 'in View packet');
  return lines.length > 0 ? [section([bold(title), ...lines].join('\n'))] : [];
}

/** In View packet: all of them. */
export function fallbackSections({ assessment }: Pick<RequestBase, 'assessment'>): KnownBlock[] {
  const lines = fallbackLines(assessment.fallbacks ?? []);
  return lines.length > 0 ? titledSections(title, lines) : [];
}
