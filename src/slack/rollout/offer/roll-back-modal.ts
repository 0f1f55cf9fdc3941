import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { Policy } from '../../../domain/policy.ts';
import type { Route } from '../../../domain/route/route.ts';
import { context, section } from '../../blocks/blocks.ts';
import { input, select } from '../../blocks/inputs.ts';
import { limits } from '../../blocks/limits.ts';
import { modal } from '../../blocks/modal.ts';
import { bold, code, plainOf } from '../../blocks/mrkdwn.ts';
import { drillText, wayBack } from '../buttons.ts';
import { changedLast, servesNow } from './route-now.ts';

/** Asks which route is to be rolled back: for messages of other apps, and where nothing names a route. */

export const rollBackCallback = 'route_roll_back_form';
export const rollBackInput = 'roll_back_route';

/** Where it was asked for: the answer is told in this thread. Empty where there is none. */
export interface AskedIn {
  readonly channel: string;
  readonly ts: string;
}

const schema = z.tuple([z.string().max(40), z.string().max(40)]);

export const encodeAskedIn = ({ channel, ts }: AskedIn): string => JSON.stringify([channel, ts]);

/** Nowhere for anything that no version of ours wrote. */
export function decodeAskedIn(metadata: string): AskedIn {
  try {
    const [channel, ts] = schema.parse(JSON.parse(metadata));
    return { channel, ts };
  } catch {
    return { channel: '', ts: '' };
  }
}

/** What may be chosen, in the order in which it is offered. */
export const canRollBack = (route: Route): boolean => wayBack(route) !== null;

function choiceOf(route: Route) {
  const back = wayBack(route);
  const description = back ? plainOf(`${back.from} → 0 %, back to ${back.serves}`) : undefined;
  return { value: route.id, text: route.id, description };
}

function chosenText(route: Route, policy: Policy): string {
  const back = wayBack(route);
  return [
    `${code(route.id, 70)}: ${servesNow(route)}`,
    changedLast(route, policy),
    ...(back
      ? [
          `${bold(`${back.from} → 0 %`)}: everybody gets ${bold(back.serves)}. Last drill: ${drillText(route.drills, policy)}.`,
        ]
      : ['There is nothing to roll back.']),
  ].join('\n');
}

export interface RollBackChoice {
  /** Most recently changed first, what was named before all. */
  readonly offered: readonly Route[];
  readonly chosen: Route | null;
  readonly askedIn: AskedIn;
}

/** The modal; without anything that could be rolled back it says so and asks nothing. */
export function rollBackModal({ offered, chosen, askedIn }: RollBackChoice, policy: Policy): ModalView {
  const common = { callback: rollBackCallback, title: 'Roll back a route', metadata: encodeAskedIn(askedIn) };
  const choices = offered.filter(canRollBack).slice(0, limits.selectOptions);
  if (choices.length === 0)
    return modal({
      ...common,
      close: 'Close',
      blocks: [section('Nothing was rolled out that could be rolled back: every route serves its baseline.')],
    });
  const isPossible = chosen !== null && canRollBack(chosen);
  return modal({
    ...common,
    submit: 'Roll back',
    close: 'Cancel',
    blocks: [
      input({
        id: rollBackInput,
        label: 'Which route?',
        element: select({
          action: rollBackInput,
          placeholder: 'Changed most recently first',
          choices: choices.map(choiceOf),
          initial: isPossible ? chosen.id : undefined,
        }),
        dispatch: true,
      }),
      ...(chosen ? [section(chosenText(chosen, policy))] : []),
      context(['Everybody gets the baseline again. It needs no approval, and why is asked afterwards.']),
    ],
  });
}
