import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Capabilities, ControlBinding, Observed, Operation } from '../../ports/route-control.ts';
import { canonicalText, hashOf, servedValue } from '../served-value.ts';
import type { Wish } from '../wish.ts';

const ruleSchema = z.object({
  attribute: z.string(),
  operator: z.enum(['in', 'not_in']),
  values: z.array(z.string()),
});

/** What the other side answers when asked how a flag stands. Unknown keys are welcome and count as part of it. */
export const stateSchema = z.looseObject({
  exists: z.boolean(),
  candidateBp: z.number().int().min(0).max(10_000).nullish(),
  baselineDigest: z.string().nullish(),
  candidateDigest: z.string().nullish(),
  audience: z.array(ruleSchema).nullish(),
  bucketBy: z.string().nullish(),
  salt: z.string().nullish(),
  revision: z.string().nullish(),
  /** How many were asked at the data plane, and the candidate's share among them; where the other side can do that. */
  served: z.object({ asked: z.number().int().positive(), share: z.number().min(0).max(1) }).nullish(),
});
export type State = z.output<typeof stateSchema>;

/** Only a state that is there is a flag. */
export const flagIn = (state: State): State | null => (state.exists ? state : null);

export function observedIn(state: State): Observed {
  const { served: _served, ...content } = state;
  return {
    exists: true,
    candidateBp: state.candidateBp ?? null,
    baselineDigest: state.baselineDigest ?? null,
    candidateDigest: state.candidateDigest ?? null,
    revision: state.revision ?? null,
    rawHash: hashOf(content),
  };
}

/** Whether the other side does just what is wished, as far as it is able to. */
export function fulfils(state: State, wish: Wish, { targeting, sticky }: Capabilities): boolean {
  const { candidateBp, baseline, candidate, audience, bucketBy, salt } = wish;
  if (state.candidateBp !== candidateBp || state.baselineDigest !== baseline.digest) return false;
  // With nobody on the candidate it does not matter who could get it.
  if (candidateBp === 0) return true;
  return (
    state.candidateDigest === candidate?.digest &&
    (!targeting || canonicalText(state.audience ?? []) === canonicalText(audience)) &&
    (!sticky || (state.bucketBy === bucketBy && state.salt === salt))
  );
}

/** The whole wish, as it is posted. `desired` is null when the flag is to be put away. */
export function message(binding: ControlBinding, wish: Wish | null, operation: Operation): string {
  const { route, flagKey, options } = binding;
  const { opId, comment, expectRevision } = operation;
  return canonicalText({
    version: 1,
    operation: { id: opId, comment, expectRevision: expectRevision ?? null },
    route,
    flagKey,
    options,
    desired: wish && {
      baseline: { digest: wish.baseline.digest, value: servedValue(wish.baseline) },
      candidate: wish.candidate && {
        digest: wish.candidate.digest,
        value: servedValue(wish.candidate),
      },
      candidateBp: wish.candidateBp,
      audience: wish.audience,
      bucketBy: wish.bucketBy,
      salt: wish.salt,
    },
  });
}

/**
 * The headers that prove who sent a body and when: HMAC-SHA256 with the shared secret over the time (Unix seconds), a
 * dot, and the body as sent (empty for a question).
 */
export function signed(secret: string, body: string, now: number): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1000));
  const mac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { 'x-routegate-timestamp': timestamp, 'x-routegate-signature': `sha256=${mac}` };
}
