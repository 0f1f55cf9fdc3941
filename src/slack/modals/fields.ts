import type { Packet } from '../../domain/packet/schema.ts';
import { storedKinds } from '../../domain/words.ts';
import {
  areaChoices,
  audienceChoices,
  dataChoices,
  environmentChoices,
  flagChoices,
  kindChoices,
  storedChoices,
  useChoices,
  workflowChoices,
} from './choices.ts';
import { entry, line, oneOf, person, plainField, prose, someOf, spread, written } from './field-kinds.ts';
import { type Entries, type FormField, joined, parted } from './form-values.ts';
import { furtherFields } from './further-fields.ts';
import { evidencePattern, evidenceText } from './syntax/evidence-lines.ts';
import { failurePattern, failuresText } from './syntax/failure-lines.ts';
import { guardrailPattern, guardrailsText } from './syntax/guardrail-lines.ts';
import { plainLines, type Read } from './syntax/line-list.ts';
import { fallbacksText, modelPattern, modelText } from './syntax/model-line.ts';
import { costText, latencyText, parametersText, retentionText } from './syntax/named-values.ts';
import { shareHelp, shareRead } from './syntax/shares.ts';
import { stagePattern, stagesText } from './syntax/stage-lines.ts';
import { toolPattern, toolsText } from './syntax/tool-lines.ts';

/** Every question of the form, once. Steps name them by their key; `fieldOfPath` says which one holds which value. */

const days = (logging: Packet['logging']) =>
  Object.fromEntries(
    storedKinds.flatMap((kind) => {
      const stored = logging[kind];
      return stored?.stored && stored.retention_days !== undefined ? [[kind, stored.retention_days]] : [];
    }),
  );

const storedIn = (logging: Packet['logging']): string[] =>
  storedKinds.filter((kind) => logging[kind]?.stored === true);

export const formFields = {
  route: plainField('route', { as: 'route' }, ({ packet }) => packet.route, {
    label: 'Which route?',
    placeholder: 'Search a route, or type the id of a new one',
  }),
  'change.kind': oneOf('change.kind', { as: 'choice', choices: kindChoices }, ({ change }) => change.kind, {
    label: 'What do you want to do with it?',
  }),
  'change.what': someOf('change.what', { as: 'menu', choices: areaChoices }, ({ change }) => change.what, {
    label: 'What changes?',
    placeholder: 'The model, the prompt, …',
    hint: 'What you choose can be edited right below.',
  }),
  'change.why': prose('change.why', 2000, ({ change }) => change.why, {
    label: 'Why?',
    placeholder: 'What is better for whom, in a sentence or two',
  }),
  'change.expected_improvement': prose(
    'change.expected_improvement',
    1000,
    ({ change }) => change.expected_improvement,
    { label: 'What do you expect to improve, and by how much?', optional: true },
  ),
  environment: oneOf(
    'environment',
    { as: 'choice', choices: environmentChoices },
    ({ packet }) => packet.environment,
    {
      label: 'Where does it run?',
      placeholder: 'Environment',
    },
  ),
  audience: oneOf('audience', { as: 'choice', choices: audienceChoices }, ({ packet }) => packet.audience, {
    label: 'Who sees its answers?',
    placeholder: 'Audience',
  }),
  workflow_class: oneOf(
    'workflow_class',
    { as: 'choice', choices: workflowChoices },
    ({ packet }) => packet.workflow_class,
    {
      label: 'What kind of work is it?',
      placeholder: 'Workflow class',
    },
  ),
  feature: line('feature', 150, ({ packet }) => packet.feature, {
    label: 'Which product feature is it for?',
    placeholder: 'Support inbox summaries',
  }),
  task: prose('task', 1000, ({ packet }) => packet.task, {
    label: 'What is its task?',
    optional: true,
  }),
  'owners.business': person('owners.business', ({ packet }) => packet.owners.business, {
    label: 'Who accepts the product risk?',
    placeholder: 'Business owner',
  }),
  'owners.technical': person('owners.technical', ({ packet }) => packet.owners.technical, {
    label: 'Who can pause it and roll it back?',
    placeholder: 'Technical owner',
  }),
  'owners.security': person('owners.security', ({ packet }) => packet.owners.security, {
    label: 'Security owner',
    optional: true,
  }),
  'owners.finance': person('owners.finance', ({ packet }) => packet.owners.finance, {
    label: 'Finance owner',
    optional: true,
  }),
  'model.primary': spread(
    'model.primary',
    modelText,
    ({ packet }) => packet.model.primary,
    {
      label: 'Model',
      hint: `${modelPattern}. The status is stable, preview, experimental, deprecated or retired; account: … and region: … may follow.`,
      placeholder: 'acme | openai-response | gpt-summary-b | 2026-09 | stable',
      optional: false,
    },
    { as: 'prose', max: 1500 },
  ),
  'model.fallbacks': written('model.fallbacks', fallbacksText, ({ packet }) => packet.model.fallbacks, {
    label: 'Fallbacks, in order',
    hint: `One a line: ${modelPattern} | changes: quality, tools (what the caller would notice: data handling, output schema, tools, quality, billing owner).`,
  }),
  'model.denied': written('model.denied', plainLines, ({ packet }) => packet.model.denied, {
    label: 'Models that must never serve it',
    hint: 'One a line.',
  }),
  'prompt.source': line('prompt.source', 300, ({ packet }) => packet.prompt?.source, {
    label: 'Where is the prompt kept?',
    placeholder: 'prompts/support-summary.md',
    optional: true,
  }),
  'prompt.commit': line('prompt.commit', 80, ({ packet }) => packet.prompt?.commit, {
    label: 'Prompt commit or version',
    optional: true,
  }),
  'prompt.text': prose('prompt.text', 3000, ({ packet }) => packet.prompt?.text, {
    label: 'Prompt text',
    optional: true,
  }),
  'prompt.schema_required': {
    label: 'Output schema',
    optional: true,
    input: { as: 'checkboxes', choices: [{ value: 'yes', text: 'Answers must fit a schema' }] },
    show: ({ packet }) => (packet.prompt?.schema_required ? 'yes' : ''),
    read: (typed) => entry('prompt.schema_required', typed === 'yes' ? true : undefined),
  },
  'retrieval.profile': line('retrieval.profile', 120, ({ packet }) => packet.retrieval?.profile, {
    label: 'Retrieval profile',
    optional: true,
  }),
  'retrieval.sources': written(
    'retrieval.sources',
    plainLines,
    ({ packet }) => packet.retrieval?.sources ?? [],
    {
      label: 'What does it retrieve from?',
      hint: 'One source a line.',
    },
  ),
  tools: written('tools', toolsText, ({ packet }) => packet.tools, {
    label: 'Tools it may call',
    hint: `One a line: ${toolPattern}. Then, where they apply: approval over limit, review after, runs code, external, scopes: orders, payments.`,
  }),
  tools_denied: written('tools_denied', plainLines, ({ packet }) => packet.tools_denied, {
    label: 'Tools it must never call',
    hint: 'One a line.',
  }),
  'data.classes': someOf(
    'data.classes',
    { as: 'menu', choices: dataChoices },
    ({ packet }) => packet.data.classes,
    {
      label: 'Which data does it see?',
      placeholder: 'Customer data, personal data, …',
    },
  ),
  'data.regions': written('data.regions', plainLines, ({ packet }) => packet.data.regions, {
    label: 'Regions in which the data stays',
    hint: 'One a line.',
  }),
  classification: someOf(
    'classification',
    { as: 'checkboxes', choices: useChoices },
    ({ packet }) => packet.classification,
    { label: 'Are its answers used for any of these?' },
  ),
  'logging.stored': {
    label: 'What is stored?',
    optional: true,
    input: { as: 'checkboxes', choices: storedChoices },
    show: ({ packet }) => joined(storedIn(packet.logging)),
    read: (typed) => entry('logging', parted(typed)),
  },
  'logging.retention': {
    label: 'For how long?',
    hint: 'One a line: prompts: 30 days. Or all: 30 days for everything stored.',
    optional: true,
    input: { as: 'lines' },
    show: ({ packet }) => retentionText.write(days(packet.logging)),
    read: (typed) => {
      const read = retentionText.read(typed);
      return 'problems' in read ? read : entry('logging', read.value);
    },
  },
  parameters: written('parameters', parametersText, ({ packet }) => packet.parameters, {
    label: 'Parameters',
    hint: 'One a line: temperature: 0.2.',
  }),
  latency: spread('latency', latencyText, ({ packet }) => packet.latency, {
    label: 'Latency limits',
    hint: 'One a line: p95: 7000 ms, first token: 1200 ms, timeout: 10 s; p50, queue, deadline.',
  }),
  cost: spread('cost', costText, ({ packet }) => packet.cost, {
    label: 'Cost limits',
    hint: 'One a line: monthly budget: $400, per request, per workflow, per owner, per accepted outcome, per 1000 calls, alert at, input tokens, output tokens, requests a month, requests a minute, tokens a minute.',
  }),
  'evals.pack': line('evals.pack', 300, ({ packet }) => packet.evals.pack, {
    label: 'Eval pack',
    placeholder: 'evals/support-summary@v12',
    optional: true,
  }),
  'evals.min_pass_rate': {
    label: 'Least pass rate',
    hint: 'Between 0 and 1, or with %.',
    placeholder: '0.95',
    optional: true,
    input: { as: 'line', max: 40 },
    show: ({ packet }) =>
      packet.evals.min_pass_rate === undefined ? '' : String(packet.evals.min_pass_rate),
    read: readShare,
  },
  'evals.required_tests': written(
    'evals.required_tests',
    plainLines,
    ({ packet }) => packet.evals.required_tests,
    {
      label: 'Tests that must pass',
      hint: 'One a line.',
    },
  ),
  guardrails: written('guardrails', guardrailsText, ({ packet }) => packet.guardrails, {
    label: 'Guardrails while it runs',
    hint: `One a line: ${guardrailPattern}. After | comes what a breach does: pause or roll back.`,
  }),
  known_failures: written('known_failures', failuresText, ({ packet }) => packet.known_failures, {
    label: 'Known failures',
    hint: `One a line: ${failurePattern}.`,
  }),
  evidence: written('evidence', evidenceText, ({ evidence }) => evidence, {
    label: 'Evidence',
    hint: `One a line: ${evidencePattern}.`,
    placeholder: 'prompt injection | passed | 41 of 41 attacks refused | https://…',
  }),
  'rollout.stages': written('rollout.stages', stagesText, ({ packet }) => packet.rollout.stages, {
    label: 'Stages, in order',
    hint: `One a line, with its share and how long it is held: ${stagePattern}.`,
  }),
  'rollout.first_audience': line(
    'rollout.first_audience',
    200,
    ({ packet }) => packet.rollout.first_audience,
    {
      label: 'Who gets it first?',
      placeholder: 'Internal support, then low-risk accounts',
      optional: true,
    },
  ),
  'rollout.excluded': written('rollout.excluded', plainLines, ({ packet }) => packet.rollout.excluded, {
    label: 'Who must not get it?',
    hint: 'One a line, such as regulated-region.',
  }),
  'rollout.rollback_target': line(
    'rollout.rollback_target',
    200,
    ({ packet }) => packet.rollout.rollback_target,
    {
      label: 'What does it roll back to?',
      placeholder: 'gpt-summary-a 2026-03',
      optional: true,
    },
  ),
  'rollout.incident_contact': person(
    'rollout.incident_contact',
    ({ packet }) => packet.rollout.incident_contact,
    {
      label: 'Whom to call when it goes wrong?',
      optional: true,
    },
  ),
  'rollout.flag': oneOf(
    'rollout.flag',
    { as: 'choice', choices: flagChoices },
    ({ packet }) => packet.rollout.flag,
    {
      label: 'Is the flag temporary or permanent?',
    },
  ),
  'rollout.clean_up_by': oneOf(
    'rollout.clean_up_by',
    { as: 'day' },
    ({ packet }) => packet.rollout.clean_up_by,
    {
      label: 'Cleaned up by',
      optional: true,
    },
  ),
  'renewal.review_by': oneOf('renewal.review_by', { as: 'day' }, ({ packet }) => packet.renewal.review_by, {
    label: 'Reviewed again by',
    optional: true,
  }),
  'renewal.triggers': written('renewal.triggers', plainLines, ({ packet }) => packet.renewal.triggers, {
    label: 'What makes a review due earlier?',
    hint: 'One a line.',
  }),
  ...furtherFields,
} as const satisfies Readonly<Record<string, FormField>>;

export type FieldId = keyof typeof formFields;

export const fieldIds = Object.keys(formFields).filter(isFieldId);
export function isFieldId(id: string): id is FieldId {
  return Object.hasOwn(formFields, id);
}
export const formField = (id: FieldId): FormField => formFields[id];

function readShare(typed: string): Read<Entries> {
  if (typed.trim() === '') return entry('evals.min_pass_rate', undefined);
  const value = shareRead(typed);
  return value === null ? { problems: [{ message: shareHelp }] } : entry('evals.min_pass_rate', value);
}
