import { Unreadable } from './unreadable.ts';

const startsWith = (bytes: Uint8Array, ...start: number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);

const packed =
  'This is a packed file. Unpack it first; a log of Inspect becomes JSON with `inspect log convert --to json`.';

/** Encodings that an XML declaration may name, besides UTF-8. */
const known = /^(?:us-ascii|ascii|iso-8859-1|latin1|windows-1252|utf-16|utf-16le|utf-16be)$/i;

/** In which encoding a file is written, from its first bytes. Throws Unreadable for what is no text. */
function encodingOf(head: Uint8Array): string {
  if (
    startsWith(head, 0x50, 0x4b) ||
    startsWith(head, 0x1f, 0x8b) ||
    startsWith(head, 0x28, 0xb5, 0x2f, 0xfd)
  )
    throw new Unreadable(packed);
  if (startsWith(head, 0xff, 0xfe) || startsWith(head, 0x3c, 0x00)) return 'utf-16le';
  if (startsWith(head, 0xfe, 0xff) || startsWith(head, 0x00, 0x3c)) return 'utf-16be';
  const start = new TextDecoder('latin1').decode(head.subarray(0, 200));
  const declared = /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(
    start,
  )?.[1];
  if (declared === undefined || /^utf-?8$/i.test(declared)) return 'utf-8';
  // A file that says UTF-16 in single bytes was converted without its declaration.
  if (/^utf-16/i.test(declared)) return 'utf-8';
  if (known.test(declared)) return declared;
  throw new Unreadable(`The file is written in ${declared}. Save it as UTF-8.`);
}

/** Turns bytes into text while they stream by. */
export function decoder() {
  let head: Uint8Array = new Uint8Array();
  let inner: InstanceType<typeof TextDecoder> | null = null;
  const decode = (bytes: Uint8Array, stream: boolean): string => {
    try {
      inner ??= new TextDecoder(encodingOf(head), { fatal: true });
      return inner.decode(bytes, { stream });
    } catch (error) {
      if (error instanceof TypeError)
        throw new Unreadable('The file holds bytes that are no UTF-8 text. Save or export it as UTF-8.');
      throw error;
    }
  };
  return {
    /** Throws Unreadable. The first bytes are held back until they tell the encoding. */
    write(bytes: Uint8Array): string {
      if (inner) return decode(bytes, true);
      head = Buffer.concat([head, bytes]);
      return head.length < 256 ? '' : decode(head, true);
    },
    end: (): string => decode(inner ? new Uint8Array() : head, false),
  };
}
