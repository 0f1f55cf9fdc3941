import { namesModel, plainNames } from '../evidence/denied-models.ts';
import { plainName } from '../evidence/results.ts';
import type { Packet } from '../packet/schema.ts';
import {
  type CatalogModel,
  type FallbackMap,
  namesOf,
  type ReachedModel,
  type RegisteredRoute,
} from './catalog.ts';
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
  /** Nobody may file this; what does not stop is for its reviewers to judge. */
  readonly stops: boolean;
  /** It may be so: nobody knows. */
  readonly unsure?: true;
}

/** What a packet allows itself, from its own words. */
interface Bounds {
  /** Models, providers and routes by their plain names. */
  readonly denied: ReadonlySet<string>;
  /** The same, and what it blocks as a fallback: beyond its own model neither may be reached, by whatever way. */
  readonly deniedBeyond: ReadonlySet<string>;
  readonly deniesPreview: boolean;
  /** Regions that answers may come from; null where the packet says nothing of regions. */
  readonly regions: readonly string[] | null;
  /** The packet names them itself; they are not only where its own model answers. */
  readonly saysRegions: boolean;
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
  const regions = packet.data.regions.length > 0 ? packet.data.regions : ownRegion;
  const own = map.modelNamed(primary.name, primary.provider, primary.version);
  const named = [...denied, ...(packet.routing?.blocked_routes ?? [])];
  return {
    denied: plainNames(named),
    deniedBeyond: plainNames([...named, ...(packet.fallback?.blocked ?? [])]),
    deniesPreview: named.some((name) => previewWord.test(name)),
    regions: regions.length > 0 ? regions : null,
    saysRegions: packet.data.regions.length > 0,
    dataPolicy: own?.dataPolicy,
    mustBeSame: packet.fallback?.same_data_policy,
  };
}

export type Found = Pick<Finding, 'trouble' | 'detail' | 'stops' | 'unsure'>;

function statusTrouble(model: ReachedModel, entry: CatalogModel | undefined, map: FallbackMap): Found[] {
  const status = [entry?.status, model.status];
  if (entry?.shutDownOn !== undefined && entry.shutDownOn <= map.today)
    return [{ trouble: 'dead', detail: `shut down on ${entry.shutDownOn}`, stops: true }];
  if (status.includes('retired'))
    return [{ trouble: 'retired', detail: 'its provider retired it', stops: true }];
  const early = status.find((each) => each === 'preview' || each === 'experimental');
  return early ? [{ trouble: 'preview', detail: `its status is ${early}`, stops: false }] : [];
}

/** Stops only where it is known to answer elsewhere than the packet itself allows. */
function regionTrouble(model: ReachedModel, entry: CatalogModel | undefined, bounds: Bounds): Found[] {
  const { regions, saysRegions } = bounds;
  if (!regions) return [];
  const region = model.region ?? entry?.region;
  const allowed = regions.join(', ');
  if (region === undefined)
    return [
      {
        trouble: 'other_region',
        detail: `nobody says where it answers; allowed is ${allowed}`,
        stops: false,
        unsure: true,
      },
    ];
  return regions.some((within) => holds(region, within))
    ? []
    : [
        {
          trouble: 'other_region',
          detail: `answers in ${region}; allowed is ${allowed}`,
          stops: saysRegions,
        },
      ];
}

/** Stops only where two policies are known to differ, and the packet asks for the same one. */
function policyTrouble(entry: CatalogModel | undefined, { dataPolicy, mustBeSame }: Bounds): Found[] {
  if (mustBeSame === false || (dataPolicy === undefined && mustBeSame === undefined)) return [];
  if (dataPolicy !== undefined && entry?.dataPolicy === dataPolicy) return [];
  const its =
    entry?.dataPolicy === undefined
      ? 'nothing is known of its data policy'
      : `its data policy is ${entry.dataPolicy}`;
  const own = dataPolicy === undefined ? "of the route's nothing is known" : `the route's is ${dataPolicy}`;
  const found = { trouble: 'other_data_policy', detail: `${its}; ${own}` } as const;
  const isKnown = dataPolicy !== undefined && entry?.dataPolicy !== undefined;
  return [isKnown ? { ...found, stops: mustBeSame === true } : { ...found, stops: false, unsure: true }];
}

/** Where no complete list is kept, its own models are what a request asks approval for. */
const isAskedFor = ({ hops, from, reached }: Step): boolean =>
  hops === 0 || (from?.from === null && reached.kind === 'model' && reached.declared);

const tooMuch = 'too much is reached before it to look it up';

function approvalTrouble(
  model: ReachedModel,
  step: Step,
  entry: CatalogModel | undefined,
  map: FallbackMap,
): Found[] {
  if (entry?.approved === true) return [];
  const found = (detail: string): Found[] => [{ trouble: 'unapproved', detail, stops: true }];
  if (entry?.approved === false) return found('nobody approved it');
  if (map.hasCatalog) return found(entry ? 'nobody approved it' : 'it is in no list of models');
  if (isAskedFor(step) || !map.knowsRoutes) return [];
  return found(map.isBeyond(model.name) ? tooMuch : 'no approved route serves it');
}

function modelTroubles(model: ReachedModel, step: Step, bounds: Bounds, map: FallbackMap): Found[] {
  const entry = map.modelNamed(model.name, model.provider, model.version);
  const status = statusTrouble(model, entry, map);
  const asPreview = bounds.deniesPreview && status.some(({ trouble }) => trouble === 'preview');
  const isOwn = step.hops === 0;
  const named = { ...model, provider: model.provider ?? entry?.provider };
  const byName = entry?.denied === true || namesModel(isOwn ? bounds.denied : bounds.deniedBeyond, named);
  // "No preview model without a new approval": for the route's own model, that approval is what is asked for.
  const denied: Found[] =
    byName || asPreview
      ? [{ trouble: 'denied', detail: deniedBy(entry, asPreview), stops: byName || !isOwn }]
      : [];
  return [
    ...denied,
    ...approvalTrouble(model, step, entry, map).map((found) => ({ ...found, stops: !isOwn })),
    ...status,
    ...regionTrouble(model, entry, bounds)
      // Where a route's own model answers is often known to its provider alone.
      .filter(({ unsure }) => !isOwn || !unsure)
      .map((found) => ({ ...found, stops: found.stops && !isOwn })),
    // The route's own model is what the others are compared with.
    ...(isOwn ? [] : policyTrouble(entry, bounds)),
  ];
}

function deniedBy(entry: CatalogModel | undefined, asPreview: boolean): string {
  if (entry?.denied) return 'the company denies it';
  return asPreview ? 'the route denies models that are not stable' : 'the route denies it';
}

const namesRoute = (denied: ReadonlySet<string>, route: RegisteredRoute): boolean =>
  namesOf(route).some((name) => denied.has(plainName(name)));

/** The detail of a name that is no route and no model. */
export const unknownName = 'no route and no model has this name';

function troublesAt(step: Step, bounds: Bounds, map: FallbackMap): Found[] {
  const { reached } = step;
  if (reached.kind === 'unknown') {
    if (map.isBeyond(reached.name)) return [{ trouble: 'unapproved', detail: tooMuch, stops: true }];
    if (!map.knowsRoutes) return [];
    return [{ trouble: 'dead', detail: unknownName, stops: true }];
  }
  if (reached.kind === 'model') return modelTroubles(reached.model, step, bounds, map);
  const { packet, retired } = reached.route;
  const denied: Found[] = namesRoute(bounds.deniedBeyond, reached.route)
    ? [{ trouble: 'denied', detail: 'the route denies it', stops: true }]
    : [];
  if (retired) return [...denied, { trouble: 'retired', detail: 'it was taken out of service', stops: true }];
  return packet ? denied : [...denied, { trouble: 'dead', detail: 'it serves nothing', stops: true }];
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
    found.map((each) => ({
      ...each,
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

/** Longer ways are cut in their middle. */
const mostShown = 10;

const guessing: Readonly<Partial<Record<Trouble, string>>> = {
  other_region: 'may answer in another region',
  other_data_policy: 'may treat data by another policy',
};
const said = ({ trouble, detail, unsure }: Found): string =>
  `${(unsure && guessing[trouble]) || saying[trouble]} (${detail})`;

function shortened(path: readonly string[]): readonly string[] {
  const left = path.length - mostShown;
  const half = mostShown / 2;
  return left > 1 ? [...path.slice(0, half), `… ${left} more …`, ...path.slice(-half)] : path;
}

const wayText = (path: readonly string[]): string => shortened(path).join(' → ');

/** One sentence: what is wrong, why, and the way that leads there. */
export const findingText = (finding: Finding): string =>
  `${finding.what} ${said(finding)}: ${wayText(finding.path)}.`;

/** The same for many: all that is wrong with one thing in one sentence, in the order of the first of each. */
export function findingTexts(findings: readonly Finding[]): string[] {
  const together = Map.groupBy(findings, ({ path }) => JSON.stringify(path));
  return [...together.values()].flatMap((of) => {
    const [first] = of;
    if (!first) return [];
    const wrong = of.map(said);
    const last = wrong.pop();
    const all = wrong.length > 0 ? `${wrong.join(', ')} and ${last}` : last;
    return [`${first.what} ${all}: ${wayText(first.path)}.`];
  });
}

/** What to do about findings that stop, in a sentence or two. */
export function waysOut(findings: readonly Finding[]): string {
  const has = (...troubles: Trouble[]) => findings.some(({ trouble }) => troubles.includes(trouble));
  return [
    'Take it out of the fallbacks, or mend what leads there.',
    ...(has('unapproved', 'dead')
      ? [
          'If it should be allowed, register the route that serves it, or approve the model in the policy under models.',
        ]
      : []),
    ...(has('other_region') ? ['Where data may go is said in data.regions.'] : []),
    ...(has('other_data_policy')
      ? ['Whether the data policy may differ is said in fallback.same_data_policy.']
      : []),
  ].join(' ');
}

/** Troubles for which nobody may be sent there at all, whatever the reason for going. */
const forbidding: ReadonlySet<Trouble> = new Set(['denied', 'unapproved', 'retired', 'dead']);

/** What a fallback can reach and nobody approved, each once and by name: what stops a release. */
export const unapprovedAmong = (findings: readonly Finding[]): string[] => [
  ...new Set(
    findings.filter(({ trouble, hops }) => hops > 0 && forbidding.has(trouble)).map(({ what }) => what),
  ),
];

/** Findings with which nothing can be filed. */
export const stoppingAmong = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ stops }) => stops);

/** As many are kept with a request, what stops first; the graph has them all. */
const mostKept = 30;

/** What is worth keeping of findings with a request, and with a refusal: bounded, whatever can be reached. */
export function keptOf(findings: readonly Finding[]): Finding[] {
  const rest = findings.filter(({ stops }) => !stops);
  return [...stoppingAmong(findings), ...rest].slice(0, mostKept).map((finding) => ({
    ...finding,
    path: shortened(finding.path),
  }));
}
