import type { SlackDeps } from '../deps.ts';
import { answerClick, type WayBack } from './answer.ts';
import { answerView } from './answer-view.ts';
import type { Click } from './click.ts';
import { conditionsModal, mostConditions } from './conditions-modal.ts';
import { decodeDecisionMetadata } from './decision-metadata.ts';
import { oldButton } from './open-decision.ts';

/** One condition more or fewer in the modal that is open; what was typed in the others stays, since their blocks do. */
export async function changeRows(click: Click, by: 1 | -1, way: WayBack, deps: SlackDeps): Promise<void> {
  const metadata = decodeDecisionMetadata(click.view?.metadata ?? '');
  if (!metadata || !click.view) return answerClick(click, oldButton, way);
  const { ref, channel, rows } = metadata;
  const request = (await deps.app.store.request(ref.request))?.state;
  const wanted = Math.min(mostConditions, Math.max(1, rows + by));
  // The modal keeps deciding on the revision that it was opened for; submitting it after an edit is refused.
  const view = request
    ? conditionsModal({ ref, request, policy: deps.app.policy(), channel }, wanted)
    : answerView(oldButton);
  try {
    await way.client.views.update({ view_id: click.view.id, hash: click.view.hash, view });
  } catch (error) {
    // A second click on the same view: the first one changed it already.
    deps.log.info({ err: error, request: ref.request }, 'A row of conditions was not added twice');
  }
}
