import { routeIdSchema } from '../../domain/packet/schema.ts';
import type { RequestKind, Tier } from '../../domain/words.ts';
import type { SlackDeps } from '../deps.ts';
import { environmentOf, newRouteDefaults, reviewDate, withDefaults } from './defaults.ts';
import { contentFrom, type DraftContent, heldIn, kindOf, type Step } from './draft.ts';
import type { FormValues } from './form-values.ts';
import { typedIn, type ViewState } from './inputs.ts';
import { knownTo } from './known-to.ts';
import { readForm } from './proposal-form.ts';
import { groupsOf } from './steps.ts';

/** What typing and choosing does to a draft. */

/** The tier that the rules give to what the form holds; null while they cannot be asked. */
async function expectedTier(content: DraftContent, deps: SlackDeps): Promise<Tier | null> {
  const why = heldIn(content, 'change.why') || '…';
  const read = readForm({ ...content, values: { ...content.values, 'change.why': why } });
  if ('problems' in read) return null;
  return (await deps.app.preview(read.proposal, null, null)).assessment.tier;
}

/** A new route's suggestions follow what is known of it; `tier` is null until the rules could be asked. */
function suggested(content: DraftContent, tier: Tier | null, deps: SlackDeps): DraftContent {
  if (kindOf(content) !== 'new' || content.base !== null) return content;
  const defaults = newRouteDefaults(content.values, tier, deps.app.policy(), deps.clock.now());
  return { ...content, defaults, values: withDefaults(content.values, content.defaults, defaults) };
}

/** The same, once the first step says all that the rules need. */
export async function suggestedByRules(content: DraftContent, deps: SlackDeps): Promise<DraftContent> {
  if (kindOf(content) !== 'new' || content.base !== null) return content;
  return suggested(content, await expectedTier(content, deps), deps);
}

/** What a new route's suggestions rest on. */
const telling: readonly string[] = ['environment', 'audience', 'workflow_class'];

/** What is kept when another route is chosen: the reasons, which the requester wrote. */
const ownWords = ['change.why', 'change.expected_improvement', 'change.expected_risks'] as const;

function reviewIsPast(values: FormValues, now: number): boolean {
  const date = values['renewal.review_by'] ?? '';
  return date !== '' && date <= new Date(now).toISOString().slice(0, 10);
}

/** An approval that would have run out already is asked for until the latest date that the policy allows. */
async function withReviewDate(content: DraftContent, deps: SlackDeps): Promise<DraftContent> {
  const now = deps.clock.now();
  const isRenewal = kindOf(content) === 'renewal';
  const unchanged = heldIn(content, 'renewal.review_by') === (content.served?.['renewal.review_by'] ?? '');
  if (!reviewIsPast(content.values, now) && !(isRenewal && unchanged)) return content;
  const tier = (await expectedTier(content, deps)) ?? 'high';
  const values = { ...content.values, 'renewal.review_by': reviewDate(tier, deps.app.policy(), now) };
  return { ...content, values };
}

/** Fills the form for a route: with what serves, or as a new one. Guests describe themselves what it is to serve. */
export async function chooseRoute(
  content: DraftContent,
  route: string,
  person: string,
  deps: SlackDeps,
): Promise<DraftContent> {
  if (!routeIdSchema.safeParse(route).success) return content;
  const baseline = (await deps.app.store.route(route))?.state.baseline ?? null;
  const serves = await knownTo(baseline, person, deps);
  const kept = Object.fromEntries(ownWords.map((field) => [field, heldIn(content, field)]));
  const common = {
    step: content.step,
    raiseTo: content.raiseTo,
    touched: content.touched,
    generation: content.generation + 1,
    pasted: content.pasted,
    seenAt: content.seenAt,
    left: content.left,
  };
  if (!serves) {
    const wasNew = kindOf(content) === 'new';
    const typed = wasNew ? content.values : { ...kept, environment: environmentOf(route) };
    const values = { ...typed, route, 'change.kind': baseline ? 'change' : 'new', 'change.what': '' };
    const base = wasNew ? content.base : null;
    const defaults = wasNew ? content.defaults : {};
    return suggested({ ...content, ...common, base, defaults, served: null, values }, null, deps);
  }
  const kind = kindOf(content);
  const filled = contentFrom(
    {
      packet: serves,
      evidence: [],
      change: {
        kind: kind === null || kind === 'new' ? 'change' : kind,
        what: [],
        why: '',
        expected_improvement: '',
      },
    },
    serves,
  );
  return withReviewDate({ ...filled, ...common, values: { ...filled.values, ...kept } }, deps);
}

/** Asks for another kind of request on the same route. */
export async function takeKind(
  content: DraftContent,
  kind: Exclude<RequestKind, 'new'>,
  deps: SlackDeps,
): Promise<DraftContent> {
  return withReviewDate({ ...content, values: { ...content.values, 'change.kind': kind } }, deps);
}

/** Takes what a view holds into the draft: nothing that was typed is ever dropped, right or wrong. */
export async function takeTyped(
  content: DraftContent,
  state: ViewState,
  person: string,
  deps: SlackDeps,
): Promise<DraftContent> {
  const { route, ...typed } = typedIn(state);
  const before = content.values;
  const kindBefore = kindOf(content);
  let next: DraftContent = { ...content, values: { ...before, ...typed } };
  const changed = Object.entries(typed).filter(([field, text]) => (before[field] ?? '') !== text);
  const isOther = route !== undefined && route !== '' && route !== heldIn(content, 'route');
  next = { ...next, touched: content.touched || changed.length > 0 || isOther };
  if (isOther && !content.revising) return chooseRoute(next, route, person, deps);
  if (kindOf(next) === 'renewal' && kindBefore !== 'renewal') {
    const dated = await withReviewDate(next, deps);
    return dated === next ? next : { ...dated, generation: next.generation + 1 };
  }
  return changed.some(([field]) => telling.includes(field)) ? suggested(next, null, deps) : next;
}

/** What decides how a step looks: as long as it is the same, nothing in view needs to change. */
export const shapeOf = (step: Step, content: DraftContent): string =>
  JSON.stringify([content.generation, groupsOf(step, content).map((group) => group.fields)]);
