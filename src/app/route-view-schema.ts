import { z } from 'zod';
import { exposures, stages, tiers } from '../domain/words.ts';

const person = z.string();
const time = z.iso.datetime();
const packet = z.unknown().meta({ $ref: '#/components/schemas/ServedPacket' });

const interventionSchema = z.strictObject({
  by: person,
  at: time,
  cause: z.string(),
  detail: z.string(),
  reason: z.string().nullable(),
});

const rolloutSchema = z.strictObject({
  request: z.string(),
  tier: z.enum(tiers),
  status: z.string().meta({ examples: ['live', 'paused', 'rolling_back'] }),
  step: z.int().nonnegative().meta({ description: 'Where in the plan it stands, counted from 0.' }),
  plan: z.array(
    z.strictObject({
      stage: z.enum(stages),
      percent: z.number().min(0).max(100),
      hold_hours: z.number().nonnegative(),
    }),
  ),
  candidate_digest: z.string(),
  reaches: z.enum(exposures),
  guardrails: z.array(z.looseObject({ metric: z.string(), value: z.number() })),
  started_by: person,
  started_at: time,
  step_since: time.nullable().meta({ description: 'Null until its share is in force.' }),
  wished_percent: z.number().min(0).max(100),
  verified: z.boolean().meta({ description: 'The control plane was read back, and serves what is wished.' }),
  verified_at: time.nullable(),
  trouble: z.string().nullable(),
  drift: z.string().nullable(),
  intervention: interventionSchema.nullable(),
});

/** What a route serves, as machines read it; the shape of what the API answers. */
export const routeViewSchema = z.strictObject({
  id: z.string(),
  baseline_digest: z.string().nullable(),
  baseline: z.union([packet, z.null()]),
  since: time.nullable(),
  retired: z.strictObject({ by: person, at: time }).nullable(),
  review_by: time.nullable(),
  rollout: rolloutSchema.nullable(),
  next_gate: z
    .strictObject({
      clear: z.boolean(),
      missing: z.array(z.string()).meta({ description: 'What is missing, as words that stay the same.' }),
      sentences: z.array(z.string()).meta({ description: 'The same in sentences, in the same order.' }),
    })
    .nullable(),
  conditions: z
    .array(
      z.strictObject({
        id: z.string().meta({ examples: ['R-142.1'] }),
        text: z.string(),
        owner: person,
        due: z.string().meta({ examples: ['2026-10-12'] }),
        overdue: z.boolean(),
        met: z.strictObject({ by: person, at: time, proof: z.string() }).nullable(),
      }),
    )
    .meta({ description: 'What was promised at approvals, on whichever request.' }),
  last_rollout: z
    .strictObject({
      request: z.string(),
      outcome: z.string(),
      by: person,
      at: time,
      from_percent: z.number(),
      took_ms: z.number().nullable(),
    })
    .nullable(),
  readings: z.array(
    z.strictObject({
      metric: z.string(),
      value: z.number().nullable(),
      at: time,
      source: z.string(),
    }),
  ),
});
export type RouteView = z.output<typeof routeViewSchema>;
