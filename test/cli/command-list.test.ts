import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandLine, commands } from '../../src/cli/main.ts';

const folder = new URL('../../src/cli/', import.meta.url);
/** What the folder holds besides commands: the list, and what a command is. */
const others = ['command.ts', 'main.ts'];

async function run(...words: readonly string[]): Promise<{ out: string; err: string; code: number | null }> {
  const out: string[] = [];
  const err: string[] = [];
  let code: number | null = null;
  const io = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    env: {},
  };
  const program = commandLine(io, (ended) => {
    code = ended;
  });
  const all = [program, ...program.commands, ...program.commands.flatMap((child) => child.commands)];
  for (const command of all) command.exitOverride();
  await program.parseAsync(words, { from: 'user' }).catch((error: { exitCode: number }) => {
    code = error.exitCode;
  });
  return { out: out.join('\n'), err: err.join('\n'), code };
}

describe('the command line', () => {
  it('has a command for every file of its folder, and a file for every command', () => {
    const files = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !others.includes(entry.name))
      .map(({ name }) => name.replace(/\.ts$/, ''));
    expect(commands.map(({ name }) => name.replaceAll(' ', '-')).toSorted()).toEqual(files.toSorted());
  });

  it('finds in each file the command that the file is named after', async () => {
    for (const command of commands) {
      const file = new URL(`${command.name.replaceAll(' ', '-')}.ts`, folder);
      const found: { command?: unknown } = await import(file.href);
      expect(found.command).toBe(command);
    }
  });

  it('lists every command in its help, as it is typed, with what it does', async () => {
    const { out, code } = await run('--help');
    expect(code).toBe(0);
    const words = out.replace(/\s+/g, ' ');
    for (const { name, summary } of commands) {
      expect(words).toContain(` ${name} `);
      expect(words).toContain(summary);
    }
  });

  it.each(commands.map(({ name }) => name))('explains %s', async (name) => {
    const { out, code } = await run(...name.split(' '), '--help');
    expect(code).toBe(0);
    expect(out).toContain(`routegate ${name}`);
  });

  it.each([
    ['an unknown command', ['nonsense'], /unknown command 'nonsense'/],
    ['an unknown option', ['doctor', '--nonsense'], /unknown option '--nonsense'/],
    ['a missing argument', ['packet', 'check'], /missing required argument 'file'/],
    ['a group without its verb', ['packet'], /packet check <file>|check <file>/],
  ])('refuses %s', async (_name, words, said) => {
    const { err, code } = await run(...words);
    expect(code).toBe(1);
    expect(err).toMatch(said);
  });
});
