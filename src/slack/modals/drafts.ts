import { jobsFor } from '../../app/handle-command.ts';
import { inOrder } from '../../app/in-order.ts';
import type { Draft } from '../../ports/store.ts';
import type { SlackDeps } from '../deps.ts';
import { draftKey } from '../ids.ts';
import { contentOf, type DraftContent } from './draft.ts';

/** Drafts in the store. A draft belongs to one person; to anybody else it does not exist. */

export interface OpenDraft {
  readonly id: string;
  readonly content: DraftContent;
  readonly updatedAt: number;
}

function opened(draft: Draft | null, person: string): OpenDraft | null {
  const content = draft && draft.person === person ? contentOf(draft) : null;
  return draft && content ? { id: draft.id, content, updatedAt: draft.updatedAt } : null;
}

async function save(id: string, person: string, content: DraftContent, deps: SlackDeps): Promise<void> {
  await deps.app.store.saveDraft({
    id,
    person,
    content,
    updatedAt: deps.clock.now(),
  });
}

export async function createDraft(
  person: string,
  content: DraftContent,
  deps: SlackDeps,
): Promise<OpenDraft> {
  const id = deps.newId();
  await save(id, person, content, deps);
  return { id, content, updatedAt: deps.clock.now() };
}

export async function loadDraft(id: string, person: string, deps: SlackDeps): Promise<OpenDraft | null> {
  return opened(await deps.app.store.draft(id), person);
}

/** A change of a draft, and what else came of it. `content` null leaves the draft as it is. */
export interface Changed<T> {
  readonly content: DraftContent | null;
  readonly result: T;
}

/**
 * Works on a draft after all work on it that was asked for before, and saves what it changed. Null where the draft
 * is gone: submitted or discarded meanwhile.
 */
export function workOnDraft<T>(
  id: string,
  person: string,
  work: (content: DraftContent) => Promise<Changed<T>>,
  deps: SlackDeps,
): Promise<{ readonly content: DraftContent; readonly result: T } | null> {
  return inOrder(id, async () => {
    const draft = await loadDraft(id, person, deps);
    if (!draft) return null;
    const { content, result } = await work(draft.content);
    if (content) await save(id, person, content, deps);
    return { content: content ?? draft.content, result };
  });
}

/** The same, where nothing but the change is wanted; answers the draft as it is then. */
export async function changeDraft(
  id: string,
  person: string,
  change: (content: DraftContent) => Promise<DraftContent | null> | DraftContent | null,
  deps: SlackDeps,
): Promise<DraftContent | null> {
  const work = async (content: DraftContent) => ({ content: await change(content), result: null });
  return (await workOnDraft(id, person, work, deps))?.content ?? null;
}

const dayMs = 86_400_000;

/** What somebody has begun and not finished, the newest first. Forms that were opened and never touched are cleared away. */
export async function draftsOf(person: string, deps: SlackDeps): Promise<OpenDraft[]> {
  const found: OpenDraft[] = [];
  for (const draft of await deps.app.store.draftsOf(person)) {
    const open = opened(draft, person);
    if (open?.content.touched) found.push(open);
    else if (draft.updatedAt < deps.clock.now() - dayMs) await deps.app.store.deleteDraft(draft.id);
  }
  return found.sort((left, right) => right.updatedAt - left.updatedAt);
}

/** Brings the message about a draft up to date: posts it, or says what became of the draft. `cause` names the event. */
export async function tellOfDraft(
  draft: string,
  person: string,
  cause: string,
  deps: SlackDeps,
): Promise<void> {
  const effect = { kind: 'draft_message', draft, person } as const;
  await deps.jobs.enqueue(jobsFor([effect], `draft:${cause}`, deps.clock.now(), deps.app.policy()));
  deps.jobs.wake();
}

/** The same, where a message about the draft was ever posted. */
export async function tellOfDraftIfSaid(
  draft: string,
  person: string,
  cause: string,
  deps: SlackDeps,
): Promise<void> {
  if (await deps.app.store.message(draftKey(draft))) await tellOfDraft(draft, person, cause, deps);
}

export async function discardDraft(
  draft: string,
  person: string,
  cause: string,
  deps: SlackDeps,
): Promise<void> {
  await inOrder(draft, async () => {
    if (await loadDraft(draft, person, deps)) await deps.app.store.deleteDraft(draft);
  });
  await tellOfDraftIfSaid(draft, person, cause, deps);
}
