import type { ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { RequestCommand } from '../../domain/request/commands.ts';
import { decide } from '../../domain/request/decide.ts';
import type { Refusal } from '../../domain/request/refusal.ts';
import type { Request } from '../../domain/request/request.ts';
import { isHigher } from '../../domain/risk.ts';
import { type Tier, tiers } from '../../domain/words.ts';
import { Fault } from '../../ports/fault.ts';
import { section } from '../blocks/blocks.ts';
import { input, select, textInput } from '../blocks/inputs.ts';
import { modal } from '../blocks/modal.ts';
import { bold, inline } from '../blocks/mrkdwn.ts';
import { tierText } from '../cards/roles.ts';
import type { SlackDeps } from '../deps.ts';
import { decodeRequestRef, submissionCommandId } from '../ids.ts';
import { refusalText } from '../refusal-text.ts';
import { reviewerFor, within } from './actor.ts';
import { answerClick, type WayBack } from './answer.ts';
import { answerView } from './answer-view.ts';
import type { Click } from './click.ts';
import { heal } from './heal.ts';
import { oldButton } from './open-decision.ts';
import type { Reply } from './submission.ts';

/** Security may lower a tier, with a reason that is recorded; nobody else can, and the requester never. */
export const lowerTierCallback = 'lower_tier';
export const lowerTierInputs = { to: 'lower_to', reason: 'lower_reason' } as const;

type LowerTier = Extract<RequestCommand, { type: 'lower_tier' }>;

export function lowerTierModal(request: Request): ModalView {
  const { tier, reasons } = request.assessment;
  const lower = tiers.filter((candidate) => isHigher(tier, candidate)).toReversed();
  return modal({
    callback: lowerTierCallback,
    title: 'Lower the tier',
    submit: 'Lower',
    close: 'Cancel',
    metadata: `${request.id}:${request.bound.revision}`,
    blocks: [
      section(
        `${bold(request.id)} is ${tierText(tier)}: ${reasons.map(({ reason }) => inline(reason, 200)).join(', ')}. A lower tier may ask fewer roles. Only security can do this, and the reason is kept in the record.`,
      ),
      input({
        id: lowerTierInputs.to,
        label: 'To which tier?',
        element: select({
          action: lowerTierInputs.to,
          placeholder: 'Choose one',
          choices: lower.map((candidate) => ({ value: candidate, text: candidate })),
        }),
      }),
      input({
        id: lowerTierInputs.reason,
        label: 'Why is the risk lower?',
        element: textInput({ action: lowerTierInputs.reason, multiline: true, max: 2000 }),
        hint: 'Everybody who reviews this reads it.',
      }),
    ],
  });
}

/** Why this cannot go through as far as the record tells, whoever the person is to Slack. */
function foreseen(request: Request, person: string, deps: SlackDeps): Refusal | null {
  const command = { type: 'lower_tier', request: request.id, to: 'low', reason: '' } as const;
  const actor = { person, roles: ['security'], standing: 'member' } as const;
  const context = { at: deps.clock.now(), actor, policy: deps.app.policy(), baseline: request.baseline };
  const decision = decide(request, command, context);
  return 'refusal' in decision ? decision.refusal : null;
}

/** Opens on top of View packet; whoever is not in security sees it turn into the answer. */
export async function openLowerTier(click: Click, way: WayBack, deps: SlackDeps): Promise<void> {
  const ref = decodeRequestRef(click.value);
  const request = ref ? ((await deps.app.store.request(ref.request))?.state ?? null) : null;
  if (!request) return answerClick(click, oldButton, way);
  const policy = deps.app.policy();
  const refusal = foreseen(request, click.person, deps);
  if (refusal) return answerClick(click, refusalText(refusal, { policy, request }), way);
  const { view } = await way.client.views.push({
    trigger_id: click.triggerId,
    view: lowerTierModal(request),
  });
  if (!view?.id) return;
  try {
    const { roles } = await reviewerFor(click.person, 'security', null, deps);
    if (roles.includes('security')) return;
    const text = refusalText({ reason: 'not_in_role', role: 'security' }, { policy, request });
    await way.client.views.update({ view_id: view.id, view: answerView(text) });
  } catch (error) {
    // The role is checked again at submission; until then the modal stays as it is.
    deps.log.info({ err: error, request: request.id }, 'A role could not be checked while a modal is open');
  }
}

const isTier = (word: string | undefined): word is Tier => tiers.some((tier) => tier === word);

function readLowerTier(view: ViewOutput): LowerTier | Record<string, string> {
  const request = decodeRequestRef(view.private_metadata)?.request ?? '';
  const { values } = view.state;
  const to = values[lowerTierInputs.to]?.[lowerTierInputs.to]?.selected_option?.value;
  const reason = values[lowerTierInputs.reason]?.[lowerTierInputs.reason]?.value?.trim() ?? '';
  if (!isTier(to)) return { [lowerTierInputs.to]: 'Choose a tier.' };
  if (reason === '') return { [lowerTierInputs.reason]: 'Say why the risk is lower; reviewers read it.' };
  return { type: 'lower_tier', request, to, reason };
}

const isCommand = (read: LowerTier | Record<string, string>): read is LowerTier => read.type === 'lower_tier';

const directoryMs = 2000;

/** Decides the submitted modal before it is acknowledged. Done: every open view closes, the cards tell the rest. */
export async function submitLowerTier(view: ViewOutput, person: string, deps: SlackDeps): Promise<Reply> {
  const command = readLowerTier(view);
  if (!isCommand(command)) return { response_action: 'errors', errors: command };
  try {
    const actor = await within(directoryMs, reviewerFor(person, 'security', null, deps));
    const id = submissionCommandId(view, person, view.state.values);
    const outcome = await deps.app.handle(id, command, actor);
    if (outcome.ok) return { response_action: 'clear' };
    const request = (await deps.app.store.request(command.request))?.state ?? null;
    await heal(outcome.refusal.reason, request, id, deps);
    const text = refusalText(outcome.refusal, { policy: deps.app.policy(), request });
    return { response_action: 'update', view: answerView(text, [command.reason]) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    deps.log.warn({ err: error, fault: error.kind }, 'A tier could not be lowered');
    const text =
      'Slack or the database did not answer in time, so nothing was recorded. What you wrote is still here; send it again in a moment.';
    return { response_action: 'errors', errors: { [lowerTierInputs.reason]: text } };
  }
}
