/** What a font file says of the width of letters: just enough of OpenType to measure a line before it is drawn. */

export interface FontFile {
  /** In units of the font; null where the font has no such letter. */
  advanceOf(codePoint: number): number | null;
  readonly unitsPerEm: number;
}

interface Tables {
  at(tag: string): DataView;
}

function tablesOf(file: Uint8Array): Tables {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const places = new Map<string, DataView>();
  for (let index = 0; index < view.getUint16(4); index += 1) {
    const entry = 12 + index * 16;
    const tag = String.fromCharCode(...file.subarray(entry, entry + 4));
    const [offset, length] = [view.getUint32(entry + 8), view.getUint32(entry + 12)];
    places.set(tag, new DataView(file.buffer, file.byteOffset + offset, length));
  }
  return {
    at(tag) {
      const table = places.get(tag);
      if (!table) throw new Error(`the font has no table ${tag}`);
      return table;
    },
  };
}

type GlyphOf = (codePoint: number) => number;

/** Letters up to U+FFFF, in segments. */
function segmented(table: DataView): GlyphOf {
  const bytes = table.getUint16(6);
  const [ends, starts, deltas, ranges] = [14, 16 + bytes, 16 + 2 * bytes, 16 + 3 * bytes];
  return (codePoint) => {
    for (let at = 0; at < bytes; at += 2) {
      if (table.getUint16(ends + at) < codePoint) continue;
      const start = table.getUint16(starts + at);
      if (start > codePoint) return 0;
      const [delta, range] = [table.getUint16(deltas + at), table.getUint16(ranges + at)];
      if (range === 0) return (codePoint + delta) & 0xffff;
      const glyph = table.getUint16(ranges + at + range + 2 * (codePoint - start));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}

/** All letters, in groups that follow each other. */
function grouped(table: DataView): GlyphOf {
  const count = table.getUint32(12);
  return (codePoint) => {
    let [low, high] = [0, count - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const group = 16 + middle * 12;
      if (table.getUint32(group) > codePoint) high = middle - 1;
      else if (table.getUint32(group + 4) < codePoint) low = middle + 1;
      else return table.getUint32(group + 8) + codePoint - table.getUint32(group);
    }
    return 0;
  };
}

/** The widest of the maps that a font has for Unicode. */
function glyphsOf(map: DataView): GlyphOf {
  const found = new Map<number, DataView>();
  for (let index = 0; index < map.getUint16(2); index += 1) {
    const offset = map.getUint32(4 + index * 8 + 4);
    found.set(map.getUint16(offset), new DataView(map.buffer, map.byteOffset + offset));
  }
  const all = found.get(12);
  if (all) return grouped(all);
  const some = found.get(4);
  if (some) return segmented(some);
  throw new Error('the font has no map of Unicode that is known here');
}

/** Reads a TrueType or OpenType file. Throws where it is none. */
export function readFont(file: Uint8Array): FontFile {
  const tables = tablesOf(file);
  const widths = tables.at('hmtx');
  const last = tables.at('hhea').getUint16(34) - 1;
  const glyphOf = glyphsOf(tables.at('cmap'));
  return {
    unitsPerEm: tables.at('head').getUint16(18),
    advanceOf(codePoint) {
      const glyph = glyphOf(codePoint);
      return glyph === 0 ? null : widths.getUint16(4 * Math.min(glyph, last));
    },
  };
}
