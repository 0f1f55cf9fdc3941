import type { ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Route } from '../../../domain/route/route.ts';
import { Fault } from '../../../ports/fault.ts';
import { storeClick } from '../../actions/stored-click.ts';
import type { SlackDeps } from '../../deps.ts';
import { submissionCommandId } from '../../ids.ts';
import { noteView, unreachableText } from '../../modals/notes.ts';
import { encodeRouteRef, routeActions } from '../acts.ts';
import { watch } from '../watched.ts';
import { recentlyChanged, routeNamedIn } from './recent-routes.ts';
import { type AskedIn, decodeAskedIn, rollBackInput, rollBackModal } from './roll-back-modal.ts';

/** The way from a message of whatever app to a roll back: ask which route, then do as the button does. */

const mostOffered = 99;

async function offeredFor(chosen: Route | null, deps: SlackDeps): Promise<Route[]> {
  const recent = await recentlyChanged(mostOffered, deps);
  return chosen ? [chosen, ...recent.filter(({ id }) => id !== chosen.id)] : recent;
}

const title = 'Roll back a route';

/** Somebody wants to roll something back, from some message. */
export interface Asked {
  readonly client: WebClient;
  readonly triggerId: string;
  readonly person: string;
  /** Everything that may name the route. */
  readonly text: string;
  readonly askedIn: AskedIn;
}

const membersOnly = noteView({ title, text: 'Only members of this workspace can roll routes back.' });

/** True for guests and strangers; whom Slack does not describe just now is judged when the form comes back. */
async function isOutsider(person: string, { directory, log }: SlackDeps): Promise<boolean> {
  try {
    return (await directory.membership(person, [])).standing !== 'member';
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    log.info({ err: error }, 'Routes are offered to somebody whom Slack does not describe just now');
    return false;
  }
}

/** What asks which route, with the one that `text` names chosen already. */
async function viewFor({ person, text, askedIn }: Asked, deps: SlackDeps): Promise<ModalView> {
  try {
    const [recent, outsider] = await Promise.all([
      recentlyChanged(mostOffered, deps),
      isOutsider(person, deps),
    ]);
    if (outsider) return membersOnly;
    const chosen = await routeNamedIn(text, recent, deps);
    return rollBackModal({ offered: await offeredFor(chosen, deps), chosen, askedIn }, deps.app.policy());
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    deps.log.warn({ err: error }, 'Routes to roll back could not be offered');
    return noteView({ title, text: unreachableText });
  }
}

/** How long the view is waited for before a loading one is opened; a `trigger_id` is good for three seconds. */
const patienceMs = 700;

/** Opens the modal in time, whatever the record takes. Throws where Slack does not open it. */
export async function askWhich(asked: Asked, deps: SlackDeps): Promise<void> {
  const { client, triggerId } = asked;
  const prepared = viewFor(asked, deps);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patienceMs);
  });
  const ready = await Promise.race([prepared, late]).finally(() => clearTimeout(timer));
  const loading = noteView({ title, text: 'One moment: looking up what changed last …' });
  const opened = await client.views.open({ trigger_id: triggerId, view: ready ?? loading });
  const view = opened.view?.id;
  if (ready === null && view !== undefined)
    await client.views.update({ view_id: view, view: await prepared });
}

/** Another route was chosen: says what rolling it back would change. */
export async function showChosen(
  view: { readonly id: string; readonly hash: string; readonly private_metadata: string },
  chosen: string,
  client: WebClient,
  deps: SlackDeps,
): Promise<void> {
  const route = (await deps.app.store.route(chosen))?.state ?? null;
  const askedIn = decodeAskedIn(view.private_metadata);
  const choice = { offered: await offeredFor(route, deps), chosen: route, askedIn };
  try {
    await client.views.update({
      view_id: view.id,
      hash: view.hash,
      view: rollBackModal(choice, deps.app.policy()),
    });
  } catch (error) {
    // Another choice was made meanwhile, or the window was closed.
    deps.log.info({ err: error }, 'What was chosen could not be shown');
  }
}

/** Stores the press, like one on Roll back; the answer and what came of it are told in the thread. */
export async function submitRollBack(
  view: Pick<ViewOutput, 'id' | 'hash' | 'private_metadata' | 'state'>,
  person: string,
  deps: SlackDeps,
): Promise<void> {
  const { values } = view.state;
  const route = values[rollBackInput]?.[rollBackInput]?.selected_option?.value;
  if (!route) return;
  const { channel, ts } = decodeAskedIn(view.private_metadata);
  if (channel && ts) await watch(route, { channel, ts }, deps.clock.now(), deps);
  await storeClick(
    {
      person,
      action: routeActions.rollBack,
      value: encodeRouteRef({ route, request: null, step: null }),
      commandId: submissionCommandId(view, person, values),
      channel,
      responseUrl: undefined,
      threadTs: ts || undefined,
    },
    deps,
  );
}
