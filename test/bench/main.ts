import { readdirSync } from 'node:fs';
import { type Row, table } from './rows.ts';

/**
 * `npm run bench [name …]`: runs every `*.bench.ts` beside this file, or the named ones, one after the other, and
 * prints one table. Each exports `bench(): Promise<Row[]>`.
 */
interface Bench {
  bench(): Promise<Row[]>;
}

const isBench = (module: object): module is Bench => 'bench' in module && typeof module.bench === 'function';

const wanted = process.argv.slice(2);
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''))
  .filter((name) => wanted.length === 0 || wanted.includes(name));
if (names.length === 0) {
  console.error(`No benchmark is called ${wanted.join(' or ')}.`);
  process.exit(1);
}

const rows: Row[] = [];
for (const name of names) {
  const module: unknown = await import(`./${name}.bench.ts`);
  if (typeof module !== 'object' || module === null || !isBench(module))
    throw new Error(`${name}.bench.ts exports no bench()`);
  console.error(`… ${name}`);
  rows.push(...(await module.bench()));
}
console.log(table(rows));
process.exit(0);
