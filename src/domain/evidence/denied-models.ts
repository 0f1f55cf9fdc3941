import { plainName } from './results.ts';

/** What a packet's own list of denied models speaks of, however it spells it: models, versions of them, providers. */

/** A list as it is compared: write `GPT Mini` or `gpt-mini`, it is the same model. */
export const plainNames = (names: readonly string[]): ReadonlySet<string> => new Set(names.map(plainName));

interface NamedModel {
  readonly name: string;
  readonly version?: string | undefined;
  readonly provider?: string | undefined;
}

/** Whether a list, in plain names, speaks of a model by its name, with its version, or by whose it is. */
export function namesModel(denied: ReadonlySet<string>, { name, version, provider }: NamedModel): boolean {
  if (denied.size === 0) return false;
  const names = [
    name,
    ...(version === undefined ? [] : [`${name} ${version}`]),
    ...(provider === undefined ? [] : [`${provider}/${name}`, provider]),
  ];
  return names.some((each) => denied.has(plainName(each)));
}
