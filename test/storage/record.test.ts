import Database from 'better-sqlite3';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Proof, proveRecord } from '../../src/app/prove-record.ts';
import type { ChainPosition } from '../../src/domain/chain.ts';
import { Fault } from '../../src/ports/fault.ts';
import { recordOn } from '../../src/storage/sqlite/record.ts';
import { databaseOfLives, Forgery, numberColumns, textColumns } from '../support/tampering.ts';

let bytes: Buffer;
let head: ChainPosition;
beforeAll(async () => {
  bytes = await databaseOfLives(40);
  ({ head } = await prove(new Forgery(bytes)));
});

async function prove(forgery: Forgery, noted: ChainPosition | null = null): Promise<Proof> {
  const record = forgery.record();
  try {
    return await proveRecord(record, noted);
  } finally {
    await record.close();
  }
}

/** The number of any event, and of any but the last. */
const anyEvent = fc.nat().map((number) => (number % head.sequence) + 1);
const notTheLast = fc.nat().map((number) => (number % (head.sequence - 1)) + 1);

/** Something done to the record, and where that must be found. */
interface Deed {
  readonly name: string;
  readonly place: number;
  readonly forge: () => Forgery;
}

const byteChanged: fc.Arbitrary<Deed> = fc
  .record({
    sequence: anyEvent,
    column: fc.constantFrom(...textColumns, 'data', 'data', 'data'),
    byte: fc.nat({ max: 20_000 }),
    step: fc.integer({ min: 1, max: 255 }),
  })
  .map(({ sequence, column, byte, step }) => ({
    name: `byte ${byte} of ${column} of ${sequence}`,
    place: sequence,
    forge: () => new Forgery(bytes).changeByte(sequence, column, byte, step),
  }));

const numberChanged: fc.Arbitrary<Deed> = fc
  .record({ sequence: anyEvent, column: fc.constantFrom(...numberColumns), value: fc.maxSafeInteger() })
  .filter(({ sequence, column, value }) => new Forgery(bytes).rows()[sequence - 1]?.[column] !== value)
  .map(({ sequence, column, value }) => ({
    name: `${column} of ${sequence} is ${value}`,
    place: sequence,
    forge: () => new Forgery(bytes).changeNumber(sequence, column, value),
  }));

const renumbered: fc.Arbitrary<Deed> = fc
  .record({ sequence: anyEvent, by: fc.integer({ min: 1, max: 5000 }), down: fc.boolean() })
  .map(({ sequence, by, down }) => {
    const value = down ? 1 - by : head.sequence + by;
    return {
      name: `${sequence} is numbered ${value}`,
      place: down ? value : sequence,
      forge: () => new Forgery(bytes).changeNumber(sequence, 'sequence', value),
    };
  })
  .filter(({ place }) => place !== head.sequence + 1);

const removed: fc.Arbitrary<Deed> = notTheLast.map((sequence) => ({
  name: `${sequence} removed`,
  place: sequence,
  forge: () => new Forgery(bytes).remove(sequence),
}));

const swapped: fc.Arbitrary<Deed> = fc
  .tuple(anyEvent, anyEvent)
  .filter(([one, other]) => one !== other)
  .map(([one, other]) => ({
    name: `${one} and ${other} swapped`,
    place: Math.min(one, other),
    forge: () => new Forgery(bytes).swap(one, other),
  }));

const rehashed: fc.Arbitrary<Deed> = notTheLast.map((sequence) => ({
  name: `${sequence} done by another, with a new hash`,
  place: sequence,
  forge: () => new Forgery(bytes).rewrite(sequence, 'U-somebody-else', false),
}));

describe('a record that nobody touched', () => {
  test('is proved, and so are the states that it led to', async () => {
    expect(head.sequence).toBeGreaterThan(250);
    expect(await prove(new Forgery(bytes), head)).toEqual({ head, flaw: null, findings: [] });
  });

  test('is proved against any head that was noted on the way', async () => {
    const middle = new Forgery(bytes).rows()[99];
    if (!middle) throw new Error('too few events');
    const noted = { sequence: middle.sequence, hash: middle.hash };
    expect((await prove(new Forgery(bytes), noted)).flaw).toBeNull();
  });
});

describe('what was done to the record', () => {
  test('is found at its place, each of 200 times', async () => {
    const deeds = fc.sample(
      fc.oneof(byteChanged, byteChanged, numberChanged, renumbered, removed, swapped, rehashed),
      {
        numRuns: 200,
        seed: 20_261_005,
      },
    );
    for (const { name, place, forge } of deeds) {
      const { flaw } = await prove(forge());
      expect({ deed: name, place: flaw?.sequence }).toEqual({ deed: name, place });
    }
    expect(deeds).toHaveLength(200);
  });

  test.each([
    ['removed', () => new Forgery(bytes).remove(7), 'missing', 'event 7 is missing; the next one is 8'],
    [
      'swapped',
      () => new Forgery(bytes).swap(5, 9),
      'unchained',
      /^event 5 .* does not continue event 4: it was altered or moved$/,
    ],
    [
      'altered',
      () => new Forgery(bytes).changeByte(6, 'actor', 2, 1),
      'altered',
      /^event 6 \(\w+ on request:R-\d+\) was altered$/,
    ],
    [
      'altered and hashed anew',
      () => new Forgery(bytes).rewrite(6, 'U-x', false),
      'altered',
      'event 6 was altered and given a new hash; event 7 still holds the old one',
    ],
  ])('is said in words: %s', async (_case, forge, flaw, detail) => {
    const proof = await prove(forge());
    expect(proof.flaw?.flaw).toBe(flaw);
    expect(proof.flaw?.detail).toMatch(detail);
  });

  test('is found although the bytes read as the same text', async () => {
    const whole = new Forgery(bytes);
    whole.withoutGuards(() => whole.run("update events set actor = 'U-\uFFFD' where sequence = 6"));
    const replaced = whole.client.serialize();
    const rewritten = new Forgery(replaced).rewrite(6, 'U-\uFFFD', true);
    const genuine = rewritten.client.serialize();
    expect((await prove(new Forgery(genuine))).flaw).toBeNull();
    // EF BF BD is the replacement character; F0 BF BD is no character at all, and reads as it.
    const forged = new Forgery(genuine).changeByte(6, 'actor', 2, 1);
    expect(forged.rows()[5]?.actor).toBe('U-\uFFFD');
    expect((await prove(forged)).flaw).toMatchObject({ sequence: 6, flaw: 'altered' });
  });

  test('is found although the column holds another type', async () => {
    const forgery = new Forgery(bytes);
    forgery.withoutGuards(() =>
      forgery.run('update events set data = cast(data as blob) where sequence = 6'),
    );
    expect((await prove(forgery)).flaw).toMatchObject({ sequence: 6, flaw: 'altered' });
  });
});

describe('a head that was noted elsewhere', () => {
  test('shows that the end was cut off', async () => {
    for (const left of [head.sequence - 1, head.sequence - 30, 0]) {
      const { flaw } = await prove(new Forgery(bytes).cutAfter(left), head);
      expect(flaw).toMatchObject({ sequence: left + 1, flaw: 'missing' });
      expect(flaw?.detail).toContain('at the end of the record');
    }
  });

  test('shows that the record was written anew with hashes that fit', async () => {
    const forgery = new Forgery(bytes).rewrite(6, 'U-somebody-else', true);
    const rewritten = forgery.client.serialize();
    expect((await prove(new Forgery(rewritten))).flaw).toBeNull();
    const { flaw } = await prove(new Forgery(rewritten), head);
    expect(flaw).toMatchObject({ sequence: head.sequence, flaw: 'altered' });
    expect(flaw?.detail).toContain('is not the one that was noted');
  });
});

describe('what stands beside the record', () => {
  const finding = async (sql: string, ...values: (string | number)[]) => {
    const { flaw, findings } = await prove(new Forgery(bytes).run(sql, ...values));
    expect(flaw).toBeNull();
    return findings;
  };

  test('is compared with the events: every state that was changed is named', async () => {
    const requests = fc.sample(fc.integer({ min: 1, max: 40 }), { numRuns: 25, seed: 7 });
    for (const number of requests)
      expect(
        await finding(
          "update requests set state = json_set(state, '$.requester', 'U-x') where number = ?",
          number,
        ),
      ).toEqual([`the stored state of request R-${number} is not what its events say`]);
  });

  test.each([
    [
      "update requests set state = json_set(state, '$.packet.cost.monthly_budget_usd', 9e9) where number = 3",
      'request R-3',
    ],
    ["update requests set state = json_remove(state, '$.approvals[0]') where number = 3", 'request R-3'],
    ["update requests set state = json_insert(state, '$.extra', 1) where number = 3", 'request R-3'],
    ["update requests set state = 'no JSON' where number = 3", 'request R-3'],
    ["update routes set state = json_set(state, '$.since', 1)", 'route support-summary-prod'],
  ])('the state after: %s', async (sql, name) => {
    expect(await finding(sql)).toEqual([`the stored state of ${name} is not what its events say`]);
  });

  test.each([
    [
      "update requests set status = 'approved', requester = 'U-x' where number = 2",
      'request R-2 is listed with a wrong status, requester',
    ],
    ["update requests set tier = 'low' where number = 1", 'request R-1 is listed with a wrong tier'],
    [
      'update requests set version = version + 1 where number = 4',
      /^request R-4 is stored at version \d+, but its events end at version \d+$/,
    ],
    [
      'update requests set version = version - 1 where number = 4',
      /^request R-4 is stored at version \d+, but its events end at version \d+$/,
    ],
    ['delete from requests where number = 4', 'request R-4 has events but no stored state'],
    [
      "insert into routes (id, stream, version, state) values ('ghost', 'route:ghost', 1, '{}')",
      'route ghost is stored at version 1, but its events end at version 0',
    ],
  ])('the lists after: %s', async (sql, expected) => {
    expect((await finding(sql)).join('\n')).toMatch(expected);
  });

  test('a guard that somebody took away is missed', async () => {
    expect(await finding('drop trigger events_never_change')).toEqual([
      expect.stringContaining('the guard events_never_change is gone'),
    ]);
  });
});

describe('the file', () => {
  const contents = (client: Database.Database) =>
    ['events', 'requests', 'routes'].map((table) =>
      client.prepare(`select * from ${table} order by rowid`).raw().all(),
    );

  /** Whether a byte changed in the file was found, by whatever it was that failed. */
  async function isFound(damaged: Buffer): Promise<boolean> {
    try {
      const record = recordOn(new Database(damaged), 'damaged');
      const { flaw, findings } = await proveRecord(record, head);
      await record.close();
      return flaw !== null || findings.length > 0;
    } catch (error) {
      return error instanceof Fault;
    }
  }

  const isUnchanged = (damaged: Buffer, original: unknown): boolean => {
    const client = new Database(damaged);
    try {
      return JSON.stringify(contents(client)) === JSON.stringify(original);
    } finally {
      client.close();
    }
  };

  test('a byte changed anywhere in it is found, unless nothing of the record changed', async () => {
    const original = contents(new Database(bytes));
    const places = fc.sample(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 })), {
      numRuns: 120,
      seed: 11,
    });
    let found = 0;
    for (const [place, step] of places) {
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8((damaged.readUInt8(place) + step) % 256, place);
      if (await isFound(damaged)) found += 1;
      else expect({ place, unchanged: isUnchanged(damaged, original) }).toEqual({ place, unchanged: true });
    }
    expect(found).toBeGreaterThan(40);
  });
});
