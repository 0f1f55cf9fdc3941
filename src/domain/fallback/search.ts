import type { Packet } from '../packet/schema.ts';
import type { FallbackMap, ReachedModel, RegisteredRoute } from './catalog.ts';

/** Everything that a route can come to serve, through other routes and aliases, by the shortest way. */

/** What stands at the end of a way. */
export type Reached =
  | { readonly kind: 'model'; readonly model: ReachedModel; readonly declared: boolean }
  | { readonly kind: 'route'; readonly route: RegisteredRoute }
  /** A name that is no route and no model. */
  | { readonly kind: 'unknown'; readonly name: string };

/** One thing that can be reached, and how: the step before it, and what leads from there to here. */
export interface Step {
  readonly id: string;
  /** What people call it. */
  readonly label: string;
  readonly reached: Reached;
  readonly from: Step | null;
  /** Why one gets here: the trigger, or that it is simply next. */
  readonly because: string;
  /** How many times the way changes what serves. */
  readonly hops: number;
}

interface Edge {
  readonly reached: Reached;
  readonly because: string;
}

const next = 'when it fails';

export function labelOf(reached: Reached): string {
  if (reached.kind === 'route') return reached.route.id;
  if (reached.kind === 'unknown') return reached.name;
  const { name, version, provider } = reached.model;
  return [name, ...(version ? [version] : []), ...(provider ? [`at ${provider}`] : [])].join(' ');
}

function idOf(reached: Reached): string {
  if (reached.kind === 'route') return `route ${reached.route.id}`;
  if (reached.kind === 'unknown') return `unknown ${reached.name}`;
  const { provider, endpoint_family, name, version, region } = reached.model;
  // No text of a packet holds a line break, so nothing else reads the same.
  return `model ${name}\n${provider ?? ''}\n${endpoint_family ?? ''}\n${version ?? ''}\n${region ?? ''}`;
}

/** A model by its name, or by its name and version. */
function modelCalled(called: string, map: FallbackMap): ReachedModel | null {
  if (map.modelNamed(called)) return { name: called };
  const at = called.lastIndexOf(' ');
  const [name, version] = [called.slice(0, at), called.slice(at + 1)];
  return at > 0 && map.modelNamed(name, undefined, version) ? { name, version } : null;
}

/** A name is a route before it is a model. */
function named(name: string, map: FallbackMap): Reached {
  const route = map.routeNamed(name);
  if (route) return { kind: 'route', route };
  const model = modelCalled(name, map);
  return model ? { kind: 'model', model, declared: false } : { kind: 'unknown', name };
}

/** What people may call a declared fallback. */
const callings = ({ name, version }: Packet['model']['fallbacks'][number]): readonly string[] => [
  name,
  `${name} ${version}`,
];

/** Where a packet's fallbacks lead. What is blocked is not followed: the gateway must not go there. */
function edgesOf(packet: Packet, map: FallbackMap): Edge[] {
  const blocked = new Set(packet.fallback?.blocked ?? []);
  const declared = new Set(packet.model.fallbacks.flatMap(callings));
  const transitions = packet.fallback?.transitions ?? [];
  const triggers = transitions.flatMap(({ on, to }) => (to === undefined ? [] : [{ on, to }]));
  const isOpen = (name: string) => !blocked.has(name);
  return [
    ...packet.model.fallbacks
      .filter((fallback) => callings(fallback).every(isOpen))
      .map(
        ({ changes: _changes, ...model }): Edge => ({
          reached: { kind: 'model', model, declared: true },
          because: next,
        }),
      ),
    ...triggers
      .filter(({ to }) => isOpen(to) && !declared.has(to))
      .map(({ on, to }): Edge => ({ reached: named(to, map), because: `after ${on}` })),
    ...(packet.fallback?.allowed ?? [])
      .filter((name) => isOpen(name) && !declared.has(name))
      .map((name): Edge => ({ reached: named(name, map), because: next })),
  ];
}

function edgesFrom(reached: Reached, map: FallbackMap): Edge[] {
  if (reached.kind === 'unknown') return [];
  if (reached.kind === 'route') {
    const { packet, retired } = reached.route;
    return packet && !retired ? edgesOf(packet, map) : [];
  }
  const { name, provider, version } = reached.model;
  const onwards = map.modelNamed(name, provider, version)?.fallbacks ?? [];
  return onwards.map((to): Edge => ({ reached: named(to, map), because: next }));
}

/** Who gets to a route gets its own model at once, so that is no step further. */
function served({ reached }: Step): Reached | null {
  if (reached.kind !== 'route' || !reached.route.packet || reached.route.retired) return null;
  return { kind: 'model', model: reached.route.packet.model.primary, declared: true };
}

/**
 * Everything that `packet` can come to serve, its own model first, then in the order of distance. Each thing once, by
 * its shortest way; circles end where they close. Time grows with what can be reached, not with what there is.
 */
export function reachable(packet: Packet, map: FallbackMap): Step[] {
  const seen = new Set<string>();
  const steps: Step[] = [];
  const reach = (reached: Reached, from: Step | null, because: string, hops: number): void => {
    const id = idOf(reached);
    if (seen.has(id)) return;
    seen.add(id);
    const step: Step = { id, label: labelOf(reached), reached, from, because, hops };
    steps.push(step);
    const own = served(step);
    if (own) reach(own, step, 'serves', hops);
  };
  reach({ kind: 'route', route: { id: packet.route, packet } }, null, '', 0);
  for (let at = 0; at < steps.length; at += 1) {
    const from = steps[at];
    if (!from) break;
    for (const { reached, because } of edgesFrom(from.reached, map))
      reach(reached, from, because, from.hops + 1);
  }
  return steps.slice(1);
}

/** The way to a step, from the route that was asked about. */
export function wayTo(step: Step): Step[] {
  const way: Step[] = [];
  for (let at: Step | null = step; at; at = at.from) way.push(at);
  return way.reverse();
}

/** Whether a packet leads to something that it only names, which may be a route. */
export const namesRoutes = ({ fallback }: Packet): boolean =>
  (fallback?.allowed ?? []).length > 0 || (fallback?.transitions ?? []).some(({ to }) => to !== undefined);

/** Whether a packet leads anywhere but to its own model. */
export const hasFallbacks = (packet: Packet, map: FallbackMap): boolean =>
  reachable(packet, map).some(({ hops }) => hops > 0);
