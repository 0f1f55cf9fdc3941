import type { PlainTextOption } from '@slack/types';
import { Fault } from '../../ports/fault.ts';
import type { RequestSummary } from '../../ports/store.ts';
import { option } from '../blocks/inputs.ts';
import type { SlackDeps } from '../deps.ts';

/** Requests to choose from while somebody types: what is in review, then what was approved last. */

const mostLookedAt = 100;
const mostOffered = 40;

async function candidates({ app: { store } }: SlackDeps): Promise<readonly RequestSummary[]> {
  const [open, decided] = await Promise.all([
    store.openRequests({}, { limit: mostLookedAt }),
    store.decidedRequests({ limit: mostLookedAt }),
  ]);
  return [...open.items, ...decided.items.filter(({ status }) => status === 'approved')];
}

/** None where the record does not answer. */
export async function suggestRequests(typed: string, deps: SlackDeps): Promise<PlainTextOption[]> {
  const search = typed.trim().toLowerCase();
  try {
    const found = (await candidates(deps)).filter(({ id, route }) =>
      `${id} ${route}`.toLowerCase().includes(search),
    );
    return found
      .slice(0, mostOffered)
      .map(({ id, route }) => option({ value: id, text: `${id} · ${route}` }));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    deps.log.warn({ kind: error.kind, remedy: error.remedy }, 'Requests could not be looked up');
    return [];
  }
}
