import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type FontFile, readFont } from './font-file.ts';

/**
 * The fonts of pictures, from packages: nothing of the machine is used, so a picture is the same everywhere. What the
 * first does not have is looked for in the next.
 */

export type Weight = 'regular' | 'bold';

const fileOf = (name: string): string => createRequire(import.meta.url).resolve(name);

const lettering = {
  regular: [
    '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
    'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  ],
  bold: [
    '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
    'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
  ],
} as const satisfies Record<Weight, readonly string[]>;

/** Chinese and Japanese, 8 MB; read only where somebody's text has them. */
const ideographs = '@embedpdf/fonts-sc/fonts/NotoSansHans-Regular.otf';

export const family = 'Inter, DejaVu Sans, Noto Sans Hans';
export const defaultFamily = 'Inter';

const isIdeographic = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;

/** The files that drawing `text` takes. */
export function fontFilesFor(text: string): string[] {
  const always = [...lettering.regular, ...lettering.bold].map(fileOf);
  return isIdeographic.test(text) ? [...always, fileOf(ideographs)] : always;
}

const read = new Map<string, FontFile>();

function fontNamed(name: string): FontFile {
  const known = read.get(name);
  if (known) return known;
  const font = readFont(readFileSync(fileOf(name)));
  read.set(name, font);
  return font;
}

const asked = { regular: new Map<string, number | null>(), bold: new Map<string, number | null>() };
/** More different letters than anybody uses; what goes beyond is looked up each time. */
const mostRemembered = 20_000;

function lookUp(letter: string, weight: Weight): number | null {
  const codePoint = letter.codePointAt(0) ?? 0;
  const names = isIdeographic.test(letter) ? [...lettering[weight], ideographs] : lettering[weight];
  for (const name of names) {
    const font = fontNamed(name);
    const advance = font.advanceOf(codePoint);
    if (advance !== null) return advance / font.unitsPerEm;
  }
  return null;
}

/** The width of a letter at size 1; null where no font has it. */
export function letterWidth(letter: string, weight: Weight): number | null {
  const widths = asked[weight];
  const known = widths.get(letter);
  if (known !== undefined) return known;
  const width = lookUp(letter, weight);
  if (widths.size < mostRemembered) widths.set(letter, width);
  return width;
}
