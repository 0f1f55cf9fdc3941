/** SVG as data, and its text. Whatever stands in it was escaped on the way out; there is no other way in. */

export interface Drawing {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Drawing | string)[];
}

export const draw = (
  name: string,
  attributes: Drawing['attributes'] = {},
  ...children: Drawing['children']
): Drawing => ({ name, attributes, children });

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
/** What XML 1.0 cannot hold at all, escaped or not. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const escaped = (text: string): string =>
  text.replaceAll(forbidden, '').replaceAll(/[&<>"']/g, (mark) => entities[mark] ?? '');

const numeral = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;

/** The drawing as SVG text. */
export function written(drawing: Drawing | string): string {
  if (typeof drawing === 'string') return escaped(drawing);
  const { name, attributes, children } = drawing;
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(numeral(value))}"`);
  const inside = children.map(written).join('');
  return inside === '' ? `<${name}${said.join('')}/>` : `<${name}${said.join('')}>${inside}</${name}>`;
}
