import type { EvidenceFormatName } from '../../domain/evidence/results.ts';
import type { Watch } from './json-walk.ts';
import type { Tally } from './tally.ts';
import type { XmlReader } from './xml-walk.ts';

/** Reads one file while it streams by, and keeps counts only. */
export interface JsonReader {
  /** The parts of the document that it has to see. */
  readonly watch: Watch;
  /** Whether what went by was a file of this format; asked at the end. */
  isMine(): boolean;
  /** What the run came to. Throws Unreadable where it proves nothing. */
  finish(): Tally;
}

interface Named {
  readonly name: EvidenceFormatName;
  /** What people call it. */
  readonly label: string;
}

/** A format is told by its content: JSON by the keys, XML by the outermost element. */
export type EvidenceFormat =
  | (Named & { readonly syntax: 'json'; begin(): JsonReader })
  | (Named & { readonly syntax: 'xml'; readonly roots: readonly string[]; begin(): XmlReader });
export type JsonFormat = Extract<EvidenceFormat, { syntax: 'json' }>;
export type XmlFormat = Extract<EvidenceFormat, { syntax: 'xml' }>;
