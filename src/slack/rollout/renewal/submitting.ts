import type { ViewOutput, ViewResponseAction } from '@slack/bolt';
import type { RouteAct } from '../../../app/app.ts';
import type { Actor } from '../../../domain/request/commands.ts';
import type { Role } from '../../../domain/words.ts';
import { Fault } from '../../../ports/fault.ts';
import { within } from '../../actions/actor.ts';
import { answerView } from '../../actions/answer-view.ts';
import type { SlackDeps } from '../../deps.ts';
import { submissionCommandId } from '../../ids.ts';
import { routeRefusalText } from '../../route-refusal-text.ts';
import { routeActor } from '../acts.ts';

/** What Slack shows instead of a modal that was submitted; it closes where there is nothing to show. */
export type Reply = ViewResponseAction | undefined;

export type Values = ViewOutput['state']['values'];

export const textIn = (values: Values, id: string): string => values[id]?.[id]?.value?.trim() ?? '';
export const choiceIn = (values: Values, id: string): string =>
  values[id]?.[id]?.selected_option?.value ?? '';
export const dateIn = (values: Values, id: string): string => values[id]?.[id]?.selected_date ?? '';

export const fieldErrors = (errors: Record<string, string>): Reply => ({ response_action: 'errors', errors });

/** Slack waits 3 s for an answer; looking up who somebody is gets most of it. */
const directoryMs = 2000;

const notAnswered =
  'Slack or the database did not answer in time, so nothing was recorded. What you wrote is still here; send it again in a moment.';

const membersOnly = 'Only members of this workspace can do this. Nothing was recorded.';

export interface SubmittedAct {
  readonly view: ViewOutput;
  readonly person: string;
  readonly act: RouteAct;
  /** Roles whose holders may; who somebody is is asked of Slack in any case. */
  readonly roles: readonly Role[];
  /** The input at which trouble is shown. */
  readonly firstInput: string;
  /** What somebody wrote, so that an answer that takes the modal's place still shows it. */
  readonly typed: readonly string[];
}

async function decide(submitted: SubmittedAct, actor: Actor, deps: SlackDeps): Promise<Reply> {
  const { view, person, act, typed } = submitted;
  if (actor.standing !== 'member') return { response_action: 'update', view: answerView(membersOnly, typed) };
  const outcome = await deps.app.act(submissionCommandId(view, person, view.state.values), act, actor);
  if (outcome.ok) return undefined;
  const text = routeRefusalText(outcome.routeRefusal, { policy: deps.app.policy(), route: act.route });
  return { response_action: 'update', view: answerView(text, typed) };
}

/** Decides a submitted modal before it is acknowledged, so that what is wrong shows where it was typed. */
export async function submitAct(submitted: SubmittedAct, deps: SlackDeps): Promise<Reply> {
  try {
    const actor = await within(directoryMs, routeActor(submitted.person, submitted.roles, deps));
    return await decide(submitted, actor, deps);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    deps.log.warn({ err: error, fault: error.kind, act: submitted.act.type }, 'A form could not be decided');
    return fieldErrors({ [submitted.firstInput]: notAnswered });
  }
}
