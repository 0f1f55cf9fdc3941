import { getManyValues, isMany } from 'stream-chain/core';
import { jsonParser, type Token } from 'stream-json/core/parser.js';
import { withoutNaN } from './not-a-number.ts';
import { Unreadable } from './unreadable.ts';

/** A value as it is met: a plain one, or the mark of a group or a list that opens here. */
export const group: unique symbol = Symbol('group');
export const list: unique symbol = Symbol('list');
export type Met = string | number | boolean | null | typeof group | typeof list;

/**
 * What to look at in a document, shaped like the document. Whatever is not named is read past without being kept,
 * however large it is. Numbers that are not finite come as null.
 */
export interface Watch {
  /** Called for a value, and for a group or a list when it opens. In a list, `key` is empty. */
  readonly value?: (met: Met, key: string) => void;
  /** Called when a group or a list closes. */
  readonly end?: (key: string) => void;
  readonly keys?: Readonly<Record<string, Watch>>;
  /** Everything in a list, or under whatever key. */
  readonly each?: Watch;
}

export interface Walk {
  /** Throws Unreadable. */
  write(text: string): void;
  end(): void;
}

const deepest = 500;
const longestKey = 2_000;
const longestNumber = 400;
/** Of a watched text no more is kept; none of those that mean something is as long. */
const keptText = 1_000;

const nothing: readonly Watch[] = [];

/** What the watches say of a key; in a list the key is null. */
function below(watches: readonly Watch[], key: string | null): readonly Watch[] {
  if (watches === nothing) return nothing;
  const found: Watch[] = [];
  for (const { keys, each } of watches) {
    const named = key !== null && keys && Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (named) found.push(named);
    if (each) found.push(each);
  }
  return found.length > 0 ? found : nothing;
}

interface Frame {
  readonly watches: readonly Watch[];
  readonly key: string;
  readonly inList: boolean;
}

/** Where in the document the walk is, and who watches there. */
function place(roots: readonly Watch[]) {
  const frames: Frame[] = [];
  let frame: Frame | null = null;
  /** Groups and lists that are open in a part that nobody watches. */
  let skipping = 0;
  let key = '';
  let next: readonly Watch[] = roots;
  let whole = false;

  /** In a list the next value is watched like the one before; in a group its key says how. */
  const moveOn = (): void => {
    whole ||= frame === null;
    next = frame?.inList ? below(frame.watches, null) : nothing;
    if (frame?.inList) key = '';
  };
  return {
    /** Whether the document has come to its end. */
    isWhole: () => whole,
    isWatched: () => skipping === 0 && next !== nothing,
    name(named: string): void {
      if (skipping > 0 || frame === null) return;
      key = named;
      next = below(frame.watches, key);
    },
    tell(met: Met): void {
      if (skipping > 0) return;
      for (const watch of next) watch.value?.(met, key);
      moveOn();
    },
    open(inList: boolean): void {
      if (frames.length + skipping >= deepest)
        throw new Unreadable(
          `The file nests more than ${deepest} levels deep, which no test tool writes. Export the results again.`,
        );
      if (skipping > 0 || next === nothing) {
        skipping += 1;
        return;
      }
      for (const watch of next) watch.value?.(inList ? list : group, key);
      frame = { watches: next, key, inList };
      frames.push(frame);
      next = inList ? below(frame.watches, null) : nothing;
      key = '';
    },
    close(): void {
      if (skipping > 0) {
        skipping -= 1;
        if (skipping === 0) moveOn();
        return;
      }
      const closed = frames.pop();
      frame = frames.at(-1) ?? null;
      if (closed) for (const watch of closed.watches) watch.end?.(closed.key);
      moveOn();
    },
  };
}

/** Puts the pieces of keys, texts and numbers together, as far as they are wanted. */
function pieces() {
  let text = '';
  let reading: 'key' | 'text' | 'number' | null = null;
  return {
    begin(what: typeof reading): void {
      reading = what;
      text = '';
    },
    add(more: string): void {
      if (reading === null || (reading === 'text' && text.length >= keptText)) return;
      text += more;
      if (reading === 'key' && text.length > longestKey)
        throw new Unreadable(`A key of more than ${longestKey} characters is in the file. Export it again.`);
      if (reading === 'number' && text.length > longestNumber)
        throw new Unreadable(
          `A number of more than ${longestNumber} digits is in the file. Export it again.`,
        );
    },
    end(): string {
      reading = null;
      return text;
    },
  };
}

const finite = (digits: string): number | null => {
  const number = Number(digits);
  return Number.isFinite(number) ? number : null;
};

/** Takes the parser's tokens one after the other. */
function tokenSink(roots: readonly Watch[]) {
  const at = place(roots);
  const read = pieces();
  const take: { readonly [name in Token['name']]?: (token: Token) => void } = {
    startObject: () => at.open(false),
    startArray: () => at.open(true),
    endObject: at.close,
    endArray: at.close,
    startKey: () => read.begin('key'),
    endKey: () => at.name(read.end()),
    startString: () => read.begin(at.isWatched() ? 'text' : null),
    endString: () => at.tell(read.end().slice(0, keptText)),
    startNumber: () => read.begin('number'),
    endNumber: () => at.tell(finite(read.end())),
    nullValue: () => at.tell(null),
    trueValue: () => at.tell(true),
    falseValue: () => at.tell(false),
  };
  return {
    isWhole: at.isWhole,
    take(token: Token): void {
      if (token.name === 'stringChunk' || token.name === 'numberChunk') read.add(token.value);
      else take[token.name]?.(token);
    },
  };
}

/** Walks a JSON document that comes in pieces, and tells the watches what they asked for. */
export function walkJson(roots: readonly Watch[]): Walk {
  const sink = tokenSink(roots);
  const parse = jsonParser({ packValues: false, streamValues: true });
  const plain = withoutNaN();
  let read = 0;
  const feed = (text: string): void => {
    let tokens: ReturnType<typeof parse>;
    try {
      tokens = parse(text);
    } catch {
      throw new Unreadable(
        `The file is no valid JSON: it breaks after about ${read} characters. Export the results again.`,
      );
    }
    read += text.length;
    if (isMany(tokens)) for (const token of getManyValues(tokens)) sink.take(token);
  };
  return {
    write: (text) => feed(plain.write(text)),
    end() {
      feed(plain.end());
      if (!sink.isWhole())
        throw new Unreadable(
          'The file breaks off before its end, as if the run or the copy had been cut short. Export the results again.',
        );
    },
  };
}
