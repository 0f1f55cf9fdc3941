import type { Dialect, DialectDocument } from '../../domain/packet/dialects/dialect.ts';
import type { Packet, Proposal } from '../../domain/packet/schema.ts';
import type { SlackDeps } from '../deps.ts';
import { contentFrom, type DraftContent, heldIn, kindOf } from './draft.ts';
import type { FormValues } from './form-values.ts';
import { knownTo } from './known-to.ts';
import { valuesOfPart } from './part-values.ts';
import { readForm, valuesOfPacket } from './proposal-form.ts';
import { chooseRoute } from './taking.ts';

/** What a file makes of a draft: a packet fills every step, a document in a dialect those fields that it speaks of. */

/** What the route of a draft serves: while a request is edited, what it was compared with. */
async function servedBy(route: string, before: DraftContent, deps: SlackDeps): Promise<Packet | null> {
  const edited = before.revising ? await deps.app.store.request(before.revising.request) : null;
  if (edited) return edited.state.baseline;
  return (await deps.app.store.route(route))?.state.baseline ?? null;
}

const filledIn = (before: DraftContent, content: DraftContent): DraftContent => ({
  ...content,
  step: 'check',
  revising: before.revising,
  raiseTo: before.raiseTo,
  touched: true,
  inYaml: false,
  generation: before.generation + 1,
});

export async function contentOfProposal(
  proposal: Proposal,
  before: DraftContent,
  person: string,
  deps: SlackDeps,
): Promise<DraftContent> {
  const served = await servedBy(proposal.packet.route, before, deps);
  return filledIn(before, contentFrom(proposal, await knownTo(served, person, deps)));
}

/** What the form says so far, as far as it makes a packet; else what it was filled from. */
function packetSoFar(content: DraftContent): Packet | null {
  const why = heldIn(content, 'change.why') || '…';
  const read = readForm({ ...content, values: { ...content.values, 'change.why': why } });
  return 'proposal' in read ? read.proposal.packet : (content.base?.packet ?? null);
}

/** Evidence comes beside what is there. */
function evidenceWith(held: string, more: string | undefined): FormValues {
  if (!more) return {};
  const lines = held.split('\n').filter(Boolean);
  return { evidence: [...lines, ...more.split('\n').filter((line) => !lines.includes(line))].join('\n') };
}

/** The draft with what the document says; whatever it says nothing of stays as it was typed. */
export async function contentOfDocument(
  { document, dialect }: { readonly document: DialectDocument; readonly dialect: Dialect },
  before: DraftContent,
  person: string,
  deps: SlackDeps,
): Promise<DraftContent | { readonly problem: string }> {
  const held = heldIn(before, 'route');
  const route = before.revising ? held : (document.route ?? held);
  if (route === '')
    return {
      problem: `This is ${dialect.called}; it does not say which route it is about. Go back, choose the route, and fill it in from there.`,
    };
  const chosen = held === route ? before : await chooseRoute(before, route, person, deps);
  const known = packetSoFar(chosen);
  const part = document.onto(known ?? {});
  const values = valuesOfPart(part);
  if (!values)
    return {
      problem: `This is ${dialect.called}, and it contradicts what the route says already: a fallback may be allowed or blocked, not both. Mend one of the two.`,
    };
  const shown = known ? valuesOfPacket(known) : {};
  const isChange = kindOf(chosen) === 'change';
  const said = Object.entries(values).filter(
    ([field, value]) =>
      value !== shown[field] && field !== 'route' && field !== 'evidence' && !field.startsWith('change.'),
  );
  const next = {
    ...chosen.values,
    ...Object.fromEntries(said),
    ...evidenceWith(heldIn(chosen, 'evidence'), values.evidence),
    ...(isChange && values['change.what'] ? { 'change.what': values['change.what'] } : {}),
  };
  return filledIn(before, { ...chosen, values: next });
}
