import type { RouteEvent } from '../../../domain/route/events.ts';
import { conditionsOf, debtorOf, type OwedCondition } from '../../../domain/route/owed-conditions.ts';
import type { Route } from '../../../domain/route/route.ts';
import type { JobHandlers } from '../../../ports/job-handler.ts';
import type { WorkerDeps } from '../../actions/interaction.ts';
import { section } from '../../blocks/blocks.ts';
import { isSlackUser, plainOf } from '../../blocks/mrkdwn.ts';
import type { JobTry, Recipient } from '../../messenger.ts';
import { hasCode } from '../../slack-fault.ts';
import { calm } from '../calm.ts';
import { rolloutKey } from '../keys.ts';
import { rolloutChannel } from '../rollout-jobs.ts';
import {
  type ConditionNotice,
  conditionMessage,
  escalationText,
  noticeKey,
  noticeOfKey,
  noticePrefix,
} from './condition-message.ts';

/** Tells whoever owes a condition, and keeps what was told in step with what became of it. */

type Job = Parameters<JobHandlers['route_note']>[0];

async function bring(
  notice: ConditionNotice,
  key: string,
  to: Recipient,
  route: string,
  job: JobTry,
  deps: WorkerDeps,
): Promise<void> {
  const render = async () => {
    const state = (await deps.app.store.route(route))?.state;
    if (!state) return null;
    const rollout = conditionsOf(state).find(({ id }) => id === notice.condition)?.rollout;
    const cardLink = rollout ? await deps.messenger.linkTo(rolloutKey(rollout)) : null;
    return conditionMessage(notice, { route: state, policy: deps.app.policy(), cardLink });
  };
  await deps.messenger.bring(key, { to, render }, job);
}

const mostKept = 60;

/** Whoever owes it, else whoever asked for the change; where neither can be reached, those who move rollouts. */
const readersOf = (condition: OwedCondition, deps: WorkerDeps): readonly Recipient[] => [
  ...[...new Set([debtorOf(condition), condition.requester])]
    .filter(isSlackUser)
    .map((person): Recipient => ({ person })),
  rolloutChannel(deps),
];

const isGone = (error: unknown): boolean =>
  hasCode(error, 'user_not_found', 'users_not_found', 'user_disabled', 'user_not_visible', 'cannot_dm_bot');

/** Tells the first who can be reached: somebody may have left since they promised. */
async function tell(
  condition: OwedCondition,
  { word, nth }: Pick<ConditionNotice, 'word' | 'nth'>,
  route: string,
  job: JobTry,
  deps: WorkerDeps,
): Promise<void> {
  for (const to of readersOf(condition, deps)) {
    const notice = { condition: condition.id, word, nth, reader: 'person' in to ? to.person : to.channel };
    try {
      return await bring(notice, noticeKey(route, notice), to, route, job, deps);
    } catch (error) {
      if (!('person' in to) || !isGone(error)) throw error;
      deps.log.info({ err: error, condition: condition.id }, 'Whoever owes a condition cannot be reached');
    }
  }
}

/** Takes the button away from what something newer has overtaken. */
async function refresh(route: string, job: JobTry, deps: WorkerDeps): Promise<void> {
  const standing = await deps.app.store.messages(noticePrefix(route));
  for (const { key, channel } of standing.slice(-mostKept)) {
    const notice = noticeOfKey(route, key);
    if (notice) await bring(notice, key, { channel }, route, job, deps);
  }
}

/** Whether what it was promised for is with everybody: it was started and does not roll out any more. */
async function isOut({ rollout }: OwedCondition, route: Route, { app }: WorkerDeps): Promise<boolean> {
  const request = (await app.store.request(rollout))?.state;
  return request?.status === 'approved' && request.used !== undefined && route.rollout?.request !== rollout;
}

/** The owner of the business, or where the packet names nobody that Slack knows, the product's owners. */
function answerable({ baseline }: Route, { app }: WorkerDeps): Recipient | null {
  const person = baseline?.owners.business ?? '';
  if (isSlackUser(person)) return { person };
  const channel = app.policy().roles.product_owner?.channel;
  return channel ? { channel } : null;
}

/** After completion nobody looks at the rollout's thread any more: the owner of the business hears of it, once. */
async function escalate(condition: OwedCondition, route: Route, job: Job, deps: WorkerDeps): Promise<void> {
  const to = answerable(route, deps);
  if (!to || ('person' in to && to.person === debtorOf(condition))) return;
  const text = escalationText(condition, route);
  const said = await calm({ text: plainOf(text), blocks: [section(text)] }, [], deps);
  await deps.messenger.say(
    `condition-escalation:${route.id}:${condition.id}`,
    { to, threadOf: null, ...said },
    job,
  );
}

const concerned: ReadonlySet<RouteEvent['type']> = new Set([
  'conditions_promised',
  'condition_reminded',
  'condition_met',
  'conditions_released',
  'rolled_back',
  'route_retired',
]);

/** What a route's event means for those who owe something. */
export async function tellDebtors(route: Route, job: Job, deps: WorkerDeps): Promise<void> {
  const { event } = job.effect;
  if (!concerned.has(event.type)) return;
  if (event.type === 'condition_reminded') {
    const condition = conditionsOf(route).find(({ id }) => id === event.condition);
    // Kept meanwhile, or owed no more: there is nothing left to ask.
    if (condition && !condition.met) {
      const { word } = event;
      await tell(condition, event, route.id, job, deps);
      if (word === 'overdue' && (await isOut(condition, route, deps)))
        await escalate(condition, route, job, deps);
    }
  }
  await refresh(route.id, job, deps);
}
