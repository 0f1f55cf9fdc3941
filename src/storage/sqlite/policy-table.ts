import { eq, sql } from 'drizzle-orm';
import type { PolicyInForce } from '../../domain/policy-change/policy-change.ts';
import type { StreamChange, Versioned } from '../../ports/store.ts';
import type { Queries } from './database.ts';
import { policies } from './schema.ts';

/** The one stream of policies. */
export const policyStream = 'policy';

/** The policy that binds now; one row. */
export function policyTable(db: Queries) {
  const byStream = db
    .select({ version: policies.version, state: policies.state })
    .from(policies)
    .where(eq(policies.stream, sql.placeholder('stream')))
    .prepare();
  const save = db
    .insert(policies)
    .values({
      stream: sql.placeholder('stream'),
      version: sql.placeholder('version'),
      state: sql.placeholder('state'),
    })
    .onConflictDoUpdate({
      target: policies.stream,
      set: { version: sql`excluded.version`, state: sql`excluded.state` },
    })
    .prepare();
  return {
    get: (stream: string): Versioned<PolicyInForce> | null => byStream.get({ stream }) ?? null,
    save({ stream, expectedVersion, events, state }: Extract<StreamChange, { kind: 'policy' }>): void {
      save.run({ stream, version: expectedVersion + events.length, state });
    },
  };
}
