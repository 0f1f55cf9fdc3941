import type { ModalView } from '@slack/types';
import type { Preview } from '../../app/app.ts';
import type { SlackDeps } from '../deps.ts';
import { lanesToComplete, proofLead } from '../evidence/proof-step.ts';
import { blockedProblems } from './blocked-text.ts';
import { catchUp, caughtUpNote } from './catch-up.ts';
import { type CheckFacts, checkView } from './check-view.ts';
import { type DraftContent, heldIn, type Step } from './draft.ts';
import { knownTo } from './known-to.ts';
import { type FieldProblem, readForm } from './proposal-form.ts';
import { type StepRemarks, stepView } from './step-view.ts';
import { stepOf } from './steps.ts';
import { linesToComplete } from './syntax/evidence-lines.ts';
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

/** What is wrong on a step that its requester was sent back to: what cannot be read, else what cannot be filed. */
function problemsOn(step: Step, content: DraftContent, facts: CheckFacts | null): FieldProblem[] {
  if (!facts) return [];
  const refusal = 'problems' in facts ? null : facts.preview.refusal;
  const found =
    'problems' in facts ? facts.problems : refusal?.reason === 'blocked' ? blockedProblems(refusal) : [];
  return found.filter(({ field }) => stepOf(field, content) === step);
}

/** Lines for the lanes that are needed, where nothing was given yet: the requester completes or empties them. */
function withLinesToComplete(content: DraftContent, preview: Preview): DraftContent {
  const lanes = heldIn(content, 'evidence').trim() === '' ? lanesToComplete(preview) : [];
  return lanes.length === 0
    ? content
    : { ...content, values: { ...content.values, evidence: linesToComplete(lanes) } };
}

/** The Proof step says which evidence is needed, as the tier is known so far. */
async function presentProof(
  { draft, content, note }: Presented,
  facts: CheckFacts,
  problems: readonly FieldProblem[],
): Promise<ModalView> {
  const known = 'preview' in facts ? facts : null;
  const shown = known ? withLinesToComplete(content, known.preview) : content;
  return stepView(draft, 'proof', shown, {
    problems,
    lead: proofLead(known?.proposal.packet ?? null, known?.preview ?? null),
    ...(note ? { note } : {}),
  });
}

export async function present(presented: Presented, deps: SlackDeps): Promise<ModalView> {
  const { draft, person, content, markProblems } = presented;
  const { step } = content;
  if (content.inYaml) return yamlView(draft, content);
  if (step === 'check') return presentCheck(presented, deps);
  const facts = markProblems || step === 'proof' ? await checkFacts(content, person, deps) : null;
  const problems = presented.problems ?? problemsOn(step, content, markProblems ? facts : null);
  if (step === 'proof' && facts) return presentProof(presented, facts, problems);
  return stepView(draft, step, content, {
    problems,
    ...(presented.note ? { note: presented.note } : {}),
  });
}
