import type { Policy } from '../../domain/policy.ts';
import type { RequestCommand } from '../../domain/request/commands.ts';
import { decide } from '../../domain/request/decide.ts';
import type { Refusal } from '../../domain/request/refusal.ts';
import type { Request } from '../../domain/request/request.ts';
import type { CardRef } from '../ids.ts';

export type ReviewKind = 'approve' | 'request_changes' | 'reject';

/** The command that a modal would send, with what cannot be known before it is filled in taken for right. */
export function reviewCommand(
  kind: ReviewKind,
  ref: CardRef,
  typedRoute: string | null,
): Extract<RequestCommand, { type: ReviewKind }> {
  if (kind === 'approve') return { type: 'approve', ...ref, conditions: [], comment: '', typedRoute };
  return { type: kind, ...ref, category: 'other', reason: '' };
}

/**
 * Why a decision will be refused as far as what is stored tells, whatever Slack says of the person's roles; null if
 * it may go through. Spares people filling in a form for nothing. It binds nobody: that is decided at submission.
 */
export function foreseenRefusal(
  kind: ReviewKind,
  request: Request | null,
  ref: CardRef,
  person: string,
  policy: Policy,
  at: number,
): Refusal | null {
  const command = reviewCommand(kind, ref, request?.route ?? null);
  const actor = { person, roles: [ref.role], standing: 'member' } as const;
  const decision = decide(request, command, { at, actor, policy, baseline: request?.baseline ?? null });
  return 'refusal' in decision ? decision.refusal : null;
}
