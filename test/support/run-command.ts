import { Command } from 'commander';
import type { CliCommand } from '../../src/cli/command.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command as the command line does: `words` are its arguments and options, parsed by commander. */
export async function runCommand(
  command: CliCommand,
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const io = { out: (line: string) => out.push(line), err: (line: string) => err.push(line), env };
  let code = -1;
  const parsed = new Command(command.name.replace(' ', '-'))
    .exitOverride()
    .configureOutput({ writeErr: (text) => err.push(text.trimEnd()) });
  command.declare(parsed);
  parsed.action(async () => {
    code = await command.run(parsed.args, parsed.opts(), io);
  });
  try {
    await parsed.parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof Error && error.constructor.name === 'CommanderError')) throw error;
    code = 1;
  }
  return { code, out: out.join('\n'), err: err.join('\n') };
}
