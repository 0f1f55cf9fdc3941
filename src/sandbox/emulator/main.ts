/**
 * The emulator as a process of its own:
 *
 *     node src/sandbox/emulator/main.ts --seed workspace.json [--port 0] [--host 127.0.0.1] [--ack-timeout 3000]
 *
 * It prints one line of JSON once it listens, `{"url":…,"api_url":…,"pid":…}`, and runs until SIGTERM or SIGINT.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { SEED } from './control/schemas.ts';
import { startEmulator } from './emulator.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    'ack-timeout': { type: 'string', default: '3000' },
  },
});

function readSeed(path: string | undefined) {
  if (path === undefined) throw new Error('--seed names a JSON file with the workspace');
  const parsed = SEED.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

try {
  const emulator = await startEmulator({
    workspace: readSeed(values.seed),
    port: Number(values.port),
    host: values.host,
    ackTimeoutMs: Number(values['ack-timeout']),
  });
  console.log(JSON.stringify({ url: emulator.url, api_url: emulator.apiUrl, pid: process.pid }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void emulator.close().then(() => process.exit(0)));
  }
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
