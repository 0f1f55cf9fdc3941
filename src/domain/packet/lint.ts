import { answers, weakAnswer } from '../evidence/weak-claims.ts';
import type { Evidence, Packet } from './schema.ts';

/** A weakness worth saying before submitting (A9). It stops nobody; it is said while it is cheap to mend. */
export type Weakness =
  | { readonly warning: 'no_evidence' }
  | {
      readonly warning: 'weak_evidence';
      readonly title: string;
      readonly because: 'bare_link' | 'vague' | 'no_result';
      /** For vague words: what would answer the same question. */
      readonly instead?: string;
    }
  | { readonly warning: 'vague_model'; readonly name: string }
  | { readonly warning: 'no_rollback_target' }
  | { readonly warning: 'no_incident_contact' }
  | { readonly warning: 'no_guardrails' }
  | { readonly warning: 'stored_without_end'; readonly kinds: readonly string[] }
  | { readonly warning: 'failure_without_owner'; readonly failure: string }
  | { readonly warning: 'no_threshold' };

const friendlyNames = /^(latest|default|best|newest|current|our model|the model|auto)$/i;
const friendlyVersions = /^(latest|newest|current|default|n\/?a|none|unknown|-|\?)$/i;

function weaknessOf(piece: Evidence): Weakness | null {
  const title = piece.title ?? piece.url ?? piece.lane;
  const weak = weakAnswer(piece.title ?? '');
  if (weak) return { warning: 'weak_evidence', title, because: 'vague', instead: answers[weak].instead };
  if (piece.verdict !== 'not_judged') return null;
  if (piece.url && !piece.title) return { warning: 'weak_evidence', title, because: 'bare_link' };
  return piece.measured ? null : { warning: 'weak_evidence', title, because: 'no_result' };
}

const isFriendly = (model: Packet['model']['primary']): boolean =>
  friendlyNames.test(model.name) || friendlyVersions.test(model.version);

/** What is weak about a proposal. Only what matters where it runs: a non-production route owes less. */
export function weaknesses(packet: Packet, evidence: readonly Evidence[]): Weakness[] {
  const found: Weakness[] = [];
  const isProduction = packet.environment === 'production';
  if (isProduction && evidence.length === 0) found.push({ warning: 'no_evidence' });
  for (const piece of evidence) {
    const weakness = weaknessOf(piece);
    if (weakness) found.push(weakness);
  }
  for (const model of [packet.model.primary, ...packet.model.fallbacks])
    if (isFriendly(model)) found.push({ warning: 'vague_model', name: `${model.name} ${model.version}` });
  const endless = Object.entries(packet.logging)
    .filter(([, kind]) => kind.stored && kind.retention_days === undefined)
    .map(([kind]) => kind);
  if (endless.length > 0) found.push({ warning: 'stored_without_end', kinds: endless });
  for (const { failure, mitigation, owner } of packet.known_failures)
    if (!mitigation || !owner) found.push({ warning: 'failure_without_owner', failure });
  if (!isProduction) return found;
  if (!packet.rollout.rollback_target) found.push({ warning: 'no_rollback_target' });
  if (!packet.rollout.incident_contact) found.push({ warning: 'no_incident_contact' });
  if (packet.guardrails.length === 0) found.push({ warning: 'no_guardrails' });
  if (packet.evals.min_pass_rate === undefined) found.push({ warning: 'no_threshold' });
  return found;
}
