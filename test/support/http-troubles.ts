import type { RouteControl } from '../../src/ports/route-control.ts';
import type { FaultyProxy, Passing } from './faulty-proxy.ts';
import type { Trouble } from './route-control-contract.ts';

export interface HttpUnderTrouble {
  readonly proxy: FaultyProxy;
  /** A control that goes through the proxy; with a short patience where a test waits for it to run out. */
  readonly through: (patience: 'usual' | 'short') => RouteControl;
  /** The system's own answers to what it refuses: status, body and what it means. */
  readonly refusals: readonly Refusal[];
  /** Picks the one write that gives the share its new value. */
  readonly isTheWrite: (passing: Passing) => boolean;
}

export interface Refusal {
  readonly status: number;
  readonly body: string;
  readonly kind: Trouble['kind'];
}

/** What every HTTP backend can do to whoever relies on it. */
export function httpTroubles({ proxy, through, refusals, isTheWrite }: HttpUnderTrouble): readonly Trouble[] {
  const end = () => proxy.heal();
  const answering = (status: number, body = '{}', headers: Record<string, string> = {}) => {
    proxy.trouble((passing) => (isTheWrite(passing) ? { answer: status, body, headers } : { pass: true }));
    return through('usual');
  };
  const refused = refusals.map(
    ({ status, body, kind }): Trouble => ({
      says: `${status} ${body}`.slice(0, 80),
      kind,
      begin: () => answering(status, body),
      end,
    }),
  );
  return [
    ...refused,
    {
      says: '429 for three seconds',
      kind: 'rate_limited',
      retryAfterMs: 3000,
      begin: () => answering(429, '{}', { 'retry-after': '3' }),
      end,
    },
    { says: '500', kind: 'unavailable', begin: () => answering(500), end },
    { says: '503 with HTML', kind: 'unavailable', begin: () => answering(503, '<html>away</html>'), end },
    { says: '504 to a write', kind: 'outcome_unknown', begin: () => answering(504), end },
    {
      says: '504 to a read',
      kind: 'unavailable',
      during: 'read',
      begin: () => {
        proxy.trouble(() => ({ answer: 504 }));
        return through('usual');
      },
      end,
    },
    {
      says: 'another address',
      kind: 'invalid',
      begin: () => answering(302, '', { location: 'http://127.0.0.1:1/elsewhere' }),
      end,
    },
    {
      says: 'a page instead of an API',
      kind: 'invalid',
      during: 'read',
      begin: () => {
        proxy.trouble(() => ({ answer: 200, body: '<html>Log in</html>' }));
        return through('usual');
      },
      end,
    },
    {
      says: 'more than anybody would read',
      kind: 'invalid',
      during: 'read',
      begin: () => {
        proxy.trouble(() => ({ answer: 200, body: `"${'x'.repeat(3_000_000)}"` }));
        return through('usual');
      },
      end,
    },
    {
      says: 'nothing: the answer to a write is lost',
      kind: 'outcome_unknown',
      happened: true,
      begin: () => {
        proxy.trouble((passing) => (isTheWrite(passing) ? { loseAnswer: true } : { pass: true }));
        return through('usual');
      },
      end,
    },
    {
      says: 'nothing in time, though the write is done',
      kind: 'outcome_unknown',
      happened: true,
      begin: () => {
        proxy.trouble((passing) => (isTheWrite(passing) ? { hang: true } : { pass: true }));
        return through('short');
      },
      end,
    },
    {
      says: 'nothing: a read is cut off',
      kind: 'unavailable',
      during: 'read',
      begin: () => {
        proxy.trouble(() => ({ cut: true }));
        return through('usual');
      },
      end,
    },
  ];
}
