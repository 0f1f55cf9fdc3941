import type { Model, Packet } from '../packet/schema.ts';
import type { ModelStatus } from '../words.ts';

/** What the company knows of models and routes beside the packet in question; all of it is given, none is looked up. */

/** A model as the company's list has it. */
export interface CatalogModel {
  readonly name: string;
  /** Left out: all providers' and all versions of this name. */
  readonly provider?: string;
  readonly version?: string;
  /** False, and absence from the list, mean that nobody approved it. */
  readonly approved: boolean;
  readonly status: ModelStatus;
  /** Nobody may use it, whoever else approved it. */
  readonly denied?: boolean;
  /** Where it answers, such as `eu-west`; left out, where the packet says. */
  readonly region?: string;
  /** What its provider does with data, by a name of the company's own. */
  readonly dataPolicy?: string;
  /** The day from which it answers nobody, as YYYY-MM-DD. */
  readonly shutdown?: string;
  /** What takes over when it fails, by name: a gateway's alias leads on to other models. */
  readonly fallbacks?: readonly string[];
}

/** A route as it is registered: what serves now, or what is proposed in its place. */
export interface RegisteredRoute {
  readonly id: string;
  /** Null for a route that is registered and serves nothing. */
  readonly packet: Packet | null;
  /** It was taken out of service. */
  readonly retired?: boolean;
}

/** Where names lead. Built once for many questions. */
export interface FallbackMap {
  /** The day of the question, as YYYY-MM-DD; shutdowns count from it. */
  readonly today: string;
  /** False where the company keeps no list of models: then those count as approved that registered routes serve. */
  readonly hasCatalog: boolean;
  routeNamed(name: string): RegisteredRoute | undefined;
  /** The closest entry of the list: of this provider and version if there is one. */
  modelNamed(name: string, provider?: string, version?: string): CatalogModel | undefined;
}

/** The entry that says most of this provider and version, among those that do not contradict them. */
function closestEntry(
  entries: readonly CatalogModel[],
  provider: string | undefined,
  version: string | undefined,
): CatalogModel | undefined {
  const fits = (own: string | undefined, wanted: string | undefined) =>
    own === undefined || wanted === undefined || own === wanted;
  const said = (entry: CatalogModel) =>
    (entry.provider === undefined ? 0 : 1) + (entry.version === undefined ? 0 : 1);
  let closest: CatalogModel | undefined;
  for (const entry of entries)
    if (fits(entry.provider, provider) && fits(entry.version, version))
      if (!closest || said(entry) > said(closest)) closest = entry;
  return closest;
}

/** The names of a route: its id, and what the gateway calls it. */
export const namesOf = ({ id, packet }: RegisteredRoute): readonly string[] => {
  const alias = packet?.fallback?.primary_route;
  return alias === undefined || alias === id ? [id] : [id, alias];
};

/** Where no list of models is kept: what serves was approved on its route. */
const servedModels = (routes: readonly RegisteredRoute[]): CatalogModel[] =>
  routes.flatMap(({ packet, retired }) => {
    if (!packet || retired) return [];
    const { name, provider, version, status } = packet.model.primary;
    return [{ name, provider, version, status, approved: true }];
  });

/**
 * Takes time in proportion to what is given, and answers by name at once. A route's id goes before another's alias.
 * `catalog` is null where no list of models is kept.
 */
export function fallbackMap(
  routes: readonly RegisteredRoute[],
  catalog: readonly CatalogModel[] | null,
  today: string,
): FallbackMap {
  const byName = new Map<string, RegisteredRoute>();
  for (const route of routes) for (const name of namesOf(route).slice(1)) byName.set(name, route);
  for (const route of routes) byName.set(route.id, route);
  const models = new Map<string, CatalogModel[]>();
  for (const entry of catalog ?? servedModels(routes)) {
    const entries = models.get(entry.name);
    if (entries) entries.push(entry);
    else models.set(entry.name, [entry]);
  }
  return {
    today,
    hasCatalog: catalog !== null,
    routeNamed: (name) => byName.get(name),
    modelNamed: (name, provider, version) => closestEntry(models.get(name) ?? [], provider, version),
  };
}

/** A model as it is reached: declared in a packet, or only named. */
export type ReachedModel = Pick<Model, 'name'> & Partial<Model>;
