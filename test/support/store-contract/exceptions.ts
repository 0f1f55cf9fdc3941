import { expect, test } from 'vitest';
import type { Absence } from '../../../src/domain/absence/absence.ts';
import type { PolicyInForce } from '../../../src/domain/policy-change/policy-change.ts';
import type { StreamChange } from '../../../src/ports/store.ts';
import { changeOf } from '../changes.ts';
import { day, monday } from '../given-when-then.ts';
import type { StoreInTest } from '../store-contract.ts';

function absence(person: string, more: Partial<Absence> = {}, expectedVersion = 0): StreamChange {
  const state = { person, delegate: 'U-leo', from: monday, until: monday + day, note: '', ...more };
  return {
    kind: 'absence',
    stream: `absence:${person}`,
    expectedVersion,
    events: [{ type: 'absence_announced', ...state }],
    state,
  };
}

function policy(digest: string, expectedVersion = 0): StreamChange {
  const state: PolicyInForce = { digest, since: monday, declared: { version: 1 } };
  const event = { previous: null, declared: state.declared, differences: [], digest } as const;
  return {
    kind: 'policy',
    stream: 'policy',
    expectedVersion,
    events: [{ type: 'policy_changed', ...event }],
    state,
  };
}

/** What a store promises of who is away, and of the policy that binds. */
export function exceptionContract(store: StoreInTest): void {
  test('knows for whom somebody decides: from the first moment on, and no longer than to the last', async () => {
    await store().commit(changeOf([absence('U-b', { until: monday + 2 * day })]));
    await store().commit(changeOf([absence('U-a')]));
    await store().commit(changeOf([absence('U-c', { delegate: 'U-other' })]));
    const at = async (time: number) => (await store().absencesFor('U-leo', time)).map(({ person }) => person);
    expect(await at(monday - 1)).toEqual([]);
    expect(await at(monday)).toEqual(['U-a', 'U-b']);
    expect(await at(monday + day)).toEqual(['U-b']);
    expect((await store().absencesAt(monday)).map(({ person }) => person)).toEqual(['U-a', 'U-c', 'U-b']);
    expect(await at(monday + 2 * day)).toEqual([]);
  });

  test('keeps the newest absence of each person, and notices who was quicker', async () => {
    await store().commit(changeOf([absence('U-a')]));
    const late = await store().commit(changeOf([absence('U-a', { delegate: 'U-late' })]));
    expect(late).toEqual({ result: 'conflict' });
    await store().commit(changeOf([absence('U-a', { delegate: 'U-new' }, 1)]));
    expect(await store().absence('U-a')).toMatchObject({ version: 2, state: { delegate: 'U-new' } });
    expect(await store().absencesFor('U-leo', monday)).toEqual([]);
    expect(await store().absence('U-nobody')).toBeNull();
  });

  test('knows which policy binds', async () => {
    expect(await store().policyInForce()).toBeNull();
    await store().commit(changeOf([policy('a')]));
    expect(await store().commit(changeOf([policy('b')]))).toEqual({ result: 'conflict' });
    await store().commit(changeOf([policy('b', 1)]));
    expect(await store().policyInForce()).toMatchObject({ version: 2, state: { digest: 'b' } });
  });
}
