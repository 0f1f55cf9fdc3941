import { readSettings } from '../config/env.ts';
import { parseHead } from '../domain/verify-record.ts';
import type { CliCommand } from './command.ts';
import { prove } from './shared/prove.ts';
import { proveExport } from './shared/prove-export.ts';
import { sayingTrouble } from './shared/trouble.ts';

export const command: CliCommand = {
  name: 'audit verify',
  summary: 'Prove that nobody altered, removed or reordered an entry of the record',
  declare: (command) => {
    command
      .argument('[file]', 'an export in JSON Lines; the database unless given')
      .option(
        '--expect <head>',
        'a head noted earlier, such as 128400:9f2c…, as this command prints it; shows a record that was cut or written anew',
      );
  },
  run: async ([file], options, io) => {
    const { expect } = options;
    const noted = typeof expect === 'string' ? parseHead(expect) : null;
    if (expect !== undefined && !noted) {
      io.err('--expect wants a head as "audit verify" prints it: the count, a colon and 64 hex digits.');
      return 1;
    }
    if (file !== undefined) return (await proveExport(file, noted, io)) ? 0 : 1;
    return sayingTrouble(io, async () =>
      (await prove(readSettings(io.env).databaseUrl, noted, io)) ? 0 : 1,
    );
  },
};
