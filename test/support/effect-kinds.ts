import type { EffectKind } from '../../src/domain/effects.ts';

const present: Readonly<Record<EffectKind, true>> = {
  card: true,
  requester_message: true,
  picture: true,
  view_picture: true,
  card_note: true,
  requester_note: true,
  home: true,
  draft_message: true,
  interaction: true,
  urgent_interaction: true,
  operator_message: true,
  control: true,
  guardrails: true,
  alert_message: true,
  rollout_card: true,
  rollout_note: true,
  route_note: true,
  expansion_review: true,
  emergency_message: true,
  absence_note: true,
  absence_cards: true,
  policy_note: true,
  canary_note: true,
};

const isEffectKind = (key: string): key is EffectKind => Object.hasOwn(present, key);
/** Every kind of effect; the compiler sees to it that none is missing. */
export const effectKinds: readonly EffectKind[] = Object.keys(present).filter(isEffectKind);
