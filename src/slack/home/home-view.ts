import type { HomeView, KnownBlock } from '@slack/types';
import type { Policy } from '../../domain/policy.ts';
import type { Request } from '../../domain/request/request.ts';
import type { OwedOnRoute } from '../../ports/store.ts';
import { actions, button, context, divider, header, section } from '../blocks/blocks.ts';
import { formActions, type ListName, type ListPage, listActions } from '../ids.ts';
import { draftLine } from '../modals/draft-text.ts';
import type { OpenDraft } from '../modals/drafts.ts';
import type { Waiting } from './inbox.ts';
import { liveRouteBlocks } from './live-route-rows.ts';
import type { LiveRoutes } from './live-routes.ts';
import { owedBlocks } from './owed.ts';
import { decidedRow, ownRow, turnButtons, waitingRow } from './request-rows.ts';

/** A list as far as it is shown. */
export interface Shelf<T> {
  readonly items: readonly T[];
  readonly trail: readonly string[];
  readonly next: string | null;
}

export interface HomeFacts {
  /** Null where Slack did not say which roles the person holds. */
  readonly waiting: Shelf<Waiting> | null;
  /** What holds of absences: one's own, and those in which one decides for others; mrkdwn, empty where nothing does. */
  readonly away: readonly string[];
  /** Links to cards by request, as far as they are known. */
  readonly links: ReadonlyMap<string, string>;
  readonly drafts: readonly OpenDraft[];
  /** What the reader promised and has not kept, the first due first. */
  readonly owed: readonly OwedOnRoute[];
  readonly live: LiveRoutes;
  /** Epoch ms at which all this holds. */
  readonly at: number;
  readonly mine: Shelf<Request>;
  /** Null for those who see their own requests only: guests, people of other organisations, the unknown. */
  readonly decided: Shelf<Request> | null;
  /** Nothing can ever wait for a guest. */
  readonly isGuest: boolean;
}

const shownDrafts = 3;

function shelf<T>(
  title: string,
  list: ListName,
  found: Shelf<T>,
  row: (item: T) => KnownBlock,
  empty: string,
  before: readonly KnownBlock[] = [],
): KnownBlock[] {
  const page: ListPage = { list, about: '', trail: found.trail };
  return [
    header(title),
    ...before,
    ...found.items.map(row),
    ...(found.items.length + before.length > 0
      ? []
      : [context([found.trail.length > 0 ? 'No more.' : empty])]),
    ...turnButtons(page, found.next, `home-turn-${list}`),
  ];
}

function draftRows(drafts: readonly OpenDraft[], timeZone: string): KnownBlock[] {
  const rest = drafts.length - shownDrafts;
  return [
    ...drafts.slice(0, shownDrafts).map((draft) =>
      section(`📝 ${draftLine(draft, timeZone)}`, {
        accessory: button({
          action: `${formActions.resume}${draft.id}`,
          text: 'Resume draft',
          value: draft.id,
        }),
      }),
    ),
    ...(rest > 0 ? [context([`and ${rest} more begun; \`/route-request\` lists them all`])] : []),
  ];
}

function waiting(facts: HomeFacts, policy: Policy): KnownBlock[] {
  if (!facts.waiting)
    return [
      header('Waiting for you'),
      context([
        ':warning: Slack did not say just now which roles you hold. Open this tab again in a moment; the cards in your channels are complete in any case.',
      ]),
    ];
  return shelf(
    'Waiting for you',
    'waiting',
    facts.waiting,
    ({ request, roles }) => waitingRow(request, roles, facts.links.get(request.id) ?? null, policy),
    'Nothing waits for your decision.',
  );
}

function promised({ owed, at }: HomeFacts, policy: Policy): KnownBlock[] {
  const blocks = owedBlocks(owed, at, policy);
  return blocks.length > 0 ? [...blocks, divider()] : [];
}

/** App Home: what waits for the reader, what they asked for, what was decided. */
export function homeView(facts: HomeFacts, policy: Policy): HomeView {
  return {
    type: 'home',
    blocks: [
      actions(
        [button({ action: listActions.newRequest, text: 'New request', style: 'primary' })],
        'home-new',
      ),
      ...(facts.away.length > 0 ? [context(facts.away.slice(0, 10))] : []),
      ...(facts.isGuest ? [] : [...waiting(facts, policy), divider()]),
      ...promised(facts, policy),
      ...liveRouteBlocks(facts.live, facts.at, policy),
      ...shelf(
        'Your requests',
        'mine',
        facts.mine,
        (request) => ownRow(request, policy),
        'You have not filed any. `/route-request` or the button above starts one.',
        draftRows(facts.drafts, policy.workingHours.timeZone),
      ),
      ...(facts.decided
        ? [
            divider(),
            ...shelf(
              'Recent decisions',
              'decided',
              facts.decided,
              (request) => decidedRow(request, policy),
              'Nothing was decided yet.',
            ),
          ]
        : []),
      context(['`/route-request help` says what else Routegate can do.']),
    ],
  };
}
