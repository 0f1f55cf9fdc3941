import { createReadStream, readFileSync } from 'node:fs';
import { importEvidence } from '../../src/signals/evidence/import-evidence.ts';

/**
 * `node read-results.ts import|parse <file>`: reads a file of results in a process of its own, so that its memory is
 * its own, and prints the time in ms, the peak of memory in MB and how many results it saw.
 */
const [how, file = ''] = process.argv.slice(2);

async function imported(): Promise<number> {
  const outcome = await importEvidence(createReadStream(file));
  if (!outcome.ok) throw new Error(outcome.problem);
  return outcome.results.total;
}

const started = performance.now();
const results =
  how === 'import' ? await imported() : JSON.parse(readFileSync(file, 'utf8')).results.results.length;
const ms = performance.now() - started;
console.log(JSON.stringify({ ms, peakMb: process.resourceUsage().maxRSS / 1024, results }));
