import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Proposal } from '../../domain/packet/schema.ts';
import type { Request } from '../../domain/request/request.ts';
import { mayEdit } from '../../domain/request/revision.ts';
import { Fault } from '../../ports/fault.ts';
import { bold, code, inline, person as mention } from '../blocks/mrkdwn.ts';
import { roleLabel } from '../cards/roles.ts';
import { nearestRoute } from '../commands/nearest-route.ts';
import type { SlackDeps } from '../deps.ts';
import { refusalText } from '../refusal-text.ts';
import { toSlackFault } from '../web-client.ts';
import { contentFrom, type DraftContent, emptyContent } from './draft.ts';
import { draftsView, type NewStart } from './draft-text.ts';
import { createDraft, draftsOf, loadDraft, type OpenDraft } from './drafts.ts';
import { knownTo, mayKnow } from './known-to.ts';
import { loadingView, noteView, unreachableView } from './notes.ts';
import { present } from './present.ts';
import { goneView } from './submitting.ts';
import { chooseRoute, takeKind } from './taking.ts';

/** What the form opens with. */
export type FormStart =
  | { readonly kind: 'new' }
  /** A route's id that was typed; new if nothing serves under it. */
  | { readonly kind: 'route'; readonly route: string }
  | { readonly kind: 'renewal' | 'retirement'; readonly route: string }
  | { readonly kind: 'resume'; readonly draft: string }
  /** Edit a request that is in review. */
  | { readonly kind: 'revise'; readonly request: string }
  /** Start again from a request that was closed. */
  | { readonly kind: 'again'; readonly request: string };

export interface FormOpening {
  readonly client: WebClient;
  /** Good for three seconds, once. */
  readonly triggerId: string;
  readonly person: string;
  readonly start: FormStart;
  /** True where the button stood in a modal, on top of which the form then opens. */
  readonly onTop?: boolean;
}

/** The route that was probably meant; who is no member, or whom Slack does not describe just now, is told of none. */
const nearestFor = async (person: string, typed: string, deps: SlackDeps): Promise<string | null> =>
  (await mayKnow(person, deps)) ? nearestRoute(typed, deps) : null;

/** A form for something new: an empty one, or one that is filled with what the route serves. */
export async function newForm(start: NewStart, person: string, deps: SlackDeps): Promise<ModalView> {
  let content: DraftContent = emptyContent;
  if (start.route !== '') content = await chooseRoute(emptyContent, start.route, person, deps);
  if (start.kind === 'renewal' || start.kind === 'retirement')
    content = await takeKind(content, start.kind, deps);
  // Nothing of this was typed: closing it untouched leaves no draft behind.
  const draft = await createDraft(person, { ...content, touched: false }, deps);
  const near = content.served || start.route === '' ? null : await nearestFor(person, start.route, deps);
  const note = near ? `Did you mean ${code(near, 70)}? Then choose it here.` : '';
  return present({ draft: draft.id, person, content: draft.content, ...(note ? { note } : {}) }, deps);
}

async function offerOrNew(start: NewStart, person: string, deps: SlackDeps): Promise<ModalView> {
  const drafts = (await draftsOf(person, deps)).filter(
    ({ content }) => start.route === '' || (content.values.route ?? '') === start.route,
  );
  if (drafts.length > 0) return draftsView(drafts, start, deps.app.policy().workingHours.timeZone);
  return newForm(start, person, deps);
}

const note = (text: string): ModalView => noteView({ title: 'Route request', text });

async function resumed(draft: OpenDraft | null, person: string, deps: SlackDeps): Promise<ModalView> {
  if (!draft) return goneView;
  return present({ draft: draft.id, person, content: draft.content, markProblems: true }, deps);
}

/** What reviewers asked for, on top of the form in which it is mended. */
function objections(request: Request, deps: SlackDeps): string {
  return request.objections
    .map(
      ({ role, person, reason }) =>
        `✏️ ${bold(roleLabel(role, deps.app.policy()))} (${mention(person)}) asked: “${inline(reason, 600)}”`,
    )
    .join('\n');
}

async function revision(id: string, person: string, deps: SlackDeps): Promise<ModalView> {
  const policy = deps.app.policy();
  const request = (await deps.app.store.request(id))?.state;
  if (!request) return note(refusalText({ reason: 'request_unknown', request: id }, { policy }));
  if (request.status !== 'in_review')
    return note(refusalText({ reason: 'closed', status: request.status }, { policy, request }));
  if (!mayEdit(request, person))
    return note(
      refusalText({ reason: 'not_the_requester', requester: request.requester }, { policy, request }),
    );
  const { revision: current } = request.bound;
  const begun = (await draftsOf(person, deps)).find(
    ({ content }) => content.revising?.request === id && content.revising.revision === current,
  );
  if (begun) return resumed(begun, person, deps);
  const { packet, change, evidence, baseline, raisedTo } = request;
  const draft = await createDraft(
    person,
    {
      ...contentFrom({ packet, change, evidence: [...evidence] }, await knownTo(baseline, person, deps)),
      revising: { request: id, revision: current },
      raiseTo: raisedTo,
    },
    deps,
  );
  const asked = objections(request, deps);
  return present(
    { draft: draft.id, person, content: draft.content, ...(asked ? { note: asked } : {}) },
    deps,
  );
}

async function again(id: string, person: string, deps: SlackDeps): Promise<ModalView> {
  const request = (await deps.app.store.request(id))?.state;
  if (!request)
    return note(refusalText({ reason: 'request_unknown', request: id }, { policy: deps.app.policy() }));
  const { packet, change, evidence } = request;
  const served = (await deps.app.store.route(packet.route))?.state.baseline ?? null;
  const kind = served ? (change.kind === 'new' ? 'change' : change.kind) : 'new';
  const proposal: Proposal = { packet, change: { ...change, kind }, evidence: [...evidence] };
  const content = contentFrom(proposal, await knownTo(served, person, deps));
  const draft = await createDraft(person, content, deps);
  return present({ draft: draft.id, person, content }, deps);
}

async function knownRoute(start: NewStart, person: string, deps: SlackDeps): Promise<ModalView> {
  const serves = (await deps.app.store.route(start.route))?.state.baseline;
  const verb = start.kind === 'renewal' ? 'renew' : 'retire';
  if (!serves) return note(`Nothing serves as ${code(start.route, 70)}, so there is nothing to ${verb}.`);
  return offerOrNew(start, person, deps);
}

function viewFor(start: FormStart, person: string, deps: SlackDeps): Promise<ModalView> {
  switch (start.kind) {
    case 'new':
      return offerOrNew({ kind: 'new', route: '' }, person, deps);
    case 'route':
      return offerOrNew(start, person, deps);
    case 'renewal':
    case 'retirement':
      return knownRoute(start, person, deps);
    case 'resume':
      return loadDraft(start.draft, person, deps).then((draft) => resumed(draft, person, deps));
    case 'revise':
      return revision(start.request, person, deps);
    case 'again':
      return again(start.request, person, deps);
  }
}

/** The view that a start leads to; one that says so where the record does not answer. */
export async function formView(start: FormStart, person: string, deps: SlackDeps): Promise<ModalView> {
  try {
    return await viewFor(start, person, deps);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    deps.log.warn({ kind: error.kind, remedy: error.remedy }, 'the form could not be filled');
    return unreachableView;
  }
}

/** How long the view is waited for before a loading one is opened in its place; well within the trigger's three seconds. */
const patienceMs = 700;

/**
 * Opens the form. A `trigger_id` dies in three seconds, so the window opens in time whatever the record takes.
 * Throws a Fault where Slack does not open it.
 */
export async function openForm(
  { client, triggerId, person, start, onTop = false }: FormOpening,
  deps: SlackDeps,
): Promise<void> {
  const prepared = formView(start, person, deps);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patienceMs);
  });
  const ready = await Promise.race([prepared, late]).finally(() => clearTimeout(timer));
  try {
    const opening = { trigger_id: triggerId, view: ready ?? loadingView };
    const opened = await (onTop ? client.views.push(opening) : client.views.open(opening));
    const view = opened.view?.id;
    if (ready === null && view !== undefined)
      await client.views.update({ view_id: view, view: await prepared });
  } catch (error) {
    throw error instanceof Fault ? error : toSlackFault(onTop ? 'views.push' : 'views.open', error);
  }
}
