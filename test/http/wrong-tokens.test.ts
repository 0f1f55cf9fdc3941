import { describe, expect, test, vi } from 'vitest';
import { WrongTokens } from '../../src/http/wrong-tokens.ts';
import { startFlagServer } from '../support/flag-server.ts';

describe('wrong tokens', () => {
  test('are held back longer and longer, each address on its own, until the minute is over', () => {
    const wrong = new WrongTokens();
    const delays = Array.from({ length: 14 }, () => wrong.add('10.0.0.7', 0).delayMs);
    expect(delays).toEqual([0, 0, 0, 0, 0, 50, 100, 200, 400, 800, 1600, 2000, 2000, 2000]);
    expect(wrong.add('10.0.0.8', 0).delayMs).toBe(0);
    expect(wrong.add('10.0.0.7', 60_001).delayMs).toBe(0);
  });

  test('are turned away after a hundred', () => {
    const wrong = new WrongTokens();
    const waits = Array.from({ length: 101 }, () => wrong.add('10.0.0.7', 1000).retryAfterSeconds);
    expect(waits.slice(98)).toEqual([null, null, 60]);
  });

  test('of very many addresses take no more memory than those of ten thousand', () => {
    const wrong = new WrongTokens();
    for (let tries = 0; tries < 6; tries += 1) wrong.add('first', 0);
    for (let address = 0; address < 10_000; address += 1) wrong.add(`address-${address}`, 0);
    // The one that was heard of least lately is forgotten.
    expect(wrong.add('first', 0).delayMs).toBe(0);
    expect(wrong.add('address-9999', 0).delayMs).toBe(0);
  });

  test('wait in a bounded number: the rest is answered at once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    try {
      const wrong = new WrongTokens();
      const done: number[] = [];
      for (let answer = 0; answer < 501; answer += 1)
        void wrong.hold(2000).then(() => {
          done.push(answer);
        });
      await Promise.resolve();
      expect(done).toEqual([500]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('never keep a right one waiting that comes from the same address', async () => {
    const server = await startFlagServer({ tokens: [{ name: 'app', token: 'a-token-of-the-app' }] });
    const order: string[] = [];
    const ask = async (key: string, as: string) => {
      const answer = await fetch(`${server.url}/flagd/flags.json`, { headers: { 'x-api-key': key } });
      order.push(`${as} ${answer.status}`);
      await answer.text();
    };
    const guesses: Promise<void>[] = [];
    for (let guess = 0; guess < 10; guess += 1) guesses.push(ask(`guess-${guess}`, 'guess'));
    await vi.waitFor(() => expect(order.length).toBeGreaterThanOrEqual(5));
    await ask('a-token-of-the-app', 'app');
    expect(order.filter((line) => line === 'guess 401').length).toBeLessThan(10);
    expect(order).toContain('app 200');
    await Promise.all(guesses);
    expect(order.filter((line) => line === 'guess 401')).toHaveLength(10);
    await server.close();
  });
});
