import { shortDigest } from '../../../domain/packet/digest.ts';
import type { Packet } from '../../../domain/packet/schema.ts';
import type { Policy } from '../../../domain/policy.ts';
import { everybodyBp } from '../../../domain/rollout-words.ts';
import type { FinishedRollout, Rollout } from '../../../domain/route/rollout.ts';
import type { Route } from '../../../domain/route/route.ts';
import { ago } from '../../blocks/dates.ts';
import { bold, capitalised, code, inline, listed, person } from '../../blocks/mrkdwn.ts';
import { roleLabel } from '../../cards/roles.ts';
import { modelName, words } from '../../cards/values.ts';
import { reachText, shareText } from '../steps.ts';

/** What somebody who has to decide in a hurry needs to know of a route. All texts are mrkdwn. */

/** Who did something; Routegate itself where a guardrail, the clock or a policy did. */
export const actorText = (by: string): string => (by === 'system' ? 'Routegate itself' : person(by));

/** What distinguishes a packet to people: its model, or its digest where two packets have the same one. */
export function packetName(packet: Packet | null, other: Packet | null, digest: string): string {
  if (!packet) return 'nothing';
  const name = modelName(packet.model.primary);
  const isSame = other !== null && modelName(other.model.primary) === name;
  return isSame && digest ? `${name}, packet ${code(shortDigest(digest))}` : name;
}

export const candidateName = ({ candidate, candidateDigest }: Rollout, baseline: Packet | null): string =>
  packetName(candidate, baseline, candidateDigest);

/** What everybody gets where nothing is rolling out, and the others where something is. */
export const baselineName = ({ baseline, baselineDigest, rollout }: Route): string =>
  packetName(baseline, rollout?.candidate ?? null, baselineDigest ?? '');

function rolloutNow(route: Route, rollout: Rollout): string {
  const candidate = bold(candidateName(rollout, route.baseline));
  const baseline = baselineName(route);
  const { bp } = rollout.control.wished;
  if (rollout.status === 'rolling_back') return `Going back to ${bold(baseline)} right now.`;
  const step = rollout.plan[rollout.step] ?? { stage: 'default', bp };
  const state = [
    words(step.stage),
    ...(rollout.status === 'paused' ? ['paused'] : []),
    ...(rollout.status === 'moving' ? ['not read back yet'] : []),
  ].join(', ');
  if (bp === 0) return `Nobody gets ${candidate} yet (${state}); everybody gets ${baseline}.`;
  const verb = reachText(step) === 'everybody' ? 'gets' : 'get';
  const others = step.stage === 'default' && bp === everybodyBp ? '' : `; the others get ${baseline}`;
  return `${bold(capitalised(reachText(step)))} ${verb} ${candidate} (${state})${others}.`;
}

/** What the route serves at this moment. */
export function servesNow(route: Route): string {
  if (route.retired) return 'It is retired and serves nothing.';
  if (route.rollout) return rolloutNow(route, route.rollout);
  return route.baseline ? `Everybody gets ${bold(baselineName(route))}.` : 'It serves nothing yet.';
}

function approvers(approvedBy: Rollout['approvedBy'], policy: Policy): string {
  const roles = [...new Set(approvedBy.map(({ role }) => roleLabel(role, policy)))];
  return roles.length > 0 ? `, approved by ${listed(roles)}` : '';
}

const requestText = (request: string, approvedBy: Rollout['approvedBy'], policy: Policy): string =>
  request ? ` (${bold(inline(request, 40))}${approvers(approvedBy, policy)})` : '';

function finishedText(finished: FinishedRollout, policy: Policy): string {
  const { by, at, fromBp, request, approvedBy } = finished;
  const what =
    finished.outcome === 'complete'
      ? 'it became what everybody gets'
      : `${shareText(fromBp)} → 0 %, rolled back`;
  return `Changed ${ago(at, policy.workingHours.timeZone)}: ${what}, by ${actorText(by)}${requestText(request, approvedBy, policy)}.`;
}

/** What changed last, when, by whom, and who approved it. */
export function changedLast(route: Route, policy: Policy): string {
  const zone = policy.workingHours.timeZone;
  const { rollout, finished } = route;
  if (rollout) {
    const { by, at, fromBp, toBp } = rollout.lastMove;
    const how =
      fromBp === toBp
        ? `entered its next stage at ${shareText(toBp)}`
        : `${shareText(fromBp)} → ${shareText(toBp)}`;
    return `Changed ${ago(at, zone)}: ${how}, by ${actorText(by)}${requestText(rollout.request, rollout.approvedBy, policy)}.`;
  }
  if (finished) return finishedText(finished, policy);
  return `Nothing was rolled out on it through Routegate; the same serves since ${ago(route.since, zone)}.`;
}

/** The request whose packet is worth a look: what rolls out, or what came last. */
export const requestOf = ({ rollout, finished }: Route): string | null =>
  rollout?.request || finished?.request || null;

/** When anything about what the route serves changed last, epoch ms. */
export const changedAt = ({ rollout, finished, since }: Route): number =>
  Math.max(rollout?.lastMove.at ?? 0, finished?.at ?? 0, since);
