import { type FallbackMap, fallbackMap, type RegisteredRoute } from '../domain/fallback/catalog.ts';
import { type Finding, findingsOf, unapprovedAmong } from '../domain/fallback/findings.ts';
import type { Model, Packet, Proposal } from '../domain/packet/schema.ts';
import type { Policy } from '../domain/policy.ts';
import type { RequestCommand } from '../domain/request/commands.ts';
import type { Route } from '../domain/route/route.ts';
import { localDate } from '../domain/working-time.ts';
import type { Store, WantedModel } from '../ports/store.ts';

/** What a packet's fallbacks lead to, through the routes that are registered and the models of the policy. */
export interface FallbackReach {
  readonly map: FallbackMap;
  /** All of them, the nearest first. */
  readonly findings: readonly Finding[];
  /** What a fallback can reach and nobody approved, each once and by name. */
  readonly unapproved: readonly string[];
}

export interface ReachSources {
  /** Null where there is no database: then nothing is said of names that may be routes. */
  readonly store: Pick<Store, 'route' | 'routeCalled' | 'servedModel'> | null;
  /** The moment of the question, epoch ms. */
  readonly at: number;
  readonly policy: () => Policy;
}

/** More than this is not looked up for one packet, and counts as not approved. */
const mostLookups = 300;

const registered = ({ id, baseline, retired }: Route): RegisteredRoute => ({
  id,
  packet: baseline,
  retired: retired !== null,
});

const keyOf = ({ name, version, provider }: WantedModel): string => JSON.stringify([name, version, provider]);

const wantedModel = (name: string, provider?: string, version?: string): WantedModel =>
  version === undefined ? { name } : { name, version, provider };

/** What is known so far, and what was asked for and is not looked up yet. */
class Survey {
  readonly #routes: RegisteredRoute[];
  readonly #served: Model[] = [];
  readonly #beyond = new Set<string>();
  readonly #lookedUp = new Set<string>();
  #names = new Set<string>();
  #models = new Map<string, WantedModel>();

  constructor(packet: Packet) {
    // Whoever falls back to the route that is asked about gets what is proposed.
    this.#routes = [{ id: packet.route, packet }];
  }

  map({ store, at, policy }: ReachSources): FallbackMap {
    const { models, modelsAreComplete, workingHours } = policy();
    const today = localDate(at, workingHours.timeZone);
    const options = {
      complete: modelsAreComplete,
      served: this.#served,
      beyond: this.#beyond,
      knowsRoutes: store !== null,
    };
    return fallbackMap(this.#routes, models, today, options);
  }

  /** The same map, which notes what it is asked for. */
  noting(map: FallbackMap): FallbackMap {
    return {
      ...map,
      routeNamed: (name) => {
        const route = map.routeNamed(name);
        if (!route && !this.#lookedUp.has(name)) this.#names.add(name);
        return route;
      },
      modelNamed: (...named) => {
        const entry = map.modelNamed(...named);
        const wanted = wantedModel(...named);
        const key = keyOf(wanted);
        const isOpen = !map.hasCatalog && entry?.approved === undefined;
        if (isOpen && !this.#lookedUp.has(key)) this.#models.set(key, wanted);
        return entry;
      },
    };
  }

  /** Looks up what was noted; false where nothing was. */
  async lookUp(store: NonNullable<ReachSources['store']>): Promise<boolean> {
    const [names, models] = [this.#names, this.#models];
    this.#names = new Set();
    this.#models = new Map();
    for (const name of names) {
      if (!this.#mayLookUp(name, name)) continue;
      const route = (await store.route(name))?.state ?? (await store.routeCalled(name));
      if (route && !this.#routes.some(({ id }) => id === route.id)) this.#routes.push(registered(route));
    }
    for (const [key, wanted] of models) {
      if (!this.#mayLookUp(key, wanted.name)) continue;
      const model = await store.servedModel(wanted);
      if (model) this.#served.push(model);
    }
    return names.size + models.size > 0;
  }

  #mayLookUp(key: string, name: string): boolean {
    const may = this.#lookedUp.size < mostLookups;
    if (!may) this.#beyond.add(name);
    this.#lookedUp.add(key);
    return may;
  }
}

/**
 * Follows the fallbacks of a packet through the store by name, step by step: the cost grows with what can be reached,
 * never with how many routes there are. Throws a Fault where the store does not answer.
 */
export async function fallbackReach(packet: Packet, sources: ReachSources): Promise<FallbackReach> {
  const { store } = sources;
  const survey = new Survey(packet);
  for (;;) {
    const map = survey.map(sources);
    const findings = findingsOf(packet, store ? survey.noting(map) : map);
    if (store && (await survey.lookUp(store))) continue;
    return { map, findings, unapproved: unapprovedAmong(findings) };
  }
}

/** What there is to say of a proposal's fallbacks; nothing where the route is to be taken out of service. */
export const fallbackFindings = async (
  { packet, change }: Pick<Proposal, 'packet' | 'change'>,
  sources: ReachSources,
): Promise<readonly Finding[]> =>
  change.kind === 'retirement' ? [] : (await fallbackReach(packet, sources)).findings;

/** The same for a command; nothing where it proposes nothing. */
export const fallbacksProposed = async (
  command: RequestCommand,
  sources: ReachSources,
): Promise<readonly Finding[]> => ('proposal' in command ? fallbackFindings(command.proposal, sources) : []);
