import { z } from 'zod';

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

export interface SentReading {
  readonly metric: string;
  readonly value: number | null;
}

/** The product as the company's other systems know it: by what it answers over HTTP. */
export class ProductApi {
  readonly #address: ProductAddress;
  readonly #closing = new AbortController();

  constructor(address: ProductAddress) {
    this.#address = address;
  }

  /** What each flag says of somebody. Throws a {@link ProductError}. */
  async evaluate(context: Readonly<Record<string, string>>): Promise<readonly EvaluatedFlag[]> {
    return flagsSchema.parse(await this.#json('/ofrep/v1/evaluate/flags', { context })).flags;
  }

  /** A route as it is; null where there is none. Throws a {@link ProductError}. */
  async route(id: string): Promise<SeenRoute | null> {
    const response = await this.#ask(`/api/v1/routes/${encodeURIComponent(id)}`);
    if (response.status === 404) {
      await response.body?.cancel();
      return null;
    }
    return routeSchema.parse(await this.#bodyOf(response));
  }

  /** Throws a {@link ProductError}. */
  async report(route: string, readings: readonly SentReading[]): Promise<void> {
    await this.#json(`/api/v1/routes/${encodeURIComponent(route)}/readings`, {
      source: 'monitoring',
      readings,
    });
  }

  /** Throws a {@link ProductError}. */
  async alert(message: object): Promise<void> {
    await this.#json('/webhooks/alertmanager', message);
  }

  /** When the product's next timer is over, epoch ms; null while none runs. Throws a {@link ProductError}. */
  async nextTimer(): Promise<number | null> {
    const response = await this.#ask('/metrics');
    const text = await response.text();
    const moments = [...text.matchAll(/^routegate_next_timer_timestamp_seconds\{[^}]*\} (\S+)$/gm)];
    const times = moments.map(([, seconds]) => Number(seconds) * 1000);
    return times.length > 0 ? Math.min(...times) : null;
  }

  close(): void {
    this.#closing.abort();
  }

  async #json(path: string, body: object): Promise<unknown> {
    return this.#bodyOf(await this.#ask(path, body));
  }

  async #ask(path: string, body?: object): Promise<Response> {
    const { url, token } = this.#address;
    try {
      return await fetch(`${url}${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(answerMs)]),
      });
    } catch (cause) {
      throw new ProductError('Routegate does not answer.', { cause });
    }
  }

  async #bodyOf(response: Response): Promise<unknown> {
    if (!response.ok) {
      await response.body?.cancel();
      throw new ProductError(`Routegate answered ${response.status}.`);
    }
    return response.json();
  }
}
