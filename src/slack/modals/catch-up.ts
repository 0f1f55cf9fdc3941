import { canonicalJson } from '../../domain/packet/digest.ts';
import type { Packet } from '../../domain/packet/schema.ts';
import type { SlackDeps } from '../deps.ts';
import { type DraftContent, heldIn } from './draft.ts';
import { changeDraft } from './drafts.ts';
import { sameText, valuesOfPacket } from './proposal-form.ts';

/**
 * Somebody else's change may come to serve while a request is being written. What the requester did not touch then
 * follows what serves now; otherwise submitting would quietly take the other change back.
 */

/** What the route serves now, where that is not what the form started from; undefined where it still is. */
async function overtaking(content: DraftContent, deps: SlackDeps): Promise<Packet | null | undefined> {
  if (content.revising || content.served === null) return undefined;
  const serves = (await deps.app.store.route(heldIn(content, 'route')))?.state.baseline ?? null;
  const now = serves ? valuesOfPacket(serves) : null;
  return canonicalJson(now) === canonicalJson(content.served) ? undefined : serves;
}

/** The form on top of what serves now: touched fields as typed, all others as they serve. */
export function onTopOf(serves: Packet, content: DraftContent): DraftContent {
  const before = content.served ?? {};
  const served = valuesOfPacket(serves);
  const followed = Object.entries(served).filter(
    ([field]) =>
      !field.startsWith('change.') &&
      field !== 'evidence' &&
      sameText(content.values[field] ?? '', before[field] ?? ''),
  );
  const said = content.base ?? {
    change: { kind: 'change', what: [], why: '', expected_improvement: '' },
    evidence: [],
  };
  return {
    ...content,
    served,
    base: { change: said.change, evidence: said.evidence, packet: serves },
    values: { ...content.values, ...Object.fromEntries(followed) },
    generation: content.generation + 1,
  };
}

export const caughtUpNote =
  ':warning: What this route serves has changed since you began. Whatever you had not touched follows it now; look once more at what changes.';

/** The draft on top of what serves now; null where it already is. Not to be called while the draft is being worked on. */
export async function catchUp(
  draft: string,
  person: string,
  content: DraftContent,
  deps: SlackDeps,
): Promise<DraftContent | null> {
  const serves = await overtaking(content, deps);
  if (!serves) return null;
  return changeDraft(draft, person, (now) => onTopOf(serves, now), deps);
}
