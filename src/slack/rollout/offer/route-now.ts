import { shortDigest } from '../../../domain/packet/digest.ts';
import type { Packet } from '../../../domain/packet/schema.ts';
import type { Policy } from '../../../domain/policy.ts';
import { everybodyBp } from '../../../domain/rollout-words.ts';
import type { Drill, FinishedRollout, Rollout } from '../../../domain/route/rollout.ts';
import type { Route } from '../../../domain/route/route.ts';
import { ago } from '../../blocks/dates.ts';
import { bold, code, inline, listed, person } from '../../blocks/mrkdwn.ts';
import { roleLabel } from '../../cards/roles.ts';
import { duration, modelName, percent, words } from '../../cards/values.ts';

/** What somebody who has to decide in a hurry needs to know of a route. All texts are mrkdwn. */

/** "25 %" of ten thousand basis points. */
export const shareText = (bp: number): string => percent(bp / everybodyBp);

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
  const paused = rollout.status === 'paused' ? ', paused' : '';
  const moving = rollout.status === 'moving' ? ', not read back yet' : '';
  if (bp === 0) return `Nobody gets ${candidate} yet; everybody gets ${baseline}${paused}.`;
  const stage = rollout.plan[rollout.step]?.stage ?? 'default';
  const others = bp === everybodyBp ? '' : `; the others get ${baseline}`;
  return `${bold(shareText(bp))} get ${candidate} (${words(stage)}${paused}${moving})${others}.`;
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

const lastDrill = (route: Route): Drill | null => route.drills.at(-1) ?? null;

/** When a roll back was rehearsed last, and how long it took. */
export function drillText(route: Route, policy: Policy): string {
  const drill = lastDrill(route);
  if (!drill) return 'No roll back was rehearsed yet';
  const at = ago(drill.at, policy.workingHours.timeZone);
  return drill.worked ? `Last drill ${at}: ${duration(drill.tookMs)}` : `Last drill ${at}: it failed`;
}

/** Where a roll back would lead; null where there is nothing to roll back. */
export function wayBack(route: Route): string | null {
  if (route.retired) return null;
  const { rollout, previous, finished } = route;
  if (rollout) return rollout.status === 'rolling_back' ? null : baselineName(route);
  if (!previous || finished?.outcome === 'rolled_back') return null;
  return packetName(previous.packet, route.baseline, previous.digest);
}

export const canPause = ({ rollout, retired }: Route): boolean =>
  retired === null && (rollout?.status === 'live' || rollout?.status === 'moving');

/** The share of users that a roll back takes the candidate from. */
export const shareNow = ({ rollout }: Route): number => rollout?.control.wished.bp ?? everybodyBp;

/** The request whose packet is worth a look: what rolls out, or what came last. */
export const requestOf = ({ rollout, finished }: Route): string | null =>
  rollout?.request || finished?.request || null;

/** When anything about what the route serves changed last, epoch ms. */
export const changedAt = ({ rollout, finished, since }: Route): number =>
  Math.max(rollout?.lastMove.at ?? 0, finished?.at ?? 0, since);
