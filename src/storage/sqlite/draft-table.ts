import { desc, eq, sql } from 'drizzle-orm';
import type { Draft } from '../../ports/store.ts';
import type { Queries } from './database.ts';
import { drafts } from './schema.ts';

const given = (name: string) => sql.placeholder(name);

/** Work in progress; nothing of it is in the record. */
export function draftTable(db: Queries) {
  const byId = db
    .select()
    .from(drafts)
    .where(eq(drafts.id, given('id')))
    .prepare();
  const ofPerson = db
    .select()
    .from(drafts)
    .where(eq(drafts.person, given('person')))
    .orderBy(desc(drafts.updatedAt), desc(drafts.id))
    .prepare();
  const save = db
    .insert(drafts)
    .values({
      id: given('id'),
      person: given('person'),
      content: given('content'),
      updatedAt: given('updatedAt'),
    })
    .onConflictDoUpdate({
      target: drafts.id,
      set: {
        person: sql`excluded.person`,
        content: sql`excluded.content`,
        updatedAt: sql`excluded.updated_at`,
      },
    })
    .prepare();
  const remove = db
    .delete(drafts)
    .where(eq(drafts.id, given('id')))
    .prepare();
  return {
    get: (id: string): Draft | null => byId.get({ id }) ?? null,
    /** The last touched first. */
    ofPerson: (person: string): readonly Draft[] => ofPerson.all({ person }),
    save(draft: Draft): void {
      save.run({ ...draft, content: draft.content ?? null });
    },
    remove(id: string): void {
      remove.run({ id });
    },
  };
}
