import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/ports/fault.ts';
import type { FlagDefinition, JsonObject } from '../../../src/ports/flag-store.ts';
import { FlagTable } from '../../../src/route-control/embedded/flag-table.ts';
import { eventually } from '../../support/eventually.ts';
import { MemoryFlagStore } from '../../support/memory-flag-store.ts';

const flag = (model: string, targeting?: JsonObject): FlagDefinition => ({
  state: 'ENABLED',
  variants: { baseline: { model } },
  defaultVariant: 'baseline',
  ...(targeting ? { targeting } : {}),
});

async function put(store: MemoryFlagStore, key: string, definition: FlagDefinition | null) {
  const before = await store.flag(key);
  const written = await store.putFlag({ key, definition, operations: [] }, before?.revision ?? null);
  if (written.result !== 'written') throw new Error('not written');
  return written.flag;
}

const modelOf = (table: FlagTable, key: string) => {
  const answer = table.evaluate(key, {});
  return 'value' in answer ? answer.value.model : answer.error;
};

describe('the flags in memory', () => {
  test('are all that were stored before', async () => {
    const store = new MemoryFlagStore();
    for (let number = 0; number < 1201; number += 1)
      await put(store, `route-${number}`, flag(`model-${number}`));
    const table = await FlagTable.open(store);
    expect(table.keys()).toHaveLength(1201);
    expect(modelOf(table, 'route-1200')).toBe('model-1200');
  });

  test('follow what another replica writes, and what it removes', async () => {
    const store = new MemoryFlagStore();
    const table = await FlagTable.open(store);
    const stop = new AbortController();
    const following = table.follow(1, stop.signal, () => {});
    await put(store, 'summary', flag('steady'));
    await eventually('the flag is seen', () => modelOf(table, 'summary') === 'steady');
    await put(store, 'summary', null);
    await eventually('the flag is gone', () => modelOf(table, 'summary') === 'FLAG_NOT_FOUND');
    stop.abort();
    await following;
  });

  test('go on being served while the database is away, and follow it again after', async () => {
    const store = new MemoryFlagStore();
    await put(store, 'summary', flag('steady'));
    const table = await FlagTable.open(store);
    const read = store.flagsAfter.bind(store);
    let faults = 0;
    store.flagsAfter = async () => {
      throw new Fault('unavailable', 'away');
    };
    const stop = new AbortController();
    const following = table.follow(1, stop.signal, () => {
      faults += 1;
    });
    await eventually('the fault is told', () => faults > 1);
    expect(modelOf(table, 'summary')).toBe('steady');
    store.flagsAfter = read;
    await put(store, 'summary', flag('quick'));
    await eventually('the flag is seen', () => modelOf(table, 'summary') === 'quick');
    stop.abort();
    await following;
  });

  test('never go back to what was there before', async () => {
    const store = new MemoryFlagStore();
    const table = await FlagTable.open(store);
    const older = await put(store, 'summary', flag('steady'));
    const newer = await put(store, 'summary', flag('quick'));
    table.take(newer);
    table.take(older);
    expect(modelOf(table, 'summary')).toBe('quick');
  });

  test('have the same fingerprint when they are the same, in whatever order they came', async () => {
    const [left, right] = [new MemoryFlagStore(), new MemoryFlagStore()];
    await put(left, 'first', flag('a'));
    await put(left, 'second', flag('b'));
    await put(right, 'second', flag('b'));
    await put(right, 'third', flag('c'));
    await put(right, 'first', flag('z'));
    await put(right, 'first', flag('a'));
    const [here, there] = [await FlagTable.open(left), await FlagTable.open(right)];
    expect(here.fingerprint()).not.toBe(there.fingerprint());
    there.take(await put(right, 'third', null));
    expect(there.fingerprint()).toBe(here.fingerprint());
    expect(there.document()).toBe(here.document());
    expect(here.fingerprint()).toMatch(/^[0-9a-f]{64}$/);
  });

  test('say of a flag that cannot be evaluated that it cannot, and serve all others', async () => {
    const store = new MemoryFlagStore();
    await put(store, 'broken', flag('steady', { no_such_rule: [1] }));
    await put(store, 'nameless', flag('steady', { if: [true, 'no-such-variant'] }));
    await put(store, 'whole', flag('steady'));
    const table = await FlagTable.open(store);
    expect(table.evaluate('broken', {})).toMatchObject({ error: 'GENERAL' });
    expect(table.evaluate('nameless', {})).toMatchObject({ error: 'GENERAL' });
    expect(modelOf(table, 'whole')).toBe('steady');
  });

  test('give everybody the baseline while a roll back is on its way to the disk, and then what was stored', async () => {
    const store = new MemoryFlagStore();
    const half = { if: [true, 'candidate', 'baseline'] };
    const split: FlagDefinition = {
      ...flag('steady', half),
      variants: { baseline: { model: 'steady' }, candidate: { model: 'quick' } },
    };
    await put(store, 'summary', split);
    const table = await FlagTable.open(store);
    const before = table.fingerprint();
    expect(modelOf(table, 'summary')).toBe('quick');
    table.hold('summary');
    table.hold('summary');
    table.hold('unknown');
    expect(modelOf(table, 'summary')).toBe('steady');
    expect(table.fingerprint()).not.toBe(before);
    expect(table.document()).not.toContain('targeting');
    table.take(await put(store, 'summary', split));
    expect(modelOf(table, 'summary')).toBe('quick');
    expect(table.fingerprint()).toBe(before);
  });

  test('give the same object for the same answer', async () => {
    const store = new MemoryFlagStore();
    await put(store, 'summary', flag('steady'));
    const table = await FlagTable.open(store);
    expect(table.evaluate('summary', { targetingKey: 'one' })).toBe(
      table.evaluate('summary', { targetingKey: 'two' }),
    );
  });
});
