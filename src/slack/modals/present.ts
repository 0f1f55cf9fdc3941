import type { ModalView } from '@slack/types';
import type { SlackDeps } from '../deps.ts';
import { catchUp, caughtUpNote } from './catch-up.ts';
import { type CheckFacts, checkView } from './check-view.ts';
import type { DraftContent } from './draft.ts';
import { knownTo } from './known-to.ts';
import { readForm } from './proposal-form.ts';
import { type StepRemarks, stepView } from './step-view.ts';
import { stepOf } from './steps.ts';
import { yamlView } from './yaml-view.ts';

/** The view of a draft's current step, from the draft and what the record says now. */

export interface Presented extends StepRemarks {
  readonly draft: string;
  readonly person: string;
  readonly content: DraftContent;
  /** Marks what is still wrong on a step that its requester was sent back to. */
  readonly markProblems?: boolean;
}

export async function checkFacts(
  content: DraftContent,
  person: string,
  deps: SlackDeps,
): Promise<CheckFacts> {
  const read = readForm(content);
  if ('problems' in read) return read;
  const revising = content.revising ? { request: content.revising.request, person } : null;
  const preview = await deps.app.preview(read.proposal, content.raiseTo, revising);
  const route = await deps.app.store.route(read.proposal.packet.route);
  return { proposal: read.proposal, preview, drilled: (route?.state.drills.length ?? 0) > 0 };
}

/** Guests see what they ask for, and not what it is compared with. */
async function shownTo(person: string, facts: CheckFacts, deps: SlackDeps): Promise<CheckFacts> {
  if (!('preview' in facts)) return facts;
  const baseline = await knownTo(facts.preview.baseline, person, deps);
  return { ...facts, preview: { ...facts.preview, baseline } };
}

async function presentCheck(
  { draft, person, content: known, note }: Presented,
  deps: SlackDeps,
): Promise<ModalView> {
  const caughtUp = await catchUp(draft, person, known, deps);
  const content = caughtUp ?? known;
  const facts = await shownTo(person, await checkFacts(content, person, deps), deps);
  const notes = [note, caughtUp ? caughtUpNote : ''].filter(Boolean).join('\n');
  const edited = content.revising ? await deps.app.store.request(content.revising.request) : null;
  const fell = 'preview' in facts ? (facts.preview.edit?.fell ?? []) : [];
  const kept = (edited?.state.approvals ?? []).filter(
    (given) => !fell.some((fallen) => fallen.role === given.role && fallen.person === given.person),
  );
  return checkView(draft, content, facts, {
    policy: deps.app.policy(),
    now: deps.clock.now(),
    kept,
    ...(notes ? { note: notes } : {}),
  });
}

export async function present(presented: Presented, deps: SlackDeps): Promise<ModalView> {
  const { draft, content } = presented;
  const { step } = content;
  if (content.inYaml) return yamlView(draft, content);
  if (step === 'check') return presentCheck(presented, deps);
  const read = presented.markProblems ? readForm(content) : null;
  const found = read && 'problems' in read ? read.problems : [];
  const problems = presented.problems ?? found.filter(({ field }) => stepOf(field, content) === step);
  return stepView(draft, step, content, {
    problems,
    ...(presented.note ? { note: presented.note } : {}),
  });
}
