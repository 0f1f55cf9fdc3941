import { decide } from '../../domain/request/decide.ts';
import type { Refusal } from '../../domain/request/refusal.ts';
import type { Request } from '../../domain/request/request.ts';
import type { SlackDeps } from '../deps.ts';
import { decodeRequestRef } from '../ids.ts';
import { openForm } from '../modals/open-form.ts';
import { refusalText } from '../refusal-text.ts';
import { selfActor } from './actor.ts';
import { answerClick, type WayBack } from './answer.ts';
import type { Click } from './click.ts';
import { heal } from './heal.ts';
import { oldButton } from './open-decision.ts';

type Check = (request: Request, person: string, deps: SlackDeps) => Refusal | null;

/** Why this person cannot edit; the proposal as it stands is taken for the edit, so that it may change nothing. */
const editRefusal: Check = (request, person, deps) => {
  const { packet, change, baseline } = request;
  const decision = decide(
    request,
    {
      type: 'revise_request',
      request: request.id,
      revision: request.bound.revision,
      proposal: { packet, change, evidence: [...request.evidence] },
      raiseTo: request.raisedTo,
    },
    { at: deps.clock.now(), actor: selfActor(person), policy: deps.app.policy(), baseline },
  );
  return 'refusal' in decision && decision.refusal.reason !== 'nothing_changes' ? decision.refusal : null;
};

const againRefusal: Check = (request, person) =>
  person === request.requester ? null : { reason: 'not_the_requester', requester: request.requester };

async function openFor(
  kind: 'revise' | 'again',
  check: Check,
  click: Click,
  way: WayBack,
  deps: SlackDeps,
): Promise<void> {
  const ref = decodeRequestRef(click.value);
  if (!ref) return answerClick(click, oldButton, way);
  const request = (await deps.app.store.request(ref.request))?.state ?? null;
  const refusal: Refusal | null = request
    ? check(request, click.person, deps)
    : { reason: 'request_unknown', request: ref.request };
  if (refusal || !request) {
    if (!refusal) return;
    await answerClick(click, refusalText(refusal, { policy: deps.app.policy(), request }), way);
    return heal(refusal.reason, request, click.commandId, deps);
  }
  const { triggerId, person, view } = click;
  const start = { kind, request: request.id } as const;
  await openForm({ client: way.client, triggerId, person, start, onTop: view?.isModal ?? false }, deps);
}

/** Edit: the form with the newest revision in it. */
export const editRequest = (click: Click, way: WayBack, deps: SlackDeps): Promise<void> =>
  openFor('revise', editRefusal, click, way, deps);

/** Start again after a request ended: the form with everything that its requester had written. */
export const startAgain = (click: Click, way: WayBack, deps: SlackDeps): Promise<void> =>
  openFor('again', againRefusal, click, way, deps);
