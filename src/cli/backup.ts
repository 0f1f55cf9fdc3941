import { existsSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { readSettings } from '../config/env.ts';
import { openRecord } from '../storage/open.ts';
import type { CliCommand, CliIo } from './command.ts';
import { prove } from './shared/prove.ts';
import { sayingTrouble } from './shared/trouble.ts';

const megabytes = (file: string): string => `${(statSync(file).size / 1_000_000).toFixed(1)} MB`;

async function copy(databaseUrl: string, target: string): Promise<void> {
  const record = await openRecord(databaseUrl);
  try {
    await record.copyTo(target);
  } finally {
    await record.close();
  }
}

/**
 * The copy gets its name only after it was proved, so that a file of that name is always a whole backup. Not the
 * original is proved: it is the copy that will be needed.
 */
async function backUp(target: string, io: CliIo): Promise<number> {
  const unproved = `${target}.unproved`;
  try {
    await rm(unproved, { force: true });
    await copy(readSettings(io.env).databaseUrl, unproved);
    if (!(await prove(`file:${unproved}`, null, io))) {
      io.err(`The copy is kept as ${unproved}, but do not rely on it.`);
      return 1;
    }
    await rename(unproved, target);
  } catch (error) {
    await rm(unproved, { force: true });
    throw error;
  }
  io.out(`Backed up to ${target} (${megabytes(target)}).`);
  return 0;
}

export const command: CliCommand = {
  name: 'backup',
  summary: 'Copy the database to a file while Routegate runs, and prove the copy',
  declare: (command) => {
    command.argument('<file>', 'the file to make; one that exists is never overwritten');
  },
  run: async ([file = ''], _options, io) => {
    const target = resolve(file);
    if (existsSync(target)) {
      io.err(`${target} exists already. Name a new file.`);
      return 1;
    }
    if (!existsSync(dirname(target))) {
      io.err(`The folder ${dirname(target)} does not exist. Make it first.`);
      return 1;
    }
    return sayingTrouble(io, () => backUp(target, io));
  },
};
