import type { Actor } from '../../domain/request/commands.ts';
import type { CliIo } from '../command.ts';

/** The Slack member that `--as` names; null where it names none, which is said on standard error. */
export function personNamed(as: unknown, who: string, io: CliIo): string | null {
  if (typeof as === 'string' && /^[UW][A-Z0-9]{2,}$/.test(as)) return as;
  io.err(
    `--as wants the Slack member id of ${who}, such as U012ABCDEF; Slack copies it from a profile: ⋮, Copy member ID.`,
  );
  return null;
}

/** Whoever is at the command line is believed to be who they say; decisions are made in Slack only. */
export const actorOf = (person: string): Actor => ({ person, roles: [], standing: 'member' });
