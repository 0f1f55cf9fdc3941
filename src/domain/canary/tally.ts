import { isHigher } from '../risk.ts';
import { exposures, reviewRoles } from '../words.ts';
import type { CanaryDifference, Treatment } from './treatment.ts';

/** How requests would have been treated differently; one may differ in several ways. */
export const canaryWays = [
  'higher_tier',
  'lower_tier',
  'more_asked',
  'fewer_asked',
  'reaches_further',
  'reaches_less_far',
  'refused',
  'let_in',
  'refused_otherwise',
] as const;
export type CanaryWay = (typeof canaryWays)[number];

/** Of so many requests that were filed or edited, so many would have been treated differently. */
export interface CanarySum {
  readonly judged: number;
  readonly differing: number;
  readonly ways: Readonly<Record<CanaryWay, number>>;
}

type Filed = Extract<Treatment, { outcome: 'filed' }>;

function slotWays(binding: Filed, canary: Filed): CanaryWay[] {
  const countOf = ({ slots }: Filed, role: string) =>
    slots.filter((slot) => slot.role === role).reduce((sum, { count }) => sum + count, 0);
  const changes = reviewRoles.map((role) => countOf(canary, role) - countOf(binding, role));
  return [
    ...(changes.some((change) => change > 0) ? (['more_asked'] as const) : []),
    ...(changes.some((change) => change < 0) ? (['fewer_asked'] as const) : []),
  ];
}

/** In which ways one would have been treated differently. */
export function waysOf({ binding, canary }: Pick<CanaryDifference, 'binding' | 'canary'>): CanaryWay[] {
  if (canary.outcome === 'refused') return [binding.outcome === 'refused' ? 'refused_otherwise' : 'refused'];
  if (binding.outcome === 'refused') return ['let_in'];
  const further = exposures.indexOf(canary.reaches) - exposures.indexOf(binding.reaches);
  return [
    ...(isHigher(canary.tier, binding.tier) ? (['higher_tier'] as const) : []),
    ...(isHigher(binding.tier, canary.tier) ? (['lower_tier'] as const) : []),
    ...slotWays(binding, canary),
    ...(further > 0 ? (['reaches_further'] as const) : []),
    ...(further < 0 ? (['reaches_less_far'] as const) : []),
  ];
}

/** An event of any stream, as far as counting goes. */
export interface CountedEvent {
  readonly stream: string;
  readonly at: number;
  readonly data:
    | { readonly type: 'request_submitted'; readonly expands?: unknown }
    | { readonly type: 'request_revised' }
    | ({ readonly type: 'canary_judged' } & CanaryDifference);
}

/** A request that would have been treated differently as it was proposed last. Its id, and when. */
export interface DifferingRequest extends CanaryDifference {
  readonly request: string;
  readonly at: number;
}

/** Counts requests, each once and as it was proposed last, from the events of a time in which a policy was in canary. */
export class CanaryTally {
  readonly #digest: string;
  readonly #requests = new Map<string, DifferingRequest | null>();

  constructor(digest: string) {
    this.#digest = digest;
  }

  count({ stream, at, data }: CountedEvent): void {
    if (data.type === 'canary_judged') {
      if (data.digest !== this.#digest) return;
      const { type: _type, ...difference } = data;
      this.#requests.set(stream, { ...difference, request: stream.slice(stream.indexOf(':') + 1), at });
      return;
    }
    // What asks to expand takes over what the rules made of the first request.
    if (data.type === 'request_submitted' && data.expands !== undefined) return;
    this.#requests.set(stream, null);
  }

  get differing(): readonly DifferingRequest[] {
    return [...this.#requests.values()].filter((one) => one !== null);
  }

  get sum(): CanarySum {
    const { differing } = this;
    const all = differing.flatMap(waysOf);
    const count = (way: CanaryWay) => all.filter((one) => one === way).length;
    return {
      judged: this.#requests.size,
      differing: differing.length,
      ways: {
        higher_tier: count('higher_tier'),
        lower_tier: count('lower_tier'),
        more_asked: count('more_asked'),
        fewer_asked: count('fewer_asked'),
        reaches_further: count('reaches_further'),
        reaches_less_far: count('reaches_less_far'),
        refused: count('refused'),
        let_in: count('let_in'),
        refused_otherwise: count('refused_otherwise'),
      },
    };
  }
}

const wayTexts: Readonly<Record<CanaryWay, string>> = {
  higher_tier: 'in a higher tier',
  lower_tier: 'in a lower tier',
  more_asked: 'with more people asked',
  fewer_asked: 'with fewer people asked',
  reaches_further: 'with an approval that reaches further',
  reaches_less_far: 'with an approval that reaches less far',
  refused: 'refused at filing',
  let_in: 'taken instead of refused',
  refused_otherwise: 'refused for another reason',
};

/** `9 in a higher tier, 3 with more people asked`; empty where nothing differs. */
export const waysText = ({ ways }: Pick<CanarySum, 'ways'>): string =>
  canaryWays
    .filter((way) => ways[way] > 0)
    .map((way) => `${ways[way]} ${wayTexts[way]}`)
    .join(', ');
