import type { Fallback, Model, Packet } from '../packet/schema.ts';
import { isHigher } from '../risk.ts';
import type { StoredKind, Tier } from '../words.ts';
import { namesModel, plainNames } from './denied-models.ts';
import { plainName } from './results.ts';

/** The nine things that stop a release, whatever the evidence says: one for each surface of a route (A2). */
export const blockerIds = [
  'vague_task',
  'unapproved_fallback',
  'uncontrolled_tool',
  'no_threshold',
  'unowned_failure',
  'unbounded_payloads',
  'uncontrolled_spend',
  'guessed_rollback',
  'unowned_drift',
] as const;
export type BlockerId = (typeof blockerIds)[number];

/** A blocker that a packet trips. `about` says what trips it, such as a tool's name. */
export interface Blocker {
  readonly blocker: BlockerId;
  /** The packet's fields to look at. */
  readonly paths: readonly string[];
  readonly about: readonly string[];
  /** What is wrong and what to do; plain text. */
  readonly sentence: string;
}

export interface BlockerFacts {
  readonly packet: Packet;
  readonly tier: Tier;
  /** Models and routes that a fallback can reach and that nobody approved, as the fallback graph names them. */
  readonly unapproved: readonly string[];
}

interface Found {
  readonly paths: readonly string[];
  readonly about?: readonly string[];
}

interface Rule {
  /** Below this tier nothing is exposed that the blocker protects. */
  readonly from: Tier;
  readonly find: (facts: BlockerFacts) => Found | null;
  readonly sentence: (about: string) => string;
}

const found = (paths: readonly string[], about: readonly string[] = []): Found | null =>
  paths.length > 0 ? { paths, about } : null;

const fewestWords = 4;
/** What stands where somebody or something should be named, and names nothing. */
const nobody = /^(?:tbd|tba|n\/?a|none|nobody|unknown|someone|everyone|team|\?+|-+)$/i;
const names = (text: string | undefined): boolean => text !== undefined && text !== '' && !nobody.test(text);

/** Also where a language writes no spaces between its words. */
const wordsIn = new Intl.Segmenter('und', { granularity: 'word' });

function vagueTask({ packet }: BlockerFacts): Found | null {
  const { task, owners } = packet;
  const words = [...wordsIn.segment(task)].filter(({ segment }) => /\p{L}/u.test(segment));
  const paths = [
    ...(words.length < fewestWords ? ['task'] : []),
    ...(nobody.test(owners.business) ? ['owners.business'] : []),
    ...(nobody.test(owners.technical) ? ['owners.technical'] : []),
  ];
  return found(paths);
}

const named = ({ name, version }: Model): string => `${name} ${version}`;

/** Whether a packet's own list of denied models speaks of this one. */
function isDenied(model: Fallback, denied: readonly string[]): boolean {
  const plain = plainNames(denied);
  if (namesModel(plain, model)) return true;
  const unfinished = model.status === 'preview' || model.status === 'experimental';
  // A list may deny by kind: any preview model, experimental models.
  const byKind = /(?:^|_)(?:any|all)?_?(?:preview|experimental)_models?(?:_|$)/;
  return unfinished && [...plain].some((entry) => byKind.test(entry));
}

function unapprovedFallback({ packet, unapproved }: BlockerFacts): Found | null {
  const { primary, fallbacks, denied } = packet.model;
  const blocked = plainNames(packet.fallback?.blocked ?? []);
  const wrong = fallbacks.filter(
    (fallback) =>
      isDenied(fallback, denied) ||
      fallback.status === 'retired' ||
      blocked.has(plainName(fallback.name)) ||
      blocked.has(plainName(named(fallback))),
  );
  const about = [...new Set([...wrong.map(named), ...unapproved])];
  const paths = about.length > 0 ? ['model.fallbacks'] : [];
  // By kind a list denies what nobody looked at; the route's own model is what the request asks about.
  if (primary.status === 'retired' || namesModel(plainNames(denied), primary))
    return found(['model.primary', ...paths], [named(primary), ...about]);
  return found(paths, about);
}

function uncontrolledTool({ packet }: BlockerFacts): Found | null {
  const about = packet.tools
    .filter(
      ({ effect, human_control }) =>
        effect === 'irreversible' && (human_control === 'none' || human_control === 'review_after'),
    )
    .map(({ name }) => name);
  return found(about.length > 0 ? ['tools'] : [], about);
}

/** What is payload, as apart from data about a request (A4.7); what a route cannot have needs no answer. */
function payloadsOf({ tools, retrieval }: Packet): StoredKind[] {
  return [
    'prompts',
    'outputs',
    ...(tools.length > 0 ? (['tool_arguments'] as const) : []),
    ...(retrieval ? (['retrieved_chunks'] as const) : []),
  ];
}

function unboundedPayloads({ packet }: BlockerFacts): Found | null {
  const { logging } = packet;
  const unclear = payloadsOf(packet).filter((kind) => logging[kind] === undefined);
  const endless = (
    ['prompts', 'outputs', 'tool_arguments', 'files', 'retrieved_chunks', 'traces'] as const
  ).filter((kind) => logging[kind]?.stored === true && logging[kind].retention_days === undefined);
  const kinds = [...unclear, ...endless];
  return found(
    kinds.map((kind) => `logging.${kind}`),
    kinds.map((kind) => kind.replaceAll('_', ' ')),
  );
}

function uncontrolledSpend({ packet: { cost, model, latency } }: BlockerFacts): Found | null {
  const bounded =
    cost.per_request_usd !== undefined ||
    cost.per_workflow_usd !== undefined ||
    cost.per_accepted_outcome_usd !== undefined ||
    cost.max_output_tokens !== undefined;
  return found([
    ...(cost.monthly_budget_usd === undefined ? ['cost.monthly_budget_usd'] : []),
    // Retries and fallbacks multiply what one request costs, so something has to end one.
    ...(bounded || (model.fallbacks.length === 0 && latency.timeout_ms !== undefined)
      ? []
      : ['cost.per_request_usd']),
  ]);
}

const rules: Readonly<Record<BlockerId, Rule>> = {
  vague_task: {
    from: 'medium',
    find: vagueTask,
    sentence: () =>
      'The task is vague, or nobody owns it. Say in a sentence what it does for whom, and name a business and a technical owner.',
  },
  unapproved_fallback: {
    from: 'low',
    find: unapprovedFallback,
    sentence: (about) =>
      `It can reach a model that nobody approved: ${about}. Take it out of the packet, or have it approved first.`,
  },
  uncontrolled_tool: {
    from: 'low',
    find: uncontrolledTool,
    sentence: (about) =>
      `A tool can do what cannot be undone, with nobody asked before: ${about}. Let a person approve its use, or take the tool out.`,
  },
  no_threshold: {
    from: 'medium',
    find: ({ packet }) => found(packet.evals.min_pass_rate === undefined ? ['evals.min_pass_rate'] : []),
    sentence: () =>
      'No least pass rate is set, so no result can be good enough. Say which share of this task’s cases has to pass.',
  },
  unowned_failure: {
    from: 'low',
    find: ({ packet }) => {
      const open = packet.known_failures.filter(
        ({ mitigation, owner }) => !names(mitigation) || !names(owner),
      );
      return found(
        open.length > 0 ? ['known_failures'] : [],
        open.map(({ failure }) => failure),
      );
    },
    sentence: (about) =>
      `A known failure has no mitigation or no owner: ${about}. Say what limits it, and who looks after it.`,
  },
  unbounded_payloads: {
    from: 'medium',
    find: unboundedPayloads,
    sentence: (about) =>
      `Nothing says whether these are stored, or for how long: ${about}. Say for each whether it is stored, and for how many days.`,
  },
  uncontrolled_spend: {
    from: 'medium',
    find: uncontrolledSpend,
    sentence: () =>
      'A failure could spend without limit. Set a monthly budget, and a limit for one request, such as a cost or output tokens.',
  },
  guessed_rollback: {
    from: 'medium',
    find: ({ packet: { rollout } }) =>
      found([
        ...(!names(rollout.rollback_target) ? ['rollout.rollback_target'] : []),
        ...(!names(rollout.incident_contact) ? ['rollout.incident_contact'] : []),
      ]),
    sentence: () =>
      'Whoever has to go back would have to guess. Name what it rolls back to, and whom to call.',
  },
  unowned_drift: {
    from: 'medium',
    find: ({ packet: { renewal, monitoring, owners } }) =>
      found(
        nobody.test(monitoring?.owner ?? owners.technical) ||
          (renewal.review_by === undefined && renewal.triggers.length === 0)
          ? ['renewal.review_by', 'renewal.triggers']
          : [],
      ),
    sentence: () =>
      'Nobody would notice that it drifts after launch. Set a review date or what makes a review due, and name who watches it.',
  },
};

const listed = (about: readonly string[]): string =>
  about.length > 3 ? `${about.slice(0, 3).join(', ')} and ${about.length - 3} more` : about.join(', ');

/** The blockers that a packet trips at its tier, in the order of the surfaces. */
export function blockersOf(facts: BlockerFacts): Blocker[] {
  return blockerIds.flatMap((blocker) => {
    const { from, find, sentence } = rules[blocker];
    if (isHigher(from, facts.tier)) return [];
    const tripped = find(facts);
    if (!tripped) return [];
    const about = tripped.about ?? [];
    return [{ blocker, paths: tripped.paths, about, sentence: sentence(listed(about)) }];
  });
}
