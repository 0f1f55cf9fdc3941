import type { BlockButtonAction, App as BoltApp, SlackViewAction, ViewSubmitAction } from '@slack/bolt';
import type { SlackDeps } from '../deps.ts';
import { type CardAction, cardActions, type DecisionView, decisionViews } from '../ids.ts';
import type { WayBack } from './answer.ts';
import { answerCallback } from './answer-view.ts';
import { type Click, clickOf } from './click.ts';
import { changeRows } from './condition-rows.ts';
import { conditionActions, conditionsModal } from './conditions-modal.ts';
import { approveModal, reasonModal } from './decision-modal.ts';
import { lowerTierCallback, openLowerTier, submitLowerTier } from './lower-tier.ts';
import { type Opening, openDecision } from './open-decision.ts';
import { editRequest, startAgain } from './own-request.ts';
import { packetActions, packetParts } from './packet-parts.ts';
import { packetCallback } from './packet-view.ts';
import { storeClick } from './stored-click.ts';
import { submitDecision } from './submission.ts';
import { requestFile, turnPacket, viewPacket } from './view-packet.ts';

/**
 * What a click on one of these buttons does. It may throw: whoever clicked is then told so, with the number under
 * which the log has the rest.
 */
type Handle = (click: Click, way: WayBack, deps: SlackDeps) => Promise<void>;

/** Stored first, acknowledged then, decided by the worker: a click on these is never lost. */
const stored: readonly CardAction[] = [
  cardActions.approve,
  cardActions.nudge,
  cardActions.withdraw,
  cardActions.extend,
  cardActions.joinEmergency,
];

const openings: Readonly<Record<string, Opening>> = {
  [cardActions.approveTyped]: { kind: 'approve', view: approveModal },
  [cardActions.approveWithConditions]: { kind: 'approve', view: (about) => conditionsModal(about, 1) },
  [cardActions.requestChanges]: {
    kind: 'request_changes',
    view: (about) => reasonModal('request_changes', about),
  },
  [cardActions.reject]: { kind: 'reject', view: (about) => reasonModal('reject', about) },
};

const answered: Readonly<Record<string, Handle>> = {
  ...Object.fromEntries(
    Object.entries(openings).map(([action, opening]): [string, Handle] => [
      action,
      (click, way, deps) => openDecision(click, opening, way, deps),
    ]),
  ),
  [cardActions.viewPacket]: viewPacket,
  [cardActions.edit]: editRequest,
  [cardActions.again]: startAgain,
  [conditionActions.add]: (click, way, deps) => changeRows(click, 1, way, deps),
  [conditionActions.remove]: (click, way, deps) => changeRows(click, -1, way, deps),
  ...Object.fromEntries(packetParts.map((part) => [packetActions.part(part), turnPacket])),
  [packetActions.previous]: turnPacket,
  [packetActions.next]: turnPacket,
  [packetActions.file]: requestFile,
  [packetActions.lowerTier]: openLowerTier,
};

function registerClicks(bolt: BoltApp, deps: SlackDeps): void {
  for (const action of stored)
    bolt.action<BlockButtonAction>(action, async ({ ack, body, action: pressed }) => {
      await storeClick(clickOf(body, pressed), deps);
      await ack();
    });
  for (const [action, handle] of Object.entries(answered))
    bolt.action<BlockButtonAction>(action, async ({ ack, body, action: pressed, client, respond }) => {
      await ack();
      await handle(clickOf(body, pressed), { client, respond, log: deps.log }, deps);
    });
}

function registerSubmissions(bolt: BoltApp, deps: SlackDeps): void {
  const callbacks: readonly DecisionView[] = Object.values(decisionViews);
  for (const callback of callbacks)
    bolt.view<ViewSubmitAction>(
      { callback_id: callback, type: 'view_submission' },
      async ({ ack, body, view }) => {
        const reply = await submitDecision(callback, view, body.user.id, deps);
        await (reply ? ack(reply) : ack());
      },
    );
  bolt.view<ViewSubmitAction>(
    { callback_id: lowerTierCallback, type: 'view_submission' },
    async ({ ack, body, view }) => {
      const reply = await submitLowerTier(view, body.user.id, deps);
      await (reply ? ack(reply) : ack());
    },
  );
  // Nothing hangs on these; they only have to be acknowledged.
  for (const callback of [answerCallback, packetCallback])
    bolt.view<SlackViewAction>(callback, async ({ ack }) => ack());
}

/** Every button of cards, of the requester's message and of View packet, and every modal that they open. */
export function registerActions(bolt: BoltApp, deps: SlackDeps): void {
  registerClicks(bolt, deps);
  registerSubmissions(bolt, deps);
}
