import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Replay, type StreamEvent, sameJson } from '../../src/domain/replay.ts';
import type { StoredEvent } from '../../src/ports/store.ts';
import { lived } from '../support/lives.ts';
import { MemoryStore } from '../support/memory-store.ts';

const streamEvent = (event: StoredEvent): StreamEvent => ({
  ...event,
  requestEvent: () => JSON.parse(JSON.stringify(event.data)),
  routeEvent: () => JSON.parse(JSON.stringify(event.data)),
  absenceEvent: () => JSON.parse(JSON.stringify(event.data)),
  policyEvent: () => JSON.parse(JSON.stringify(event.data)),
});

async function lives() {
  const store = await lived(new MemoryStore(), 12);
  const events = (await store.events(0, 10_000)).map(streamEvent);
  const ids = [...new Set(events.map(({ stream }) => stream))].filter((stream) =>
    stream.startsWith('request:'),
  );
  const kept = await Promise.all(
    ids.map(async (stream) => ({ stream, kept: await store.request(stream.replace('request:', '')) })),
  );
  return { store, events, kept };
}

test('the events of every request lead to the state that was stored', async () => {
  const { events, kept, store } = await lives();
  const replay = new Replay();
  for (const { stream, kept: state } of kept)
    replay.expect({ stream, kind: 'request', version: state?.version ?? 0 });
  const route = await store.route('support-summary-prod');
  replay.expect({ stream: 'route:support-summary-prod', kind: 'route', version: route?.version ?? 0 });
  const reached = events.map((event) => replay.follow(event)).filter((state) => state !== null);
  expect(reached).toHaveLength(kept.length + 1);
  for (const { stream, state } of reached)
    expect(state).toEqual(kept.find((one) => one.stream === stream)?.kept?.state ?? route?.state);
  expect([...replay.unmatched()]).toEqual([]);
});

test('streams whose events and state do not meet are named', async () => {
  const { events, kept } = await lives();
  const replay = new Replay();
  const versions = kept.map(({ kept: state }) => state?.version ?? 0);
  const [ahead = '', behind = '', unstored = ''] = kept.map(({ stream }) => stream);
  for (const [index, { stream }] of kept.entries())
    if (stream !== unstored) {
      const off = stream === ahead ? 1 : stream === behind ? -1 : 0;
      replay.expect({ stream, kind: 'request', version: (versions[index] ?? 0) + off });
    }
  for (const event of events) if (event.stream.startsWith('request:')) replay.follow(event);
  expect([...replay.unmatched()]).toEqual([
    { stream: ahead, stored: (versions[0] ?? 0) + 1, recorded: versions[0] },
    { stream: behind, stored: (versions[1] ?? 0) - 1, recorded: versions[1] },
    { stream: unstored, stored: 0, recorded: versions[2] },
  ]);
});

test('the same JSON is the same, whatever the order of keys and whatever has no value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
      expect(sameJson(left, JSON.parse(JSON.stringify(left)))).toBe(true);
      expect(sameJson({ a: left, b: right }, { b: right, a: left, c: undefined })).toBe(true);
      const same = JSON.stringify([left]) === JSON.stringify([right]);
      if (same) expect(sameJson(left, right)).toBe(true);
      else if (typeof left !== 'object' || typeof right !== 'object')
        expect(sameJson(left, right)).toBe(Object.is(left, right) || left === right);
    }),
  );
});

test.each([
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: 1, b: 2 }, { a: 1 }],
  [{ a: null }, {}],
  [{ toString: 'x' }, {}],
  [
    [1, 2],
    [2, 1],
  ],
  [[1], [1, 2]],
  [[], {}],
  [null, {}],
  ['1', 1],
])('%j is not %j', (left, right) => {
  expect(sameJson(left, right)).toBe(false);
  expect(sameJson(right, left)).toBe(false);
});
