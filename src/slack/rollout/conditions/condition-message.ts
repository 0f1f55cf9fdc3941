import type { KnownBlock } from '@slack/types';
import type { Policy } from '../../../domain/policy.ts';
import {
  type ConditionWord,
  conditionsOf,
  type OwedCondition,
} from '../../../domain/route/owed-conditions.ts';
import type { Route } from '../../../domain/route/route.ts';
import { actions, button, type Shown, section } from '../../blocks/blocks.ts';
import { bold, code, inline, link, person, plainOf, quote } from '../../blocks/mrkdwn.ts';
import { roleLabel } from '../../cards/roles.ts';
import { dayText } from '../../cards/values.ts';
import { conditionAction } from '../acts.ts';
import { valueFor } from '../buttons.ts';

/** What tells somebody directly of a condition that they owe. It is drawn anew while it stands, so that nothing old can be pressed. */

/** Which condition it is about, which of its words it was, and who reads it; all in its key. */
export interface ConditionNotice {
  readonly condition: string;
  readonly word: ConditionWord;
  readonly nth: number;
  /** A person, or a channel's name. */
  readonly reader: string;
}

const words: readonly ConditionWord[] = ['promised', 'soon', 'today', 'overdue'];

/** Begins the keys of all notices of a route. */
export const noticePrefix = (route: string): string => `condition:${route}:`;

export const noticeKey = (route: string, { condition, word, nth, reader }: ConditionNotice): string =>
  `${noticePrefix(route)}${condition}/${word}/${nth}:${reader}`;

/** What a key says; null for one that no version of ours made. */
export function noticeOfKey(route: string, key: string): ConditionNotice | null {
  const [about = '', reader = ''] = key.slice(noticePrefix(route).length).split(':');
  const [condition = '', said, nth] = about.split('/');
  const word = words.find((each) => each === said);
  return word ? { condition, word, nth: Number(nth), reader } : null;
}

export interface NoticeFacts {
  readonly route: Route;
  readonly policy: Policy;
  /** Leads to the rollout's card; null where it is not known. */
  readonly cardLink: string | null;
}

/** "Done", which asks in a line what shows it. */
export const conditionDone = (route: Route, { id, rollout, text }: OwedCondition) =>
  button({
    action: conditionAction(id),
    text: 'Done',
    value: valueFor(route, rollout),
    label: `Done: ${text}`,
  });

function headText(
  { word, reader }: ConditionNotice,
  condition: OwedCondition,
  { route }: NoticeFacts,
): string {
  const name = code(route.id, 70);
  const request = bold(condition.id.split('.')[0] ?? '');
  const due = bold(dayText(condition.due));
  switch (word) {
    case 'promised':
      return `🤝 ${request} on ${name} was approved on a condition${reader === condition.owner ? ' that is yours' : ''}, by ${due}:`;
    case 'soon':
      return `🔔 Due ${due}, promised when ${request} on ${name} was approved:`;
    case 'today':
      return `⏰ Due ${bold('today')}, ${dayText(condition.due)}, promised when ${request} on ${name} was approved:`;
    case 'overdue':
      return `🔴 ${bold('Overdue')} since ${due}, promised when ${request} on ${name} was approved:`;
  }
}

const consequence: Readonly<Record<ConditionWord, string>> = {
  promised: 'Once it is overdue, nothing is started or expanded on this route.',
  soon: 'Once it is overdue, nothing is started or expanded on this route.',
  today: 'From tomorrow on, nothing is started or expanded on this route until it is done.',
  overdue: 'Nothing is started or expanded on this route until it is done.',
};

/** What became of it: kept, and what shows that. */
export const metText = ({ by, proof }: NonNullable<OwedCondition['met']>): string =>
  `☑️ ${bold('Done')}, says ${person(by)}: ${inline(proof, 500)}`;

const shown = (lines: readonly string[], more: readonly KnownBlock[] = []): Shown => ({
  text: plainOf(lines[0] ?? ''),
  blocks: [section(lines.join('\n')), ...more],
});

/** A notice as it stands now; null where nothing is known of what it was about. */
export function conditionMessage(notice: ConditionNotice, facts: NoticeFacts): Shown | null {
  const { route, policy, cardLink } = facts;
  const condition = conditionsOf(route).find(({ id }) => id === notice.condition);
  if (!condition || (route.retired && !condition.met))
    return shown([
      `▫️ The condition ${bold(inline(notice.condition, 40))} on ${code(route.id, 70)} is settled: what it was promised for is over, or it was kept.`,
    ]);
  const { text, owner, role, met } = condition;
  const asked =
    notice.reader === owner
      ? []
      : [`It is to be done by ${person(owner)}, whom Slack does not reach, so it is asked of you.`];
  const head = headText(notice, condition, facts);
  if (met) return shown([head, quote(text, 1000), metText(met)]);
  const lines = [head, quote(text, 1000), ...asked];
  // Only the newest word asks; what was said before stays to be read.
  if (notice.nth < condition.said) return shown(lines);
  const card = cardLink ? ` ${link(cardLink, 'Open the rollout’s card')}.` : '';
  return shown(
    [...lines, `${roleLabel(role, policy)} asked for it. ${consequence[notice.word]}${card}`],
    [actions([conditionDone(route, condition)], 'condition')],
  );
}

/** What a route's business owner reads, once what was approved is with everybody and a promise for it is overdue. */
export function escalationText(condition: OwedCondition, route: Route): string {
  return [
    `🔴 ${bold('A promise is overdue')} on ${code(route.id, 70)}, which is with everybody since ${bold(condition.rollout)}: by ${person(condition.owner)}, due ${dayText(condition.due)}.`,
    quote(condition.text, 1000),
    'Nothing new starts on this route until it is done.',
  ].join('\n');
}
