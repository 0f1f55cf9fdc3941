import fc from 'fast-check';
import { type Proposal, proposalSchema } from '../../../src/domain/packet/schema.ts';
import {
  audiences,
  changeAreas,
  classifications,
  dataClasses,
  environments,
  evidenceLanes,
  fallbackChanges,
  humanControls,
  modelStatuses,
  requestKinds,
  stages,
  storedKinds,
  toolEffects,
  verdicts,
  workflowClasses,
} from '../../../src/domain/words.ts';
import { arbitraryDeclarations } from '../../support/arbitrary-declarations.ts';

/** Text with every mark that the form's line grammars give a meaning to. */
const marks = [
  '|',
  '\\',
  ',',
  ':',
  '<',
  '>',
  '=',
  '≤',
  '"',
  ' ',
  '%',
  '1',
  'passed',
  'title: ',
  'https://',
  'e5',
  '\u2028',
  '#',
  '-',
];
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...marks) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }) },
);

const clean = (text: string, max: number): string =>
  text
    .replace(/[\r\n]/g, '')
    .slice(0, max)
    .trim();
/** A line as the schema takes it: trimmed, not empty. */
export const anyLine = (max: number) =>
  fc.array(piece, { minLength: 1, maxLength: 12 }).map((parts) => {
    const text = clean(parts.join(''), max);
    return text.isWellFormed() && text !== '' ? text : 'x';
  });
const anyProse = (max: number) =>
  fc.array(fc.oneof(piece, fc.constant('\n')), { maxLength: 20 }).map((parts) => {
    const text = parts.join('').replaceAll('\r', '').slice(0, max).trim();
    return text.isWellFormed() ? text : 'y';
  });

const lines = (max: number) => fc.array(anyLine(max), { maxLength: 4 });
const some = <T>(words: readonly T[]) => fc.subarray([...words]);
const one = <T>(words: readonly T[]) => fc.constantFrom(...words);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const amount = fc.oneof(
  fc.integer({ min: 0, max: 1_000_000 }),
  fc.double({ min: 0, max: 1_000_000, noNaN: true, noDefaultInfinity: true }),
);
const anyNumber = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

const model = {
  provider: anyLine(80),
  endpoint_family: anyLine(80),
  name: anyLine(120),
  version: anyLine(80),
  status: one(modelStatuses),
  account: maybe(anyLine(120)),
  region: maybe(anyLine(80)),
};

const logging = fc.record(
  Object.fromEntries(
    storedKinds.map((kind) => [
      kind,
      fc.oneof(
        fc.constant({ stored: false }),
        fc.record({ stored: fc.constant(true), retention_days: maybe(fc.integer({ min: 1, max: 36_500 })) }),
      ),
    ]),
  ),
);

const whole = (max: number) => maybe(fc.integer({ min: 1, max }));

const declared = arbitraryDeclarations(anyLine);

const input = fc.record({
  ...declared.top,
  route: fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/),
  environment: one(environments),
  audience: one(audiences),
  workflow_class: one(workflowClasses),
  feature: anyLine(150),
  task: anyProse(1000),
  owners: fc.record({
    business: anyLine(80),
    technical: anyLine(80),
    security: maybe(anyLine(80)),
    finance: maybe(anyLine(80)),
    ...declared.owners,
  }),
  model: fc.record({
    primary: fc.record(model),
    fallbacks: fc.array(fc.record({ ...model, changes: some(fallbackChanges) }), { maxLength: 3 }),
    denied: lines(120),
    ...declared.model,
  }),
  prompt: maybe(
    fc.record({
      source: anyLine(300),
      commit: maybe(anyLine(80)),
      text: maybe(anyProse(3000).filter((text) => text !== '')),
      schema_required: fc.boolean(),
      ...declared.prompt,
    }),
  ),
  retrieval: maybe(fc.record({ profile: anyLine(120), sources: lines(120) })),
  tools: fc.array(
    fc.record({
      name: anyLine(80),
      effect: one(toolEffects),
      human_control: one(humanControls),
      runs_code: fc.boolean(),
      external: fc.boolean(),
      scopes: fc.array(anyLine(80), { maxLength: 20 }),
      ...declared.tool,
    }),
    { maxLength: 3 },
  ),
  tools_denied: lines(120),
  data: fc.record({ classes: some(dataClasses), regions: lines(80), ...declared.data }),
  classification: some(classifications),
  logging,
  parameters: fc.dictionary(
    fc
      .oneof(anyLine(80), fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }))
      .filter((key) => key !== '__proto__' && key.isWellFormed()),
    fc.oneof(
      fc.string({ maxLength: 40, unit: 'grapheme' }).filter((text) => text.isWellFormed()),
      anyNumber,
      fc.boolean(),
      anyLine(60),
    ),
    { maxKeys: 4 },
  ),
  latency: fc.record({
    p95_ms: whole(3_600_000),
    p95_first_token_ms: whole(3_600_000),
    timeout_ms: whole(3_600_000),
    ...declared.latency,
  }),
  cost: fc.record({
    monthly_budget_usd: maybe(amount),
    per_request_usd: maybe(amount),
    per_workflow_usd: maybe(amount),
    per_accepted_outcome_usd: maybe(amount),
    max_input_tokens: whole(100_000_000),
    max_output_tokens: whole(100_000_000),
    ...declared.cost,
  }),
  evals: fc.record({
    pack: maybe(anyLine(300)),
    min_pass_rate: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
    required_tests: lines(120),
    ...declared.evals,
  }),
  guardrails: fc.array(
    fc.record({
      metric: anyLine(80),
      limit: one(['at_most', 'at_least'] as const),
      value: anyNumber,
      unit: maybe(anyLine(40)),
      on_breach: one(['pause', 'roll_back'] as const),
    }),
    { maxLength: 3 },
  ),
  known_failures: fc.array(
    fc.record({ failure: anyLine(300), mitigation: maybe(anyLine(300)), owner: maybe(anyLine(80)) }),
    { maxLength: 3 },
  ),
  rollout: fc.record({
    stages: fc.array(
      fc.record({
        stage: one(stages),
        percent: maybe(fc.double({ min: 0, max: 100, noNaN: true })),
        hold_hours: fc.oneof(
          fc.integer({ min: 0, max: 8760 }),
          fc.double({ min: 0, max: 8760, noNaN: true }),
        ),
      }),
      { maxLength: 4 },
    ),
    first_audience: maybe(anyLine(200)),
    excluded: lines(120),
    rollback_target: maybe(anyLine(200)),
    incident_contact: maybe(anyLine(120)),
    flag: one(['temporary', 'permanent'] as const),
    clean_up_by: maybe(day),
    ...declared.rollout,
  }),
  renewal: fc.record({ review_by: maybe(day), triggers: lines(120), ...declared.renewal }),
  change: fc.record({
    kind: one(requestKinds),
    what: some(changeAreas),
    why: anyProse(2000).map((text) => text || 'because'),
    expected_improvement: anyProse(1000),
    ...declared.change,
  }),
  evidence: fc.array(
    fc.record({
      lane: one(evidenceLanes),
      title: maybe(anyLine(150)),
      url: maybe(fc.webUrl({ withQueryParameters: true, withFragments: true })),
      verdict: one(verdicts),
      measured: maybe(anyLine(80)),
      threshold: maybe(anyLine(80)),
    }),
    { maxLength: 3 },
  ),
});

/** Any proposal that the schema accepts, as somebody could have written it in YAML. */
export const anyProposal: fc.Arbitrary<Proposal> = input.map((value) =>
  proposalSchema.parse(JSON.parse(JSON.stringify(value))),
);
