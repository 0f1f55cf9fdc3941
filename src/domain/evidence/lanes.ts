import { type EvidenceLane, type Stage, stages, type TestLane, testLanes } from '../words.ts';

export const isTestLane = (lane: EvidenceLane): lane is TestLane =>
  testLanes.some((testLane) => testLane === lane);

export interface Lane {
  readonly label: string;
  /** What evidence of this lane answers. */
  readonly question: string;
  /**
   * `least_rate`: the packet says which share of cases has to pass. `every_case`: a single one that does not pass is
   * the thing that must not happen.
   */
  readonly passes: 'least_rate' | 'every_case';
  /** Days after which evidence is too old, unless the policy says otherwise. */
  readonly freshDays: number;
  /** The first stage that is not entered without it, where it is required (B8). */
  readonly before: Stage;
}

const lane = (
  label: string,
  question: string,
  passes: Lane['passes'],
  freshDays: number,
  before: Stage,
): Lane => ({ label, question, passes, freshDays, before });

/** Whether a lane has to be clear before a stage is entered: in shadow real input is seen, later by people. */
export const isDueAt = (name: EvidenceLane, stage: Stage): boolean =>
  stages.indexOf(lanes[name].before) <= stages.indexOf(stage);

export const lanes: Readonly<Record<EvidenceLane, Lane>> = {
  functional_correctness: lane(
    'Functional correctness',
    'Are enough of the answers right, on cases of this task?',
    'least_rate',
    30,
    'shadow',
  ),
  instruction_hierarchy: lane(
    'Instruction hierarchy',
    'Do the rules of the system hold when a user says otherwise?',
    'every_case',
    30,
    'internal_canary',
  ),
  prompt_injection: lane(
    'Prompt injection',
    'Do commands hidden in input, documents, files and tool results change nothing?',
    'every_case',
    30,
    'internal_canary',
  ),
  tool_authority: lane(
    'Tool authority',
    'Does it call only the tools it may, with arguments and scopes it may?',
    'every_case',
    30,
    'internal_canary',
  ),
  data_leakage: lane(
    'Data leakage',
    'Do planted secrets stay out of answers and logs?',
    'every_case',
    30,
    'shadow',
  ),
  content_filtering: lane(
    'Content filtering',
    'Are all required categories filtered, with the settings that are in force?',
    'every_case',
    30,
    'internal_canary',
  ),
  cost_and_quota: lane(
    'Cost and quota',
    'Does spending stay within its limits, and does its owner hear of it?',
    'every_case',
    30,
    'customer_canary',
  ),
  reliability: lane(
    'Reliability',
    'Does it stop, fall back or recover when calls fail?',
    'every_case',
    30,
    'customer_canary',
  ),
  auditability: lane(
    'Auditability',
    'Can every change be tied to who made it, and when?',
    'every_case',
    90,
    'customer_canary',
  ),
  rollback: lane(
    'Rollback',
    'Has going back been done, quickly enough?',
    'every_case',
    30,
    'customer_canary',
  ),
  latency: lane('Latency', 'Is it as quick as the packet promises?', 'every_case', 30, 'customer_canary'),
  human_review: lane(
    'Human review',
    'Do people agree with the answers?',
    'least_rate',
    60,
    'internal_canary',
  ),
  model_documentation: lane(
    'Model documentation',
    'What does the provider say of model, version, status and data?',
    'every_case',
    90,
    'internal_canary',
  ),
  data_flow: lane('Data flow', 'Where does data go, and how long does it stay?', 'every_case', 90, 'shadow'),
  capability: lane(
    'Capability',
    'Can it do what the route needs: tools, schemas, long input, files, streaming?',
    'least_rate',
    60,
    'internal_canary',
  ),
  shadow_run: lane(
    'Shadow run',
    'Did it hold on real input that no user saw?',
    'least_rate',
    14,
    'internal_canary',
  ),
  live_readings: lane(
    'Live readings',
    'Did its guardrails hold on the users it has?',
    'every_case',
    7,
    'default',
  ),
  security_scan: lane(
    'Security scan',
    'Are its parts free of known holes and secrets?',
    'every_case',
    30,
    'internal_canary',
  ),
  impact_assessment: lane(
    'Impact assessment',
    'Is it fair and explicable to those it is used on?',
    'every_case',
    180,
    'internal_canary',
  ),
  operational_readiness: lane(
    'Operational readiness',
    'Is it watched, with a runbook and somebody to call?',
    'every_case',
    90,
    'customer_canary',
  ),
};
