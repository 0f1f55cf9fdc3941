import type { PeopleGroup, Served } from './wire.ts';

/** Somebody on whose behalf applications ask which route to use. */
export interface Person {
  readonly group: PeopleGroup['id'];
  /** What the application says of them, in OpenFeature's words. */
  readonly context: Readonly<Record<string, string>>;
}

/** Whom a route is for, as its packet says it. */
export type Audience = 'nobody' | 'internal' | 'customers' | (string & {});

const customers = 200;
const colleagues = 40;
const excluded = 20;

const numbered = <T>(count: number, make: (name: string, index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(String(index + 1), index));

/** What an application says of somebody whom a packet excludes: `attribute=value`, or else a segment. */
function exclusionContext(text: string): Record<string, string> {
  const [attribute, value] = text.split('=', 2).map((part) => part.trim());
  return attribute && value ? { segment: 'standard', [attribute]: value } : { segment: text };
}

/** Everybody who uses the company's features. `exclusions` are those of its packets. */
export function populationOf(exclusions: readonly string[]): Person[] {
  const outside = exclusions.length > 0 ? exclusions : ['excluded'];
  return [
    ...numbered(
      customers,
      (name): Person => ({
        group: 'customers',
        context: { targetingKey: `customer-${name}`, audience: 'customers', segment: 'standard' },
      }),
    ),
    ...numbered(
      colleagues,
      (name): Person => ({
        group: 'colleagues',
        context: { targetingKey: `colleague-${name}`, audience: 'internal', segment: 'staff' },
      }),
    ),
    ...numbered(
      excluded,
      (name, index): Person => ({
        group: 'excluded',
        context: {
          targetingKey: `excluded-${name}`,
          audience: 'customers',
          ...exclusionContext(outside[index % outside.length] ?? ''),
        },
      }),
    ),
  ];
}

export function groupsOf(people: readonly Person[]): PeopleGroup[] {
  const ids = [...new Set(people.map(({ group }) => group))];
  return ids.map((id) => ({ id, count: people.filter(({ group }) => group === id).length }));
}

/** The group whose share counts: those whom the route is made for. */
export const usersOf = (audience: Audience): 'customers' | 'colleagues' =>
  audience === 'customers' ? 'customers' : 'colleagues';

/** Whether somebody ever comes across this route. Colleagues try out what customers get. */
export const uses = (group: PeopleGroup['id'], audience: Audience): boolean =>
  usersOf(audience) === 'customers' || group === 'colleagues';

/** The part of a group that got the candidate, 0 to 1; null for nobody. */
export function shareOf(
  people: readonly Person[],
  served: readonly Served[],
  group: PeopleGroup['id'],
): number | null {
  let asked = 0;
  let candidates = 0;
  for (const [index, person] of people.entries()) {
    const got = served[index] ?? '?';
    if (person.group !== group || got === '-' || got === '?') continue;
    asked += 1;
    if (got === 'c') candidates += 1;
  }
  return asked === 0 ? null : candidates / asked;
}
