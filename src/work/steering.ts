import type { Policy } from '../domain/policy.ts';
import { essentialsOf, servesNothing } from '../domain/route/essentials.ts';
import type { Rollout } from '../domain/route/rollout.ts';
import type { Route } from '../domain/route/route.ts';
import type { AudienceRule, ControlBinding, Desired, RouteControl } from '../ports/route-control.ts';

/** The route controls there are, by name. */
export type Controls = ReadonlyMap<string, RouteControl>;

/** Where a route is steered, as policy says. */
export function bindingOf(route: string, { control }: Policy): ControlBinding {
  const own = Object.hasOwn(control.routes, route) ? control.routes[route] : undefined;
  const { control: name, flagKey, options } = own ?? control.others;
  return { control: name, route, flagKey: flagKey ?? route, options };
}

/** Gives everybody the baseline at once where Routegate itself answers applications; elsewhere the job does. */
export function holdBack(route: string, policy: Policy, table: { hold(flagKey: string): void }): void {
  const { control, flagKey } = bindingOf(route, policy);
  if (control === 'embedded') table.hold(flagKey);
}

/** What is wanted of the control plane now, and under which operation. */
export interface Steering {
  readonly opId: string;
  /** When it was wanted, epoch ms. */
  readonly at: number;
  /** Everybody back to the baseline: absolute, and repeated until it is verified. */
  readonly back: boolean;
  /** Whether the route waits to hear that it is in force. */
  readonly reported: boolean;
  readonly comment: string;
  readonly desired: Desired;
}

/** People say of whom they ask what they know; `segment` where an exclusion names no attribute of its own. */
function exclusion(text: string): AudienceRule {
  const [attribute, value] = text.split('=', 2).map((part) => part.trim());
  return attribute && value
    ? { attribute, operator: 'not_in', values: [value] }
    : { attribute: 'segment', operator: 'not_in', values: [text] };
}

/** Exclusions of one attribute are one rule, so that the attribute is looked at once. */
function exclusionsOf(texts: readonly string[]): AudienceRule[] {
  const values = new Map<string, string[]>();
  for (const { attribute, values: excluded } of texts.map(exclusion))
    values.set(attribute, [...(values.get(attribute) ?? []), ...excluded]);
  return [...values].map(([attribute, excluded]) => ({ attribute, operator: 'not_in', values: excluded }));
}

/** Who may get the candidate in the current step: colleagues only in the internal canary of a customers' route. */
function audienceOf({ candidate, plan, step }: Rollout): AudienceRule[] {
  const internal =
    plan[step]?.stage === 'internal_canary' && candidate.audience === 'customers'
      ? [{ attribute: 'audience', operator: 'in', values: ['internal'] } as const]
      : [];
  return [...internal, ...exclusionsOf(candidate.rollout.excluded)];
}

function desiredOf(route: Route): Desired {
  const { rollout, baseline, baselineDigest } = route;
  const back = rollout?.status === 'rolling_back';
  return {
    baseline: baseline && baselineDigest ? essentialsOf(baseline, baselineDigest) : servesNothing(route.id),
    candidate: rollout ? essentialsOf(rollout.candidate, rollout.candidateDigest) : null,
    split: { candidateBp: rollout?.control.wished.bp ?? 0 },
    audience: rollout && !back ? audienceOf(rollout) : [],
    bucketBy: 'targetingKey',
    // The same for the whole rollout: whoever got the candidate keeps it while the share grows.
    salt: rollout?.request ?? route.id,
  };
}

/** What the newest state of a route asks of the control plane. */
export function steeringOf(route: Route): Steering {
  const { rollout, since, finished } = route;
  const desired = desiredOf(route);
  if (!rollout) {
    const opId = `settled:${route.id}:${Math.max(since, finished?.at ?? 0)}`;
    const comment = `${route.id}: nothing is rolling out`;
    return { opId, at: since, back: true, reported: false, comment, desired };
  }
  const { wished } = rollout.control;
  const { by, fromBp, toBp } = rollout.lastMove;
  return {
    opId: wished.opId,
    at: wished.at,
    back: rollout.status === 'rolling_back',
    reported: true,
    comment: `${rollout.request}: ${by} moved ${route.id} from ${fromBp / 100} % to ${toBp / 100} %`,
    desired,
  };
}

/** Whether what was brought into force is what the route wants now. */
export function stillWanted(done: Steering, route: Route): boolean {
  const now = steeringOf(route);
  if (now.reported) return now.opId === done.opId;
  return done.desired.split.candidateBp === 0 && done.desired.baseline.digest === now.desired.baseline.digest;
}
