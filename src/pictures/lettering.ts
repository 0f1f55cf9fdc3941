import { letterOf, type Weight } from './fonts.ts';

/** Text that somebody typed, made fit to be drawn: what is invisible or has no letter is taken out, the rest measured. */

/** Stands for a letter that no font has. */
const unknownLetter = '□';
const ellipsis = '…';
/** More marks on one letter are there to smear the lines around it. */
const marksOnOne = /(\p{M}{2})\p{M}+/gu;
/** Controls, what turns the order of text around, halves of letters, and what no XML may hold. */
const undrawable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\p{Variation_Selector}]/gu;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
/** No line of a picture holds more. */
const mostLetters = 600;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
export const lettersOf = (text: string): string[] =>
  [...graphemes.segment(text)].map(({ segment }) => segment);

const drawn = (letter: string): string =>
  /\p{M}/u.test(letter) || letterOf(letter, 'regular') !== null ? letter : unknownLetter;

/** What is drawn of a text: on one line, every letter one that some font has. */
export function drawable(text: string): string {
  const clean = text
    .slice(0, 4 * mostLetters)
    .normalize('NFC')
    .replaceAll(/[\t-\r\u0085\u2028\u2029]/g, ' ')
    .replaceAll(undrawable, '')
    .replaceAll(/[^\S\u00a0]+/g, ' ')
    .replaceAll(marksOnOne, '$1');
  return [...clean].slice(0, mostLetters).map(drawn).join('');
}

/** In pixels, a little more than it takes: kerning only brings letters closer. */
export function widthOf(text: string, size: number, weight: Weight): number {
  let width = 0;
  for (const letter of text) width += letterOf(letter, weight)?.width ?? 0;
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
  for (const letter of text) {
    // Spaces and marks go with what they follow.
    const own: number | null = /[\p{M}\s]/u.test(letter) ? font : (letterOf(letter, weight)?.font ?? font);
    const last = pieces.length - 1;
    if (last >= 0 && (font === null || own === font)) pieces[last] += letter;
    else pieces.push(letter);
    font = own;
  }
  return pieces;
}

/** All of its letters are in the font that is asked for first. */
export const isUsual = (text: string, weight: Weight): boolean =>
  [...text].every((letter) => (letterOf(letter, weight)?.font ?? 0) === 0);

/** Text that runs from right to left turns around what stands beside it, unless it stands alone. */
export const turnsAround = (text: string): boolean => rightToLeft.test(text);
