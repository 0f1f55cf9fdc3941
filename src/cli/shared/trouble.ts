import { SettingsError } from '../../config/env.ts';
import { PolicyError } from '../../config/policy/load-policy.ts';
import { Fault } from '../../ports/fault.ts';
import type { CliIo } from '../command.ts';

/** What the world or a file is to blame for, as sentences with a remedy; null for a defect of ours. */
function sentencesFor(error: unknown): readonly string[] | null {
  if (error instanceof SettingsError || error instanceof PolicyError) return error.problems;
  if (error instanceof Fault) return [`${error.message} ${error.remedy}`.trim()];
  return null;
}

/** Does a command's work. Trouble with settings, policy or database becomes sentences on standard error and exit code 1. */
export async function sayingTrouble(io: CliIo, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const sentences = sentencesFor(error);
    if (!sentences) throw error;
    for (const sentence of sentences) io.err(sentence);
    return 1;
  }
}
