import type { Button } from '@slack/types';
import type { Policy } from '../../domain/policy.ts';
import { everybodyBp } from '../../domain/rollout-words.ts';
import type { Drill } from '../../domain/route/rollout.ts';
import type { Route } from '../../domain/route/route.ts';
import { button, confirm } from '../blocks/blocks.ts';
import { ago } from '../blocks/dates.ts';
import { bold, code } from '../blocks/mrkdwn.ts';
import { modelName } from '../cards/values.ts';
import { encodeRouteRef, routeActions } from './acts.ts';
import { currentStep, shareOf, shareText } from './steps.ts';
import { tookText } from './took.ts';

/** What every button about this route carries, as the route stands now. */
export const valueFor = (route: Route, request: string | null): string =>
  encodeRouteRef({ route: route.id, request, step: route.rollout?.step ?? null });

/** "2 days ago, 0.4 s", or that there is none; the newest, whether it worked or not. */
export function drillText(drills: readonly Drill[], policy: Policy): string {
  const last = drills.at(-1);
  if (!last) return 'none recorded yet';
  const when = ago(last.at, policy.workingHours.timeZone);
  return last.worked ? `${when}, ${tookText(last.tookMs)}` : `${when}, ⚠️ failed`;
}

/** What a roll back would change now, or null where there is nothing to take back: from, to, and what serves then. */
export function wayBack(route: Route): { fromBp: number; from: string; serves: string } | null {
  const { rollout, baseline, previous, finished } = route;
  if (route.retired || rollout?.status === 'rolling_back') return null;
  if (rollout)
    return {
      fromBp: rollout.control.wished.bp,
      from: shareOf(rollout.control.wished.bp, currentStep(rollout)),
      serves: baseline ? modelName(baseline.model.primary) : 'nothing: no baseline serves yet',
    };
  if (finished?.outcome !== 'complete' || !previous) return null;
  return {
    fromBp: everybodyBp,
    from: shareText(everybodyBp),
    serves: modelName(previous.packet.model.primary),
  };
}

/** Roll back, asking first with what would change and when it was rehearsed; null where there is nothing to take back. */
export function rollBackButton(route: Route, request: string | null, policy: Policy): Button | null {
  const back = wayBack(route);
  if (!back) return null;
  return button({
    action: routeActions.rollBack,
    text: 'Roll back',
    style: 'danger',
    value: valueFor(route, request),
    label: `Roll back ${route.id}`,
    confirm: confirm({
      title: 'Roll back?',
      text: `${code(route.id, 70)}: ${bold(`${back.from} → 0 %`)}. Everybody gets ${back.serves}.\nLast drill: ${drillText(route.drills, policy)}.`,
      yes: 'Roll back',
      danger: true,
    }),
  });
}

/** Pause, or null where nothing runs that could be paused. */
export function pauseButton(route: Route, request: string | null): Button | null {
  const { rollout } = route;
  if (!rollout || rollout.status === 'paused' || rollout.status === 'rolling_back') return null;
  return button({
    action: routeActions.pause,
    text: 'Pause',
    value: valueFor(route, request),
    label: `Pause ${route.id}`,
  });
}
