import type { StandIn } from '../domain/request/commands.ts';
import type { Standing } from '../domain/request/refusal.ts';
import type { Role } from '../domain/words.ts';

/** Who somebody is at this moment. */
export interface Membership {
  readonly person: string;
  readonly standing: Standing;
  /** Roles held, by the policy's holders. Empty for anybody who is not a member in good standing. */
  readonly roles: readonly Role[];
  /** Of the roles asked for that they do not hold: those that somebody lends them who is away now. */
  readonly standsInFor?: readonly StandIn[];
}

/**
 * Who holds which role, asked of Slack at the moment of the click.
 * Throws {@link Fault}: nobody is given a role that could not be checked.
 */
export interface Directory {
  /**
   * What `person` holds now of the roles in `asked`; only these are looked up. Of the roles in `withBackup` (those
   * whose review is overdue) the policy's backup counts as a holder too.
   */
  membership(person: string, asked: readonly Role[], withBackup?: readonly Role[]): Promise<Membership>;
  /** The people who hold `role` now, members in good standing only. */
  holders(role: Role): Promise<readonly string[]>;
}
