import type { Capability, ContentFilter, Mitigation, Transition } from '../../domain/packet/declarations.ts';
import type { Packet } from '../../domain/packet/schema.ts';
import { inline } from '../blocks/mrkdwn.ts';
import { number, owner, words } from './values.ts';

/** How the declarations of a packet read, item by item. All results are mrkdwn on one line, what people typed escaped. */

export interface Items {
  readonly items: readonly { readonly key: string; readonly text: string }[];
}

const orNothing = (items: Items['items']): Items | null => (items.length > 0 ? { items } : null);

function plainText(value: unknown): string {
  if (Array.isArray(value)) return value.map(plainText).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return number(value);
  return typeof value === 'string' ? inline(value, 400) : '';
}

/** A group as an item for each of its keys. Keys in `printed` have words of their own. */
export function groupItems(
  group: object | undefined,
  printed: Readonly<Record<string, (value: unknown) => string>> = {},
): Items | null {
  const entries = Object.entries(group ?? {}).filter(([, value]) => value !== undefined);
  return orNothing(
    entries.map(([key, value]) => ({
      key,
      text: `${words(key)}: ${(printed[key] ?? plainText)(value)}`,
    })),
  );
}

/** Words of vocabularies within a group read without their underscores. */
export const spokenWords = (value: unknown): string => words(plainText(value));

const actTexts: Readonly<Record<Transition['act'], string>> = {
  retry: 'tries the same route again',
  fall_back: 'falls back',
  degrade: 'degrades',
  queue: 'stops and queues',
  escalate: 'stops and asks a person',
  stop: 'stops',
};

export function transitionText({ on, act, to, attempts }: Transition): string {
  const where = to === undefined ? '' : ` to ${inline(to, 120)}`;
  const often = attempts === undefined ? '' : `, ${attempts === 1 ? 'once' : `${number(attempts)} times`}`;
  return `${inline(words(on), 80)}: ${actTexts[act]}${where}${often}`;
}

/** Several things may happen after the same trigger, one after the other. */
export const transitionItems = (transitions: readonly Transition[] = []): Items | null =>
  orNothing(
    transitions.map((transition, index) => ({
      key: `${transition.on}/${transitions.slice(0, index).filter(({ on }) => on === transition.on).length}`,
      text: transitionText(transition),
    })),
  );

export const capabilityItems = (capabilities: readonly Capability[] = []): Items | null =>
  orNothing(
    capabilities.map(({ name, test }) => ({
      key: name,
      text: `${inline(words(name), 80)}${test === undefined ? ', no test named' : `, shown by ${inline(test, 300)}`}`,
    })),
  );

const filterText = ({ category, side, act, severity }: ContentFilter): string =>
  `${inline(category, 80)} (${side === 'both' ? 'input and output' : side}, ${act}${severity === undefined ? '' : `, ${inline(severity, 60)}`})`;

export function safetyItems(safety: Packet['safety']): Items | null {
  const { content_filters: filters = [], ...rest } = safety ?? {};
  const filterItems = filters.map((filter) => ({
    key: `filter ${filter.category}/${filter.side}`,
    text: `filter ${filterText(filter)}`,
  }));
  return orNothing([...filterItems, ...(groupItems(rest)?.items ?? [])]);
}

/** What still has to be done stands out, and first. */
export function mitigationItems(mitigations: readonly Mitigation[] = []): Items | null {
  const openFirst = [...mitigations].sort((left, right) => Number(left.done) - Number(right.done));
  return orNothing(
    openFirst.map(({ mitigation, owner: who, done }) => ({
      key: mitigation,
      text: `${done ? '✅' : '⚠️ open:'} ${inline(mitigation, 300)}${who === undefined ? '' : `, ${owner(who)}`}`,
    })),
  );
}

export function proofItems(proofs: Packet['proofs']): Items | null {
  return orNothing(
    Object.entries(proofs ?? {}).map(([field, { proof, renew_when: when }]) => ({
      key: field,
      text: [
        `${words(field)}:`,
        ...(proof === undefined ? ['no proof named'] : [inline(proof, 300)]),
        ...(when === undefined ? [] : [`(due again when ${inline(when, 200)})`]),
      ].join(' '),
    })),
  );
}
