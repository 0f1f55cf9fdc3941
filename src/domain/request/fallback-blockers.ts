import type { Blocker } from '../evidence/blockers.ts';
import { type Finding, findingTexts, keptOf, stoppingAmong, waysOut } from '../fallback/findings.ts';

/** Where fallbacks lead that nobody may be sent, among what stops a release (A2, D7): each with the way there. */

/** As many are named; whoever mends those sees the rest. */
const mostNamed = 6;

const blocker = (about: readonly string[], sentence: string): Blocker => ({
  blocker: 'unapproved_fallback',
  paths: ['model.fallbacks'],
  about,
  sentence,
});

/** One for each thing that is reached, and what to do about all of them after the last. */
export function fallbackBlockers(findings: readonly Finding[]): Blocker[] {
  const stopping = keptOf(stoppingAmong(findings));
  const ways = [...Map.groupBy(stopping, ({ path }) => JSON.stringify(path)).values()];
  const named = ways.slice(0, mostNamed).map((found) => ({
    about: found.slice(0, 1).map(({ what }) => what),
    sentence: findingTexts(found).join(' '),
  }));
  const left = ways.length - named.length;
  const ending = `${left > 0 ? `And ${left} more like these. ` : ''}${waysOut(stopping)}`;
  return named.map(({ about, sentence }, index) =>
    blocker(about, index === named.length - 1 ? `${sentence} ${ending}` : sentence),
  );
}

/** Whether a blocker names nothing but what findings name, with the way there, already. */
export const isNamedBy =
  (findings: readonly Finding[]) =>
  ({ blocker: id, about }: Blocker): boolean =>
    id === 'unapproved_fallback' &&
    about.every((one) =>
      findings.some(({ what, stops }) => stops && (what === one || what.startsWith(`${one} at `))),
    );
