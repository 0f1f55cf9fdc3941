import type { Command } from 'commander';

/** What a command may touch besides its files: standard output, standard error and the environment. */
export interface CliIo {
  /** One line on standard output. */
  out(line: string): void;
  /** One line on standard error. */
  err(line: string): void;
  /** The environment as it was when the command was started; `readSettings(io.env)` makes settings of it. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * One command. Its file is named after it, `audit-verify.ts` for `audit verify`, exports it as `command`, and has a
 * line in the list of `main.ts`; a test keeps the three equal.
 */
export interface CliCommand {
  /** As it is typed: one or two words. */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Declares arguments and options: `command.argument('<file>', '…').option('--json', '…')`. Nothing else. */
  readonly declare: (command: Command) => void;
  /**
   * Does it. `args` are the positional arguments in order, `options` what commander parsed. Resolves with the exit
   * code: 0 when all is well, 1 when it is not. What it throws is a defect; expected trouble is a sentence on `err`.
   */
  readonly run: (
    args: readonly string[],
    options: Readonly<Record<string, unknown>>,
    io: CliIo,
  ) => Promise<number>;
}
