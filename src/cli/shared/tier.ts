import { type Tier, tiers } from '../../domain/words.ts';
import type { CliIo } from '../command.ts';

/** The tier that `--raise-to` names, null without the option; `none` where there is no such tier, which is said. */
export function tierNamed(raiseTo: unknown, io: CliIo): Tier | null | 'none' {
  if (raiseTo === undefined) return null;
  const tier = tiers.find((one) => one === raiseTo);
  if (tier) return tier;
  io.err(`--raise-to wants one of ${tiers.join(', ')}.`);
  return 'none';
}
