import { z } from 'zod';
import { ControlFault, type ControlFaultKind, type Verification } from '../../ports/route-control.ts';
import { type Answer, Backend, type BackendRequest, type Explained, pathOf } from '../http.ts';
import { probesFor } from '../probe.ts';
import { targetingKey, type Wish } from '../wish.ts';
import { type Flag, flagSchema, type TargetingWish, type VariationWish } from './flag.ts';

export interface FeatBitSettings {
  /** Where FeatBit's API is, such as `https://featbit-api.example.com`. */
  readonly url: string;
  /** An access token (`api-…`) that may create flags and change targeting, variations and the off variation. */
  readonly token: string;
  /** The evaluation server and an environment's secret: with them, what is served can be asked. */
  readonly evaluation?: { readonly url: string; readonly secret: string } | undefined;
  readonly timeoutMs?: number;
}

/** A flag in one environment. */
export interface Place {
  readonly environment: string;
  readonly key: string;
}

const probeCount = 40;
const probesAtOnce = 8;

const kinds: Readonly<Record<string, ControlFaultKind>> = {
  Conflict: 'conflict',
  ResourceNotFound: 'not_found',
  Forbidden: 'forbidden',
  Unauthorized: 'unauthorized',
  InternalServerError: 'unavailable',
};

const envelopeSchema = z.looseObject({ success: z.boolean(), errors: z.array(z.string()).nullish() });

/** FeatBit says in the body whether it did what was asked, with status 200 even where it did not. */
function explain({ status, body }: Answer): Explained | null {
  const envelope = envelopeSchema.safeParse(body);
  if (!envelope.success || envelope.data.success || status >= 300) return null;
  const [error = 'something unsaid'] = envelope.data.errors ?? [];
  return {
    kind: kinds[error] ?? 'invalid',
    message: `FeatBit refused what was sent: ${error.slice(0, 200)}.`,
  };
}

const evaluationSchema = z.array(
  z.looseObject({ key: z.string(), variation: z.looseObject({ id: z.string().nullish() }) }),
);

/** FeatBit's API (and its evaluation server, for asking what is served), as far as routes need it. */
export class FeatBitApi {
  readonly canProbe: boolean;
  readonly #api: Backend;
  readonly #evaluation: Backend | null;

  constructor({ url, token, evaluation, timeoutMs }: FeatBitSettings) {
    const limits = timeoutMs === undefined ? {} : { timeoutMs };
    const headers = (authorization: string) => ({ headers: { authorization } });
    this.#api = new Backend({ system: 'FeatBit', baseUrl: url, explain, ...headers(token), ...limits });
    this.#evaluation = evaluation
      ? new Backend({
          system: "FeatBit's evaluation server",
          baseUrl: evaluation.url,
          ...headers(evaluation.secret),
          ...limits,
        })
      : null;
    this.canProbe = this.#evaluation !== null;
  }

  async checkEnvironment({ environment }: Place, signal: AbortSignal): Promise<void> {
    await this.#api.send({ method: 'GET', path: `${flagsPath(environment)}?pageIndex=0&pageSize=1`, signal });
  }

  /** The flag, archived or not; null where it is not there. */
  async flag(place: Place, signal: AbortSignal): Promise<Flag | null> {
    try {
      return await this.#data(flagSchema, { method: 'GET', path: flagPath(place), signal });
    } catch (error) {
      if (error instanceof ControlFault && error.kind === 'not_found') return null;
      throw error;
    }
  }

  /** Makes a flag that is on, and serves the baseline to everybody whether it is on or off. */
  create(
    { environment, key }: Place,
    variations: readonly VariationWish[],
    signal: AbortSignal,
  ): Promise<Flag> {
    const body = {
      envId: environment,
      name: key,
      key,
      isEnabled: true,
      description: 'A model route, steered by Routegate.',
      variationType: 'json',
      variations,
      enabledVariationId: 'baseline',
      disabledVariationId: 'baseline',
      tags: ['routegate'],
    };
    return this.#data(flagSchema, { method: 'POST', path: flagsPath(environment), body, signal });
  }

  /** Each write answers with the flag's next revision, and is refused with `conflict` unless it names the last one. */
  putVariations(
    place: Place,
    revision: string,
    variations: readonly object[],
    comment: string,
    signal: AbortSignal,
  ): Promise<string> {
    return this.#put(place, 'variations', { revision, variations, comment }, signal);
  }

  putTargeting(
    place: Place,
    revision: string,
    targeting: TargetingWish,
    comment: string,
    signal: AbortSignal,
  ): Promise<string> {
    return this.#put(place, 'targeting', { revision, targeting, comment }, signal);
  }

  putOffVariation(place: Place, revision: string, comment: string, signal: AbortSignal): Promise<string> {
    return this.#put(place, 'off-variation', { revision, offVariationId: 'baseline', comment }, signal);
  }

  switchOn(place: Place, comment: string, signal: AbortSignal): Promise<string> {
    return this.#put(place, 'toggle/true', { comment }, signal);
  }

  async archive(place: Place, comment: string, signal: AbortSignal): Promise<void> {
    await this.#api.send({ method: 'PUT', path: `${flagPath(place)}/archive`, body: { comment }, signal });
  }

  async restore(place: Place, comment: string, signal: AbortSignal): Promise<void> {
    await this.#api.send({ method: 'PUT', path: `${flagPath(place)}/restore`, body: { comment }, signal });
  }

  /** Asks the evaluation server about people in the audience; null without a secret for it. */
  async measured({ key }: Place, wish: Wish, signal: AbortSignal): Promise<Verification['data']> {
    const evaluation = this.#evaluation;
    const probes = evaluation ? probesFor(wish, probeCount) : null;
    if (!evaluation || !probes) return null;
    const waiting = [...probes];
    let onCandidate = 0;
    const askNext = async () => {
      for (let probe = waiting.pop(); probe; probe = waiting.pop()) {
        const { [targetingKey]: keyId, ...attributes } = probe;
        const customizedProperties = Object.entries(attributes).map(([name, value]) => ({ name, value }));
        const user = { keyId, name: keyId, customizedProperties };
        const body = { user, filter: { keys: [key] } };
        const path = '/api/public/featureflag/evaluate';
        const answer = await evaluation.send({ method: 'POST', path, body, signal, writes: false });
        const [served] = checked(evaluationSchema, answer.body);
        if (served?.variation.id === 'candidate') onCandidate += 1;
      }
    };
    await Promise.all(Array.from({ length: probesAtOnce }, askNext));
    return { asked: probes.length, share: onCandidate / probes.length };
  }

  #put(place: Place, what: string, body: object, signal: AbortSignal): Promise<string> {
    return this.#data(z.string(), { method: 'PUT', path: `${flagPath(place)}/${what}`, body, signal });
  }

  async #data<T>(schema: z.ZodType<T>, request: BackendRequest): Promise<T> {
    const { body } = await this.#api.send(request);
    return checked(z.looseObject({ data: schema }), body).data;
  }
}

function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new ControlFault('invalid', 'What answers is not the FeatBit that was expected.', {
    remedy: 'Check the URLs of FeatBit: the API and the evaluation server are two.',
    cause: result.error,
  });
}

const flagsPath = (environment: string): string => pathOf('api', 'v1', 'envs', environment, 'feature-flags');
const flagPath = ({ environment, key }: Place): string => flagsPath(environment) + pathOf(key);
