import { defaultFamily, fontFilesFor } from './fonts.ts';

/** Pictures are drawn this much larger than they are shown, for sharp letters on any screen. */
export const zoom = 2;

/** An SVG of ours as PNG. Fetches nothing, and uses none of the machine's fonts. Throws where the text is no SVG. */
export async function renderPng(svg: string): Promise<Uint8Array> {
  // Where this machine has none of its native builds, pictures fail and nothing else does.
  const { Resvg } = await import('@resvg/resvg-js');
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: zoom },
    font: { loadSystemFonts: false, fontFiles: fontFilesFor(svg), defaultFontFamily: defaultFamily },
    logLevel: 'off',
  });
  return image.render().asPng();
}
