import type { KnownBlock } from '@slack/types';
import type { Route } from '../../domain/route/route.ts';
import type { ReviewRole } from '../../domain/words.ts';
import { Fault } from '../../ports/fault.ts';
import type { RequestSummary } from '../../ports/store.ts';
import { absenceText } from '../absence/absence-text.ts';
import { awayActions } from '../absence/away-modal.ts';
import { actions, button, type Shown, section } from '../blocks/blocks.ts';
import { bold, capitalised, code, listed, person as mention } from '../blocks/mrkdwn.ts';
import { holdersText, roleLabel } from '../cards/roles.ts';
import type { SlackDeps } from '../deps.ts';
import { reviewerOf } from '../home/inbox.ts';
import { unknownRouteText } from './nearest-route.ts';
import type { RolloutAct } from './parse.ts';

/** Answers to what acts on a rollout, for a route that has none. */

const toDo: Readonly<Record<RolloutAct, string>> = {
  pause: 'pause',
  resume: 'resume',
  rollback: 'roll back',
  trigger: 'review early',
  drill: 'rehearse',
};

const shown = (text: string): Shown => ({ text, blocks: [section(text)] });

function whatServes(route: Route): string {
  const { baseline } = route;
  if (!baseline) return 'It serves nothing.';
  const { name, version } = baseline.model.primary;
  return `Everybody gets ${code(`${name} ${version}`, 130)}.`;
}

function openText(open: readonly RequestSummary[]): string {
  if (open.length === 0) return '';
  const ids = open.map(({ id }) => bold(id));
  return ` ${listed(ids)} ${open.length === 1 ? 'is' : 'are'} in review.`;
}

/** Truthful where there is nothing to act on, with what there is instead. */
export async function actAnswer(act: RolloutAct, id: string, deps: SlackDeps): Promise<Shown> {
  const { store } = deps.app;
  const route = (await store.route(id))?.state ?? null;
  const open = (await store.openRequests({ route: id }, { limit: 5 })).items;
  if (!route && open.length === 0) return shown(await unknownRouteText(id, deps));
  if (route?.retired) return shown(`${code(id, 70)} is retired, so there is nothing to ${toDo[act]}.`);
  const serves = route ? whatServes(route) : 'It serves nothing yet.';
  return shown(
    `Nothing of ${code(id, 70)} is rolling out, so there is nothing to ${toDo[act]}. ${serves}${openText(open)}`,
  );
}

/** Who else decides for a role; null where Slack does not say. */
async function others(role: ReviewRole, person: string, deps: SlackDeps): Promise<readonly string[] | null> {
  try {
    return (await deps.directory.holders(role)).filter((holder) => holder !== person);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return null;
  }
}

async function coverage(role: ReviewRole, person: string, deps: SlackDeps): Promise<string> {
  const policy = deps.app.policy();
  const backup = policy.roles[role]?.backup;
  const late = !backup
    ? ''
    : backup.by === 'role'
      ? ` Once a review is overdue: ${holdersText(backup.role, policy)}, too.`
      : ' Once a review is overdue: its backup, too.';
  const label = bold(capitalised(roleLabel(role, policy)));
  const found = await others(role, person, deps);
  if (found === null) return `• ${label}: ${holdersText(role, policy)}.${late}`;
  if (found.length === 0)
    return `• ${label}: :warning: nobody else holds it.${late || ' Ask whoever keeps the policy for a second person before you go.'}`;
  const named = found.slice(0, 5).map(mention);
  const more = found.length > 5 ? ` and ${found.length - 5} more` : '';
  return `• ${label}: ${found.length > 5 ? named.join(', ') : listed(named)}${more}.${late}`;
}

/** Somebody's own absence as it stands, with what can be done about it. */
async function ownAbsence(person: string, deps: SlackDeps): Promise<KnownBlock[]> {
  const absence = (await deps.app.store.absence(person))?.state ?? null;
  const text = absenceText(absence, deps.clock.now(), deps.app.policy().workingHours.timeZone);
  const name = button({
    action: awayActions.name,
    text: text ? 'Name somebody else' : 'Name a delegate',
    value: 'away',
    ...(text ? {} : { style: 'primary' as const }),
  });
  const back = button({ action: awayActions.back, text: 'I am back', value: 'back', style: 'primary' });
  return [...(text ? [section(text)] : []), actions([...(text ? [back] : []), name])];
}

/** Who covers for somebody who is away: whom they named, and whom the policy has. */
export async function awayAnswer(person: string, deps: SlackDeps): Promise<Shown> {
  const { own } = await reviewerOf(person, deps);
  if (own.length === 0)
    return shown('You hold no role that reviews, so nothing waits for you while you are away.');
  const lines: string[] = [];
  for (const role of own) lines.push(await coverage(role, person, deps));
  const covered = shown(
    [
      'Reviews are asked of a role, not of a person. While you are away these can decide for yours:',
      ...lines,
    ].join('\n'),
  );
  return { ...covered, blocks: [...covered.blocks, ...(await ownAbsence(person, deps))] };
}
