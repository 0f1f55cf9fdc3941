import { packetFields } from '../../domain/packet/fields.ts';
import { changeSchema, packetSchema } from '../../domain/packet/schema.ts';
import type { RiskFacts } from '../../domain/risk.ts';
import type { AskingFacts } from '../../domain/slots.ts';
import { changeAreas, tiers } from '../../domain/words.ts';
import { listOf, type Shape, shapeOf, truth, wordOf } from './condition-shapes.ts';

/** A name that conditions of one kind may use. */
export interface Variable<Facts> {
  readonly name: string;
  readonly meaning: string;
  readonly shape: Shape;
  readonly value: (facts: Facts) => unknown;
  /** What it means that a key of it is not there; by default, that it is not set. */
  readonly lacks?: (key: string) => string;
}

export const packetShape = shapeOf(packetSchema);

/** Everything that a risk rule of the policy may name. */
export const riskVariables: readonly Variable<RiskFacts>[] = [
  {
    name: 'packet',
    meaning: 'the packet proposed, with every key that a packet file can have',
    shape: packetShape,
    value: ({ packet }) => packet,
  },
  {
    name: 'baseline',
    meaning: 'the packet that serves now; it has no keys while is_new is true',
    shape: packetShape,
    value: ({ baseline }) => baseline ?? {},
  },
  {
    name: 'change',
    meaning: 'what the requester says of the change: kind, what, why, expected_improvement',
    shape: shapeOf(changeSchema),
    value: ({ change }) => change,
  },
  {
    name: 'changed',
    meaning: 'the areas that change, declared or found, such as "model" or "logging"; none for a new route',
    shape: listOf(wordOf(changeAreas)),
    value: ({ changed }) => [...changed],
  },
  {
    name: 'changed_fields',
    meaning: 'the packet fields that differ from the baseline, such as "model.primary.name"',
    shape: listOf(wordOf(packetFields.map(({ path }) => path))),
    value: ({ diff }) => diff.map(({ field }) => field.path),
  },
  {
    name: 'is_new',
    meaning: 'true while the route serves nothing, so that there is no baseline',
    shape: truth,
    value: ({ baseline }) => baseline === null,
  },
];

/** Everything that a slot rule may name: what risk rules may, and what they came to. */
export const slotVariables: readonly Variable<AskingFacts>[] = [
  ...riskVariables,
  {
    name: 'tier',
    meaning: 'the tier of the request',
    shape: wordOf(tiers),
    value: ({ tier }) => tier,
  },
];
