import type { PacketPart } from '../part.ts';

type Declared = NonNullable<NonNullable<PacketPart['model']>['fallbacks']>;

/** A model by its name and version: two fallbacks may well be one model in two versions. */
const exactName = ({ name, version }: Declared[number]): string => `${name} ${version}`;

/** The fallbacks of a packet by name, in the order in which they are tried. */
export function namesOfFallbacks({ fallback, model }: PacketPart): string[] {
  const named = fallback?.allowed ?? [];
  const declared = (model?.fallbacks ?? [])
    .filter(({ name }) => !named.includes(name))
    .map((each) => exactName(each));
  return [...new Set([...named, ...declared])];
}

interface NamedFallbacks {
  readonly allowed?: string[];
  /** Those of the names that are known in full. */
  readonly declared?: Declared;
}

/** What a list of names makes of the fallbacks that are known; a list that says the same changes nothing. */
export function fallbacksFrom(names: readonly string[] | undefined, base: PacketPart): NamedFallbacks {
  if (!names) return {};
  const before = namesOfFallbacks(base);
  if (before.length === names.length && before.every((name, index) => name === names[index])) return {};
  const isNamed = (each: Declared[number]) => names.includes(each.name) || names.includes(exactName(each));
  const declared = base.model?.fallbacks?.filter(isNamed);
  return { allowed: [...names], ...(declared ? { declared } : {}) };
}

/** Things by their names, each as it is known already if it is; several of one name keep their order. */
export function byName<T extends { readonly name: string }>(
  names: readonly string[] | undefined,
  known: readonly T[] | undefined,
): (T | { readonly name: string })[] | undefined {
  const left = [...(known ?? [])];
  return names?.map((name) => {
    const at = left.findIndex((each) => each.name === name);
    return (at < 0 ? undefined : left.splice(at, 1)[0]) ?? { name };
  });
}

/** A name that had to be written because the dialect wants one, though the packet has none, is not taken for its own. */
export const unlessStandIn = (
  name: string,
  own: string | undefined,
  standIn: string | undefined,
): string | undefined => (own === undefined && name === standIn ? undefined : name);
