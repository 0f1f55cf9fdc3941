import type { KnownBlock } from '@slack/types';
import { healthChecks } from '../../domain/rollout-words.ts';
import { type Gate, holdEndsAt } from '../../domain/route/gates.ts';
import { conditionsOf, isOverdue, isOwed, type OwedCondition } from '../../domain/route/owed-conditions.ts';
import { planOf } from '../../domain/route/plan.ts';
import type { AnsweredCheck, FinishedRollout, Rollout } from '../../domain/route/rollout.ts';
import { localDate } from '../../domain/working-time.ts';
import { context, fields, section } from '../blocks/blocks.ts';
import { ago, moment } from '../blocks/dates.ts';
import { bold, counted, inline, listed } from '../blocks/mrkdwn.ts';
import { guardrailLine } from '../cards/body.ts';
import { roleLabel } from '../cards/roles.ts';
import { dayText, owner, words } from '../cards/values.ts';
import { routeRefusalText } from '../route-refusal-text.ts';
import { mostConditionsShown } from './acts.ts';
import { drillText, wayBack } from './buttons.ts';
import { startWord } from './card-buttons.ts';
import { conditionDone } from './conditions/condition-message.ts';
import { gateContext, gateLines, readingLine } from './gate-lines.ts';
import { baselineName, packetName } from './offer/route-now.ts';
import { checksOf, finishedOf, interventionOf, type RolloutFacts, rolloutOf } from './rollout-facts.ts';
import { stageBar } from './stage-bar.ts';
import { currentStep, followingStep, reachText, shareOf, shareText, stepText } from './steps.ts';
import { tookText } from './took.ts';
import { type KnownNames, who } from './who.ts';

/** The parts of a rollout's card, each of a few lines. */

const zoneOf = ({ policy }: RolloutFacts): string => policy.workingHours.timeZone;

const candidateOf = ({ route, request }: RolloutFacts): string => {
  const { rollout } = route;
  if (rollout && rollout.request === request?.id)
    return packetName(rollout.candidate, route.baseline, rollout.candidateDigest);
  return request ? packetName(request.packet, route.baseline, request.bound.packetDigest) : 'not known';
};

/** What the control plane is known to do. */
function controlText({ control }: Rollout): string {
  const { wished, seen, trouble, drift, waits } = control;
  if (drift) return `⚠️ changed by hand: ${inline(drift.text, 300)}`;
  if (seen?.opId === wished.opId) return `${shareText(seen.bp)} ✓ after ${tookText(seen.tookMs)}`;
  const before = seen ? `, ${shareText(seen.bp)} before` : '';
  if (waits && !trouble) return `❄️ waits for the end of a freeze${before}`;
  return `${trouble ? '⚠️' : '⏳'} not read back yet${before}`;
}

function reachLine(rollout: Rollout, facts: RolloutFacts): string {
  const step = currentStep(rollout);
  if (rollout.status === 'rolling_back') return `${shareOf(rollout.lastMove.fromBp, step)} → ${bold('0 %')}`;
  const since = rollout.stepSince === null ? '' : `, since ${moment(rollout.stepSince, zoneOf(facts))}`;
  return `${step ? reachText(step) : shareText(rollout.control.wished.bp)}${since}`;
}

const glance = (rollout: Rollout, facts: RolloutFacts): KnownBlock =>
  fields([
    `${bold('Candidate')}\n${candidateOf(facts)}`,
    `${bold('Baseline')}\n${baselineName(facts.route)}`,
    `${bold('Who gets the candidate')}\n${reachLine(rollout, facts)}`,
    `${bold('Control plane reads back')}\n${controlText(rollout)}`,
  ]);

function troubleLines({ control, status }: Rollout, facts: RolloutFacts): string[] {
  const { trouble, waits } = control;
  if (waits && !trouble)
    return [
      `❄️ ${bold('Waits')} for the end of ${inline(waits.freeze.name, 120)}, and begins by itself after ${moment(waits.freeze.until, zoneOf(facts))}.`,
    ];
  if (!trouble) return [];
  const what = status === 'rolling_back' ? 'The roll back is not verified' : 'The step is not in force';
  return [
    `⚠️ ${bold(what)} since ${ago(trouble.since, zoneOf(facts))}: ${inline(trouble.text, 400)} It is tried again until it works.`,
    ...(trouble.remedy ? [`By hand: ${inline(trouble.remedy, 500)}`] : []),
  ];
}

/** That it is out without its reviews, and for how long. */
function emergencyLines(facts: RolloutFacts): string[] {
  const { emergency } = facts.route;
  if (emergency?.request !== facts.id) return [];
  const until = moment(emergency.until, zoneOf(facts));
  return [`🚨 ${bold('Emergency')}: rolled back by itself ${until}. Hold times are waived.`];
}

/** Who paused it or takes it back, and why. */
function interventionLines(facts: RolloutFacts, names: KnownNames): string[] {
  const intervention = interventionOf(facts);
  const status = rolloutOf(facts)?.status;
  if (!intervention || (status !== 'paused' && status !== 'rolling_back')) return [];
  const { by, at, cause, detail, reason } = intervention;
  const verb = status === 'paused' ? '⏸️ Paused' : '⏪ Being rolled back';
  const why = reason
    ? `“${inline(reason, 400)}”`
    : cause === 'person'
      ? 'no reason given yet'
      : `${words(cause)}${detail ? `: ${inline(detail, 300)}` : ''}`;
  const nothing = status === 'paused' ? ' The share stays; nothing is expanded.' : '';
  return [`${bold(verb)} by ${who(by, names)}, ${ago(at, zoneOf(facts))}: ${why}.${nothing}`];
}

/** When the next step can be taken at the earliest. */
function nextText(rollout: Rollout, gate: Gate, facts: RolloutFacts): string {
  const holdEnds = holdEndsAt(rollout);
  if (gate.clear) return 'now';
  return holdEnds !== null && holdEnds > facts.at ? `not before ${moment(holdEnds, zoneOf(facts))}` : '';
}

function gatePart(rollout: Rollout, facts: RolloutFacts): KnownBlock[] {
  const { gate, route, policy } = facts;
  const next = followingStep(rollout);
  if (!gate || !next) return [];
  const lines = gateLines(gate, gateContext(route, rollout, policy, facts.asked));
  const when = nextText(rollout, gate, facts);
  const title = `${bold(`Gate to ${stepText(next)}: ${gate.clear ? 'clear' : 'not clear'}`)}${when ? ` · ${when}` : ''}`;
  return [section([title, ...lines].join('\n'))];
}

const mostGuardrails = 10;

/** Where the gate does not show what is measured: before users get anything, and where there is no next step. */
function guardrailPart(rollout: Rollout, facts: RolloutFacts): KnownBlock[] {
  const shownInGate = facts.gate?.items.some(({ gate }) => gate === 'guardrail');
  const { guardrails } = rollout.candidate;
  if (shownInGate || guardrails.length === 0 || rollout.status === 'rolling_back') return [];
  // Where nobody gets the candidate there is nothing to measure yet.
  if (rollout.control.wished.bp === 0) return [section(guardrailLine(rollout.candidate))];
  const freshMs = facts.policy.rollout.readingFreshMinutes * 60_000;
  const lines = guardrails.slice(0, mostGuardrails).map((guardrail) =>
    readingLine(guardrail, facts.readings.get(guardrail.metric), {
      at: facts.at,
      freshMs,
      zone: zoneOf(facts),
    }),
  );
  const rest = guardrails.length - mostGuardrails;
  return [
    section(
      [bold('Guardrails'), ...lines, ...(rest > 0 ? [`and ${rest} more in View packet`] : [])].join('\n'),
    ),
  ];
}

const checkNames = { first_hour: 'first hour', first_day: 'first day', first_week: 'first week' } as const;

function checkText(name: string, check: 'asked' | AnsweredCheck, names: KnownNames): string {
  if (check === 'asked') return `${name} asked`;
  return `${name} ${check.healthy ? '✓' : '✗'} ${who(check.by, names)}`;
}

/** What one looks for in an emergency, and how it went so far. */
function safetyLine(facts: RolloutFacts, names: KnownNames): KnownBlock {
  const rollout = rolloutOf(facts);
  const packet = rollout?.candidate ?? facts.request?.packet;
  const contact = packet?.rollout.incident_contact;
  const checks = healthChecks.flatMap((check) => {
    const answer = checksOf(facts)[check];
    return answer ? [checkText(checkNames[check], answer, names)] : [];
  });
  const back = wayBack(facts.route);
  return context([
    [
      ...(back ? [`Rolls back to ${back.serves}`] : []),
      `${back ? 'last' : 'Last'} drill: ${drillText(facts.route.drills, facts.policy)}`,
      ...(contact ? [`in an incident ask ${owner(contact)}`] : []),
      ...(checks.length > 0 ? [`health: ${checks.join(', ')}`] : []),
    ].join(' · '),
  ]);
}

function owedRow(condition: OwedCondition, facts: RolloutFacts, names: KnownNames): KnownBlock {
  const { text, owner: by, due, rollout } = condition;
  const late = isOverdue(condition, localDate(facts.at, zoneOf(facts)));
  const mark = late ? `🔴 ${bold('Overdue condition')}` : `☐ ${bold('Condition')}`;
  const from = rollout === facts.id ? '' : ` · promised with ${bold(rollout)}`;
  return section(`${mark}  ${inline(text, 300)} · ${who(by, names)}, by ${dayText(due)}${from}`, {
    accessory: conditionDone(facts.route, condition),
  });
}

/** What was promised at approvals: overdue, it holds the next step up, whichever request it was promised with. */
function owedPart(facts: RolloutFacts, names: KnownNames): KnownBlock[] {
  const ofThis = conditionsOf(facts.route).filter(({ rollout }) => rollout === facts.id);
  const today = localDate(facts.at, zoneOf(facts));
  const ofOthers = conditionsOf(facts.route).filter(
    (condition) => condition.rollout !== facts.id && isOverdue(condition, today),
  );
  const owed = [...ofThis.filter(isOwed), ...ofOthers];
  const met = ofThis.flatMap(({ text, met: kept }) =>
    kept ? [`☑ ${inline(text, 120)} · ${who(kept.by, names)}: ${inline(kept.proof, 200)}`] : [],
  );
  const rest = owed.length - mostConditionsShown;
  return [
    ...owed.slice(0, mostConditionsShown).map((condition) => owedRow(condition, facts, names)),
    ...(rest > 0 ? [context([`and ${counted(rest, 'more condition')}, shown as these are done`])] : []),
    ...(met.length > 0 ? [context([[bold('Conditions kept'), ...met.slice(-5)].join('\n')])] : []),
  ];
}

/** A rollout that runs, whatever its status. */
export function runningPart(facts: RolloutFacts, names: KnownNames): KnownBlock[] {
  const rollout = rolloutOf(facts);
  if (!rollout) return [];
  const urgent = [
    ...emergencyLines(facts),
    ...interventionLines(facts, names),
    ...troubleLines(rollout, facts),
  ];
  return [
    ...(urgent.length > 0 ? [section(urgent.join('\n'))] : []),
    ...(rollout.status === 'rolling_back' ? [] : [section(stageBar(rollout.plan, rollout.step))]),
    glance(rollout, facts),
    ...gatePart(rollout, facts),
    ...guardrailPart(rollout, facts),
    ...owedPart(facts, names),
    safetyLine(facts, names),
  ];
}

function approversText(facts: RolloutFacts, names: KnownNames): string {
  const given = facts.request?.approvals ?? [];
  const by = given.map(({ role, person }) => `${roleLabel(role, facts.policy)} ${who(person, names)}`);
  return by.length > 0 ? ` by ${listed(by)}` : ', no review was needed';
}

/** Approved, and waiting for somebody to press Start. */
export function readyPart(facts: RolloutFacts, names: KnownNames): KnownBlock[] {
  const { request, startRefusal, route, policy } = facts;
  if (request?.status !== 'approved') return [];
  const plan = planOf(request.packet.rollout.stages, request.assessment.tier);
  const first = plan[0];
  const starts = startWord(request, facts) === 'Start';
  const held = startRefusal
    ? [
        `⚠️ ${bold('Cannot be started now.')} ${routeRefusalText(startRefusal, { policy, route: route.id, request: request.id })}`,
      ]
    : [];
  return [
    section(
      [
        `${bold(`Approved for ${request.exposure}`)}${approversText(facts, names)}, ${ago(request.approvedAt, zoneOf(facts))}.`,
        `To be started before ${moment(request.useBy, zoneOf(facts))}.${starts && first ? ` It begins with ${bold(stepText(first))}: ${first.bp === 0 ? 'nobody gets the candidate yet' : `${reachText(first)} get the candidate`}.` : ''}`,
        ...held,
      ].join('\n'),
    ),
    ...(starts ? [section(stageBar(plan, -1))] : []),
    fields([
      `${bold('Candidate')}\n${request.change.kind === 'retirement' ? 'retired' : candidateOf(facts)}`,
      `${bold('Serves now')}\n${baselineName(route)}`,
    ]),
    ...(starts ? [section(guardrailLine(request.packet))] : []),
    ...owedPart(facts, names),
    safetyLine(facts, names),
  ];
}

function howFar({ plan, step }: FinishedRollout): string[] {
  const reached = plan[step];
  return reached
    ? [`It had got as far as ${bold(stepText(reached))}, step ${step + 1} of ${plan.length}.`]
    : [];
}

function endText(facts: RolloutFacts, names: KnownNames): string[] {
  const { route, request, phase } = facts;
  const zone = zoneOf(facts);
  const finished = finishedOf(facts);
  if (phase === 'rolled_back' && finished)
    return [
      `${bold('Rolled back')} by ${who(finished.by, names)}, ${moment(finished.at, zone)}: ${bold(`${shareOf(finished.fromBp, finished.plan[finished.step])} → 0 %`)}, read back after ${bold(tookText(finished.tookMs))}.`,
      ...howFar(finished),
      `Everybody gets ${baselineName(route)}. An approval starts once: to try again, file a new request.`,
      ...reasonLines(facts),
    ];
  if (phase === 'complete' && finished) {
    const until = route.review ? ` Approved until ${moment(route.review.by, zone)}.` : '';
    return [
      `${bold('Complete')} since ${moment(finished.at, zone)}, last expanded by ${who(finished.by, names)}.`,
      `Everybody gets ${baselineName(route)}.${until}`,
    ];
  }
  if (phase === 'lapsed' && request?.status === 'lapsed')
    return [
      `It was approved ${moment(request.approvedAt, zone)} and not started in time, so the approval lapsed ${moment(request.at, zone)}. The requester can start again with everything they wrote.`,
    ];
  const used = request?.status === 'approved' && request.used ? request.used : null;
  if (phase === 'renewed' && used) {
    const until = route.review ? ` until ${moment(route.review.by, zone)}` : '';
    return [
      `${bold('Renewed')} by ${who(used.by, names)}, ${moment(used.at, zone)}: it serves on as it is${until}.`,
    ];
  }
  if (phase === 'retiring' && used)
    return [
      `${bold(route.retired ? 'Retired' : 'Retirement started')} by ${who(used.by, names)}, ${moment(used.at, zone)}.`,
    ];
  return ['This rollout is over; the route has changed since.'];
}

function reasonLines(facts: RolloutFacts): string[] {
  const intervention = interventionOf(facts);
  if (!intervention) return [];
  const { reason, cause, detail } = intervention;
  if (reason) return [`Why: “${inline(reason, 600)}”`];
  if (cause === 'person') return ['Nobody said why yet.'];
  return [`Why: ${words(cause)}${detail ? `, ${inline(detail, 400)}` : ''}.`];
}

/** What is still promised for something that serves, or was renewed. */
const isSettled = ({ phase }: RolloutFacts): boolean =>
  phase === 'complete' || phase === 'renewed' || phase === 'over';

/** How it ended. */
export const finishedPart = (facts: RolloutFacts, names: KnownNames): KnownBlock[] => [
  section(endText(facts, names).join('\n')),
  ...(isSettled(facts) ? owedPart(facts, names) : []),
  ...(facts.phase === 'complete' && !facts.route.rollout ? [safetyLine(facts, names)] : []),
];
