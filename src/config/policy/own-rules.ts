import type { ValueIssue } from '../../domain/check-value.ts';
import { holdsOrUnclear } from '../../domain/judged.ts';
import { builtInRiskRules, type RiskRule } from '../../domain/risk.ts';
import type {
  GateRule,
  GateRuleFacts,
  MetricsRead,
  ReadingRule,
  ReadingRuleFacts,
} from '../../domain/route/own-rules.ts';
import type { AskingFacts, AskingRule } from '../../domain/slots.ts';
import { slotVariables } from './condition-variables.ts';
import { type Compiled, type Condition, conditionsOver, riskCondition } from './conditions.ts';
import type { PolicyFile } from './file-schema.ts';
import { gateVariables, readingVariables, timelessVariables } from './route-variables.ts';

/** The rules of a company's own, with conditions: what the file says of them, and what becomes of it. */

const slotCondition = conditionsOver<AskingFacts>(slotVariables);
const gateCondition = conditionsOver<GateRuleFacts>(gateVariables);
const readingCondition = conditionsOver<ReadingRuleFacts>(readingVariables);

export interface OwnRulesOfPolicy {
  readonly riskRules: readonly RiskRule[];
  readonly slotRules: readonly AskingRule[];
  readonly gateRules: readonly GateRule[];
  readonly readingRules: readonly ReadingRule[];
}

/** The metrics whose readings a condition looks at. */
function metricsOf({ reads }: Pick<Condition<never>, 'reads'>): MetricsRead {
  const read = reads.get('readings');
  return read?.whole ? 'all' : [...(read?.keys ?? [])];
}

/** The rules of a file that was checked. */
export const ownRulesFrom = (file: PolicyFile): OwnRulesOfPolicy => ({
  riskRules: file.risk_rules.flatMap(({ id, tier, reason, when }) => {
    const condition = riskCondition(when);
    if (!condition.ok) return [];
    // A rule that cannot be judged applies, so that nothing slips through.
    return [{ id, tier, reason, applies: (facts) => holdsOrUnclear(condition.judge(facts)) }];
  }),
  slotRules: file.slot_rules.flatMap(({ id, role, people, reason, when }) => {
    const condition = slotCondition(when);
    return condition.ok ? [{ id, role, people, reason, judge: condition.judge }] : [];
  }),
  gateRules: file.gate_rules.flatMap(({ id, to, require, sentence }) => {
    const condition = gateCondition(require);
    if (!condition.ok) return [];
    const timeless = [...condition.reads.keys()].every((name) => timelessVariables.has(name));
    const metrics = metricsOf(condition);
    return [{ id, to: [...new Set(to)], sentence, timeless, metrics, judge: condition.judge }];
  }),
  readingRules: file.reading_rules.flatMap(({ id, act, reason, when }) => {
    const condition = readingCondition(when);
    return condition.ok ? [{ id, act, reason, metrics: metricsOf(condition), judge: condition.judge }] : [];
  }),
});

const reservedIds: ReadonlySet<string> = new Set([
  ...builtInRiskRules.map(({ id }) => id),
  'raised',
  'no-rule',
]);
const asSentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);

interface WrittenRules {
  readonly key: string;
  readonly rules: readonly { readonly id: string; readonly text: string }[];
  /** The key of a rule in which its condition stands. */
  readonly condition: string;
  readonly compile: (text: string) => Compiled<never>;
  readonly reserved?: ReadonlySet<string>;
}

const writtenIn = (file: PolicyFile): readonly WrittenRules[] => [
  {
    key: 'risk_rules',
    rules: file.risk_rules.map(({ id, when }) => ({ id, text: when })),
    condition: 'when',
    compile: riskCondition,
    reserved: reservedIds,
  },
  {
    key: 'slot_rules',
    rules: file.slot_rules.map(({ id, when }) => ({ id, text: when })),
    condition: 'when',
    compile: slotCondition,
  },
  {
    key: 'gate_rules',
    rules: file.gate_rules.map(({ id, require }) => ({ id, text: require })),
    condition: 'require',
    compile: gateCondition,
  },
  {
    key: 'reading_rules',
    rules: file.reading_rules.map(({ id, when }) => ({ id, text: when })),
    condition: 'when',
    compile: readingCondition,
  },
];

function* badRulesIn({ key, rules, condition, compile, reserved }: WrittenRules): Generator<ValueIssue> {
  const seen = new Set<string>();
  for (const [index, { id, text }] of rules.entries()) {
    if (reserved?.has(id))
      yield { path: [key, index, 'id'], message: `${id} is built in. Give this rule another name.` };
    if (seen.has(id))
      yield { path: [key, index, 'id'], message: `${id} is used twice. Give this rule another name.` };
    seen.add(id);
    const compiled = compile(text);
    if (!compiled.ok)
      yield {
        path: [key, index, condition],
        message: `This condition does not work: ${asSentence(compiled.problem)}`,
      };
  }
}

/** Rules with names that are taken, or with conditions that cannot work. */
export const badRules = (file: PolicyFile): ValueIssue[] =>
  writtenIn(file).flatMap((written) => [...badRulesIn(written)]);
