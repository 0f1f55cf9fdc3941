import { z } from 'zod';
import { type ChangeArea, type EvidenceLane, exposures } from '../../words.ts';
import { line } from '../bounds.ts';
import { given, type ProposalPart } from '../part.ts';
import { asSet, dialect } from './dialect.ts';
import { fallbacksFrom, namesOfFallbacks, unlessStandIn } from './names.ts';

/** A change of a model behind a flag: what serves, what is proposed, who gets it first, how to get back (B7). */

const noFallback = /^(none|no|null|-)$/i;

const side = {
  model: line(120).optional(),
  promptVersion: line(80).optional(),
  retrievalProfile: line(120).optional(),
};
const baseline = z.strictObject({
  ...side,
  promptVersion: line(120).optional(),
  fallback: line(120).optional(),
});
const candidate = z.strictObject({
  ...side,
  fallback: line(201)
    .refine((name) => !noFallback.test(name), 'Leave fallback out where there is none.')
    .optional(),
});

const approved = 'approved-for-';
const statuses = [
  'approved-for-testing',
  'approved-for-internal',
  'approved-for-canary',
  'approved-for-default',
] as const;

const schema = z.strictObject({
  model_change: z.strictObject({
    flagKey: line(120),
    owner: line(80).optional(),
    baseline: baseline.optional(),
    candidate: candidate.optional(),
    approval: z
      .strictObject({
        status: z.enum(statuses).optional(),
        reviewers: z.array(line(80)).max(20).optional(),
        evidence: z.array(line(150)).max(50).optional(),
      })
      .optional(),
    exposure: z
      .strictObject({
        firstAudience: line(200).optional(),
        nextAudience: line(200).optional(),
        excluded: z.array(line(120)).max(30).optional(),
      })
      .optional(),
    rollback: z.strictObject({ defaultVariation: line(120).optional() }).optional(),
  }),
});

const laneByWord: readonly (readonly [RegExp, EvidenceLane])[] = [
  [/rollback|roll-back/i, 'rollback'],
  [/shadow/i, 'shadow_run'],
  [/injection/i, 'prompt_injection'],
  [/latency/i, 'latency'],
  [/cost|quota|budget/i, 'cost_and_quota'],
  [/leak/i, 'data_leakage'],
  [/tool/i, 'tool_authority'],
  [/review/i, 'human_review'],
];

/** What a piece of evidence is of, by its name. Its name alone proves nothing, so nothing is said of its verdict. */
const evidenceFrom = (title: string) => ({
  lane: laneByWord.find(([word]) => word.test(title))?.[1] ?? ('functional_correctness' as const),
  title,
});

type Sides = Pick<z.output<typeof schema>['model_change'], 'baseline' | 'candidate'>;

function changedAreas({ baseline, candidate }: Sides): ChangeArea[] {
  const areas: readonly (readonly [ChangeArea, keyof NonNullable<typeof candidate>])[] = [
    ['model', 'model'],
    ['prompt', 'promptVersion'],
    ['retrieval', 'retrievalProfile'],
    ['fallback', 'fallback'],
  ];
  return areas.filter(([, key]) => baseline?.[key] !== candidate?.[key]).map(([area]) => area);
}

export const modelChange = dialect({
  id: 'model-change',
  called: 'a model change',
  recognises: (keys) => keys.has('model_change'),
  schema,
  toPart: ({ model_change: document }, base): ProposalPart => {
    const { owner, baseline, candidate, approval, exposure, rollback } = document;
    const first = namesOfFallbacks(base).find((name) => !noFallback.test(name));
    const named = candidate?.fallback;
    const { allowed, declared } = fallbacksFrom(named && named !== first ? [named] : undefined, base);
    return {
      change: { kind: 'change', what: changedAreas(document) },
      evidence: (approval?.evidence ?? []).map(evidenceFrom),
      packet: {
        owners: given({ business: owner, reviewers: asSet(approval?.reviewers) }),
        compared_with: given({
          model: baseline?.model,
          prompt_version: baseline?.promptVersion,
          retrieval_profile: baseline?.retrievalProfile,
          fallback: baseline?.fallback,
        }),
        model: {
          ...given({ primary: candidate?.model ? { name: candidate.model } : undefined }),
          ...given({ fallbacks: declared }),
        },
        fallback: given({ allowed }),
        ...given({
          prompt: candidate?.promptVersion ? { commit: candidate.promptVersion } : undefined,
          retrieval: candidate?.retrievalProfile ? { profile: candidate.retrievalProfile } : undefined,
        }),
        rollout: given({
          flag_key: unlessStandIn(document.flagKey, base.rollout?.flag_key, base.route),
          asked_exposure: exposures.find((each) => approval?.status === `${approved}${each}`),
          first_audience: exposure?.firstAudience,
          next_audience: exposure?.nextAudience,
          excluded: asSet(exposure?.excluded),
          rollback_variation: rollback?.defaultVariation,
        }),
      },
    };
  },
  fromPart: ({ packet, evidence }) => ({
    model_change: {
      flagKey: packet.rollout?.flag_key ?? packet.route,
      owner: packet.owners?.business,
      baseline: {
        model: packet.compared_with?.model,
        promptVersion: packet.compared_with?.prompt_version,
        retrievalProfile: packet.compared_with?.retrieval_profile,
        fallback: packet.compared_with?.fallback,
      },
      candidate: {
        model: packet.model?.primary?.name,
        promptVersion: packet.prompt?.commit,
        retrievalProfile: packet.retrieval?.profile,
        fallback: namesOfFallbacks(packet).find((name) => !noFallback.test(name)),
      },
      approval: {
        status: packet.rollout?.asked_exposure && `${approved}${packet.rollout.asked_exposure}`,
        reviewers: packet.owners?.reviewers,
        evidence: evidence.flatMap(({ title, url }) => title ?? url ?? []),
      },
      exposure: {
        firstAudience: packet.rollout?.first_audience,
        nextAudience: packet.rollout?.next_audience,
        excluded: packet.rollout?.excluded,
      },
      rollback: { defaultVariation: packet.rollout?.rollback_variation },
    },
  }),
});
