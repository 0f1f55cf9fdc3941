import { describe, expect, test } from 'vitest';
import { ControlFault } from '../../src/ports/route-control.ts';
import { takeSteps } from '../../src/route-control/steps.ts';
import { DoneOperations, Turns } from '../../src/route-control/turns.ts';

/** A write that goes on only when the test lets it. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, passed: promise };
}

describe('turns at a flag', () => {
  test('are taken one after the other, in order, and beside those at other flags', async () => {
    const turns = new Turns();
    const log: string[] = [];
    const first = gate();
    const one = turns.write('a', async () => {
      await first.passed;
      log.push('one');
    });
    const two = turns.write('a', async () => log.push('two'));
    await turns.write('b', async () => log.push('elsewhere'));
    first.open();
    await Promise.all([one, two]);
    expect(log).toEqual(['elsewhere', 'one', 'two']);
  });

  test('go on after one that failed', async () => {
    const turns = new Turns();
    const failed = turns.write('a', async () => {
      throw new ControlFault('unavailable', 'away');
    });
    const next = turns.write('a', async () => 'done');
    await expect(failed).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await next).toBe('done');
  });

  test('a roll back waits for nobody, stops what is under way between its steps, and has the last word', async () => {
    const turns = new Turns();
    const log: string[] = [];
    const [begun, answer] = [gate(), gate()];
    const write = turns.write('a', async ({ stillMine }) => {
      begun.open();
      await answer.passed;
      log.push('late effect of the write');
      stillMine();
      log.push('second step');
    });
    const queued = turns.write('a', async () => log.push('queued'));
    await begun.passed;
    const refused = [expect(write).rejects, expect(queued).rejects];
    const back = turns.rollback('a', async () => {
      log.push('rolled back');
      answer.open();
    });
    const tooLate = turns.write('a', async () => log.push('too late'));
    await Promise.all([
      ...refused.map((rejected) => rejected.toMatchObject({ kind: 'conflict' })),
      expect(tooLate).rejects.toMatchObject({ kind: 'conflict' }),
      back,
    ]);
    expect(log).toEqual(['rolled back', 'late effect of the write', 'rolled back']);
    await turns.write('a', async () => log.push('a new one'));
    expect(log.at(-1)).toBe('a new one');
  });

  test('a roll back that could not be done at once is tried again after the write', async () => {
    const turns = new Turns();
    const [begun, answer] = [gate(), gate()];
    const write = turns.write('a', () => {
      begun.open();
      return answer.passed;
    });
    await begun.passed;
    let tries = 0;
    const back = turns.rollback('a', async () => {
      tries += 1;
      answer.open();
      if (tries === 1) throw new ControlFault('unavailable', 'away');
      return tries;
    });
    expect(await back).toBe(2);
    await write;
  });

  test('several roll backs at once all end', async () => {
    const turns = new Turns();
    const log: string[] = [];
    await Promise.all(['x', 'y', 'z'].map((name) => turns.rollback('a', async () => log.push(name))));
    expect(log).toEqual(['x', 'y', 'z']);
  });
});

describe('operations that were done', () => {
  test('are remembered, the latest of them', () => {
    const done = new DoneOperations(2);
    for (const each of ['one', 'two', 'three']) done.add(each);
    expect(['one', 'two', 'three'].map((each) => done.has(each))).toEqual([false, true, true]);
  });
});

describe('a change in several steps', () => {
  const failing = (kind: ControlFault['kind']) => async () => {
    throw new ControlFault(kind, 'It says no.', { remedy: 'Ask.' });
  };

  test.each([
    ['the first is refused', [failing('forbidden')], 'forbidden'],
    ['a later one is refused', [async () => {}, failing('forbidden')], 'partial'],
    ['a later one can be tried again', [async () => {}, failing('unavailable')], 'unavailable'],
    [
      'the outcome of a later one is unknown',
      [async () => {}, failing('outcome_unknown')],
      'outcome_unknown',
    ],
  ])('says so when %s', async (_what, steps, kind) => {
    await expect(takeSteps(steps, null)).rejects.toMatchObject({ kind });
  });
});
