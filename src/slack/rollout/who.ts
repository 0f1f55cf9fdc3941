import { inline, person } from '../blocks/mrkdwn.ts';

/** What people call themselves, by id. */
export type KnownNames = ReadonlyMap<string, string>;

/** Somebody who need not act: by name where it is known, since a mention calls them. `system` is Routegate itself. */
export function who(id: string, names: KnownNames): string {
  if (id === 'system') return 'Routegate itself';
  const name = names.get(id);
  return name === undefined ? person(id) : inline(name, 80);
}
