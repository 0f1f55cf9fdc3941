import type { z } from 'zod';
import { type CheckedValue, checkValue } from '../../check-value.ts';
import { layered, type PacketPart, type ProposalPart } from '../part.ts';

/** A document in a dialect, checked: which route it is about, if it says, and what it makes of what is known of it. */
export interface DialectDocument {
  readonly route: string | undefined;
  /** The document laid over a packet; over nothing, exactly what the document says. */
  readonly onto: (base: PacketPart) => ProposalPart;
}

/**
 * A way of writing down some of a packet that other tools use. It can be read into a packet and written out of one
 * again; everything that a document says has a place in the packet, so nothing is lost on the way.
 */
export interface Dialect {
  readonly id: string;
  /** What people call such a document, with its article: "a route policy". */
  readonly called: string;
  /** By its keys at the top. */
  readonly recognises: (keys: ReadonlySet<string>) => boolean;
  readonly schema: z.ZodType;
  /** `writtenAs` as in `checkValue`. Issues have the document's own paths. */
  readonly read: (
    value: unknown,
    writtenAs?: (path: readonly PropertyKey[]) => string | undefined,
  ) => CheckedValue<DialectDocument>;
  /** What the dialect can say of a proposal; whatever it has no key for is left out. */
  readonly write: (proposal: ProposalPart) => unknown;
}

interface Definition<S extends z.ZodType> extends Pick<Dialect, 'id' | 'called' | 'recognises'> {
  readonly schema: S;
  /** What a document says. `base` is there for what can only be said of a list as a whole. */
  readonly toPart: (document: z.output<S>, base: PacketPart) => ProposalPart;
  readonly fromPart: (proposal: ProposalPart) => unknown;
}

/** Groups and lists that hold nothing are not written. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.length > 0 ? value.map(pruned) : undefined;
  if (value === null || typeof value !== 'object') return value;
  const held = Object.entries(value)
    .map(([key, child]) => [key, pruned(child)] as const)
    .filter(([, child]) => child !== undefined);
  return held.length > 0 ? Object.fromEntries(held) : undefined;
}

export function dialect<S extends z.ZodType>(definition: Definition<S>): Dialect {
  const { id, called, recognises, schema, toPart, fromPart } = definition;
  return {
    id,
    called,
    recognises,
    schema,
    read: (value, writtenAs) => {
      const checked = checkValue(schema, value, writtenAs);
      if (!checked.ok) return checked;
      const onto = (base: PacketPart): ProposalPart => {
        const part = toPart(checked.value, base);
        return { ...part, packet: layered(base, part.packet) };
      };
      return { ok: true, value: { route: toPart(checked.value, {}).packet.route, onto } };
    },
    write: (proposal) => pruned(fromPart(proposal)) ?? {},
  };
}

/** Words of a document as a set: sorted, each once. */
export const asSet = (words: readonly string[] | undefined): string[] | undefined =>
  words && [...new Set(words)].sort();
