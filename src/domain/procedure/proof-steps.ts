import { lanes } from '../evidence/lanes.ts';
import type { Packet } from '../packet/schema.ts';
import type { EvidenceLane, ReviewRole } from '../words.ts';
import { endedEarly, type Looked, wasApproved } from './facts.ts';
import {
  atMost,
  line,
  type Mark,
  type Piece,
  type ProcedureLine,
  type ProcedureStep,
  type StepState,
  stepTitles,
  whoever,
} from './procedure.ts';

/** The three steps in which something is shown: that it works, that it does no harm, that it can be run. */
type ProofStep = 'technical' | 'risk' | 'operations';

/** In which step each lane of evidence is looked at. */
const stepOfLane: Readonly<Record<EvidenceLane, ProofStep>> = {
  functional_correctness: 'technical',
  instruction_hierarchy: 'risk',
  prompt_injection: 'risk',
  tool_authority: 'risk',
  data_leakage: 'risk',
  content_filtering: 'risk',
  cost_and_quota: 'technical',
  reliability: 'technical',
  auditability: 'risk',
  rollback: 'operations',
  latency: 'technical',
  human_review: 'technical',
  model_documentation: 'technical',
  data_flow: 'risk',
  capability: 'technical',
  shadow_run: 'technical',
  security_scan: 'risk',
  impact_assessment: 'risk',
  operational_readiness: 'operations',
  live_readings: 'operations',
};

/** Whose word closes which step; what a role says of money, or for the company, stands with the approvals only. */
const judges: Readonly<Record<ProofStep, readonly ReviewRole[]>> = {
  technical: ['ai_platform', 'product_owner', 'engineering'],
  risk: ['security', 'privacy', 'legal', 'procurement'],
  operations: ['engineering', 'release_owner', 'support'],
};

const lanesNamed = (some: readonly { readonly lane: EvidenceLane }[]): string =>
  some.map(({ lane }) => lanes[lane].label.toLowerCase()).join(', ');

function evidenceLines(step: ProofStep, { lanes: all }: Looked): ProcedureLine[] {
  const own = all.filter(({ lane }) => stepOfLane[lane] === step);
  const named = (mark: Mark, says: string, some: readonly (typeof own)[number][]): ProcedureLine[] =>
    some.length > 0 ? [line(mark, { strong: says }, ` ${lanesNamed(some)}`)] : [];
  const failed = own.filter(({ finding }) => finding === 'failed');
  const passed = own.filter(({ finding }) => finding === 'passed');
  const lacking = own.filter(({ finding, blocks }) => blocks && finding !== 'failed' && finding !== 'passed');
  return [
    ...named('failed', 'Failed:', failed),
    ...named('done', 'Shown:', passed),
    ...named('open', 'Still to show:', lacking),
  ];
}

function judgeLines(step: ProofStep, { asked, waiting, label, request }: Looked): ProcedureLine[] {
  const roles = judges[step].filter((role) => asked.includes(role));
  const named = (some: readonly ReviewRole[]) => some.map(label).join(', ');
  const agreed = named(roles.filter((role) => !waiting.has(role)));
  // Nobody is waited for any more once the review is over.
  const open = request.status === 'in_review' ? named(roles.filter((role) => waiting.has(role))) : '';
  const agreement: Piece[] = agreed ? [{ strong: 'Agreed:' }, ` ${agreed}`] : [];
  const rest: Piece[] = open ? [{ strong: 'To judge:' }, ` ${open}`] : [];
  if (agreement.length + rest.length === 0) return [];
  const between = agreed && open ? [' · '] : [];
  return [line(open ? 'open' : 'done', ...agreement, ...between, ...rest)];
}

interface Judgement {
  readonly state: StepState;
  readonly says: string;
}

/** What a step comes to, from its lines and from where the whole request stands. */
function judged(lines: readonly ProcedureLine[], { request }: Looked): Judgement {
  const has = (mark: Mark) => lines.some((one) => one.mark === mark);
  const gaps = has('failed') || has('attention');
  if (wasApproved(request)) {
    if (request.emergency && (gaps || has('open'))) return { state: 'skipped', says: 'not finished' };
    if (gaps) return { state: 'done', says: 'accepted with gaps' };
    return { state: 'done', says: has('open') ? 'more to show later' : 'done' };
  }
  const settled = !gaps && !has('open');
  if (endedEarly(request))
    return settled ? { state: 'done', says: 'done' } : { state: 'skipped', says: 'not finished' };
  if (has('failed')) return { state: 'attention', says: 'something failed' };
  if (gaps) return { state: 'attention', says: 'something is missing' };
  return settled ? { state: 'done', says: 'done' } : { state: 'current', says: 'in review' };
}

function proofStep(id: ProofStep, own: readonly ProcedureLine[], looked: Looked): ProcedureStep {
  const asked = [...evidenceLines(id, looked), ...judgeLines(id, looked)];
  const lines = [...own, ...asked];
  const nothingAsked = lines.every(({ mark }) => mark === 'info');
  return {
    id,
    title: stepTitles[id],
    ...(nothingAsked && !endedEarly(looked.request)
      ? { state: 'done', says: 'nothing asked' }
      : judged(lines, looked)),
    lines,
  };
}

/** What the packet itself says of how well the model was looked at. */
function described({ assessment }: Packet): ProcedureLine[] {
  const said = (
    [
      ['data quality', assessment?.data_quality],
      ['robustness', assessment?.robustness],
      ['training data', assessment?.training_data],
      ['testing data', assessment?.testing_data],
      ['limitations', assessment?.limitations],
    ] as const
  ).filter(([, text]) => text !== undefined);
  return said.length > 0
    ? [line('info', { strong: 'Described:' }, ` ${said.map(([name]) => name).join(', ')}`)]
    : [];
}

export const technicalStep = (looked: Looked): ProcedureStep =>
  proofStep('technical', described(looked.request.packet), looked);

/** What has to be done before anybody may approve comes first, and is never left out for what is done already. */
function mitigationLines({ mitigations = [] }: Packet): ProcedureLine[] {
  const owed = mitigations
    .filter(({ done }) => !done)
    .map(
      ({ mitigation, owner }): ProcedureLine => ({
        ...line(
          'attention',
          { strong: 'Before approval:' },
          ` ${mitigation}`,
          ...(owner ? [' · ', whoever(owner)] : []),
        ),
        beforeApproval: true,
      }),
    );
  const done = mitigations.filter((one) => one.done);
  return [
    ...atMost(owed, 3, 'required before approval'),
    ...(done.length > 0
      ? [line('done', { strong: 'Mitigated:' }, ` ${done.map(({ mitigation }) => mitigation).join('; ')}`)]
      : []),
  ];
}

function tierLine({ request }: Looked): ProcedureLine {
  const { tier, reasons } = request.assessment;
  const because = reasons.filter((reason) => reason.tier === tier).map(({ reason }) => reason);
  return line(
    'info',
    { strong: `${tier.charAt(0).toUpperCase()}${tier.slice(1)} risk:` },
    ` ${because.join(' · ') || 'policy says so'}`,
  );
}

function describedRisks({ assessment }: Packet): ProcedureLine[] {
  const said = (
    [
      ['privacy', assessment?.privacy],
      ['security', assessment?.security],
      ['bias', assessment?.bias],
      ['regulation', assessment?.regulatory],
    ] as const
  ).filter(([, text]) => text !== undefined);
  return said.length > 0
    ? [line('info', { strong: 'Described:' }, ` ${said.map(([name]) => name).join(', ')}`)]
    : [];
}

export function riskStep(looked: Looked): ProcedureStep {
  const { packet } = looked.request;
  return proofStep('risk', [...mitigationLines(packet), tierLine(looked), ...describedRisks(packet)], looked);
}

function rollbackLine({ request }: Looked): ProcedureLine {
  const { packet, baseline } = request;
  const target =
    packet.rollout.rollback_target ??
    (baseline ? `${baseline.model.primary.name} ${baseline.model.primary.version}` : null);
  if (target !== null) return line('done', { strong: 'Way back:' }, ` ${target}`);
  // Nothing that users see needs nothing to go back to.
  return packet.environment === 'production'
    ? line('attention', { strong: 'Way back:' }, ' none is named')
    : line('info', { strong: 'Way back:' }, ' none is needed outside production');
}

function drillLine({ route, request, policy, now }: Looked): ProcedureLine[] {
  const last = route?.drills.filter(({ worked }) => worked).at(-1);
  if (last) {
    const isOld = now - last.at > policy.rollout.drillMaxAgeDays * 24 * 3_600_000;
    const took = `${Math.round(last.tookMs / 100) / 10} s`;
    return [
      line(
        isOld ? 'info' : 'done',
        { strong: 'Rehearsed:' },
        ' ',
        { at: last.at },
        `, ${took}${isOld ? ', too long ago' : ''}`,
      ),
    ];
  }
  const { tier } = request.assessment;
  return tier === 'high' || tier === 'restricted'
    ? [line('info', { strong: 'Rehearsed:' }, ' not yet; needed before customers see it')]
    : [];
}

/** Who watches, and who is called. */
function watchLine({ request: { packet } }: Looked): ProcedureLine[] {
  const contact = packet.rollout.incident_contact ?? packet.monitoring?.incident_path;
  const watcher = packet.monitoring?.owner;
  const isLive = packet.environment === 'production';
  const watched: Piece[] = watcher === undefined ? [] : ['watched by ', whoever(watcher)];
  const called: Piece[] =
    contact === undefined
      ? isLive
        ? ['no incident contact is named']
        : []
      : ['in an incident ', whoever(contact)];
  if (watched.length + called.length === 0) return [];
  const between = watched.length > 0 && called.length > 0 ? [', '] : [];
  const mark = contact !== undefined ? 'done' : isLive ? 'attention' : 'info';
  return [line(mark, { strong: 'Watch:' }, ' ', ...watched, ...between, ...called)];
}

export function operationsStep(looked: Looked): ProcedureStep {
  const isLeaving = looked.request.change.kind === 'retirement';
  const own = isLeaving ? [] : [rollbackLine(looked), ...drillLine(looked), ...watchLine(looked)];
  return proofStep('operations', own, looked);
}
