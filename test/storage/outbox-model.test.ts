import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { connect } from '../../src/storage/sqlite/connect.ts';
import { sqliteStore } from '../../src/storage/sqlite/store.ts';
import { homeOf, job } from '../support/changes.ts';
import { monday } from '../support/given-when-then.ts';
import { MemoryStore } from '../support/memory-store.ts';

/** What a worker and the handlers may do to the outbox, in any order. Times are milliseconds after a start. */
type Deed =
  | {
      readonly do: 'put';
      readonly id: number;
      readonly lane: string;
      readonly key: string | null;
      readonly due: number;
    }
  | { readonly do: 'claim'; readonly now: number; readonly limit: number; readonly clicksOnly: boolean }
  | { readonly do: 'finish' | 'bury'; readonly id: number; readonly now: number }
  | { readonly do: 'retry'; readonly id: number; readonly at: number }
  | { readonly do: 'revive' | 'hurry'; readonly now: number };

const time = fc.integer({ min: 0, max: 50 });
const id = fc.integer({ min: 0, max: 12 });
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      id,
      lane: fc.constantFrom('a', 'b', 'c'),
      key: fc.constantFrom(null, null, 'x', 'y'),
      due: time,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('claim' as const),
      now: time,
      limit: fc.integer({ min: 1, max: 4 }),
      clicksOnly: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('finish' as const, 'bury' as const), id, now: time }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('retry' as const), id, at: time }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('revive' as const, 'hurry' as const), now: time }),
  },
);

const leaseMs = 20;

async function perform(store: Store, deed: Deed): Promise<unknown> {
  switch (deed.do) {
    case 'put': {
      const { id, lane, key, due } = deed;
      const effect =
        id % 3 === 0 ? ({ kind: 'interaction', person: lane, payload: id } as const) : homeOf(`U-${id}`);
      return store.enqueue([job(`J-${id}`, { lane, key, effect, dueAt: monday + due })]);
    }
    case 'claim': {
      const claimed = await store.claimJobs(
        monday + deed.now,
        leaseMs,
        deed.limit,
        deed.clicksOnly ? 'interaction' : undefined,
      );
      return claimed;
    }
    case 'finish':
      return store.finishJob(`J-${deed.id}`, monday + deed.now);
    case 'bury':
      return store.buryJob(`J-${deed.id}`, monday + deed.now, 'error', 'remedy');
    case 'retry':
      return store.retryJob(`J-${deed.id}`, monday + deed.at, 'error');
    case 'revive':
      return store.reviveJobs(monday + deed.now);
    case 'hurry':
      return store.retryJobsNow(monday + deed.now);
  }
}

const seen = async (store: Store) => ({
  counts: await store.jobCounts(),
  next: await store.nextJobAt(monday),
  dead: await store.deadJobs({ limit: 50 }),
});

test('whatever is done to it, the outbox in SQLite does what the outbox in memory does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 30 }), async (deeds) => {
      const real = sqliteStore(connect(':memory:'), 'memory', { now: () => monday });
      const model = new MemoryStore();
      try {
        for (const one of deeds) {
          expect(await perform(real, one)).toEqual(await perform(model, one));
          expect(await seen(real)).toEqual(await seen(model));
        }
      } finally {
        await real.close();
      }
    }),
    { numRuns: 60 },
  );
});
