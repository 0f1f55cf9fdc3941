import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { command as evidenceAttach } from '../../src/cli/evidence-attach.ts';
import { importEvidence } from '../../src/signals/evidence/import-evidence.ts';
import { evidenceJourney, pack } from '../support/evidence-journey.ts';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const promptfoo = fileURLToPath(new URL('node_modules/promptfoo/dist/src/entrypoint.js', import.meta.url));

/** promptfoo keeps its own database, asks nobody on the network, and tells nobody what it does. */
const environment = {
  PATH: process.env.PATH,
  // The database that promptfoo is built on, for the system at hand.
  NODE_PATH: fileURLToPath(new URL('database/node_modules/', import.meta.url)),
  PROMPTFOO_CONFIG_DIR: join(folder, 'promptfoo'),
  PROMPTFOO_DISABLE_TELEMETRY: '1',
  PROMPTFOO_DISABLE_UPDATE: '1',
  PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
};
/** How promptfoo ends where a test did not pass. */
const someFailed = 100;

let runs = 0;
/** Runs the pack on a prompt, as a pipeline would, and answers where the results are. */
async function evaluate(prompt: string): Promise<string> {
  runs += 1;
  const place = join(folder, `run-${runs}`);
  await cp(pack, place, { recursive: true });
  await writeFile(join(place, 'prompt.txt'), prompt);
  const results = join(place, 'results.json');
  const words = ['eval', '-c', 'promptfooconfig.yaml', '-o', results, '--no-cache', '--no-table'];
  await promisify(execFile)(process.execPath, [promptfoo, ...words], { cwd: place, env: environment }).catch(
    (error: { code?: unknown }) => {
      if (error.code !== someFailed) throw error;
    },
  );
  return results;
}

it('what promptfoo writes turns a lane green, goes stale with an edit, and holds a rollout up until it is new', () =>
  evidenceJourney(folder, evaluate));

it('a prompt that loses what matters fails its pack, and the lane says with which number', async () => {
  const results = await evaluate('Tell me about this, briefly.\n\n{{thread}}\n');
  expect(await importEvidence(createReadStream(results))).toMatchObject({
    ok: true,
    results: { format: 'promptfoo', suite: 'support summary golden set', total: 20, passed: 0, failed: 20 },
  });
  const env = { DATABASE_URL: `file:${join(folder, 'routegate.db')}`, POLICY_FILE: 'manifests/policy.yml' };
  const words = ['R-1', results, '--lane', 'functional_correctness', '--as', 'U0REQUESTER'];
  const { out } = await runCommand(evidenceAttach, words, env);
  expect(out).toContain(
    '✗ Functional correctness: 0 % passed, 95 % needed (0 of 20 passed, 20 failed). Too few answers are right.',
  );
});
