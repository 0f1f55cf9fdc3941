import { onTestFinished } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { createApp } from '../../src/app/create-app.ts';
import type { ApiToken } from '../../src/domain/api-scopes.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Standing } from '../../src/domain/request/refusal.ts';
import { auditApi } from '../../src/http/audit-api.ts';
import { descriptionRoutes } from '../../src/http/description.ts';
import { evidenceApi } from '../../src/http/evidence-api.ts';
import { accessFor } from '../../src/http/ofrep-access.ts';
import { requestApi } from '../../src/http/request-api.ts';
import { routeApi } from '../../src/http/route-api.ts';
import { createHttpServer } from '../../src/http/server.ts';
import type { Log } from '../../src/ports/log.ts';
import { noPrecedence } from '../../src/ports/precedence.ts';
import { importEvidence } from '../../src/signals/evidence/import-evidence.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryStore } from './memory-store.ts';
import { testPolicy } from './policy.ts';
import { packet, supportSummary } from './proposals.ts';

export const ciToken = 'ci-token-of-some-length';
export const tokens: readonly ApiToken[] = [
  { name: 'ci', token: ciToken },
  { name: 'other', token: 'other-token-of-some-length' },
  { name: 'reader', token: 'reader-token-of-some-length', scopes: ['requests:read'] },
];

export interface Logged {
  readonly level: keyof Log;
  readonly fields: object;
}

/** The API over real HTTP, with a store in memory and a route that serves. */
export interface ApiUnderTest {
  readonly url: string;
  readonly app: App;
  readonly store: MemoryStore;
  readonly logged: readonly Logged[];
  call(path: string, init?: RequestInit & { readonly token?: string }): Promise<Response>;
}

export interface ApiOptions {
  readonly policy?: Policy;
  /** Who is who; everybody else is a member. A thrown fault is what Slack says. */
  readonly standingOf?: (person: string) => Standing;
}

export async function openApi({ policy = testPolicy(), standingOf }: ApiOptions = {}): Promise<ApiUnderTest> {
  const store = new MemoryStore();
  const app = createApp({ store, clock: new ManualClock(), policy: () => policy, onWork: () => {} });
  await app.registerRoute('register', packet(supportSummary), 'U-admin');
  const logged: Logged[] = [];
  const at = (level: keyof Log) => (fields: object) => void logged.push({ level, fields });
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  const access = accessFor({ tokens, host: '127.0.0.1' });
  const directory = {
    membership: async (person: string) => ({
      person,
      standing: standingOf?.(person) ?? ('member' as const),
      roles: [],
    }),
  };
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `id-${ids}`;
  };
  const parts = { app, access, log };
  const server = await createHttpServer({
    log,
    precedence: noPrecedence,
    untouched: null,
    routes: [
      routeApi({ ...parts, onWork: () => {} }),
      requestApi({ ...parts, directory, newId }),
      evidenceApi({ ...parts, read: importEvidence, newId }),
      auditApi(parts),
      descriptionRoutes(),
    ],
  });
  const url = await server.listen('127.0.0.1', 0);
  onTestFinished(() => server.close(100));
  return {
    url,
    app,
    store,
    logged,
    call: (path, { token = ciToken, headers, ...init } = {}) =>
      fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...headers } }),
  };
}
