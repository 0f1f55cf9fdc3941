import { expect, test } from 'vitest';
import { monday } from '../given-when-then.ts';
import type { StoreInTest } from '../store-contract.ts';

export function messageContract(current: StoreInTest): void {
  const message = (key: string, ts = '1.2') => ({ key, channel: 'C-1', ts, shown: 'digest' });

  test('where each stands, the newest word of it', async () => {
    const store = current();
    expect(await store.message('card:R-1:finance')).toBeNull();
    await store.saveMessage(message('card:R-1:finance'));
    const moved = { key: 'card:R-1:finance', channel: 'C-2', ts: '3.4', shown: 'other' };
    await store.saveMessage(moved);
    expect(await store.message('card:R-1:finance')).toEqual(moved);
  });

  test('all that share the beginning of a key, in order', async () => {
    const store = current();
    for (const key of [
      'card:R-1:security',
      'card:R-10:finance',
      'card:R-1:finance',
      'requester:R-1',
      'card:R-1',
    ])
      await store.saveMessage(message(key));
    const found = async (prefix: string) => (await store.messages(prefix)).map(({ key }) => key);
    expect(await found('card:R-1:')).toEqual(['card:R-1:finance', 'card:R-1:security']);
    expect(await found('card:R-1')).toHaveLength(4);
    expect(await found('')).toHaveLength(5);
    expect(await found('CARD')).toEqual([]);
  });
}

export function draftContract(current: StoreInTest): void {
  const draft = (id: string, updatedAt: number, person = 'U-1') => ({
    id,
    person,
    content: { title: `“${id}”`, steps: [1, { deep: null }] },
    updatedAt,
  });

  test('as they were typed, until they are thrown away', async () => {
    const store = current();
    expect(await store.draft('D-1')).toBeNull();
    await store.saveDraft(draft('D-1', monday));
    expect(await store.draft('D-1')).toEqual(draft('D-1', monday));
    await store.saveDraft({ ...draft('D-1', monday + 1), content: 'other' });
    expect(await store.draft('D-1')).toEqual({ ...draft('D-1', monday + 1), content: 'other' });
    await store.deleteDraft('D-1');
    await store.deleteDraft('D-1');
    expect(await store.draft('D-1')).toBeNull();
  });

  test('of one person, the last touched first', async () => {
    const store = current();
    for (const kept of [draft('D-1', monday), draft('D-2', monday + 5), draft('D-3', monday + 9, 'U-2')])
      await store.saveDraft(kept);
    await store.saveDraft(draft('D-1', monday + 7));
    expect((await store.draftsOf('U-1')).map(({ id }) => id)).toEqual(['D-1', 'D-2']);
    expect(await store.draftsOf('U-3')).toEqual([]);
  });

  test('that hold nothing yet', async () => {
    await current().saveDraft({ id: 'D-1', person: 'U-1', content: null, updatedAt: monday });
    expect(await current().draft('D-1')).toEqual({
      id: 'D-1',
      person: 'U-1',
      content: null,
      updatedAt: monday,
    });
  });
}
