import type { AudienceRule } from '../ports/route-control.ts';
import { targetingKey, type Wish } from './wish.ts';

/** Somebody made up to ask the data plane about. */
export type Probe = Readonly<Record<string, string>>;

/** A value that all rules on one attribute allow; null where they contradict each other. */
function allowedValue(rules: readonly AudienceRule[], number: number): string | null {
  const wanted = rules.filter(({ operator }) => operator === 'in').map(({ values }) => values);
  const unwanted = new Set(rules.flatMap(({ operator, values }) => (operator === 'not_in' ? values : [])));
  const [first, ...rest] = wanted;
  if (first) {
    const allowed = first.filter(
      (value) => !unwanted.has(value) && rest.every((list) => list.includes(value)),
    );
    return allowed[number % Math.max(allowed.length, 1)] ?? null;
  }
  for (let attempt = number; ; attempt += 1) {
    const made = `routegate-probe-${attempt}`;
    if (!unwanted.has(made)) return made;
  }
}

/**
 * People who are all in the audience, told apart by what buckets are made of. Null where nobody can be in it, or where
 * the buckets are made of something that the audience pins down to a few values, so that no share can be measured.
 */
export function probesFor({ audience, bucketBy }: Wish, count: number): readonly Probe[] | null {
  const rulesOf = Map.groupBy(audience, ({ attribute }) => attribute);
  if (rulesOf.get(bucketBy)?.some(({ operator }) => operator === 'in')) return null;
  const probes: Probe[] = [];
  for (let number = 0; number < count; number += 1) {
    const probe: Record<string, string> = { [targetingKey]: `routegate-probe-${number}` };
    for (const attribute of new Set([bucketBy, ...rulesOf.keys()])) {
      const value = allowedValue(rulesOf.get(attribute) ?? [], number);
      if (value === null) return null;
      probe[attribute] = value;
    }
    probes.push(probe);
  }
  return probes;
}
