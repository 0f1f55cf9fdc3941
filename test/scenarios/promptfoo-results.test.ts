import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'vitest';
import { evidenceJourney } from '../support/evidence-journey.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const recorded = new URL('../fixtures/promptfoo/results.json', import.meta.url);

let runs = 0;
/** What promptfoo wrote for the pack once, as if it had run just now. */
async function evaluate(): Promise<string> {
  runs += 1;
  const file = join(folder, `results-${runs}.json`);
  const text = await readFile(recorded, 'utf8');
  await writeFile(file, text.replaceAll(/2026-11-21T[\d:.]+Z/g, new Date().toISOString()));
  return file;
}

it('results of promptfoo turn a lane green, go stale with an edit, and hold a rollout up until they are new', () =>
  evidenceJourney(folder, evaluate));
