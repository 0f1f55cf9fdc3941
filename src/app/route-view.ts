import { nextGate } from '../domain/route/decide.ts';
import { conditionsOf, isOverdue } from '../domain/route/owed-conditions.ts';
import type { Route } from '../domain/route/route.ts';
import type { App } from './app.ts';
import { gateSentence } from './gate-sentence.ts';
import { routeFacts } from './route-part.ts';
import type { RouteView } from './route-view-schema.ts';

const moment = (at: number): string => new Date(at).toISOString();
const momentOrNone = (at: number | null | undefined): string | null =>
  at === null || at === undefined ? null : moment(at);

function rolloutView(route: Route): RouteView['rollout'] {
  const { rollout } = route;
  if (!rollout) return null;
  const { control, intervention } = rollout;
  return {
    request: rollout.request,
    tier: rollout.tier,
    status: rollout.status,
    step: rollout.step,
    plan: rollout.plan.map(({ stage, bp, holdHours }) => ({
      stage,
      percent: bp / 100,
      hold_hours: holdHours,
    })),
    candidate_digest: rollout.candidateDigest,
    reaches: rollout.reaches,
    guardrails: rollout.candidate.guardrails,
    started_by: rollout.startedBy,
    started_at: moment(rollout.startedAt),
    step_since: momentOrNone(rollout.stepSince),
    wished_percent: control.wished.bp / 100,
    verified: control.seen?.opId === control.wished.opId,
    verified_at: momentOrNone(control.seen?.at),
    trouble: control.trouble?.text ?? null,
    drift: control.drift?.text ?? null,
    intervention: intervention && {
      by: intervention.by,
      at: moment(intervention.at),
      cause: intervention.cause,
      detail: intervention.detail,
      reason: intervention.reason,
    },
  };
}

/** A route as machines read it, with what its next gate lacks. Throws a Fault where the store does not answer. */
export async function routeView(
  route: Route,
  around: Pick<App, 'store' | 'clock' | 'policy'>,
): Promise<RouteView> {
  const facts = await routeFacts(route.id, around);
  const gate = nextGate(route, facts);
  return {
    id: route.id,
    baseline_digest: route.baselineDigest,
    baseline: route.baseline,
    since: momentOrNone(route.since),
    retired: route.retired && { by: route.retired.by, at: moment(route.retired.at) },
    review_by: momentOrNone(route.review?.by),
    rollout: rolloutView(route),
    next_gate: gate && {
      clear: gate.clear,
      missing: gate.items.filter(({ ok }) => !ok).map(({ gate: name }) => name),
      sentences: gate.items.filter(({ ok }) => !ok).map(gateSentence),
    },
    conditions: conditionsOf(route).map((condition) => {
      const { id, text, owner, due, met } = condition;
      const kept = met && { by: met.by, at: moment(met.at), proof: met.proof };
      return { id, text, owner, due, overdue: isOverdue(condition, facts.today), met: kept };
    }),
    last_rollout: route.finished && {
      request: route.finished.request,
      outcome: route.finished.outcome,
      by: route.finished.by,
      at: moment(route.finished.at),
      from_percent: route.finished.fromBp / 100,
      took_ms: route.finished.tookMs,
    },
    readings: [...facts.readings.values()].map(({ metric, value, at, source }) => ({
      metric,
      value,
      at: moment(at),
      source,
    })),
  };
}
