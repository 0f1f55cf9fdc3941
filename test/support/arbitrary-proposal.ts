import fc from 'fast-check';
import { type Proposal, type ProposalInput, proposalSchema } from '../../src/domain/packet/schema.ts';
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
} from '../../src/domain/words.ts';
import { arbitraryDeclarations } from './arbitrary-declarations.ts';

/** Texts as people and machines write them: plain, long, and full of what means something to YAML, Slack or the form. */
const words = fc.constantFrom(
  'a',
  'route',
  'gpt-summary-b',
  '2026-03',
  '3.10',
  '1e3',
  '0x1f',
  '.5',
  'yes',
  'no',
  'null',
  '~',
  'true',
  'on',
  '#5',
  '- x',
  'a: b',
  '@here',
  '*bold*',
  '&amp;',
  '{x}',
  '[y]',
  '"q"',
  "it's",
  '|',
  '>',
  '%',
  '`c`',
  '<!channel>',
  '!tag',
  '\u00a0',
  '  ',
  '\t',
  'ü',
  '漢字',
  '👩‍💻',
  '\u200b',
  '\u2028',
  '\u0007',
  '?',
  ':',
  '-',
  '---',
  '...',
  '=',
  '<<',
  ',',
  '<',
  '≤',
  '\\',
  '"',
  '1',
  'passed',
  'title:',
  'https://',
); // prettier-ignore
const sentence = fc
  .tuple(fc.array(words, { minLength: 1, maxLength: 30 }), fc.constantFrom(' ', ' ', ''))
  .map(([list, gap]) => list.join(gap));
const anyText = fc.oneof(
  { weight: 4, arbitrary: sentence },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
);
const cut = (text: string, max: number): string => {
  const short = text.slice(0, max);
  return short.isWellFormed() ? short : short.slice(0, -1);
};

export const lineText = (max = 200): fc.Arbitrary<string> =>
  anyText.map((text) => cut(text.replaceAll(/[\r\n]/g, ' ').trim(), max).trim() || 'x');
export const proseText = (max: number): fc.Arbitrary<string> =>
  fc
    .array(anyText, { minLength: 1, maxLength: 6 })
    .chain((parts) =>
      fc
        .constantFrom('\n', '\n\n', '\n  ', '\r\n', ' ')
        .map((gap) => cut(parts.join(gap), max).trim() || 'x'),
    );

const few = <T>(item: fc.Arbitrary<T>, max = 3): fc.Arbitrary<T[]> => fc.array(item, { maxLength: max });
const someOf = <T>(list: readonly T[]): fc.Arbitrary<T[]> => few(fc.constantFrom(...list), 4);
const amount = fc.oneof(fc.nat(1_000_000), fc.double({ min: 0, max: 1e9, noNaN: true }));
/** JSON knows no negative zero. */
const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const whole = fc.integer({ min: 1, max: 3_600_000 });
const date = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10));

const model = {
  provider: lineText(80),
  endpoint_family: lineText(80),
  name: lineText(120),
  version: lineText(80),
  status: fc.constantFrom(...modelStatuses),
  account: lineText(120),
  region: lineText(80),
};
const modelKeys = ['provider', 'endpoint_family', 'name', 'version', 'status'] as const;

const routeId = fc
  .stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/)
  .filter((id) => /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/.test(id));

/** Keys that were made but left undefined would be no JSON. */
const declared = arbitraryDeclarations(lineText);

/** Any proposal that the schema allows, within lists of a few entries. */
export const proposalInput: fc.Arbitrary<ProposalInput> = fc.record(
  {
    ...declared.top,
    route: routeId,
    environment: fc.constantFrom(...environments),
    audience: fc.constantFrom(...audiences),
    workflow_class: fc.constantFrom(...workflowClasses),
    feature: lineText(150),
    task: proseText(1000),
    owners: fc.record(
      {
        business: lineText(80),
        technical: lineText(80),
        security: lineText(80),
        finance: lineText(80),
        ...declared.owners,
      },
      { requiredKeys: ['business', 'technical'] },
    ),
    model: fc.record(
      {
        primary: fc.record(model, { requiredKeys: [...modelKeys] }),
        fallbacks: few(
          fc.record({ ...model, changes: someOf(fallbackChanges) }, { requiredKeys: [...modelKeys] }),
        ),
        denied: few(lineText(120)),
        ...declared.model,
      },
      { requiredKeys: ['primary'] },
    ),
    prompt: fc.record(
      {
        source: lineText(300),
        commit: lineText(80),
        text: proseText(3000),
        schema_required: fc.boolean(),
        ...declared.prompt,
      },
      { requiredKeys: ['source'] },
    ),
    retrieval: fc.record(
      { profile: lineText(120), sources: few(lineText(120)) },
      { requiredKeys: ['profile'] },
    ),
    tools: few(
      fc.record(
        {
          name: lineText(80),
          effect: fc.constantFrom(...toolEffects),
          human_control: fc.constantFrom(...humanControls),
          runs_code: fc.boolean(),
          external: fc.boolean(),
          scopes: few(lineText(80), 20),
          ...declared.tool,
        },
        { requiredKeys: ['name', 'effect'] },
      ),
    ),
    tools_denied: few(lineText(120)),
    data: fc.record(
      { classes: someOf(dataClasses), regions: few(lineText(80)), ...declared.data },
      { requiredKeys: [] },
    ),
    classification: someOf(classifications),
    logging: fc.dictionary(
      fc.constantFrom(...storedKinds),
      fc.record(
        { stored: fc.boolean(), retention_days: fc.integer({ min: 1, max: 36_500 }) },
        { requiredKeys: ['stored'] },
      ),
    ),
    parameters: fc.dictionary(
      anyText.map((text) => cut(text, 80) || 'k').filter((key) => key !== '__proto__'),
      fc.oneof(
        anyText.map((text) => cut(text, 200)),
        anyNumber,
        fc.boolean(),
      ),
      { maxKeys: 4 },
    ),
    latency: fc.record(
      { p95_ms: whole, p95_first_token_ms: whole, timeout_ms: whole, ...declared.latency },
      { requiredKeys: [] },
    ),
    cost: fc.record(
      {
        monthly_budget_usd: amount,
        per_request_usd: amount,
        per_workflow_usd: amount,
        per_accepted_outcome_usd: amount,
        max_input_tokens: whole,
        max_output_tokens: whole,
        ...declared.cost,
      },
      { requiredKeys: [] },
    ),
    evals: fc.record(
      {
        pack: lineText(300),
        min_pass_rate: fc.double({ min: 0, max: 1, noNaN: true }),
        required_tests: few(lineText(120)),
        ...declared.evals,
      },
      { requiredKeys: [] },
    ),
    guardrails: few(
      fc.record(
        {
          metric: lineText(80),
          limit: fc.constantFrom('at_most' as const, 'at_least' as const),
          value: anyNumber,
          unit: lineText(40),
          on_breach: fc.constantFrom('pause' as const, 'roll_back' as const),
        },
        { requiredKeys: ['metric', 'limit', 'value'] },
      ),
    ),
    known_failures: few(
      fc.record(
        { failure: lineText(300), mitigation: lineText(300), owner: lineText(80) },
        { requiredKeys: ['failure'] },
      ),
    ),
    rollout: fc.record(
      {
        stages: few(
          fc.record(
            {
              stage: fc.constantFrom(...stages),
              percent: fc.double({ min: 0, max: 100, noNaN: true }),
              hold_hours: fc.double({ min: 0, max: 8760, noNaN: true }),
            },
            { requiredKeys: ['stage'] },
          ),
        ),
        first_audience: lineText(200),
        excluded: few(lineText(120)),
        rollback_target: lineText(200),
        incident_contact: lineText(120),
        flag: fc.constantFrom('temporary' as const, 'permanent' as const),
        clean_up_by: date,
        ...declared.rollout,
      },
      { requiredKeys: [] },
    ),
    renewal: fc.record(
      { review_by: date, triggers: few(lineText(120)), ...declared.renewal },
      { requiredKeys: [] },
    ),
    change: fc.record(
      {
        kind: fc.constantFrom(...requestKinds),
        what: someOf(changeAreas),
        why: proseText(2000),
        expected_improvement: proseText(1000),
        ...declared.change,
      },
      { requiredKeys: ['kind', 'why'] },
    ),
    evidence: few(
      fc.record(
        {
          lane: fc.constantFrom(...evidenceLanes),
          title: lineText(150),
          url: fc
            .webUrl({ withQueryParameters: true, withFragments: true })
            .filter((url) => url.length <= 1000),
          verdict: fc.constantFrom(...verdicts),
          measured: lineText(80),
          threshold: lineText(80),
        },
        { requiredKeys: ['lane'] },
      ),
    ),
  },
  {
    requiredKeys: [
      'route',
      'environment',
      'audience',
      'workflow_class',
      'feature',
      'owners',
      'model',
      'data',
      'rollout',
      'change',
    ],
  },
); // prettier-ignore

/** One that the form's text alone can say: there, every kind of data is stored or not. */
export const formProposal: fc.Arbitrary<Proposal> = proposalInput.map((input) => {
  const logging = storedKinds.map((kind) => {
    const declared = input.logging?.[kind];
    return [kind, declared?.stored ? declared : { stored: false }];
  });
  return proposalSchema.parse({ ...input, logging: Object.fromEntries(logging) });
});
