import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type JsonAnswer, type JsonRequest, startJsonServer } from './json-server.ts';
import type { Person } from './route-control-contract.ts';

const constraint = z.object({
  contextName: z.string(),
  operator: z.enum(['IN', 'NOT_IN', 'REGEX']),
  values: z.array(z.string()).default([]),
  value: z.string().optional(),
});
const variant = z.object({
  name: z.string(),
  weight: z.number().int().min(0).max(1000),
  weightType: z.enum(['fix', 'variable']),
  stickiness: z.string(),
  payload: z.object({ type: z.literal('json'), value: z.string() }),
});
const strategy = z.object({
  name: z.literal('flexibleRollout'),
  title: z.string().optional(),
  disabled: z.boolean().default(false),
  sortOrder: z.number().optional(),
  parameters: z.object({ rollout: z.string(), stickiness: z.string(), groupId: z.string() }),
  constraints: z.array(constraint).default([]),
  segments: z.array(z.number()).default([]),
  variants: z.array(variant).default([]),
});
export type FakeStrategy = z.output<typeof strategy> & { id: string };
interface FakeFeature {
  archived: boolean;
  enabled: boolean;
  strategies: FakeStrategy[];
}

const failure = (status: number, name: string, message: string): JsonAnswer => ({
  status,
  body: { name, message, details: [{ message }] },
});

/** Two variants in the order of their names, which is how Unleash keeps them, whatever order they came in. */
const stored = (id: string, given: z.output<typeof strategy>): FakeStrategy => ({
  ...given,
  id,
  variants: given.variants.toSorted((left, right) => left.name.localeCompare(right.name)),
});

const bucketOf = (seed: string): number =>
  (createHash('sha256').update(seed).digest().readUInt32BE(0) % 1000) + 1;

function holds(each: z.output<typeof constraint>, value: string | undefined): boolean {
  if (each.operator === 'REGEX') return value !== undefined && new RegExp(each.value ?? '').test(value);
  return each.values.some((listed) => listed === value) === (each.operator === 'IN');
}

/** What Unleash 8 was seen to do with features, strategies and its errors, for one project and one environment. */
export class FakeUnleash {
  readonly features = new Map<string, FakeFeature>();
  readonly #adminToken: string;
  #ids = 0;

  constructor(adminToken: string) {
    this.#adminToken = adminToken;
  }

  start() {
    return startJsonServer((request) => this.answer(request));
  }

  answer(request: JsonRequest): JsonAnswer {
    const [api, area, ...rest] = request.parts;
    if (api !== 'api') return failure(404, 'NotFoundError', 'No such path');
    if (area === 'frontend') return { status: 200, body: { toggles: this.#toggles(request.body) } };
    if (request.headers.authorization !== this.#adminToken)
      return failure(401, 'UnauthorizedError', 'You must log in to use Unleash.');
    return this.#admin(request, rest);
  }

  /** The variant that somebody gets, as Unleash's clients decide it; null where the feature is off for them. */
  variantFor(name: string, person: Person): { readonly name: string; readonly value: string } | null {
    const feature = this.features.get(name);
    if (!feature || feature.archived || !feature.enabled) return null;
    const context: Record<string, string> = { ...person, userId: person.targetingKey };
    const inOrder = feature.strategies.toSorted(
      (one, other) => (one.sortOrder ?? 0) - (other.sortOrder ?? 0),
    );
    for (const { disabled, constraints, parameters, variants } of inOrder) {
      const key = parameters.stickiness === 'random' ? `${Math.random()}` : context[parameters.stickiness];
      if (disabled || !key || !constraints.every((each) => holds(each, context[each.contextName]))) continue;
      const target = bucketOf(`${parameters.groupId}:${key}`);
      let counted = 0;
      const chosen = variants.find(({ weight }) => {
        counted += weight;
        return weight > 0 && counted >= target;
      });
      return chosen ? { name: chosen.name, value: chosen.payload.value } : null;
    }
    return null;
  }

  #toggles(body: unknown) {
    const asked = z.object({
      context: z.object({ userId: z.string(), properties: z.record(z.string(), z.string()) }),
    });
    const { userId, properties } = asked.parse(body).context;
    return [...this.features.keys()].flatMap((name) => {
      const chosen = this.variantFor(name, { ...properties, targetingKey: userId });
      return chosen ? [{ name, enabled: true, variant: { name: chosen.name, enabled: true } }] : [];
    });
  }

  #admin(request: JsonRequest, [area, ...parts]: readonly string[]): JsonAnswer {
    if (area === 'environments')
      return { status: 200, body: { environments: [{ name: 'production', enabled: true, visible: true }] } };
    if (area === 'archive') return this.#revive(parts[1] ?? '');
    const [project, section, name, ...more] = parts;
    if (area !== 'projects' || project !== 'default')
      return failure(404, 'NotFoundError', 'No project found');
    if (section === 'overview') return { status: 200, body: { name: 'Default' } };
    if (name === undefined) return this.#create(request.body);
    const feature = this.features.get(name);
    if (!feature || feature.archived)
      return failure(404, 'NotFoundError', `There's no feature named "${name}" in project "default".`);
    return this.#feature(request, name, feature, more);
  }

  #create(body: unknown): JsonAnswer {
    const { name } = z.object({ name: z.string(), type: z.literal('release') }).parse(body);
    const known = this.features.get(name);
    if (known?.archived)
      return failure(409, 'NameExistsError', 'An archived flag with that name already exists');
    if (known) return failure(409, 'NameExistsError', 'A flag with that name already exists');
    this.features.set(name, { archived: false, enabled: false, strategies: [] });
    return { status: 201, body: { name } };
  }

  #revive(name: string): JsonAnswer {
    const feature = this.features.get(name);
    if (feature) Object.assign(feature, { archived: false, enabled: false });
    return { status: 200 };
  }

  #feature(
    request: JsonRequest,
    name: string,
    feature: FakeFeature,
    [, environment, action, id]: readonly string[],
  ): JsonAnswer {
    if (environment === undefined && request.method === 'GET')
      return {
        status: 200,
        body: {
          name,
          archived: false,
          environments: [{ name: 'production', enabled: feature.enabled, strategies: feature.strategies }],
          dependencies: [],
          lastSeenAt: Date.now(),
        },
      };
    if (environment === undefined) {
      feature.archived = true;
      return { status: 202 };
    }
    if (environment !== 'production') return failure(404, 'NotFoundError', 'Could not find environment');
    if (action === 'on' || action === 'off') {
      feature.enabled = action === 'on';
      return { status: 200 };
    }
    return this.#strategy(request, feature, id);
  }

  #strategy({ method, body }: JsonRequest, feature: FakeFeature, id: string | undefined): JsonAnswer {
    const index = feature.strategies.findIndex((each) => each.id === id);
    const current = feature.strategies[index];
    if (id !== undefined && !current)
      return failure(404, 'NotFoundError', `Could not find strategy with id=${id}`);
    if (method === 'DELETE') {
      feature.strategies.splice(index, 1);
      return { status: 200 };
    }
    if (method === 'PATCH' && current) {
      current.disabled = true;
      return { status: 200, body: current };
    }
    const given = strategy.parse(body);
    if (given.variants.length > 0 && !given.variants.some(({ weightType }) => weightType === 'variable'))
      return failure(400, 'BadDataError', 'There must be at least one "variable" variant');
    if (current) {
      feature.strategies[index] = stored(current.id, given);
      return { status: 200, body: feature.strategies[index] };
    }
    this.#ids += 1;
    const added = stored(`strategy-${this.#ids}`, given);
    feature.strategies.push(added);
    return { status: 200, body: added };
  }
}
