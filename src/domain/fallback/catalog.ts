import type { CatalogModel } from '../model-catalog.ts';
import type { Model, Packet } from '../packet/schema.ts';

export type { CatalogModel } from '../model-catalog.ts';

/** What the company knows of models and routes beside the packet in question; all of it is given, none is looked up. */

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
  /**
   * False where the company keeps no complete list of models: then those count as approved that registered routes
   * serve, and those that the packet in question declares are what approval is asked for.
   */
  readonly hasCatalog: boolean;
  routeNamed(name: string): RegisteredRoute | undefined;
  /** The closest entry of the list: of this provider and version if there is one. */
  modelNamed(name: string, provider?: string, version?: string): CatalogModel | undefined;
  /** False where nobody looked which routes there are: then nothing is said of names, nor of what routes serve. */
  readonly knowsRoutes: boolean;
  /** True for a name that was not looked up, because there were too many before it. */
  isBeyond(name: string): boolean;
}

/** Of entries that fit equally well, which goes first: a denial is never hidden behind another entry of the name. */
function weightOf({ denied, approved }: CatalogModel): number {
  if (denied) return 3;
  return approved === false ? 2 : approved ? 1 : 0;
}

/**
 * The entry that says most of this provider and version, among those that do not contradict them. Whoever asks for a name
 * alone may get any of them, so then one that nobody may use goes first.
 */
function closestEntry(
  entries: readonly CatalogModel[],
  provider: string | undefined,
  version: string | undefined,
): CatalogModel | undefined {
  const fits = (own: string | undefined, wanted: string | undefined) =>
    own === undefined || wanted === undefined || own === wanted;
  const answers = (own: string | undefined, wanted: string | undefined) =>
    own !== undefined && wanted !== undefined ? 1 : 0;
  const rankOf = (entry: CatalogModel): readonly number[] => [
    answers(entry.provider, provider) + answers(entry.version, version),
    weightOf(entry),
    (entry.provider === undefined ? 0 : 1) + (entry.version === undefined ? 0 : 1),
  ];
  let closest: { readonly entry: CatalogModel; readonly rank: readonly number[] } | undefined;
  for (const entry of entries) {
    if (!fits(entry.provider, provider) || !fits(entry.version, version)) continue;
    const rank = rankOf(entry);
    if (!closest || isAhead(rank, closest.rank)) closest = { entry, rank };
  }
  return closest?.entry;
}

/** By the first number in which they differ. */
function isAhead(rank: readonly number[], than: readonly number[]): boolean {
  const differs = rank.findIndex((value, index) => value !== than[index]);
  return differs >= 0 && (rank[differs] ?? 0) > (than[differs] ?? 0);
}

/** The names of a route: its id, and what the gateway calls it. */
export const namesOf = ({ id, packet }: RegisteredRoute): readonly string[] => {
  const alias = packet?.fallback?.primary_route;
  return alias === undefined || alias === id ? [id] : [id, alias];
};

type Lookup = FallbackMap['modelNamed'];

function lookupIn(catalog: readonly CatalogModel[]): Lookup {
  const models = new Map<string, CatalogModel[]>();
  for (const entry of catalog) {
    const entries = models.get(entry.name);
    if (entries) entries.push(entry);
    else models.set(entry.name, [entry]);
  }
  return (name, provider, version) => closestEntry(models.get(name) ?? [], provider, version);
}

const servedEntry = ({ name, provider, version, status }: Model): CatalogModel => ({
  name,
  provider,
  version,
  status,
  approved: true,
});

/** Where the list of models is not complete: what serves was approved on its route. */
function withServed(listed: Lookup, served: Lookup): Lookup {
  return (...wanted) => {
    const [entry, serves] = [listed(...wanted), served(...wanted)];
    if (!entry || !serves) return entry ?? serves;
    return { ...entry, approved: entry.approved ?? true, status: entry.status ?? serves.status };
  };
}

export interface MapOptions {
  /** Whether the list names every approved model; it does unless said, if there is one. */
  readonly complete?: boolean;
  /** Models of routes beside `routes` that serve. */
  readonly served?: readonly Model[];
  readonly beyond?: ReadonlySet<string>;
  readonly knowsRoutes?: boolean;
}

/**
 * Takes time in proportion to what is given, and answers by name at once. A route's id goes before another's alias.
 * `catalog` is null where no list of models is kept.
 */
export function fallbackMap(
  routes: readonly RegisteredRoute[],
  catalog: readonly CatalogModel[] | null,
  today: string,
  { complete = catalog !== null, served = [], beyond = new Set(), knowsRoutes = true }: MapOptions = {},
): FallbackMap {
  const byName = new Map<string, RegisteredRoute>();
  for (const route of routes) for (const name of namesOf(route).slice(1)) byName.set(name, route);
  for (const route of routes) byName.set(route.id, route);
  const serving = routes.flatMap(({ packet, retired }) => (packet && !retired ? [packet.model.primary] : []));
  const listed = lookupIn(catalog ?? []);
  return {
    today,
    hasCatalog: complete,
    knowsRoutes,
    routeNamed: (name) => byName.get(name),
    modelNamed: complete ? listed : withServed(listed, lookupIn([...serving, ...served].map(servedEntry))),
    isBeyond: (name) => beyond.has(name),
  };
}

/** A model as it is reached: declared in a packet, or only named. */
export type ReachedModel = Pick<Model, 'name'> & Partial<Model>;
