import { type ChangeArea, changeAreas } from '../../domain/words.ts';
import { type DraftContent, heldIn, kindOf, type Step, steps } from './draft.ts';
import type { FieldId } from './fields.ts';
import { parted } from './form-values.ts';

/** Fields that belong together; an empty heading where the step's first question needs none. */
export interface FieldGroup {
  readonly heading: string;
  readonly fields: readonly FieldId[];
}

export const stepTitles: Readonly<Record<Step, string>> = {
  what: 'What changes',
  bundle: 'The bundle',
  limits: 'Data and limits',
  proof: 'Proof',
  rollout: 'Rollout',
  check: 'Check and submit',
};

/** What is edited when an area changes, so that a small change is made on the first screen. */
const fieldsOfArea: Readonly<Record<ChangeArea, readonly FieldId[]>> = {
  model: ['model.primary'],
  provider: ['model.primary'],
  endpoint: ['model.primary'],
  prompt: ['prompt.source', 'prompt.commit', 'prompt.text'],
  retrieval: ['retrieval.profile', 'retrieval.sources'],
  tools: ['tools'],
  parameters: ['parameters'],
  timeout: ['latency'],
  fallback: ['model.fallbacks', 'fallback.transitions', 'fallback.rules'],
  logging: ['logging.stored', 'logging.retention'],
  cost: ['cost'],
  audience: ['audience', 'rollout.first_audience'],
  eval_cases: ['evals.pack', 'evals.required_tests'],
  safety: ['safety'],
};

function changedFields(content: DraftContent): FieldId[] {
  const chosen = parted(heldIn(content, 'change.what'));
  const areas = changeAreas.filter((area) => chosen.includes(area));
  return areas.length === 0 ? ['model.primary'] : [...new Set(areas.flatMap((area) => fieldsOfArea[area]))];
}

const aboutRoute: readonly FieldId[] = [
  'feature',
  'task',
  'environment',
  'audience',
  'workflow_class',
  'owners.business',
  'owners.technical',
];

function firstStep(content: DraftContent): FieldGroup[] {
  const route: FieldId[] = content.revising ? [] : ['route'];
  const kind: FieldId[] = content.revising || content.served === null ? [] : ['change.kind'];
  const why: FieldId[] = ['change.why', 'change.expected_improvement'];
  switch (kindOf(content)) {
    case null:
      return [{ heading: '', fields: route }];
    case 'new':
      return [
        {
          heading: '',
          fields: [...route, 'feature', 'environment', 'audience', 'workflow_class', 'model.primary'],
        },
        { heading: '', fields: ['owners.business', 'owners.technical', ...why] },
      ];
    case 'change':
      return [{ heading: '', fields: [...route, ...kind, 'change.what', ...changedFields(content), ...why] }];
    case 'renewal':
      return [{ heading: '', fields: [...route, ...kind, 'renewal.review_by', 'change.why'] }];
    case 'retirement':
      return [{ heading: '', fields: [...route, ...kind, 'change.why'] }];
  }
}

const laterSteps: Readonly<Record<Exclude<Step, 'what' | 'check'>, readonly FieldGroup[]>> = {
  bundle: [
    { heading: 'The route', fields: [...aboutRoute, 'use_case'] },
    {
      heading: 'Model',
      fields: ['model.primary', 'model.denied', 'parameters', 'capabilities', 'model.documents'],
    },
    {
      heading: 'Prompt',
      fields: ['prompt.source', 'prompt.commit', 'prompt.text', 'prompt.schema_required', 'prompt.further'],
    },
    { heading: 'Retrieval', fields: ['retrieval.profile', 'retrieval.sources'] },
    { heading: 'Tools', fields: ['tools', 'tools_denied', 'tools_manifest'] },
  ],
  limits: [
    { heading: 'Data', fields: ['data.classes', 'data.regions', 'data.further', 'classification'] },
    { heading: 'Safety', fields: ['safety'] },
    { heading: 'Logging', fields: ['logging.stored', 'logging.retention', 'log_policy', 'request_log'] },
    {
      heading: 'When it fails',
      fields: ['model.fallbacks', 'fallback.transitions', 'fallback.rules', 'routing'],
    },
    { heading: 'Limits', fields: ['cost', 'billing', 'latency'] },
  ],
  proof: [
    {
      heading: 'What was tested',
      fields: [
        'evidence',
        'evals.pack',
        'evals.min_pass_rate',
        'evals.required_tests',
        'evals.further',
        'compared_with',
      ],
    },
    { heading: 'Watching it run', fields: ['guardrails', 'known_failures'] },
    {
      heading: 'What was found',
      fields: ['change.expected_risks', 'mitigations', 'assessment', 'gateway', 'proofs'],
    },
  ],
  rollout: [
    {
      heading: 'Way out',
      fields: ['rollout.stages', 'rollout.first_audience', 'rollout.excluded', 'rollout.further'],
    },
    { heading: 'Way back', fields: ['rollout.rollback_target', 'rollout.incident_contact'] },
    {
      heading: 'How long it holds',
      fields: [
        'renewal.review_by',
        'renewal.triggers',
        'rollout.flag',
        'rollout.clean_up_by',
        'renewal.decommission_rules',
      ],
    },
    { heading: 'Once it is live', fields: ['monitoring', 'operations'] },
    { heading: 'Further owners', fields: ['owners.security', 'owners.finance', 'owners.further'] },
  ],
};

/** What a step asks, in order. Nothing is asked twice: what the first step asks, the later ones leave out. */
export function groupsOf(step: Step, content: DraftContent): FieldGroup[] {
  const first = firstStep(content);
  if (step === 'what') return first;
  if (step === 'check') return [];
  const asked = new Set(first.flatMap((group) => group.fields));
  return laterSteps[step]
    .map(({ heading, fields }) => ({ heading, fields: fields.filter((field) => !asked.has(field)) }))
    .filter((group) => group.fields.length > 0);
}

export const fieldsOf = (step: Step, content: DraftContent): FieldId[] =>
  groupsOf(step, content).flatMap((group) => group.fields);

/** The step that asks for a field. */
export function stepOf(field: FieldId, content: DraftContent): Step {
  return steps.find((step) => fieldsOf(step, content).includes(field)) ?? 'what';
}

export function stepAfter(step: Step): Step {
  return steps[Math.min(steps.indexOf(step) + 1, steps.length - 1)] ?? 'check';
}
export function stepBefore(step: Step): Step {
  return steps[Math.max(steps.indexOf(step) - 1, 0)] ?? 'what';
}
