import { z } from 'zod';
import { type CardRef, decodeCardRef, encodeCardRef } from '../ids.ts';

/** What a decision modal carries and gets back: ids only. */
export interface DecisionMetadata {
  readonly ref: CardRef;
  readonly channel: string;
  /** How many conditions the modal has room for; 0 in modals without. */
  readonly rows: number;
}

const schema = z.object({ ref: z.string(), channel: z.string(), rows: z.int().min(0).max(10) });

export const encodeDecisionMetadata = ({ ref, channel, rows }: DecisionMetadata): string =>
  JSON.stringify({ ref: encodeCardRef(ref), channel, rows });

/** Null for what no version of ours wrote. */
export function decodeDecisionMetadata(text: string): DecisionMetadata | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    const ref = parsed.success ? decodeCardRef(parsed.data.ref) : null;
    return parsed.success && ref ? { ref, channel: parsed.data.channel, rows: parsed.data.rows } : null;
  } catch {
    return null;
  }
}
