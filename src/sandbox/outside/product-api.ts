import { z } from 'zod';
import { Asker, type Reply } from './ask.ts';

/** Where the product listens, and the token that lets the company's systems in. */
export interface ProductAddress {
  readonly url: string;
  readonly token: string;
}

/** The product did not do what it was asked to. The message is a sentence for the page. */
export class ProductError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProductError';
  }
}

const answerMs = 5000;

const modelSchema = z.object({ name: z.string(), version: z.string().nullish() });
const flagSchema = z.object({
  key: z.string(),
  variant: z.string().optional(),
  value: z.looseObject({ model: modelSchema.nullish().catch(null) }).optional(),
});
const flagsSchema = z.object({ flags: z.array(flagSchema) });
export type EvaluatedFlag = z.output<typeof flagSchema>;

const guardrailSchema = z.object({
  metric: z.string(),
  limit: z.enum(['at_most', 'at_least']),
  value: z.number(),
  unit: z.string().optional(),
  on_breach: z.enum(['pause', 'roll_back']),
});
export type SeenGuardrail = z.output<typeof guardrailSchema>;

const routeSchema = z.object({
  id: z.string(),
  baseline: z.object({ audience: z.string(), model: z.object({ primary: modelSchema }) }).nullable(),
  rollout: z
    .object({
      request: z.string(),
      status: z.enum(['moving', 'live', 'paused', 'rolling_back']),
      step: z.number(),
      plan: z.array(z.object({ stage: z.string() })),
      wished_percent: z.number(),
      verified: z.boolean(),
      guardrails: z.array(guardrailSchema),
    })
    .nullable(),
  last_rollout: z
    .object({
      request: z.string(),
      outcome: z.enum(['complete', 'rolled_back']),
      from_percent: z.number(),
      took_ms: z.number(),
    })
    .nullable(),
});
export type SeenRoute = z.output<typeof routeSchema>;

function jsonOf({ status, text }: Reply): unknown {
  if (status >= 200 && status < 300) return JSON.parse(text);
  throw new ProductError(`Routegate answered ${status}.`);
}

export interface SentReading {
  readonly metric: string;
  readonly value: number | null;
}

/** The product as the company's other systems know it: by what it answers over HTTP. */
export class ProductApi {
  readonly #asker: Asker;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ url, token }: ProductAddress) {
    this.#asker = new Asker(url, answerMs);
    this.#headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  }

  /** What each flag says of somebody. Throws a {@link ProductError}. */
  async evaluate(context: Readonly<Record<string, string>>): Promise<readonly EvaluatedFlag[]> {
    return flagsSchema.parse(jsonOf(await this.#ask('/ofrep/v1/evaluate/flags', { context }))).flags;
  }

  /** A route as it is; null where there is none. Throws a {@link ProductError}. */
  async route(id: string): Promise<SeenRoute | null> {
    const reply = await this.#ask(`/api/v1/routes/${encodeURIComponent(id)}`);
    return reply.status === 404 ? null : routeSchema.parse(jsonOf(reply));
  }

  /** Throws a {@link ProductError}. */
  async report(route: string, readings: readonly SentReading[]): Promise<void> {
    const path = `/api/v1/routes/${encodeURIComponent(route)}/readings`;
    jsonOf(await this.#ask(path, { source: 'monitoring', readings }));
  }

  /** Throws a {@link ProductError}. */
  async alert(message: object): Promise<void> {
    jsonOf(await this.#ask('/webhooks/alertmanager', message));
  }

  /** When the product's next timer is over, epoch ms; null while none runs. Throws a {@link ProductError}. */
  async nextTimer(): Promise<number | null> {
    const { text } = await this.#ask('/metrics');
    const moments = [...text.matchAll(/^routegate_next_timer_timestamp_seconds\{[^}]*\} (\S+)$/gm)];
    const times = moments.map(([, seconds]) => Number(seconds) * 1000);
    return times.length > 0 ? Math.min(...times) : null;
  }

  close(): void {
    this.#asker.close();
  }

  async #ask(path: string, body?: object): Promise<Reply> {
    try {
      return await this.#asker.ask({
        path,
        headers: this.#headers,
        ...(body && { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new ProductError('Routegate does not answer.', { cause });
    }
  }
}
