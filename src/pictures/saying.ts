import { TZDate } from '@date-fns/tz';
import { format } from 'date-fns/format';
import type { Piece, Procedure, ProcedureStep } from '../domain/procedure/procedure.ts';

/** What a picture says in words: of people by name, of moments in one time zone that it names. */
export interface Telling {
  /** What somebody is called; ids that nobody knows are given back as they are. */
  readonly nameOf: (person: string) => string;
  /** IANA zone of all moments. */
  readonly timeZone: string;
}

/** With spaces at which no row is broken. */
const saidMoment = (at: number, timeZone: string): string =>
  format(new TZDate(at, timeZone), 'd MMM yyyy, HH:mm').replaceAll(' ', '\u00a0');

function saidDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return year && month && date ? format(new Date(year, month - 1, date), 'd MMM yyyy') : day;
}

/** Names from a map by id; Routegate for itself. */
export const namesFrom =
  (names: ReadonlyMap<string, string>) =>
  (person: string): string =>
    person === 'system' ? 'Routegate' : (names.get(person) ?? person);

export function said(piece: Piece, { nameOf, timeZone }: Telling): string {
  if (typeof piece === 'string') return piece;
  if ('strong' in piece) return piece.strong;
  if ('person' in piece) return nameOf(piece.person);
  return 'at' in piece ? saidMoment(piece.at, timeZone) : saidDay(piece.day);
}

const markWords = { done: '', attention: 'Attention: ', failed: '', open: 'Open: ', info: '' } as const;

function stepText(
  { title, says, lines }: ProcedureStep,
  number: number,
  telling: Telling,
  most: number,
): string {
  const told = lines.slice(0, most).map(
    ({ mark, pieces }) =>
      `${markWords[mark]}${pieces
        .map((piece) => said(piece, telling))
        .join('')
        .trim()}`,
  );
  return `${number}. ${title}: ${says}.${told.length > 0 ? ` ${told.join('. ')}.` : ''}`;
}

/** The same as the picture in words, in at most `max` characters: with as many lines of each step as fit. */
export function procedureText(procedure: Procedure, telling: Telling, max: number): string {
  const { request, route, tier, standing, steps } = procedure;
  const start = `Approval procedure of ${request}, ${route}, ${tier} risk: ${standing}. Times in ${telling.timeZone}.`;
  for (let most = 8; most >= 0; most -= 1) {
    const text = [start, ...steps.map((step, index) => stepText(step, index + 1, telling, most))].join(' ');
    const plain = text.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ').replaceAll(/\s+/g, ' ');
    if (plain.length <= max) return plain;
    if (most === 0) return `${[...plain].slice(0, Math.floor(max / 2)).join('')}…`;
  }
  return start.slice(0, max);
}
