import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ChainFlaw,
  chainHash,
  chainStart,
  checkLink,
  genesisHash,
  type RecordedEvent,
} from '../../src/domain/chain.ts';
import { canonicalJson } from '../../src/domain/packet/digest.ts';
import { verifyRecord } from '../../src/domain/verify-record.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const fact = fc.record({
  stream: text,
  version: fc.nat(),
  type: text,
  actor: text,
  at: fc.nat(),
  commandId: text,
  data: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.constant(null), fc.array(fc.boolean()))),
});

function record(
  facts: readonly Omit<RecordedEvent, 'sequence' | 'previousHash' | 'hash'>[],
): RecordedEvent[] {
  let previousHash = genesisHash;
  return facts.map((given, index) => {
    const event = { ...given, sequence: index + 1 };
    const hash = chainHash(previousHash, event);
    const recorded = { ...event, previousHash, hash };
    previousHash = hash;
    return recorded;
  });
}

async function* reading(events: readonly RecordedEvent[]) {
  yield* events;
}

test('an event is hashed as RFC 8785 writes it, so that anybody can check it', () => {
  fc.assert(
    fc.property(fact, fc.nat(), (given, sequence) => {
      const { data, ...head } = { ...given, sequence };
      const written = `${genesisHash}\n${canonicalJson(head)}\n${canonicalJson(data)}`;
      const hash = createHash('sha256').update(written).digest('hex');
      expect(chainHash(genesisHash, { ...head, data })).toBe(hash);
      expect(chainHash(genesisHash, { ...head, data: null }, canonicalJson(data))).toBe(hash);
    }),
  );
});

test('a record that was chained is whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fact, { maxLength: 8 }), async (facts) => {
      const events = record(facts);
      const last = events.at(-1);
      const head = last ? { sequence: last.sequence, hash: last.hash } : chainStart;
      expect(await verifyRecord(reading(events))).toEqual({ head, flaw: null });
      expect((await verifyRecord(reading(events), head)).flaw).toBeNull();
    }),
  );
});

test('any field that is changed is found at its event', async () => {
  const changes: ((event: RecordedEvent) => RecordedEvent)[] = [
    (event) => ({ ...event, stream: `${event.stream}.` }),
    (event) => ({ ...event, version: event.version + 1 }),
    (event) => ({ ...event, type: `${event.type}.` }),
    (event) => ({ ...event, actor: `${event.actor}.` }),
    (event) => ({ ...event, at: event.at + 1 }),
    (event) => ({ ...event, commandId: `${event.commandId}.` }),
    (event) => ({ ...event, data: { altered: event.data } }),
    (event) => ({ ...event, previousHash: 'f'.repeat(64) }),
    (event) => ({ ...event, hash: 'f'.repeat(64) }),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fact, { minLength: 1, maxLength: 6 }),
      fc.nat(),
      fc.constantFrom(...changes),
      async (facts, place, change) => {
        const events = record(facts);
        const index = place % events.length;
        const altered = events.map((event, at) => (at === index ? change(event) : event));
        const { head, flaw } = await verifyRecord(reading(altered));
        expect(flaw?.sequence).toBe(index + 1);
        expect(head.sequence).toBe(index);
      },
    ),
  );
});

const three = record(
  ['first', 'second', 'third'].map((type) => ({
    stream: 's',
    version: 1,
    type,
    actor: 'U',
    at: 0,
    commandId: 'c',
    data: {},
  })),
);
const [first, second, third] = three;

test.each<[string, readonly (RecordedEvent | undefined)[], ChainFlaw['flaw'], number]>([
  ['missing', [first, third], 'missing', 2],
  ['first one missing', [second, third], 'missing', 1],
  ['told twice', [first, second, second], 'reordered', 2],
  ['out of order', [first, third, second], 'missing', 2],
])('an event that is %s is named', async (_case, events, flaw, sequence) => {
  const verdict = await verifyRecord(reading(events.filter((event) => event !== undefined)));
  expect(verdict.flaw).toMatchObject({ flaw, sequence });
});

test('an event that cannot be read is named, with the reason', async () => {
  async function* failing() {
    yield* three.slice(0, 2);
    throw new Error('the disk is gone');
  }
  const { head, flaw } = await verifyRecord(failing());
  expect(head.sequence).toBe(2);
  expect(flaw).toEqual({
    sequence: 3,
    flaw: 'unreadable',
    detail: 'event 3 cannot be read: the disk is gone',
  });
});

test('reading stops at the first flaw, and tells nobody of what comes after', async () => {
  const seen: number[] = [];
  const altered = three.map((event) => (event === second ? { ...event, actor: 'X' } : event));
  await verifyRecord(reading(altered), null, (event) => {
    seen.push(event.sequence);
    return undefined;
  });
  expect(seen).toEqual([1]);
});

test('a first event that continues something else does not start the record', () => {
  if (!first) throw new Error('no event');
  const event = { ...first, previousHash: 'f'.repeat(64) };
  const hash = chainHash(event.previousHash, event);
  expect(checkLink(chainStart, { ...event, hash })).toMatchObject({ flaw: 'unchained', sequence: 1 });
});
