import { Fresh } from './fresh.ts';
import type { SlackClient } from './web-client.ts';

/** What people call themselves, for where a mention would call somebody who need not act. */
export interface Names {
  /** By id. Whoever cannot be looked up is left out; never rejects. */
  of(people: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Long enough to spare Slack, short enough that a new name is soon used. */
const goodForMs = 10 * 60_000;

/** Names from Slack's profiles. `wallMs` are milliseconds of wall time. */
export function createNames(slack: SlackClient, wallMs: () => number = () => performance.now()): Names {
  const known = new Fresh<string>(goodForMs, wallMs);
  const nameOf = (person: string): Promise<string> =>
    known.get(person, async () => {
      const { user } = await slack.call('users.info', (web) => web.users.info({ user: person }), { person });
      return user?.profile?.display_name || user?.profile?.real_name || user?.real_name || user?.name || '';
    });
  return {
    async of(people) {
      const asked = [...new Set(people)];
      const names = await Promise.allSettled(asked.map(nameOf));
      return new Map(
        names.flatMap((name, index) => {
          const person = asked[index];
          return name.status === 'fulfilled' && name.value && person ? [[person, name.value] as const] : [];
        }),
      );
    },
  };
}
