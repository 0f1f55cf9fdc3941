import sax from 'sax';
import { Unreadable } from './unreadable.ts';

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** 0 for the outermost element. */
  readonly depth: number;
}

/** What a format makes of elements as they open and close. Text between them is never kept. */
export interface XmlReader {
  open(element: Element): void;
  close(element: Pick<Element, 'name' | 'depth'>): void;
  finish(): import('./tally.ts').Tally;
}

const deepest = 100;
const mostAttributes = 100;

const tooDeep = `The file nests more than ${deepest} levels deep, which no test tool writes. Export the report again.`;
const tooMany = `An element has more than ${mostAttributes} attributes, which no test tool writes. Export the report again.`;
const entities =
  'The file declares a document type, which reports of tests do not need and which could pull in other files. Remove the <!DOCTYPE …> line, or export the report again.';

/** In plain words what the parser found wrong. */
function problemOf(message: string): string {
  const [what = '', line = ''] = message.split('\n');
  if (/max buffer length/i.test(what))
    return 'A name or an attribute in the file is longer than 64 KB. Export the report with shorter messages.';
  if (/entity/i.test(what))
    return 'The file uses an entity that XML does not know by itself. Export the report again, without custom entities.';
  if (/unclosed root|unexpected end/i.test(what))
    return 'The file breaks off before its end, as if the run or the copy had been cut short. Export the report again.';
  const where = /^Line: (\d+)$/.exec(line)?.[1];
  return `The file is no valid XML${where ? `: line ${Number(where) + 1} is wrong` : ''}. Export the report again.`;
}

/** The element's own name without a namespace prefix. */
const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Walks an XML document that comes in pieces. `begin` is asked for a reader once the outermost element is known. */
export function walkXml(begin: (root: string) => XmlReader) {
  const parser = sax.parser(true, { position: true });
  let reader: XmlReader | null = null;
  let depth = 0;
  let attributes = 0;
  parser.onerror = ({ message }) => {
    throw new Unreadable(problemOf(message));
  };
  parser.ondoctype = () => {
    throw new Unreadable(entities);
  };
  parser.onopentagstart = () => {
    attributes = 0;
  };
  parser.onattribute = () => {
    attributes += 1;
    if (attributes > mostAttributes) throw new Unreadable(tooMany);
  };
  parser.onopentag = ({ name, attributes: given }) => {
    if (depth >= deepest) throw new Unreadable(tooDeep);
    const plain: Record<string, string> = Object.create(null);
    for (const [key, value] of Object.entries(given))
      plain[key] = typeof value === 'string' ? value : value.value;
    reader ??= begin(localName(name));
    reader.open({ name: localName(name), attributes: plain, depth });
    depth += 1;
  };
  parser.onclosetag = (name) => {
    depth -= 1;
    reader?.close({ name: localName(name), depth });
  };
  return {
    /** Throws Unreadable. */
    write(text: string): void {
      parser.write(text);
    },
    /** Throws Unreadable; answers the reader of the whole document. */
    end(): XmlReader {
      parser.close();
      if (!reader) throw new Unreadable('The file is empty. Export the report again.');
      return reader;
    },
  };
}
