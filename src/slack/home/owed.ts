import type { KnownBlock } from '@slack/types';
import type { Policy } from '../../domain/policy.ts';
import { isOverdue } from '../../domain/route/owed-conditions.ts';
import { localDate } from '../../domain/working-time.ts';
import type { OwedOnRoute } from '../../ports/store.ts';
import { button, context, header, section } from '../blocks/blocks.ts';
import { bold, inline } from '../blocks/mrkdwn.ts';
import { dayText } from '../cards/values.ts';
import type { SlackDeps } from '../deps.ts';
import { conditionAction, encodeRouteRef } from '../rollout/acts.ts';

/** What somebody promised at approvals and has not kept, wherever they look for what waits for them. */

const shown = 5;
const mostCounted = 50;

/** The first due first; one more than is shown says that there are more. */
export const owedBy = (person: string, { app }: Pick<SlackDeps, 'app'>): Promise<readonly OwedOnRoute[]> =>
  app.store.owedBy(person, mostCounted);

function row({ route, condition }: OwedOnRoute, today: string): KnownBlock {
  const { id, rollout, text, due } = condition;
  const when = isOverdue(condition, today)
    ? `🔴 ${bold(`overdue since ${dayText(due)}`)}`
    : `by ${bold(dayText(due))}`;
  return section(`☐ ${inline(text, 220)}\n${inline(route, 70)} · ${bold(id.split('.')[0] ?? '')} · ${when}`, {
    accessory: button({
      action: conditionAction(id),
      text: 'Done',
      value: encodeRouteRef({ route, request: rollout, step: null }),
      label: `Done: ${text}`,
    }),
  });
}

/** Nothing where nothing is owed. `at` in epoch ms. */
export function owedBlocks(owed: readonly OwedOnRoute[], at: number, policy: Policy): KnownBlock[] {
  if (owed.length === 0) return [];
  const today = localDate(at, policy.workingHours.timeZone);
  const rest = owed.length - shown;
  return [
    header('You promised'),
    ...owed.slice(0, shown).map((each) => row(each, today)),
    ...(rest > 0
      ? [context([`and ${rest}${owed.length >= mostCounted ? ' or more' : ''} more, due later`])]
      : []),
  ];
}
