import { z } from 'zod';
import { workflowClasses } from '../../words.ts';
import { line, milliseconds } from '../bounds.ts';
import { given, type PacketPart } from '../part.ts';
import { dialect } from './dialect.ts';
import { unlessStandIn } from './names.ts';
import { isOutcomeWord, outcomeOf, outcomeWords, type TransitionInput, transitionTo } from './transitions.ts';

/** How quick a workflow has to be, and what happens when it is not (D4). */

export const latencyKeys = z
  .strictObject({
    p95_first_token_ms: milliseconds.optional(),
    p95_complete_ms: milliseconds.optional(),
    timeout_ms: milliseconds.optional(),
  })
  .optional();

type LatencyKeys = z.output<typeof latencyKeys>;

export const toLatency = (latency: LatencyKeys): NonNullable<PacketPart['latency']> =>
  given({
    p95_first_token_ms: latency?.p95_first_token_ms,
    p95_ms: latency?.p95_complete_ms,
    timeout_ms: latency?.timeout_ms,
  });
export const fromLatency = (latency: PacketPart['latency']) => ({
  p95_first_token_ms: latency?.p95_first_token_ms,
  p95_complete_ms: latency?.p95_ms,
  timeout_ms: latency?.timeout_ms,
});

/** `use_peer_route` names the route that takes over. */
const takesOver = /^use_([\s\S]{1,120})$/;

const outcome = line(124)
  .refine(
    (word) => isOutcomeWord(word) || takesOver.test(word),
    `Write ${outcomeWords.join(', ')}, or use_ and the route that takes over.`,
  )
  .optional();

const triggers = {
  on_timeout: 'timeout',
  on_schema_error: 'schema_error',
  on_safety_or_policy_error: 'safety_or_policy_error',
} as const;
type Key = keyof typeof triggers;
const keys: readonly Key[] = ['on_timeout', 'on_schema_error', 'on_safety_or_policy_error'];

const schema = z.strictObject({
  workflow: line(120),
  latency: latencyKeys,
  fallback: z
    .strictObject({ on_timeout: outcome, on_schema_error: outcome, on_safety_or_policy_error: outcome })
    .optional(),
});

function transitionFrom(key: Key, word: string): TransitionInput {
  const on = triggers[key];
  if (isOutcomeWord(word)) return transitionTo(on, word);
  return { on, act: 'fall_back', to: takesOver.exec(word)?.[1] ?? word };
}

function wordFor(key: Key, transitions: readonly TransitionInput[]): string | undefined {
  const found = transitions.find(({ on }) => on === triggers[key]);
  if (!found) return undefined;
  return found.act === 'fall_back' && found.to !== undefined ? `use_${found.to}` : outcomeOf(found);
}

/** The transitions of a packet with those that the document speaks of in place of its own. */
function transitionsWith(
  fallback: z.output<typeof schema>['fallback'],
  base: PacketPart,
): TransitionInput[] | undefined {
  if (!fallback) return undefined;
  const known = base.fallback?.transitions ?? [];
  const said = keys.flatMap((key) => {
    const word = fallback[key];
    return word === undefined || word === wordFor(key, known) ? [] : [transitionFrom(key, word)];
  });
  const spokenOf = new Set(said.map(({ on }) => on));
  return [...known.filter(({ on }) => !spokenOf.has(on)), ...said];
}

export const latencyPolicy = dialect({
  id: 'latency-policy',
  called: 'a latency policy',
  recognises: (top) =>
    top.has('workflow') && !['route', 'policy_name', 'route_selection'].some((other) => top.has(other)),
  schema,
  toPart: ({ workflow, latency, fallback }, base) => ({
    change: {},
    evidence: [],
    packet: {
      ...given({
        workflow_class: base.workflow_class ?? workflowClasses.find((known) => known === workflow),
      }),
      routing: given({
        workflow: unlessStandIn(workflow, base.routing?.workflow, base.workflow_class),
      }),
      latency: toLatency(latency),
      fallback: given({ transitions: transitionsWith(fallback, base) }),
    },
  }),
  fromPart: ({ packet }) => ({
    workflow: packet.routing?.workflow ?? packet.workflow_class,
    latency: fromLatency(packet.latency),
    fallback: Object.fromEntries(
      keys.map((key) => [key, wordFor(key, packet.fallback?.transitions ?? [])] as const),
    ),
  }),
});
