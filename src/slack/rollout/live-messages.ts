import type { Button } from '@slack/types';
import { type HealthCheck, healthChecks } from '../../domain/rollout-words.ts';
import { button } from '../blocks/blocks.ts';
import { ago } from '../blocks/dates.ts';
import { bold, counted, inline, person, quote } from '../blocks/mrkdwn.ts';
import { healthyAction, unhealthyAction } from './acts.ts';
import { pauseButton, rollBackButton, valueFor } from './buttons.ts';
import { expandButton, holdButton, reasonButton, resumeButton } from './card-buttons.ts';
import { gateContext, gateLines, isGood, readingLine } from './gate-lines.ts';
import { actorText, baselineName } from './offer/route-now.ts';
import {
  checksOf,
  finishedOf,
  interventionOf,
  type RolloutFacts,
  rolloutOf,
  stepOf,
} from './rollout-facts.ts';
import { followingStep, shareOf, shareText, stepText } from './steps.ts';
import { tookText } from './took.ts';

/**
 * Replies in a rollout's thread that ask for something. They are drawn anew with the card, so that their buttons go
 * once nobody can use them. What each is about stands in its key, since nothing is ever read out of a message.
 */
export type Live =
  | { readonly live: 'reminder'; readonly step: number; readonly tag: string }
  | { readonly live: 'check'; readonly check: HealthCheck }
  | { readonly live: 'unhealthy'; readonly check: HealthCheck }
  | { readonly live: 'nag'; readonly times: number }
  | {
      /** Somebody, or a guardrail, stopped it; whoever did is asked why. */
      readonly live: 'stopped';
      readonly how: 'paused' | 'rolled_back';
      readonly at: number;
      readonly by: string;
      readonly fromBp: number;
      readonly tookMs: number;
    };

/** What a live message shows; mrkdwn that mentions people, and buttons. */
export interface LiveShown {
  readonly text: string;
  readonly buttons: readonly Button[];
}

/** Begins the keys of all live messages of a request. */
export const livePrefix = (request: string): string => `rollout-live:${request}:`;

function partsOf(live: Live): readonly (string | number)[] {
  switch (live.live) {
    case 'reminder':
      return [live.live, live.step, live.tag];
    case 'check':
    case 'unhealthy':
      return [live.live, live.check];
    case 'nag':
      return [live.live, live.times];
    case 'stopped':
      return [live.live, live.how, live.at, live.by, live.fromBp, live.tookMs];
  }
}

/** The key of a live message. */
export const liveKey = (request: string, live: Live): string =>
  `${livePrefix(request)}${partsOf(live).join(':')}`;

const isCheck = (word: string | undefined): word is HealthCheck =>
  healthChecks.some((check) => check === word);

/** What a key says; null for one that no version of ours made. */
export function liveOfKey(request: string, key: string): Live | null {
  const [kind, first = '', second = '', by = '', fromBp, tookMs] = key
    .slice(livePrefix(request).length)
    .split(':');
  if (kind === 'reminder') return { live: kind, step: Number(first), tag: second };
  if (kind === 'nag') return { live: kind, times: Number(first) };
  if ((kind === 'check' || kind === 'unhealthy') && isCheck(first)) return { live: kind, check: first };
  if (kind === 'stopped' && (first === 'paused' || first === 'rolled_back')) {
    const numbers = { at: Number(second), fromBp: Number(fromBp), tookMs: Number(tookMs) };
    return { live: kind, how: first, by, ...numbers };
  }
  return null;
}

const some = (...buttons: readonly (Button | null)[]): Button[] => buttons.flatMap((each) => each ?? []);
const zoneOf = ({ policy }: RolloutFacts): string => policy.workingHours.timeZone;

function reminder({ step }: Extract<Live, { live: 'reminder' }>, facts: RolloutFacts): LiveShown {
  const { route, id, policy, gate } = facts;
  const rollout = rolloutOf(facts);
  const at = stepOf(facts, step);
  const where = at ? ` at ${bold(stepText(at))}` : '';
  const head =
    at?.holdHours === 0 ? `⏰ Nothing more to wait for${where}` : `⏰ The hold time${where} is over`;
  const next = rollout && followingStep(rollout);
  if (!rollout || !next || rollout.step !== step || rollout.status !== 'live')
    return { text: `${head}; what comes next was decided.`, buttons: [] };
  // The card shows every number; here stands only what changes what can be done.
  const missing = gate?.items.filter(({ ok }) => !ok) ?? [];
  const holding = (gate?.items.length ?? 0) - missing.length;
  const about = gateContext(route, rollout, policy, facts.asked);
  const lines = [
    ...gateLines({ clear: false, items: missing }, about),
    ...(holding > 0 ? [`✓ ${counted(holding, 'check')} ${holding === 1 ? 'holds' : 'hold'}`] : []),
  ];
  const open = gate?.clear ? 'clear' : 'not clear';
  return {
    text: [`${head}. ${bold(`Gate to ${stepText(next)}: ${open}.`)}`, ...lines].join('\n'),
    buttons: some(
      expandButton(facts),
      holdButton(facts),
      pauseButton(route, id),
      rollBackButton(route, id, policy),
    ),
  };
}

export const checkTitles: Readonly<Record<HealthCheck, string>> = {
  first_hour: 'First hour',
  first_day: 'First day',
  first_week: 'First week',
};

function measured(facts: RolloutFacts): string[] {
  const packet = rolloutOf(facts)?.candidate ?? facts.request?.packet;
  const guardrails = packet?.guardrails ?? [];
  const freshMs = facts.policy.rollout.readingFreshMinutes * 60_000;
  const about = { at: facts.at, freshMs, zone: zoneOf(facts) };
  const bad = guardrails.flatMap((guardrail) => {
    const reading = facts.readings.get(guardrail.metric);
    return isGood(guardrail, reading, about) ? [] : [readingLine(guardrail, reading, about)];
  });
  const good = guardrails.length - bad.length;
  const within =
    good > 0 ? [`✅ ${counted(good, 'guardrail')} within ${good === 1 ? 'its limit' : 'their limits'}`] : [];
  return [...bad.slice(0, 6), ...within];
}

function check({ check: name }: Extract<Live, { live: 'check' }>, facts: RolloutFacts): LiveShown {
  const title = `🩺 ${bold(checkTitles[name])} with the candidate`;
  const answer = checksOf(facts)[name];
  if (!answer) return { text: `${title}.`, buttons: [] };
  if (answer !== 'asked') {
    const note = answer.note ? `\n${quote(answer.note, 1200)}` : '';
    const said = answer.healthy ? '✅ healthy' : '❌ not healthy';
    return { text: `${title}: ${said}, says ${person(answer.by)}.${note}`, buttons: [] };
  }
  // What was rolled back need not be judged any more.
  if (facts.phase === 'rolled_back' || facts.phase === 'rolling_back')
    return { text: `${title}: it was rolled back before anybody answered.`, buttons: [] };
  const value = valueFor(facts.route, facts.id);
  return {
    text: [`${title}: is it healthy?`, ...measured(facts)].join('\n'),
    buttons: [
      button({ action: healthyAction(name), text: 'Healthy', value }),
      button({ action: unhealthyAction(name), text: 'Not healthy', value }),
    ],
  };
}

function unhealthy({ check: name }: Extract<Live, { live: 'unhealthy' }>, facts: RolloutFacts): LiveShown {
  const answer = checksOf(facts)[name];
  const head = `❌ ${bold(`${checkTitles[name]}: not healthy`)}`;
  if (!answer || answer === 'asked') return { text: `${head}.`, buttons: [] };
  const { route, id, policy } = facts;
  const mine = rolloutOf(facts) !== null || facts.phase === 'complete';
  return {
    text: `${head}, says ${person(answer.by)}.${answer.note ? `\n${quote(answer.note, 1200)}` : ''}`,
    buttons: mine ? some(pauseButton(route, id), rollBackButton(route, id, policy)) : [],
  };
}

function nag({ times }: Extract<Live, { live: 'nag' }>, facts: RolloutFacts): LiveShown {
  const rollout = rolloutOf(facts);
  const { route, id, policy } = facts;
  const since = rollout?.intervention;
  if (rollout?.status !== 'paused' || !since)
    return { text: '⏸️ This was paused for a while; what comes next was decided.', buttons: [] };
  const share = shareText(rollout.control.wished.bp);
  const text = `⏸️ ${bold(`Still paused at ${share}`)}: ${actorText(since.by)} paused it ${ago(since.at, zoneOf(facts))}. Resume it, or take it back.`;
  // Of several reminders only the last one asks.
  const asks = rollout.pausedNags === times;
  return { text, buttons: asks ? some(resumeButton(facts), rollBackButton(route, id, policy)) : [] };
}

function stopped(live: Extract<Live, { live: 'stopped' }>, facts: RolloutFacts): LiveShown {
  const { how, at, by, fromBp, tookMs } = live;
  const intervention = interventionOf(facts);
  const isLast = intervention?.at === at && intervention.by === by;
  const endedAt = stepOf(facts, (rolloutOf(facts) ?? finishedOf(facts))?.step ?? -1);
  const self = by === 'system' ? 'by itself' : `by ${person(by)}`;
  const because =
    isLast && intervention.cause !== 'person' && intervention.detail
      ? ` Because: ${inline(intervention.detail, 400)}.`
      : '';
  const head =
    how === 'paused'
      ? `⏸️ ${bold('Paused')} ${self} at ${bold(shareOf(fromBp, endedAt))}.${because} The share stays; nothing is expanded until somebody resumes it.`
      : `✅ ${bold('Rolled back')} ${self} in ${bold(tookText(tookMs))}: ${bold(`${shareOf(fromBp, endedAt)} → 0 %`)}, read back. Everybody gets ${baselineName(facts.route)}.${because}`;
  if (!isLast || intervention.cause !== 'person') return { text: head, buttons: [] };
  if (intervention.reason)
    return { text: `${head}\nWhy: “${inline(intervention.reason, 800)}”`, buttons: [] };
  return { text: `${head}\nWhy?`, buttons: some(reasonButton(facts)) };
}

/** A live message as it stands now. */
export function liveMessage(live: Live, facts: RolloutFacts): LiveShown {
  switch (live.live) {
    case 'reminder':
      return reminder(live, facts);
    case 'check':
      return check(live, facts);
    case 'unhealthy':
      return unhealthy(live, facts);
    case 'nag':
      return nag(live, facts);
    case 'stopped':
      return stopped(live, facts);
  }
}
