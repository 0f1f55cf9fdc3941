import type { Model, Packet } from './packet/schema.ts';
import type { ModelStatus } from './words.ts';

/** What the company knows of a model: whether it may be used, where it answers, and when it ends. */
export interface CatalogModel {
  readonly name: string;
  /** Left out: all providers' and all versions of this name. */
  readonly provider?: string | undefined;
  readonly version?: string | undefined;
  readonly status?: ModelStatus | undefined;
  /** Local dates `YYYY-MM-DD`; from the second one it answers nobody. */
  readonly deprecatedOn?: string | undefined;
  readonly shutDownOn?: string | undefined;
  /** What the provider says to use instead. */
  readonly replacement?: string | undefined;
  /** Left out: the company says nothing of it, which counts for nothing where its list is complete. */
  readonly approved?: boolean | undefined;
  /** Nobody may use it, whoever else approved it. */
  readonly denied?: boolean | undefined;
  /** Where it answers, such as `eu-west`; left out, where the packet says. */
  readonly region?: string | undefined;
  /** What its provider does with data, by a name of the company's own. */
  readonly dataPolicy?: string | undefined;
  /** What takes over when it fails, by name: a gateway's alias leads on to other models. */
  readonly fallbacks?: readonly string[] | undefined;
}

/** Something about a model of a route that makes its review due (A10), once. */
export interface ModelFinding {
  /** The same for the same thing, so that it is told once. */
  readonly key: string;
  readonly note: string;
}

const isMeant = (model: Model, entry: CatalogModel): boolean =>
  model.name === entry.name &&
  (entry.version === undefined || entry.version === model.version) &&
  (entry.provider === undefined || entry.provider === model.provider);

/** Days from one local date to another. */
const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** Days before its end at which a model is brought up again, so that it is not forgotten after the first time. */
const shutDownWarnings = [60, 14] as const;

const insteadOf = ({ replacement }: CatalogModel): string =>
  replacement ? ` Its provider says to use ${replacement}.` : '';

function endOf(what: string, entry: CatalogModel, today: string): ModelFinding[] {
  const { shutDownOn } = entry;
  if (shutDownOn === undefined) return [];
  const left = daysBetween(today, shutDownOn);
  if (left <= 0)
    return [
      { key: `gone:${shutDownOn}`, note: `${what} was shut down on ${shutDownOn}.${insteadOf(entry)}` },
    ];
  const warning = shutDownWarnings.findLast((days) => left <= days);
  const note = `${what} is shut down on ${shutDownOn}, in ${left} ${left === 1 ? 'day' : 'days'}.${insteadOf(entry)}`;
  return warning === undefined ? [] : [{ key: `ends:${shutDownOn}:${warning}`, note }];
}

function findingsOf(model: Model, use: string, entry: CatalogModel, today: string): ModelFinding[] {
  const what = `${model.name} ${model.version}, ${use},`;
  const end = endOf(what, entry, today);
  if (end.length > 0) return end;
  const { deprecatedOn, status } = entry;
  if (deprecatedOn !== undefined && deprecatedOn <= today)
    return [
      {
        key: `deprecated:${deprecatedOn}`,
        note: `${what} is deprecated since ${deprecatedOn}.${insteadOf(entry)}`,
      },
    ];
  const worse = status === 'deprecated' || status === 'retired' || status === 'preview';
  if (status === undefined || !worse || status === model.status) return [];
  return [{ key: `status:${status}`, note: `${what} is ${status} by now.${insteadOf(entry)}` }];
}

/** What users notice first goes first; several entries may speak of one model. */
const pressing = ['gone', 'ends', 'deprecated', 'status'];

const byPress = (left: ModelFinding, right: ModelFinding): number => pressOf(left) - pressOf(right);
const pressOf = ({ key }: ModelFinding): number => pressing.indexOf(key.slice(0, key.indexOf(':')));

/**
 * What the catalog says against the models of a packet on a local date: the primary one and every fallback, each at
 * most one thing, the most pressing. Pure; the same on the same day.
 */
export function modelFindings(
  packet: Packet,
  catalog: readonly CatalogModel[],
  today: string,
): ModelFinding[] {
  const models = [
    { model: packet.model.primary, use: 'which it serves with' },
    ...packet.model.fallbacks.map((model) => ({ model, use: 'a fallback' })),
  ];
  return models.flatMap(({ model, use }) =>
    catalog
      .filter((entry) => isMeant(model, entry))
      .flatMap((entry) => findingsOf(model, use, entry, today))
      .sort(byPress)
      .slice(0, 1)
      .map(({ key, note }) => ({ key: `${model.provider}/${model.name}/${model.version}:${key}`, note })),
  );
}
