import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type JsonAnswer, type JsonRequest, startJsonServer } from './json-server.ts';
import type { Person } from './route-control-contract.ts';

const rule = z.object({
  attribute: z.string(),
  operator: z.enum(['in', 'not_in']),
  values: z.array(z.string()),
});
const variant = z.object({ digest: z.string(), value: z.looseObject({ digest: z.string() }) });
const wish = z.strictObject({
  version: z.literal(1),
  operation: z.strictObject({ id: z.string(), comment: z.string(), expectRevision: z.string().nullable() }),
  route: z.string(),
  flagKey: z.string(),
  options: z.record(z.string(), z.string()),
  desired: z
    .strictObject({
      baseline: variant,
      candidate: variant.nullable(),
      candidateBp: z.number(),
      audience: z.array(rule),
      bucketBy: z.string(),
      salt: z.string(),
    })
    .nullable(),
});
type Held = NonNullable<z.output<typeof wish>['desired']> & { revision: number };

const complaint = (status: number, kind: string, message: string): JsonAnswer => ({
  status,
  body: { error: { kind, message } },
});

/** A gateway of one's own, as somebody would write it from the description of the webhook. */
export class FakeGateway {
  readonly held = new Map<string, Held>();
  /** Bodies of everything that was posted and accepted. */
  readonly posted: z.output<typeof wish>[] = [];
  /** Says yes at once, and does it when told to. */
  slow = false;
  readonly #secret: string;
  #revision = 0;
  #waiting: (() => void)[] = [];

  constructor(secret: string) {
    this.#secret = secret;
  }

  start() {
    return startJsonServer((request) => this.answer(request));
  }

  /** Does everything that it said yes to. */
  catchUp(): void {
    for (const work of this.#waiting.splice(0)) work();
  }

  /** The digest that somebody is served; null for an unknown flag. */
  served(flagKey: string, person: Person): string | null {
    const held = this.held.get(flagKey);
    if (!held) return null;
    const { candidate, baseline, candidateBp, audience, bucketBy, salt } = held;
    const inside = audience.every(({ attribute, operator, values }) => {
      const value = person[attribute];
      return value !== undefined && values.includes(value) === (operator === 'in');
    });
    const bucket =
      createHash('sha256').update(`${salt}${person[bucketBy]}`).digest().readUInt32BE(0) % 10_000;
    return candidate && inside && bucket < candidateBp ? candidate.digest : baseline.digest;
  }

  answer({ method, headers, text, body, query }: JsonRequest): JsonAnswer {
    if (!this.#isSigned(headers, text))
      return complaint(401, 'unauthorized', 'The signature is wrong or old.');
    if (method === 'GET') return { status: 200, body: this.#state(query.get('flagKey') ?? '') };
    const given = wish.safeParse(body);
    if (!given.success) return complaint(400, 'invalid', 'This is not a wish.');
    return this.#take(given.data);
  }

  #take(given: z.output<typeof wish>): JsonAnswer {
    const { operation, flagKey, desired } = given;
    const known = this.held.get(flagKey);
    const { expectRevision } = operation;
    if (expectRevision !== null && expectRevision !== String(known?.revision))
      return complaint(409, 'conflict', 'It was changed since.');
    this.posted.push(given);
    const work = () => {
      this.#revision += 1;
      if (desired) this.held.set(flagKey, { ...desired, revision: this.#revision });
      else this.held.delete(flagKey);
    };
    if (this.slow) this.#waiting.push(work);
    else work();
    return { status: this.slow ? 202 : 200, body: {} };
  }

  #state(flagKey: string) {
    const held = this.held.get(flagKey);
    if (!held) return { exists: false };
    const { baseline, candidate, revision, ...rest } = held;
    return {
      exists: true,
      ...rest,
      baselineDigest: baseline.digest,
      candidateDigest: candidate?.digest ?? null,
      revision: String(revision),
    };
  }

  #isSigned(headers: JsonRequest['headers'], text: string): boolean {
    const timestamp = String(headers['x-routegate-timestamp']);
    const expected = `sha256=${createHmac('sha256', this.#secret).update(`${timestamp}.${text}`).digest('hex')}`;
    const given = String(headers['x-routegate-signature']);
    const fresh = Math.abs(Date.now() / 1000 - Number(timestamp)) < 300;
    return (
      fresh && given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected))
    );
  }
}
