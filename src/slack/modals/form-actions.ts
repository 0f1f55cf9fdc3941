import type { BlockAction, ViewClosedAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { inOrder } from '../../app/in-order.ts';
import { isHigher } from '../../domain/risk.ts';
import { tiers } from '../../domain/words.ts';
import { Fault } from '../../ports/fault.ts';
import type { SlackDeps } from '../deps.ts';
import { decodeFormRef, type FormRef, formActions } from '../ids.ts';
import { type DraftContent, isStep, type Step } from './draft.ts';
import { type Changed, discardDraft, loadDraft, tellOfDraft, workOnDraft } from './drafts.ts';
import { formView, openForm } from './open-form.ts';
import { checkFacts, present } from './present.ts';
import { stepBefore } from './steps.ts';
import { goneView } from './submitting.ts';
import { shapeOf, takeTyped } from './taking.ts';

/** What buttons and inputs of the form do. Each stores first, then acknowledges, then changes what is in view. */

export interface FormAction {
  readonly body: BlockAction;
  readonly client: WebClient;
  readonly ack: () => Promise<void>;
}

type View = NonNullable<BlockAction['view']>;

const actionOf = (body: BlockAction) => body.actions[0];

async function show(client: WebClient, viewId: string, view: ModalView, deps: SlackDeps): Promise<void> {
  try {
    await client.views.update({ view_id: viewId, view });
  } catch (error) {
    // The window was closed meanwhile, or Slack is away; the draft has it all either way.
    deps.log.info({ error }, 'a form view was not updated');
  }
}

/** Shows the newest state of a draft, if the step that is in view still is the draft's. */
async function refresh(
  { draft, step }: FormRef,
  person: string,
  viewId: string,
  client: WebClient,
  deps: SlackDeps,
): Promise<void> {
  await inOrder(`view:${draft}`, async () => {
    const open = await loadDraft(draft, person, deps);
    if (!open || open.content.inYaml || open.content.step !== step) return;
    await show(client, viewId, await present({ draft, person, content: open.content }, deps), deps);
  });
}

/** What stands in the view, taken into the draft. Nothing of a view that was left already: it would be older. */
async function takeView(
  content: DraftContent,
  view: View,
  step: string,
  person: string,
  deps: SlackDeps,
): Promise<DraftContent> {
  if (content.left === view.hash || step === 'check') return content;
  if (step !== 'yaml') return takeTyped(content, view.state, person, deps);
  const pasted = Object.values(view.state.values)
    .map((block) => block[formActions.pasted]?.value)
    .find((text) => typeof text === 'string');
  return { ...content, pasted: pasted ?? content.pasted, touched: content.touched || pasted !== undefined };
}

/** Every keystroke and choice is kept; a choice on which questions depend changes the step. */
export async function typed({ body, client, ack }: FormAction, deps: SlackDeps): Promise<void> {
  const { view } = body;
  const ref = view ? decodeFormRef(view.private_metadata) : null;
  if (!view || !ref) return ack();
  const { step } = ref;
  const at = Number(actionOf(body)?.action_ts);
  const work = async (before: DraftContent): Promise<Changed<boolean>> => {
    // Requests of one window travel side by side: an older keystroke may arrive after a newer one.
    if (at < before.seenAt || before.left === view.hash) return { content: null, result: false };
    const content = {
      ...(await takeView(before, view, step, body.user.id, deps)),
      seenAt: at || before.seenAt,
    };
    const looksOther = isStep(step) && shapeOf(step, before) !== shapeOf(step, content);
    return { content, result: looksOther };
  };
  try {
    const done = await workOnDraft(ref.draft, body.user.id, work, deps);
    await ack();
    if (done?.result) await refresh(ref, body.user.id, view.id, client, deps);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    // The next keystroke or Next carries the same and more.
    deps.log.warn({ kind: error.kind, remedy: error.remedy }, 'a keystroke was not stored');
    await ack();
  }
}

/** Changes the draft by a button and shows what that comes to; keeps what was typed, right or wrong. */
async function leave(
  { body, client, ack }: FormAction,
  change: (content: DraftContent, ref: FormRef) => Promise<DraftContent> | DraftContent,
  deps: SlackDeps,
): Promise<void> {
  const { view } = body;
  const ref = view ? decodeFormRef(view.private_metadata) : null;
  if (!view || !ref) return ack();
  const person = body.user.id;
  const work = async (before: DraftContent): Promise<Changed<null>> => {
    const taken = await takeView(before, view, ref.step, body.user.id, deps);
    return { content: { ...(await change(taken, ref)), left: view.hash }, result: null };
  };
  const done = await workOnDraft(ref.draft, person, work, deps);
  await ack();
  const markProblems = true;
  await show(
    client,
    view.id,
    done ? await present({ draft: ref.draft, person, content: done.content, markProblems }, deps) : goneView,
    deps,
  );
}

/** Back, or to a named step. */
export function goTo(action: FormAction, deps: SlackDeps): Promise<void> {
  const id = actionOf(action.body)?.action_id ?? '';
  // Several buttons of a view may lead to one step; a number tells them apart.
  const [named = ''] = id.startsWith(formActions.go) ? id.slice(formActions.go.length).split('-') : [];
  return leave(
    action,
    (content, { step }): DraftContent => {
      const target: Step = isStep(named) ? named : isStep(step) ? stepBefore(step) : content.step;
      return { ...content, step: target, inYaml: false };
    },
    deps,
  );
}

export const openYaml = (action: FormAction, deps: SlackDeps): Promise<void> =>
  leave(action, (content) => ({ ...content, inYaml: true }), deps);

/** Raises the tier above what the rules give, or takes that back. */
export function raise(action: FormAction, deps: SlackDeps): Promise<void> {
  const chosen = actionOf(action.body);
  const value = chosen?.type === 'static_select' ? chosen.selected_option?.value : undefined;
  const tier = tiers.find((known) => known === value) ?? null;
  return leave(
    action,
    async (content) => {
      const facts = await checkFacts({ ...content, raiseTo: null }, action.body.user.id, deps);
      const computed = 'preview' in facts ? facts.preview.assessment.tier : null;
      const isRaise = tier !== null && computed !== null && isHigher(tier, computed);
      return { ...content, raiseTo: isRaise ? tier : null, touched: true };
    },
    deps,
  );
}

const draftOf = (body: BlockAction): string => {
  const action = actionOf(body);
  return action?.type === 'button' ? (action.value ?? '') : '';
};

/** From the message about a draft, or from the list of drafts in the form's window. */
export async function resume({ body, client, ack }: FormAction, deps: SlackDeps): Promise<void> {
  const person = body.user.id;
  const draft = draftOf(body);
  await ack();
  const start = { kind: 'resume', draft } as const;
  if (body.view?.type === 'modal')
    await show(client, body.view.id, await formView(start, person, deps), deps);
  else await openForm({ client, triggerId: body.trigger_id, person, start }, deps);
  // A message about a draft that is gone says so from now on.
  if (!(await loadDraft(draft, person, deps))) await tellOfDraft(draft, person, body.trigger_id, deps);
}

export async function discard({ body, client, ack }: FormAction, deps: SlackDeps): Promise<void> {
  const person = body.user.id;
  await discardDraft(draftOf(body), person, body.trigger_id, deps);
  await ack();
  const { view } = body;
  const ref = view?.type === 'modal' ? decodeFormRef(view.private_metadata) : null;
  if (!view || !ref) return;
  const start =
    ref.draft === '-' ? ({ kind: 'new' } as const) : ({ kind: 'route', route: ref.draft } as const);
  await show(client, view.id, await formView(start, person, deps), deps);
}

/** The window was closed: what was typed waits as a draft; a form that nobody touched leaves nothing behind. */
export async function closed({ view, user }: ViewClosedAction, deps: SlackDeps): Promise<void> {
  const ref = decodeFormRef(view.private_metadata);
  const open = ref ? await loadDraft(ref.draft, user.id, deps) : null;
  if (!open) return;
  if (open.content.touched) await tellOfDraft(open.id, user.id, `closed:${view.id}:${view.hash}`, deps);
  else await deps.app.store.deleteDraft(open.id);
}
