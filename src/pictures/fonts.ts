import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type FontFile, readFont } from './font-file.ts';

/**
 * The fonts of pictures, from packages: nothing of the machine is used, so a picture is the same everywhere. What the
 * first does not have is looked for in the next.
 */

export type Weight = 'regular' | 'bold';

const require = createRequire(import.meta.url);

/** Files, each with the name of its package, so that it is seen which ones are used. */
const lettering = {
  regular: [
    require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
    require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  ],
  bold: [
    require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
    require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
  ],
} as const satisfies Record<Weight, readonly string[]>;

/** Chinese and Japanese, 8 MB; read only where somebody's text has them. */
const ideographs = join(dirname(require.resolve('@embedpdf/fonts-sc')), '../fonts/NotoSansHans-Regular.otf');

export const family = 'Inter, DejaVu Sans, Noto Sans Hans';
export const defaultFamily = 'Inter';

const isIdeographic = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;

/** The files that drawing `text` takes. */
export function fontFilesFor(text: string): string[] {
  const always = [...lettering.regular, ...lettering.bold];
  return isIdeographic.test(text) ? [...always, ideographs] : always;
}

const read = new Map<string, FontFile>();

function fontIn(file: string): FontFile {
  const known = read.get(file);
  if (known) return known;
  const font = readFont(readFileSync(file));
  read.set(file, font);
  return font;
}

/** The width of a letter at size 1 in each of the fonts, in order; null in one that has not got it. */
type Widths = readonly (number | null)[];

/** Where a letter, one code point, is found, and how wide it is there. */
export function widthsOf(letter: string, weight: Weight): Widths {
  const codePoint = letter.codePointAt(0) ?? 0;
  const files = isIdeographic.test(letter) ? [...lettering[weight], ideographs] : lettering[weight];
  return files.map((file) => {
    const { advanceOf, unitsPerEm } = fontIn(file);
    const advance = advanceOf(codePoint);
    return advance === null ? null : advance / unitsPerEm;
  });
}
