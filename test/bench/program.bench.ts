import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { child, residentMb, startProduct, startSlack } from './processes.ts';
import { percentile, type Row } from './rows.ts';

const requests = 10_000;
const starts = 5;

const says = (process: ChildProcess, word: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = '';
    process.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(word)) resolve();
    });
    process.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });

/** What the program itself costs: how soon it is there, and what it holds in memory. */
export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'routegate-bench-'));
  const slack = await startSlack(folder);
  try {
    const readyMs: number[] = [];
    let idleMb = 0;
    for (let index = 0; index < starts; index += 1) {
      const product = await startProduct(join(folder, 'started.db'), slack.apiUrl);
      readyMs.push(product.readyMs);
      idleMb = residentMb(product.process.pid);
      product.process.kill('SIGKILL');
    }
    const busy = child('--max-semi-space-size=8', [
      'test/bench/busy-product.ts',
      slack.apiUrl,
      join(folder, 'busy.db'),
      String(requests),
    ]);
    await says(busy, 'done');
    const afterMb = residentMb(busy.pid);
    busy.kill('SIGKILL');
    const many = requests.toLocaleString('en');
    return [
      { name: `Start to ready, median of ${starts}`, value: percentile(readyMs, 0.5), unit: 'ms' },
      { name: 'Resident memory when idle', value: idleMb, unit: 'MB' },
      {
        name: `Resident memory after ${many} requests were filed and shown`,
        value: afterMb,
        unit: 'MB',
        ratio: afterMb / idleMb,
        against: 'idle',
      },
    ];
  } finally {
    slack.process.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
