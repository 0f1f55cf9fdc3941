import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordLineSchema } from '../../src/app/read-record-lines.ts';
import { command } from '../../src/cli/audit-export.ts';
import { command as auditVerify } from '../../src/cli/audit-verify.ts';
import { chainStart, checkLink } from '../../src/domain/chain.ts';
import { openReadOnly, openStore } from '../../src/storage/open.ts';
import { lived } from '../support/lives.ts';
import { runCommand } from '../support/run-command.ts';
import { databaseOfLives, Forgery } from '../support/tampering.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const env = { DATABASE_URL: `file:${join(folder, 'lives.db')}` };
const columns = 'sequence,time,stream,version,type,actor,commandId,data,previousHash,hash';

let head: { readonly sequence: number; readonly hash: string };
beforeAll(async () => {
  const store = await lived(await openStore(env.DATABASE_URL), 5);
  head = await store.head();
  await store.close();
});

/** The cells of a CSV text, as RFC 4180 reads them. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
    if (end === '') break;
  }
  return rows;
}

describe('audit export', () => {
  it('prints lines that prove themselves up to the head that it says', async () => {
    const { code, out, err } = await runCommand(command, [], env);
    expect(code).toBe(0);
    let position = chainStart;
    for (const line of out.split('\n')) {
      const checked = checkLink(position, recordLineSchema.parse(JSON.parse(line)));
      if ('flaw' in checked) throw new Error(checked.detail);
      position = checked;
    }
    expect(position).toEqual(head);
    expect(err).toBe(`${head.sequence} events exported. Head: ${head.sequence}:${head.hash}`);
  });

  it('prints a table for spreadsheets with the same in it', async () => {
    const { code, out } = await runCommand(command, ['--format', 'csv'], env);
    expect(code).toBe(0);
    const [heading, ...rows] = cellsOf(out);
    expect(heading?.join(',')).toBe(columns);
    expect(rows).toHaveLength(head.sequence);
    const store = await openReadOnly(env.DATABASE_URL);
    const events = await store.events(0, 1000);
    await store.close();
    for (const [index, event] of events.entries()) {
      const row = rows[index] ?? [];
      expect(row.slice(0, 3)).toEqual([`${event.sequence}`, new Date(event.at).toISOString(), event.stream]);
      expect(JSON.parse(row[7] ?? '')).toEqual(event.data);
      expect(row[9]).toBe(event.hash);
    }
  });

  it('goes on behind an event that is known', async () => {
    const { out } = await runCommand(command, ['--after', `${head.sequence - 2}`], env);
    expect(out.split('\n').map((line) => JSON.parse(line).sequence)).toEqual([
      head.sequence - 1,
      head.sequence,
    ]);
  });

  it('writes to a new file, and never over one that exists', async () => {
    const file = join(folder, 'record.jsonl');
    const { code, out } = await runCommand(command, ['--to', file], env);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    const written = await readFile(file, 'utf8');
    expect(written).toBe(`${(await runCommand(command, [], env)).out}\n`);
    const again = await runCommand(command, ['--to', file], env);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('exists already') });
    expect(await readFile(file, 'utf8')).toBe(written);
    const nowhere = await runCommand(command, ['--to', join(folder, 'none', 'x')], env);
    expect(nowhere).toMatchObject({ code: 1, err: expect.stringMatching(/cannot be written \(ENOENT\)/) });
  });

  it('stops at an event that was altered, and says so', async () => {
    const forgery = new Forgery(await databaseOfLives(3));
    forgery.withoutGuards(() =>
      forgery.client.exec(`update events set actor = 'U-forger' where sequence = 5`),
    );
    const file = join(folder, 'forged.db');
    await writeFile(file, forgery.client.serialize());
    const { code, out, err } = await runCommand(command, [], { DATABASE_URL: `file:${file}` });
    expect(code).toBe(1);
    expect(out.split('\n')).toHaveLength(4);
    expect(err).toMatch(/not whole.*event 5 .*was altered/);
  });

  it.each([
    ['nothing', (lines: string[]) => lines, 0, /every one is there/],
    [
      'a name',
      (lines: string[]) => lines.map((line) => line.replace('U-requester-3', 'U-requester-4')),
      1,
      /was altered/,
    ],
    ['a line', (lines: string[]) => lines.toSpliced(4, 1), 1, /Event 5 is missing/],
    [
      'the order',
      (lines: string[]) => [...lines.slice(1, 2), ...lines.slice(0, 1), ...lines.slice(2)],
      1,
      /Event 1 is missing/,
    ],
    ['the end', (lines: string[]) => lines.slice(0, -3), 1, /missing at the end/],
    [
      'what a line is',
      (lines: string[]) => lines.with(2, '{'),
      1,
      /Event 3 cannot be read: the line is not JSON/,
    ],
    [
      'what is in a line',
      (lines: string[]) => lines.with(2, '[]'),
      1,
      /Event 3 cannot be read: the line is no event/,
    ],
  ])('can be proven without the database; of an export with %s changed that shows', async (...given) => {
    const [name, change, code, said] = given;
    const lines = (await runCommand(command, [], env)).out.split('\n');
    const file = join(folder, `${name}.jsonl`);
    await writeFile(file, `${change(lines).join('\n')}\n`);
    const noted = `${head.sequence}:${head.hash}`;
    const ran = await runCommand(auditVerify, [file, '--expect', noted]);
    expect(ran.code).toBe(code);
    expect(`${ran.out}\n${ran.err}`).toMatch(said);
  });

  it('that is not there cannot be proven', async () => {
    for (const [file, why] of [
      [join(folder, 'none.jsonl'), 'ENOENT'],
      [folder, 'EISDIR'],
    ] as const)
      expect(await runCommand(auditVerify, [file])).toMatchObject({
        code: 1,
        err: expect.stringContaining(why),
      });
  });

  it.each([
    ['--format', 'xml'],
    ['--after', 'x'],
    ['--after', '-1'],
  ])('refuses %s %s', async (...words) => {
    const { code, err } = await runCommand(command, words, env);
    expect(code).toBe(1);
    expect(err).toContain(words[0]);
  });
});
