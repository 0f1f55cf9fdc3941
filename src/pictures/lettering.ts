import { type Weight, widthsOf } from './fonts.ts';

/** Text that somebody typed, made fit to be drawn: what is invisible or has no letter is taken out, the rest measured. */

/** Stands for a letter that no font has. */
const unknownLetter = '□';
const ellipsis = '…';
/** More marks on one letter are there to smear the lines around it. */
const marksOnOne = /(\p{M}{2})\p{M}+/gu;
/** Controls, what turns the order of text around, halves of letters, and what no XML may hold. */
const undrawable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\p{Variation_Selector}]/gu;
const lineBreaks = /[\t-\r\u0085\u2028\u2029]/g;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
/** No line of a picture holds more: two rows of narrow letters. */
const mostLetters = 260;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** What people see as one letter each, marks and all. */
export const lettersOf = (text: string): string[] =>
  // Nothing but plain letters: what stands alone is one of them.
  /^[\x20-\x7e]*$/.test(text) ? [...text] : [...graphemes.segment(text)].map(({ segment }) => segment);

interface Found {
  /** Number of the first font that has all of the letter; a letter of several fonts is drawn by none. */
  readonly font: number;
  /** At size 1. */
  readonly width: number;
}

const known = { regular: new Map<string, Found | null>(), bold: new Map<string, Found | null>() };
/** More different letters than anybody uses; what goes beyond is looked up each time. */
const mostRemembered = 20_000;

function found(letter: string, weight: Weight): Found | null {
  const letters = known[weight];
  const before = letters.get(letter);
  if (before !== undefined) return before;
  const now = lookUp(letter, weight);
  if (letters.size < mostRemembered) letters.set(letter, now);
  return now;
}

function lookUp(letter: string, weight: Weight): Found | null {
  const [first = [], ...rest] = [...letter].map((part) => widthsOf(part, weight));
  for (const [font, width] of first.entries()) {
    const widths = [width, ...rest.map((each) => each[font] ?? null)];
    if (widths.every((each) => each !== null))
      return { font, width: widths.reduce<number>((sum, each) => sum + (each ?? 0), 0) };
  }
  return null;
}

/** What can be drawn of a letter: it, it without its marks, a stand-in; nothing of an emoji that no font has. */
function drawn(letter: string): string {
  if (found(letter, 'regular')) return letter;
  const bare = letter.replaceAll(/\p{M}/gu, '');
  if (bare !== letter && found(bare, 'regular')) return bare;
  return /^\p{Extended_Pictographic}/u.test(letter) || bare === '' ? '' : unknownLetter;
}

/** What is drawn of a text: on one line, every letter one that some font has. */
export function drawable(text: string): string {
  const clean = text
    .slice(0, 4 * mostLetters)
    .replaceAll(lineBreaks, ' ')
    .replaceAll(undrawable, '')
    .normalize('NFC')
    .replaceAll(marksOnOne, '$1');
  const letters = lettersOf(clean).slice(0, mostLetters).map(drawn);
  return letters.join('').replaceAll(/[^\S\u00a0]+/g, ' ');
}

/** In pixels, a little more than it takes: kerning only brings letters closer. */
export function widthOf(text: string, size: number, weight: Weight): number {
  let width = 0;
  for (const letter of lettersOf(text)) width += found(letter, weight)?.width ?? 0;
  return width * size;
}

/** As much of a drawable text as fits into `room` pixels, whole letters only, with an ellipsis where it was cut. */
export function fitting(text: string, room: number, size: number, weight: Weight): string {
  if (widthOf(text, size, weight) <= room) return text;
  let left = room - widthOf(ellipsis, size, weight);
  let kept = '';
  for (const letter of lettersOf(text)) {
    left -= widthOf(letter, size, weight);
    if (left < 0) break;
    kept += letter;
  }
  return `${kept.trimEnd()}${ellipsis}`;
}

/** A text in pieces of one font each: beside a letter of another font, a renderer changes the font of all of it. */
export function byFont(text: string, weight: Weight): string[] {
  const pieces: string[] = [];
  let font: number | null = null;
  for (const letter of lettersOf(text)) {
    // Spaces go with what they follow.
    const own: number | null = letter.trim() === '' ? font : (found(letter, weight)?.font ?? font);
    const last = pieces.length - 1;
    if (last >= 0 && (font === null || own === font)) pieces[last] += letter;
    else pieces.push(letter);
    font = own;
  }
  return pieces;
}

/** All of its letters are in the font that is asked for first. */
export const isUsual = (text: string, weight: Weight): boolean =>
  lettersOf(text).every((letter) => found(letter, weight)?.font === 0);

/** Text that runs from right to left turns around what stands beside it, unless it stands alone. */
export const turnsAround = (text: string): boolean => rightToLeft.test(text);
