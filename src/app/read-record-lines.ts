import { z } from 'zod';
import type { RecordedEvent } from '../domain/chain.ts';

/** One line of an export of the record. */
export const recordLineSchema = z.strictObject({
  sequence: z.int(),
  stream: z.string(),
  version: z.int(),
  type: z.string(),
  actor: z.string(),
  at: z.int(),
  commandId: z.string(),
  data: z.unknown(),
  previousHash: z.string(),
  hash: z.string(),
});

/**
 * The events of an export in JSON Lines, as they stand there, right or wrong; empty lines are none. Throws where a line
 * is no event.
 */
export async function* readRecordLines(lines: AsyncIterable<string>): AsyncGenerator<RecordedEvent> {
  for await (const line of lines) {
    if (line.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw new Error('the line is not JSON');
    }
    const checked = recordLineSchema.safeParse(value);
    if (!checked.success) throw new Error('the line is no event of an export');
    yield checked.data;
  }
}
