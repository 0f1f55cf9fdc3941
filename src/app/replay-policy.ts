import type { Policy } from '../domain/policy.ts';
import {
  canBeReplayed,
  type ReplayAspect,
  type ReplayedRequest,
  replayAspects,
  replayRequest,
} from '../domain/policy-replay.ts';
import type { Page, PageRequest, RequestSummary, Store } from '../ports/store.ts';

export interface PolicyReplay {
  /** How many requests were judged again. */
  readonly replayed: number;
  /** Those that come out differently, by their number. */
  readonly differing: readonly ReplayedRequest[];
  /** How many differ in each aspect. */
  readonly counts: Readonly<Record<ReplayAspect, number>>;
}

export interface ReplayOptions {
  /** Compares with this policy; with what is recorded where null. */
  readonly base: Policy | null;
  /** Only requests filed from then on, epoch milliseconds. */
  readonly since: number;
  /** Only requests of one route. */
  readonly route: string | null;
}

type List = (page: PageRequest) => Promise<Page<RequestSummary>>;

const pageSize = 500;

async function* listed(list: List): AsyncGenerator<RequestSummary> {
  let after: string | undefined;
  do {
    const page = await list({ limit: pageSize, after });
    yield* page.items;
    after = page.next ?? undefined;
  } while (after !== undefined);
}

type Reading = Pick<Store, 'openRequests' | 'decidedRequests' | 'requestsOnRoute' | 'request'>;

/** Every request there is, once, even where one was decided while the lists were read. */
async function* summaries(store: Reading, route: string | null): AsyncGenerator<RequestSummary> {
  if (route !== null) {
    yield* listed((page) => store.requestsOnRoute(route, page));
    return;
  }
  const seen = new Set<string>();
  const lists: readonly List[] = [
    (page) => store.openRequests({}, page),
    (page) => store.decidedRequests(page),
  ];
  for (const list of lists)
    for await (const summary of listed(list)) {
      if (seen.has(summary.id)) continue;
      seen.add(summary.id);
      yield summary;
    }
}

const numberIn = (id: string): number => Number(id.slice(id.indexOf('-') + 1));

/**
 * Judges every past request again with a changed policy. Nothing is written. Keeps only what differs, so that a long
 * history does not fill the memory. Throws a Fault where the database cannot be read.
 */
export async function replayPolicy(
  changed: Policy,
  { base, since, route }: ReplayOptions,
  store: Reading,
): Promise<PolicyReplay> {
  const differing: ReplayedRequest[] = [];
  let replayed = 0;
  for await (const { id, submittedAt } of summaries(store, route)) {
    if (submittedAt < since) continue;
    const loaded = await store.request(id);
    if (!loaded || !canBeReplayed(loaded.state)) continue;
    replayed += 1;
    const outcome = replayRequest(loaded.state, changed, base);
    if (outcome.differs.length > 0) differing.push(outcome);
  }
  const count = (aspect: ReplayAspect) => differing.filter(({ differs }) => differs.includes(aspect)).length;
  const counts = { tier: 0, slots: 0, reaches: 0, outcome: 0, gates: 0 };
  for (const aspect of replayAspects) counts[aspect] = count(aspect);
  return {
    replayed,
    differing: differing.toSorted((left, right) => numberIn(left.request) - numberIn(right.request)),
    counts,
  };
}
