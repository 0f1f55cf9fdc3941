import type { App } from '../app/app.ts';
import { systemActor } from '../app/route-part.ts';
import type { KeptAlert } from '../domain/alert.ts';
import { digestOf } from '../domain/packet/digest.ts';
import type { Guardrail } from '../domain/packet/schema.ts';
import type { RolloutPolicy } from '../domain/route/commands.ts';
import { withinLimit } from '../domain/route/gates.ts';
import { brokenRules, ownRulesOf, readingRuleFacts, readsMetric } from '../domain/route/own-rules.ts';
import type { Reading, Rollout } from '../domain/route/rollout.ts';
import type { Route } from '../domain/route/route.ts';
import type { JobHandler } from '../ports/job-handler.ts';

/** Something that stops a rollout by itself, what shows it, and a name for the occasion. */
interface Breach {
  readonly act: Guardrail['on_breach'];
  readonly detail: string;
  readonly occasion: string;
}

/** So many measured values are told with a rule. */
const mostValues = 6;

const limitText = ({ limit, value, unit }: Guardrail): string =>
  `${limit === 'at_most' ? 'at most' : 'at least'} ${value}${unit ? ` ${unit}` : ''}`;

/** What was measured since the candidate reaches users, and is beyond its limit. Missing values hold up, but do not act. */
export function breachesIn(
  rollout: Rollout,
  readings: readonly Reading[],
  facts: { readonly at: number; readonly freshMs: number },
): Breach[] {
  const { exposedSince } = rollout;
  if (exposedSince === null) return [];
  return rollout.candidate.guardrails.flatMap((guardrail) => {
    const reading = readings.find(({ metric }) => metric === guardrail.metric);
    if (!reading || reading.value === null || withinLimit(guardrail, reading.value)) return [];
    if (reading.at < exposedSince || facts.at - reading.at > facts.freshMs) return [];
    const detail = `${guardrail.metric} is ${reading.value}; the limit is ${limitText(guardrail)}`;
    return [{ act: guardrail.on_breach, detail, occasion: `${guardrail.metric}:${reading.at}` }];
  });
}

/**
 * The policy's reading rules that hold, over what was measured since the candidate reaches users. A rule that cannot be
 * judged keeps the rollout from expanding, but stops nothing by itself.
 */
export function brokenRulesIn(
  route: Route,
  { gateRules, readingRules }: Pick<RolloutPolicy, 'gateRules' | 'readingRules'>,
  readings: readonly Reading[],
  { at, freshMs }: { readonly at: number; readonly freshMs: number },
): Breach[] {
  const own = ownRulesOf(route, { gateRules, readingRules });
  const byMetric = new Map(readings.map((reading) => [reading.metric, reading]));
  const facts = own && readingRuleFacts(own, { at, readings: byMetric, readingFreshMs: freshMs });
  if (!facts) return [];
  return brokenRules(readingRules, facts).map((rule) => {
    const { id, act, reason } = rule;
    const read = facts.measured.filter(({ metric }) => readsMetric(rule, metric));
    const values = read.slice(0, mostValues).map(({ metric, value }) => `${metric} is ${value}`);
    // The same measurements act once, as those of a guardrail do.
    const moments = read.map(({ metric }) => `${metric}@${byMetric.get(metric)?.at}`).sort();
    return {
      act,
      detail: `${reason} (rule ${id}${values.length > 0 ? `: ${values.join(', ')}` : ''})`,
      occasion: `rule:${id}:${digestOf(moments)}`,
    };
  });
}

/** A firing alert that names a guardrail says that it is broken; one about the baseline says nothing of the candidate. */
export function breachesOf({ alert }: KeptAlert, rollout: Rollout): Breach[] {
  if (alert.status !== 'firing' || alert.variant === 'baseline' || rollout.exposedSince === null) return [];
  return rollout.candidate.guardrails
    .filter(({ metric }) => metric === alert.guardrail)
    .map(({ on_breach }) => ({ act: on_breach, detail: alert.title, occasion: alert.key }));
}

/** An alert on a guardrail of what everybody gets makes its review due (A10), once for each incident. */
async function haveReviewed(
  route: Route,
  { alert, firstAt }: KeptAlert,
  app: Pick<App, 'act'>,
): Promise<void> {
  const isOfBaseline = route.rollout === null ? alert.variant !== 'candidate' : alert.variant === 'baseline';
  const { baseline, since, finished } = route;
  // What began under a candidate that is gone says nothing of what serves since.
  const isOlder = firstAt < Math.max(since, finished?.at ?? 0);
  if (alert.status !== 'firing' || !isOfBaseline || isOlder || !baseline) return;
  const named = baseline.guardrails.some(({ metric }) => metric === alert.guardrail);
  if (!named || route.retired || route.retirement) return;
  const note = [alert.title, alert.summary]
    .filter((text) => text !== '')
    .join(': ')
    .slice(0, 1000);
  const trigger = { kind: 'monitoring_alert', source: alert.source, note } as const;
  const id = `alert-trigger:${route.id}:${alert.key}`;
  await app.act(id, { type: 'record_trigger', route: route.id, ...trigger }, systemActor);
}

const isMilder = ({ act }: Breach): boolean => act !== 'roll_back';

/** Acts on a broken guardrail as the packet says, or on a reading rule as the policy does: the stronger act of several, once on each occasion. */
export function guardrailHandler(
  app: Pick<App, 'act' | 'store' | 'clock' | 'policy'>,
): JobHandler<'guardrails'> {
  return async (job) => {
    const { route, alert: key } = job.effect;
    const state = (await app.store.route(route))?.state;
    const alert = key === null ? null : await app.store.alert(key);
    if (state && alert) await haveReviewed(state, alert, app);
    const rollout = state?.rollout;
    if (!rollout || rollout.status === 'rolling_back') return;
    const at = app.clock.now();
    const policy = app.policy().rollout;
    const facts = { at, freshMs: policy.readingFreshMinutes * 60_000 };
    const readings = await app.store.latestReadings(route);
    const breaches = [
      ...breachesIn(rollout, readings, facts),
      ...brokenRulesIn(state, policy, readings, facts),
      ...(alert ? breachesOf(alert, rollout) : []),
    ];
    const worstFirst = breaches.toSorted((one, other) => Number(isMilder(one)) - Number(isMilder(other)));
    for (const { act: type, detail, occasion } of worstFirst) {
      if (type === 'pause' && rollout.status === 'paused') return;
      const id = `guardrail:${rollout.control.wished.opId}:${type}:${occasion}`;
      // Somebody saw to that one and went on; it hides nothing that is broken since.
      if (await app.store.outcomeOf(id)) continue;
      await app.act(id, { type, route, cause: 'guardrail', detail }, systemActor);
      return;
    }
  };
}
