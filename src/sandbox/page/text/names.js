/** @param {{ display_name: string, real_name: string, name: string } | undefined} person */
export function nameOf(person) {
  return person ? person.display_name || person.real_name || person.name : '';
}
