import { describe, expect, onTestFinished, test } from 'vitest';
import { jobsFor } from '../../src/app/handle-command.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { testPolicy } from '../support/policy.ts';
import { WorkerUnderTest } from '../support/worker-under-test.ts';

describe('a press on Pause or Roll back', () => {
  test('waits for nobody, and neither does what it asks of the control plane', async () => {
    // Somebody always waits for an answer, so work in the background never gets its turn.
    const quiet = Promise.withResolvers<void>();
    const crowded = { begin: () => () => {}, turn: () => quiet.promise };
    const work = new WorkerUnderTest(new MemoryStore(), crowded);
    onTestFinished(async () => {
      quiet.resolve();
      await work.worker.stop(0);
    });
    await work.add('card');
    await work.add('approval', { kind: 'interaction' });
    await work.add('roll back', { kind: 'urgent_interaction' });
    await work.add('control', { kind: 'control' });
    await work.start().until('roll back', 'control');
    expect(work.begun.toSorted()).toEqual(['control', 'roll back']);
  });

  test('is taken while every other click is stuck', async () => {
    const work = new WorkerUnderTest();
    const stuck = Promise.withResolvers<void>();
    work.whenWorking((job) => (job.effect.kind === 'urgent_interaction' ? Promise.resolve() : stuck.promise));
    onTestFinished(async () => {
      stuck.resolve();
      await work.worker.stop(0);
    });
    const clicks = Array.from({ length: 40 }, (_, index) => `click ${index}`);
    for (const click of clicks) await work.add(click, { kind: 'interaction' });
    await work.add('roll back', { kind: 'urgent_interaction' });
    await work.start().until('roll back');
    expect(work.done).toEqual(['roll back']);
  });

  test('has a line of its own, so that it does not stand behind what the same person pressed before', () => {
    const payload = {};
    const [before, stop] = jobsFor(
      [
        { kind: 'interaction', person: 'U1', payload },
        { kind: 'urgent_interaction', person: 'U1', payload },
      ],
      'click',
      0,
      testPolicy(),
    );
    expect(stop?.lane).not.toBe(before?.lane);
  });
});
