import type { Packet } from '../packet/schema.ts';
import type { CatalogModel, FallbackMap, ReachedModel } from './catalog.ts';
import { reachable, type Step, wayTo } from './search.ts';

/** What must not be reached by any fallback, and is (A2, D7). */

export const troubles = [
  'denied',
  'unapproved',
  'retired',
  'dead',
  'other_region',
  'other_data_policy',
  'preview',
] as const;
export type Trouble = (typeof troubles)[number];

export interface Finding {
  readonly trouble: Trouble;
  /** What was reached, as people call it. */
  readonly what: string;
  /** The names on the way, the route that was asked about first. */
  readonly path: readonly string[];
  /** How many times what serves changes on the way; 0 is the route's own model. */
  readonly hops: number;
  /** What about it is wrong, such as the region that it answers in. */
  readonly detail: string;
}

/** What a packet allows itself, from its own words. */
interface Bounds {
  readonly denied: ReadonlySet<string>;
  readonly deniesPreview: boolean;
  /** Regions that answers may come from; null where the packet says nothing of regions. */
  readonly regions: readonly string[] | null;
  readonly dataPolicy: string | undefined;
  /** What the packet says of fallbacks with another data policy; undefined where it says nothing. */
  readonly mustBeSame: boolean | undefined;
}

const previewWord = /preview|experimental/i;

/** `eu` holds `eu-west`; `eu-west` does not hold `eu`. */
const holds = (region: string, within: string): boolean =>
  region.toLowerCase() === within.toLowerCase() ||
  region.toLowerCase().startsWith(`${within.toLowerCase()}-`);

function boundsOf(packet: Packet, map: FallbackMap): Bounds {
  const { primary, denied } = packet.model;
  const ownRegion = primary.region ? [primary.region] : [];
  const named = packet.data.regions.length > 0 ? packet.data.regions : ownRegion;
  const own = map.modelNamed(primary.name, primary.provider, primary.version);
  return {
    denied: new Set([...denied, ...(packet.routing?.blocked_routes ?? [])]),
    deniesPreview: [...denied, ...(packet.routing?.blocked_routes ?? [])].some((name) =>
      previewWord.test(name),
    ),
    regions: named.length > 0 ? named : null,
    dataPolicy: own?.dataPolicy,
    mustBeSame: packet.fallback?.same_data_policy,
  };
}

export type Found = Pick<Finding, 'trouble' | 'detail'>;

function statusTrouble(model: ReachedModel, entry: CatalogModel | undefined, map: FallbackMap): Found[] {
  const status = [entry?.status, model.status];
  if (entry?.shutdown !== undefined && entry.shutdown <= map.today)
    return [{ trouble: 'dead', detail: `shut down on ${entry.shutdown}` }];
  if (status.includes('retired')) return [{ trouble: 'retired', detail: 'its provider retired it' }];
  const early = status.find((each) => each === 'preview' || each === 'experimental');
  return early ? [{ trouble: 'preview', detail: `its status is ${early}` }] : [];
}

function regionTrouble(model: ReachedModel, entry: CatalogModel | undefined, { regions }: Bounds): Found[] {
  if (!regions) return [];
  const region = model.region ?? entry?.region;
  const allowed = regions.join(', ');
  if (region === undefined)
    return [{ trouble: 'other_region', detail: `nobody says where it answers; allowed is ${allowed}` }];
  return regions.some((within) => holds(region, within))
    ? []
    : [{ trouble: 'other_region', detail: `answers in ${region}; allowed is ${allowed}` }];
}

function policyTrouble(entry: CatalogModel | undefined, { dataPolicy, mustBeSame }: Bounds): Found[] {
  if (mustBeSame === false || (dataPolicy === undefined && mustBeSame === undefined)) return [];
  if (dataPolicy !== undefined && entry?.dataPolicy === dataPolicy) return [];
  const its =
    entry?.dataPolicy === undefined
      ? 'nothing is known of its data policy'
      : `its data policy is ${entry.dataPolicy}`;
  const own = dataPolicy === undefined ? "of the route's nothing is known" : `the route's is ${dataPolicy}`;
  return [{ trouble: 'other_data_policy', detail: `${its}; ${own}` }];
}

function approvalTrouble(entry: CatalogModel | undefined, hops: number, map: FallbackMap): Found[] {
  // Without a list, the route's own model is what the request asks approval for.
  if (entry?.approved === true || (hops === 0 && !map.hasCatalog)) return [];
  if (entry) return [{ trouble: 'unapproved', detail: 'nobody approved it' }];
  const detail = map.hasCatalog ? 'it is in no list of models' : 'no approved route serves it';
  return [{ trouble: 'unapproved', detail }];
}

function modelTroubles(model: ReachedModel, hops: number, bounds: Bounds, map: FallbackMap): Found[] {
  const entry = map.modelNamed(model.name, model.provider, model.version);
  const status = statusTrouble(model, entry, map);
  const asPreview = bounds.deniesPreview && status.some(({ trouble }) => trouble === 'preview');
  const isDenied = entry?.denied === true || bounds.denied.has(model.name) || asPreview;
  return [
    ...(isDenied ? [{ trouble: 'denied', detail: deniedBy(entry, asPreview) } as const] : []),
    ...approvalTrouble(entry, hops, map),
    ...status,
    ...regionTrouble(model, entry, bounds),
    // The route's own model is what the others are compared with.
    ...(hops === 0 ? [] : policyTrouble(entry, bounds)),
  ];
}

function deniedBy(entry: CatalogModel | undefined, asPreview: boolean): string {
  if (entry?.denied) return 'the company denies it';
  return asPreview ? 'the route denies models that are not stable' : 'the route denies it';
}

function troublesAt({ reached, hops }: Step, bounds: Bounds, map: FallbackMap): Found[] {
  if (reached.kind === 'unknown') return [{ trouble: 'dead', detail: 'no route and no model has this name' }];
  if (reached.kind === 'model') return modelTroubles(reached.model, hops, bounds, map);
  const { id, packet, retired } = reached.route;
  const denied: Found[] = bounds.denied.has(id) ? [{ trouble: 'denied', detail: 'the route denies it' }] : [];
  if (retired) return [...denied, { trouble: 'retired', detail: 'it was taken out of service' }];
  return packet ? denied : [...denied, { trouble: 'dead', detail: 'it serves nothing' }];
}

/** What can be reached, each with what is wrong with it; the nearest first. */
export function judgedSteps(
  packet: Packet,
  map: FallbackMap,
): { readonly step: Step; readonly found: readonly Found[] }[] {
  const bounds = boundsOf(packet, map);
  return reachable(packet, map).map((step) => ({ step, found: troublesAt(step, bounds, map) }));
}

/** Everything that a packet's own model and fallbacks lead to and must not, the nearest first, with the way there. */
export function findingsOf(packet: Packet, map: FallbackMap): Finding[] {
  return judgedSteps(packet, map).flatMap(({ step, found }) =>
    found.map(({ trouble, detail }) => ({
      trouble,
      detail,
      what: step.label,
      path: wayTo(step).map(({ label }) => label),
      hops: step.hops,
    })),
  );
}

export const saying: Readonly<Record<Trouble, string>> = {
  denied: 'is denied',
  unapproved: 'is not approved',
  retired: 'is retired',
  dead: 'answers nobody',
  other_region: 'answers in another region',
  other_data_policy: 'treats data by another policy',
  preview: 'is not stable',
};

/** One sentence: what is wrong, why, and the way that leads there. */
export const findingText = ({ trouble, what, path, detail }: Finding): string =>
  `${what} ${saying[trouble]} (${detail}): ${path.join(' → ')}.`;

/** Troubles for which nobody may be sent there at all, whatever the reason for going. */
const forbidding: ReadonlySet<Trouble> = new Set(['denied', 'unapproved', 'retired', 'dead']);

/** What a fallback can reach and nobody approved, each once and by name: what stops a release. */
export const unapprovedAmong = (findings: readonly Finding[]): string[] => [
  ...new Set(
    findings.filter(({ trouble, hops }) => hops > 0 && forbidding.has(trouble)).map(({ what }) => what),
  ),
];
