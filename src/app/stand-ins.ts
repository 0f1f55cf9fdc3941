import { holdsAt } from '../domain/absence/absence.ts';
import type { StandIn } from '../domain/request/commands.ts';
import type { Role } from '../domain/words.ts';
import type { Clock } from '../ports/clock.ts';
import type { Directory, Membership } from '../ports/directory.ts';
import type { Store } from '../ports/store.ts';

interface Parts {
  readonly store: Pick<Store, 'absence' | 'absencesFor'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * A directory that knows who stands in for whom. Whether the absent person holds the role is asked of Slack at that
 * moment, like everything else: whoever left, or lost the role, lends it to nobody. Throws what the directory and the
 * store throw, so that nobody decides in another's place unchecked.
 */
export function withStandIns(directory: Directory, { store, clock }: Parts): Directory {
  async function standsInFor(person: string, roles: readonly Role[]): Promise<readonly StandIn[]> {
    if (roles.length === 0) return [];
    const absences = await store.absencesFor(person, clock.now());
    const lent = absences.map(async ({ person: absent }) => {
      const held = await directory.membership(absent, roles);
      return held.roles.map((role) => ({ role, person: absent }));
    });
    return (await Promise.all(lent)).flat();
  }

  async function present(person: string): Promise<string> {
    const absence = (await store.absence(person))?.state;
    return absence && holdsAt(absence, clock.now()) ? absence.delegate : person;
  }

  return {
    async membership(person, asked, withBackup): Promise<Membership> {
      const own = await directory.membership(person, asked, withBackup);
      if (own.standing !== 'member') return own;
      const others = asked.filter((role) => !own.roles.includes(role));
      return { ...own, standsInFor: await standsInFor(person, others) };
    },
    /** Whoever is away is named by who decides meanwhile. */
    async holders(role) {
      const people = await directory.holders(role);
      return [...new Set(await Promise.all(people.map(present)))];
    },
  };
}
