import { expect, test } from 'vitest';
import type { ChangeNote } from '../../../src/domain/packet/schema.ts';
import { Fault } from '../../../src/ports/fault.ts';
import type { Outcome } from '../../../src/ports/store.ts';
import { changeOf, job, requestStream, routeStream } from '../changes.ts';
import { monday } from '../given-when-then.ts';
import type { StoreInTest } from '../store-contract.ts';

const refused: Outcome = {
  ok: false,
  subject: 'R-1',
  refusal: { reason: 'own_request', role: 'finance' },
};

export function commitContract(current: StoreInTest): void {
  test('knows nothing at first', async () => {
    const store = current();
    expect(await store.request('R-1')).toBeNull();
    expect(await store.route('support')).toBeNull();
    expect(await store.outcomeOf('command')).toBeNull();
    expect(await store.nextRequestNumber()).toBe(1);
  });

  test('gives back the state that was stored, with its version', async () => {
    const store = current();
    const stream = requestStream({ id: 'R-7', events: 2 });
    expect(await store.commit(changeOf([stream]))).toEqual({ result: 'committed' });
    expect(await store.request('R-7')).toEqual({ version: 2, state: stream.state });
    const route = routeStream('support');
    await store.commit(changeOf([route]));
    expect(await store.route('support')).toEqual({ version: 1, state: route.state });
  });

  test('replaces the state with the next one', async () => {
    const store = current();
    await store.commit(changeOf([requestStream(), routeStream('support')]));
    await store.commit(
      changeOf([
        requestStream({ expectedVersion: 1, events: 3, state: { requester: 'U-other' } }),
        routeStream('support', 1, { since: 5 }),
      ]),
    );
    expect(await store.request('R-1')).toMatchObject({ version: 4, state: { requester: 'U-other' } });
    expect(await store.route('support')).toMatchObject({ version: 2, state: { since: 5 } });
  });

  test('keeps every character that people type', async () => {
    const store = current();
    const why = 'naïve “quotes”\n\t\u0000\u001f 日本語 👩‍👩‍👧 \uFFFD \u2028';
    const change: ChangeNote = { kind: 'change', what: [], why, expected_improvement: '' };
    await store.commit(changeOf([requestStream({ state: { change } })], { actor: why, commandId: why }));
    expect((await store.request('R-1'))?.state.change).toEqual(change);
    expect((await store.events(0, 1))[0]).toMatchObject({ actor: why, commandId: why });
  });

  test('gives out the number after the highest request', async () => {
    const store = current();
    await store.commit(changeOf([requestStream({ id: 'R-41' })]));
    await store.commit(changeOf([requestStream({ id: 'R-7' })]));
    expect(await store.nextRequestNumber()).toBe(42);
  });

  test('answers a repeated command with its first outcome and writes nothing', async () => {
    const store = current();
    const first = changeOf([requestStream()], { outcome: refused });
    await store.commit(first);
    const again = { ...changeOf([requestStream({ expectedVersion: 1 })]), commandId: first.commandId };
    expect(await store.commit({ ...again, jobs: [job('second')] })).toEqual({
      result: 'duplicate',
      outcome: refused,
    });
    expect(await store.outcomeOf(first.commandId)).toEqual(refused);
    expect((await store.request('R-1'))?.version).toBe(1);
    expect((await store.head()).sequence).toBe(1);
    expect((await store.jobCounts()).waiting).toBe(0);
  });

  test('keeps the outcome of a command that changed no stream', async () => {
    const store = current();
    expect(await store.commit(changeOf([], { commandId: 'no', outcome: refused }))).toEqual({
      result: 'committed',
    });
    expect(await store.outcomeOf('no')).toEqual(refused);
    expect((await store.head()).sequence).toBe(0);
  });

  test.each([
    ['a stream that moved on', 1],
    ['a stream that exists although it must not', 0],
    ['a version that was never reached', 9],
  ])('writes nothing at all on %s', async (_case, expectedVersion) => {
    const store = current();
    await store.commit(changeOf([requestStream({ events: 2 })]));
    await store.saveDraft({ id: 'D-1', person: 'U-1', content: {}, updatedAt: monday });
    const head = await store.head();
    const stale = changeOf(
      [routeStream('fresh'), requestStream({ expectedVersion, state: { requester: 'U-late' } })],
      {
        jobs: [job('card')],
        usedDraft: 'D-1',
      },
    );
    expect(await store.commit(stale)).toEqual({ result: 'conflict' });
    expect(await store.head()).toEqual(head);
    expect(await store.route('fresh')).toBeNull();
    expect((await store.request('R-1'))?.state.requester).toBe('U-requester');
    expect(await store.outcomeOf(stale.commandId)).toBeNull();
    expect((await store.jobCounts()).waiting).toBe(0);
    expect(await store.draft('D-1')).not.toBeNull();
  });

  test('refuses to change what does not exist', async () => {
    const store = current();
    expect(await store.commit(changeOf([requestStream({ expectedVersion: 1 })]))).toEqual({
      result: 'conflict',
    });
    expect(await store.commit(changeOf([routeStream('support', 1)]))).toEqual({ result: 'conflict' });
  });

  test('lets one of two win that decided on the same version', async () => {
    const store = current();
    await store.commit(changeOf([requestStream()]));
    const rivals = ['U-1', 'U-2'].map((requester) =>
      store.commit(changeOf([requestStream({ expectedVersion: 1, state: { requester } })])),
    );
    const results = (await Promise.all(rivals)).map(({ result }) => result);
    expect(results.sort()).toEqual(['committed', 'conflict']);
    expect((await store.request('R-1'))?.version).toBe(2);
  });

  test('does a command once that arrives twice at the same moment', async () => {
    const store = current();
    const change = changeOf([requestStream()], { jobs: [job('card')] });
    const results = (await Promise.all([store.commit(change), store.commit(change)])).map(
      ({ result }) => result,
    );
    expect(results.sort()).toEqual(['committed', 'duplicate']);
    expect((await store.jobCounts()).waiting).toBe(1);
  });

  test('puts the jobs of a change into the outbox and takes away the draft that it used', async () => {
    const store = current();
    await store.saveDraft({ id: 'D-1', person: 'U-1', content: {}, updatedAt: monday });
    await store.saveDraft({ id: 'D-2', person: 'U-1', content: {}, updatedAt: monday });
    await store.commit(changeOf([requestStream()], { jobs: [job('card'), job('note')], usedDraft: 'D-1' }));
    expect((await store.claimJobs(monday, 1000, 1)).map(({ id }) => id)).toEqual(['card']);
    expect(await store.draft('D-1')).toBeNull();
    expect(await store.draft('D-2')).not.toBeNull();
  });

  test('says that it is well, and once closed that it is not there', async () => {
    const store = current();
    await store.check();
    await store.close();
    await expect(store.check()).rejects.toBeInstanceOf(Fault);
    await expect(store.commit(changeOf([requestStream()]))).rejects.toBeInstanceOf(Fault);
    await expect(store.request('R-1')).rejects.toBeInstanceOf(Fault);
  });
}
