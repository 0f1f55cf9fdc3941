import { and, asc, eq, gte, lt, sql } from 'drizzle-orm';
import type { PostedMessage } from '../../ports/store.ts';
import type { Queries } from './database.ts';
import { messages } from './schema.ts';

const given = (name: string) => sql.placeholder(name);
/** Sorts after every character that a key holds. */
const last = '\u{10FFFF}';

/** Where each thing stands in Slack. */
export function messageTable(db: Queries) {
  const byKey = db
    .select()
    .from(messages)
    .where(eq(messages.key, given('key')))
    .prepare();
  const byPrefix = db
    .select()
    .from(messages)
    .where(and(gte(messages.key, given('prefix')), lt(messages.key, given('end'))))
    .orderBy(asc(messages.key))
    .prepare();
  const save = db
    .insert(messages)
    .values({ key: given('key'), channel: given('channel'), ts: given('ts'), shown: given('shown') })
    .onConflictDoUpdate({
      target: messages.key,
      set: { channel: sql`excluded.channel`, ts: sql`excluded.ts`, shown: sql`excluded.shown` },
    })
    .prepare();
  return {
    get: (key: string): PostedMessage | null => byKey.get({ key }) ?? null,
    withPrefix: (prefix: string): readonly PostedMessage[] =>
      byPrefix.all({ prefix, end: `${prefix}${last}` }),
    save(message: PostedMessage): void {
      save.run({ ...message });
    },
  };
}
