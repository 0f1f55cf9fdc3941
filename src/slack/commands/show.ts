import type { KnownBlock } from '@slack/types';
import { routeFacts } from '../../app/route-part.ts';
import { shortDigest } from '../../domain/packet/digest.ts';
import { nextGate } from '../../domain/route/decide.ts';
import type { Route } from '../../domain/route/route.ts';
import { context, divider, header, type Shown, section } from '../blocks/blocks.ts';
import { ago, moment } from '../blocks/dates.ts';
import { bold, code, listed, person } from '../blocks/mrkdwn.ts';
import { groupLines, showGroup } from '../cards/packet-text.ts';
import { requesterMessage } from '../cards/requester-message.ts';
import type { SlackDeps } from '../deps.ts';
import { refusalText } from '../refusal-text.ts';
import { drillText } from '../rollout/buttons.ts';
import { gateContext, gateLines } from '../rollout/gate-lines.ts';
import { changedLast, servesNow } from '../rollout/offer/route-now.ts';
import { followingStep, stepText } from '../rollout/steps.ts';
import { triggerText } from '../rollout/words.ts';
import { historyBlocks } from './lists.ts';
import { unknownRouteText } from './nearest-route.ts';

/** What a route serves now, and every request for it. */

const sentence = (text: string): Shown => ({ text, blocks: [section(text)] });

function servesBlocks(route: Route, timeZone: string) {
  const { baseline, baselineDigest } = route;
  if (!baseline) return [section('Serves nothing now.')];
  const lines = groupLines(null, baseline, 240).slice(0, 12).map(showGroup);
  return [
    section([bold('Serves now'), ...lines].join('\n')),
    context([
      `since ${ago(route.since, timeZone)}${baselineDigest ? ` · packet ${code(shortDigest(baselineDigest))}` : ''} · the whole of it: ${code(`/route-request export ${route.id}`, 110)}`,
    ]),
  ];
}

async function gateText(route: Route, deps: SlackDeps): Promise<string[]> {
  const { rollout } = route;
  if (!rollout || rollout.status === 'rolling_back') return [];
  const gate = nextGate(route, await routeFacts(route.id, deps.app));
  const next = followingStep(rollout);
  if (!gate || !next) return [];
  const head = `${bold(`Gate to ${stepText(next)}`)}: ${gate.clear ? 'clear' : 'not clear'}`;
  return [head, ...gateLines(gate, gateContext(route, rollout, deps.app.policy()))];
}

function reviewText({ review, triggers, retirement }: Route, timeZone: string): string[] {
  if (retirement) return [];
  const since = triggers.map(({ kind }) => triggerText(kind).toLowerCase());
  const early = since.length > 0 ? `; since then: ${listed([...new Set(since)])}` : '';
  return review ? [`Approved until ${moment(review.by, timeZone)}${early}.`] : [];
}

/** How it stands beyond what it serves: what rolls out, what changed last, what was rehearsed, what is due. */
async function liveBlocks(route: Route, deps: SlackDeps): Promise<KnownBlock[]> {
  const policy = deps.app.policy();
  const { timeZone } = policy.workingHours;
  const { retirement, retired } = route;
  const end = retired
    ? [`Retired ${ago(retired.at, timeZone)}, signed off by ${person(retired.by)}.`]
    : retirement
      ? [`Being taken out of service since ${ago(retirement.at, timeZone)}.`]
      : [];
  const now = [
    servesNow(route),
    changedLast(route, policy),
    `Last drill: ${drillText(route.drills, policy)}.`,
    ...reviewText(route, timeZone),
    ...end,
  ];
  const gate = await gateText(route, deps);
  return [section(now.join('\n')), ...(gate.length > 0 ? [section(gate.join('\n'))] : []), divider()];
}

/** A route that nobody registered may still have requests: then it is to become one. */
export async function showAnswer(id: string, deps: SlackDeps): Promise<Shown> {
  const { store } = deps.app;
  const route = (await store.route(id))?.state ?? null;
  const requests = await store.requestsOnRoute(id, { limit: 1 });
  if (!route && requests.items.length === 0) return sentence(await unknownRouteText(id, deps));
  const { timeZone } = deps.app.policy().workingHours;
  return {
    text: `${id}: what it serves, and its requests`,
    blocks: [
      header(id),
      ...(route
        ? [...(await liveBlocks(route, deps)), ...servesBlocks(route, timeZone)]
        : [section('A new route: nothing serves under this id yet.')]),
      divider(),
      section(bold('Requests')),
      ...(await historyBlocks({ list: 'history', about: id, trail: [] }, deps)),
    ],
  };
}

/** How a request stands, as its requester sees it, for anybody who asks; without the buttons that are the requester's. */
export async function requestAnswer(id: string, deps: SlackDeps): Promise<Shown> {
  const policy = deps.app.policy();
  const request = (await deps.app.store.request(id))?.state;
  if (!request) return sentence(refusalText({ reason: 'request_unknown', request: id }, { policy }));
  const shown = requesterMessage(request, policy, null, deps.clock.now());
  return { text: shown.text, blocks: shown.blocks.filter((block) => block.type !== 'actions') };
}
