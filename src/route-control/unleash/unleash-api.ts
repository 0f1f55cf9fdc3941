import { z } from 'zod';
import { ControlFault, type Verification } from '../../ports/route-control.ts';
import { Backend, type BackendRequest, pathOf } from '../http.ts';
import { type Probe, probesFor } from '../probe.ts';
import { targetingKey, type Wish } from '../wish.ts';
import { type Feature, featureSchema, type StrategyWish } from './feature.ts';

export interface UnleashSettings {
  /** Where Unleash is, such as `https://unleash.example.com` (without `/api`). */
  readonly url: string;
  /** An admin or service-account token that may change features. */
  readonly token: string;
  /** A frontend token of the project and environment: with it, what is served can be asked. */
  readonly frontendToken?: string | undefined;
  readonly timeoutMs?: number;
}

/** A feature in one environment of one project. */
export interface Place {
  readonly project: string;
  readonly environment: string;
  readonly feature: string;
}

const probeCount = 40;
const probesAtOnce = 8;

const environmentsSchema = z.looseObject({
  environments: z.array(z.looseObject({ name: z.string(), visible: z.boolean().nullish() })),
});
const togglesSchema = z.looseObject({
  toggles: z.array(
    z.looseObject({ name: z.string(), variant: z.looseObject({ name: z.string() }).nullish() }),
  ),
});

/** Unleash's admin API (and its frontend API, for asking what is served), as far as routes need it. */
export class UnleashApi {
  readonly canProbe: boolean;
  readonly #admin: Backend;
  readonly #frontend: Backend | null;

  constructor({ url, token, frontendToken, timeoutMs }: UnleashSettings) {
    const backend = (authorization: string) =>
      new Backend({
        system: 'Unleash',
        baseUrl: url,
        headers: { authorization },
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
    this.#admin = backend(token);
    this.#frontend = frontendToken ? backend(frontendToken) : null;
    this.canProbe = this.#frontend !== null;
  }

  /** Throws `not_found` with what to do where the project does not have the environment. */
  async checkEnvironment({ project, environment }: Place, signal: AbortSignal): Promise<void> {
    const overview = pathOf('api', 'admin', 'projects', project, 'overview');
    await this.#admin.send({ method: 'GET', path: overview, signal });
    const path = pathOf('api', 'admin', 'environments', 'project', project);
    const { environments } = await this.#read(environmentsSchema, { method: 'GET', path, signal });
    if (environments.some(({ name, visible }) => name === environment && visible !== false)) return;
    throw noEnvironment(environment, project);
  }

  /** The feature; null where it is not there or archived. */
  async feature(place: Place, signal: AbortSignal): Promise<Feature | null> {
    let feature: z.output<typeof featureSchema>;
    try {
      feature = await this.#read(featureSchema, { method: 'GET', path: featurePath(place), signal });
    } catch (error) {
      if (error instanceof ControlFault && error.kind === 'not_found') return null;
      throw error;
    }
    if (feature.archived) return null;
    const environment = feature.environments.find(({ name }) => name === place.environment);
    if (!environment) throw noEnvironment(place.environment, place.project);
    const strategies = environment.strategies.toSorted(
      (left, right) => (left.sortOrder ?? 0) - (right.sortOrder ?? 0),
    );
    return { enabled: environment.enabled, dependencies: feature.dependencies ?? [], strategies };
  }

  /** Makes the feature, or brings it back from the archive. Throws `conflict` where another project has the name. */
  async make(place: Place, signal: AbortSignal): Promise<Feature> {
    const path = pathOf('api', 'admin', 'projects', place.project, 'features');
    const body = {
      name: place.feature,
      type: 'release',
      description: 'A model route, steered by Routegate.',
    };
    try {
      await this.#admin.send({ method: 'POST', path, body, signal });
    } catch (error) {
      if (!(error instanceof ControlFault) || error.kind !== 'conflict') throw error;
      const revive = pathOf('api', 'admin', 'archive', 'revive', place.feature);
      if (!(await this.feature(place, signal)))
        await this.#admin.send({ method: 'POST', path: revive, signal });
    }
    const made = await this.feature(place, signal);
    if (made) return made;
    throw new ControlFault('conflict', `Another project of Unleash has a feature called ${place.feature}.`, {
      remedy: 'Give the route another flag key, or name that project in its binding.',
    });
  }

  addStrategy(place: Place, body: StrategyWish, signal: AbortSignal) {
    return this.#admin.send({ method: 'POST', path: strategiesPath(place), body, signal });
  }

  putStrategy(place: Place, id: string, body: StrategyWish, signal: AbortSignal) {
    return this.#admin.send({ method: 'PUT', path: strategiesPath(place) + pathOf(id), body, signal });
  }

  disableStrategy(place: Place, id: string, signal: AbortSignal) {
    const body = [{ op: 'replace', path: '/disabled', value: true }];
    return this.#admin.send({ method: 'PATCH', path: strategiesPath(place) + pathOf(id), body, signal });
  }

  deleteStrategy(place: Place, id: string, signal: AbortSignal) {
    return this.#admin.send({ method: 'DELETE', path: strategiesPath(place) + pathOf(id), signal });
  }

  switchOn(place: Place, signal: AbortSignal) {
    return this.#admin.send({ method: 'POST', path: `${environmentPath(place)}/on`, signal });
  }

  archive(place: Place, signal: AbortSignal) {
    return this.#admin.send({ method: 'DELETE', path: featurePath(place), signal });
  }

  /** Asks the frontend API about people in the audience; null without a token for it. */
  async measured(place: Place, wish: Wish, signal: AbortSignal): Promise<Verification['data']> {
    const probes = this.#frontend ? probesFor(wish, probeCount) : null;
    if (!probes) return null;
    const waiting = [...probes];
    let onCandidate = 0;
    const askNext = async () => {
      for (let probe = waiting.pop(); probe; probe = waiting.pop())
        if ((await this.#variantFor(place, probe, signal)) === 'candidate') onCandidate += 1;
    };
    await Promise.all(Array.from({ length: probesAtOnce }, askNext));
    return { asked: probes.length, share: onCandidate / probes.length };
  }

  async #variantFor({ feature }: Place, probe: Probe, signal: AbortSignal): Promise<string | null> {
    const { [targetingKey]: userId, ...properties } = probe;
    const body = { context: { userId, properties } };
    const path = '/api/frontend';
    const request = { method: 'POST', path, body, signal, writes: false } as const;
    const { toggles } = await this.#read(togglesSchema, request, this.#frontend ?? this.#admin);
    return toggles.find(({ name }) => name === feature)?.variant?.name ?? null;
  }

  async #read<S extends z.ZodType>(
    schema: S,
    request: BackendRequest,
    backend = this.#admin,
  ): Promise<z.output<S>> {
    const checked = schema.safeParse((await backend.send(request)).body);
    if (checked.success) return checked.data;
    throw new ControlFault('invalid', 'What answers is not the Unleash that was expected.', {
      remedy: 'Check the URL of Unleash; Unleash 7 or later is needed.',
      cause: checked.error,
    });
  }
}

const featurePath = ({ project, feature }: Place): string =>
  pathOf('api', 'admin', 'projects', project, 'features', feature);
const environmentPath = (place: Place): string =>
  featurePath(place) + pathOf('environments', place.environment);
const strategiesPath = (place: Place): string => `${environmentPath(place)}/strategies`;

const noEnvironment = (environment: string, project: string): ControlFault =>
  new ControlFault('not_found', `Unleash's project ${project} has no environment ${environment}.`, {
    remedy: `Enable ${environment} in the settings of the project, or name another environment in the binding.`,
  });
