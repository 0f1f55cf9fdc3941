import { expect, it } from 'vitest';
import { peopleFirst } from '../../src/work/people-first.ts';

const forEver = 3_600_000;

/** Rounds of the event loop, so that whatever could happen has happened. */
async function rounds(count: number): Promise<void> {
  for (let round = 0; round < count; round += 1) await new Promise((resolve) => setImmediate(resolve));
}

it('gives turns in the order in which they were asked for, one in a round of the event loop', async () => {
  const precedence = peopleFirst(forEver);
  const taken: string[] = [];
  const round = { now: 0 };
  const take = async (name: string) => {
    await precedence.turn();
    taken.push(`${name} in round ${round.now}`);
  };
  const all = ['first', 'second', 'third'].map(take);
  for (round.now = 1; round.now <= 6; round.now += 1) await rounds(1);
  await Promise.all(all);
  expect(taken.map((line) => line.split(' ')[0])).toEqual(['first', 'second', 'third']);
  expect(new Set(taken.map((line) => line.split(' ').at(-1))).size).toBe(3);
});

it('lets work in the background wait until everybody has an answer', async () => {
  const precedence = peopleFirst(forEver);
  const [maya, jonas] = [precedence.begin(), precedence.begin()];
  let isTaken = false;
  const turn = precedence.turn().then(() => {
    isTaken = true;
  });
  await rounds(20);
  maya();
  maya();
  await rounds(20);
  expect(isTaken).toBe(false);
  jonas();
  await turn;
});

it('keeps somebody who comes between two turns from waiting for the second', async () => {
  const precedence = peopleFirst(forEver);
  await precedence.turn();
  const second = precedence.turn();
  const answered = precedence.begin();
  let isTaken = false;
  void second.then(() => {
    isTaken = true;
  });
  await rounds(20);
  expect(isTaken).toBe(false);
  answered();
  await second;
});

it('goes on, slowly, while somebody always waits', async () => {
  const precedence = peopleFirst(1);
  precedence.begin();
  await precedence.turn();
  await precedence.turn();
});

it('no longer counts somebody who waits for something else', async () => {
  const precedence = peopleFirst(forEver);
  precedence.begin();
  await precedence.turn();
});
