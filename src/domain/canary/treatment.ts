import type { RefusalReason } from '../request/refusal.ts';
import type { Assessment } from '../request/request.ts';
import type { Slot } from '../slots.ts';
import type { Exposure, Tier } from '../words.ts';

/** What a policy makes of something filed or edited. */
export type Treatment =
  | {
      readonly outcome: 'filed';
      readonly tier: Tier;
      readonly slots: readonly Pick<Slot, 'role' | 'count'>[];
      readonly reaches: Exposure;
    }
  | { readonly outcome: 'refused'; readonly because: RefusalReason };

export const canaryAspects = ['refusal', 'tier', 'slots', 'reaches'] as const;
export type CanaryAspect = (typeof canaryAspects)[number];

/** Something filed or edited that the policy in canary would have treated differently. */
export interface CanaryDifference {
  /** Of the policy in canary. */
  readonly digest: string;
  /** Of the request, after the edit where that was taken. */
  readonly revision: number;
  /** What happened, under the policy that binds. */
  readonly binding: Treatment;
  /** What would have happened. */
  readonly canary: Treatment;
  readonly differs: readonly CanaryAspect[];
}

export const filed = ({ tier, slots, reaches }: Assessment): Treatment => ({
  outcome: 'filed',
  tier,
  slots: slots.map(({ role, count }) => ({ role, count })),
  reaches,
});

const slotKey = (slots: readonly Pick<Slot, 'role' | 'count'>[]): string =>
  slots
    .map(({ role, count }) => `${role}:${count}`)
    .toSorted()
    .join(' ');

/** In what two treatments differ. Where one is refused, that says it all. */
export function treatmentDifferences(binding: Treatment, canary: Treatment): CanaryAspect[] {
  if (binding.outcome === 'refused' || canary.outcome === 'refused') {
    const same =
      binding.outcome === 'refused' && canary.outcome === 'refused' && binding.because === canary.because;
    return same ? [] : ['refusal'];
  }
  return [
    ...(binding.tier === canary.tier ? [] : (['tier'] as const)),
    ...(slotKey(binding.slots) === slotKey(canary.slots) ? [] : (['slots'] as const)),
    ...(binding.reaches === canary.reaches ? [] : (['reaches'] as const)),
  ];
}
