import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { FlagDefinition, FlagStore } from '../../src/ports/flag-store.ts';

const definition = (model: string): FlagDefinition => ({
  state: 'ENABLED',
  variants: { baseline: { model, nested: { list: [1, 'zwei', null] } } },
  defaultVariant: 'baseline',
  targeting: { if: [true, 'baseline'] },
});

/** What every store of flags keeps. `open` gives an empty one each time. */
export function flagStoreContract(
  name: string,
  open: () => Promise<{ readonly store: FlagStore; readonly close?: () => Promise<void> }>,
): void {
  describe(`flag store ${name}`, () => {
    let store: FlagStore;
    const closing: (() => Promise<void>)[] = [];
    beforeEach(async () => {
      const opened = await open();
      store = opened.store;
      if (opened.close) closing.push(opened.close);
    });
    afterAll(async () => {
      for (const close of closing) await close();
    });
    const put = (key: string, model: string | null, expected: number | null, operations = ['op-1']) =>
      store.putFlag({ key, definition: model === null ? null : definition(model), operations }, expected);

    test('gives back what was put', async () => {
      expect(await store.flag('summary')).toBeNull();
      const written = await put('summary', 'steady', null, ['op-2', 'op-1']);
      const flag = {
        key: 'summary',
        definition: definition('steady'),
        operations: ['op-2', 'op-1'],
        revision: 1,
      };
      expect(written).toEqual({ result: 'written', flag });
      expect(await store.flag('summary')).toEqual(flag);
    });

    test('takes the next revision of all flags for each write', async () => {
      await put('first', 'a', null);
      await put('second', 'b', null);
      await put('first', 'c', 1);
      expect((await store.flag('first'))?.revision).toBe(3);
      expect((await store.flag('second'))?.revision).toBe(2);
    });

    test('refuses to write over what was not read', async () => {
      await put('summary', 'steady', null);
      expect(await put('summary', 'quick', null)).toEqual({ result: 'conflict' });
      expect(await put('summary', 'quick', 7)).toEqual({ result: 'conflict' });
      expect(await put('unknown', 'quick', 1)).toEqual({ result: 'conflict' });
      expect((await store.flag('summary'))?.definition).toEqual(definition('steady'));
      expect(await store.flag('unknown')).toBeNull();
    });

    test('lets one of several writers through', async () => {
      const outcomes = await Promise.all(['a', 'b', 'c'].map((model) => put('summary', model, null)));
      expect(outcomes.filter(({ result }) => result === 'written')).toHaveLength(1);
    });

    test('lists what was written since, in order, removed flags too, page by page', async () => {
      await put('first', 'a', null);
      await put('second', 'b', null);
      await put('third', 'c', null);
      await put('first', 'd', 1);
      await put('second', null, 2);
      const keys = async (after: number, limit: number) =>
        (await store.flagsAfter(after, limit)).map(({ key, revision }) => [key, revision]);
      expect(await keys(0, 10)).toEqual([
        ['third', 3],
        ['first', 4],
        ['second', 5],
      ]);
      expect(await keys(0, 2)).toEqual([
        ['third', 3],
        ['first', 4],
      ]);
      expect(await keys(4, 2)).toEqual([['second', 5]]);
      expect(await keys(5, 2)).toEqual([]);
      expect((await store.flag('second'))?.definition).toBeNull();
    });

    test('can put a removed flag again', async () => {
      await put('summary', 'steady', null);
      await put('summary', null, 1);
      expect(await put('summary', 'quick', null)).toEqual({ result: 'conflict' });
      expect(await put('summary', 'quick', 2)).toMatchObject({ result: 'written', flag: { revision: 3 } });
    });
  });
}
