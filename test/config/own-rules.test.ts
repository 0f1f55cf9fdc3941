import { describe, expect, it } from 'vitest';
import { slotVariables } from '../../src/config/policy/condition-variables.ts';
import { conditionsOver } from '../../src/config/policy/conditions.ts';
import { gateVariables, readingVariables } from '../../src/config/policy/route-variables.ts';
import type { Judged } from '../../src/domain/judged.ts';
import { riskFacts } from '../../src/domain/risk.ts';
import type { GateRuleFacts, ReadingRuleFacts } from '../../src/domain/route/own-rules.ts';
import type { AskingFacts } from '../../src/domain/slots.ts';
import { parsedWith, policyText, type WrittenRules } from '../support/own-rules.ts';
import { modelChange, packet, proposal, supportSummary } from '../support/proposals.ts';

const slotCondition = conditionsOver<AskingFacts>(slotVariables);
const gateCondition = conditionsOver<GateRuleFacts>(gateVariables);
const readingCondition = conditionsOver<ReadingRuleFacts>(readingVariables);

const asking: AskingFacts = {
  ...riskFacts(packet(modelChange), packet(supportSummary), proposal(modelChange).change),
  tier: 'high',
};
const reading: ReadingRuleFacts = {
  packet: packet(modelChange),
  baseline: packet(supportSummary),
  tier: 'high',
  step: { stage: 'customer_canary', bp: 550, holdHours: 24, exposure: 'canary' },
  measured: [
    { metric: 'error_rate', value: 0.02, ageMinutes: 3 },
    { metric: 'requests an hour', value: 150, ageMinutes: 12.5 },
  ],
  exposedMinutes: 90,
};
const gate: GateRuleFacts = {
  ...reading,
  approvals: [
    { role: 'product_owner', person: 'U-product' },
    { role: 'finance', person: 'U-finance' },
  ],
  openConditions: 2,
  overdueConditions: 1,
  emergency: false,
  drill: { ageDays: 3, tookMs: 1500 },
};

type Rows = readonly (readonly [condition: string, comes: boolean | string])[];
const outcome = (judged: Judged): boolean | string => ('unclear' in judged ? judged.unclear : judged.holds);

describe('a condition of a slot rule', () => {
  const rows: Rows = [
    ['tier == "high"', true],
    ['tier in ["restricted"]', false],
    ['"model" in changed && tier != "low"', true],
    ['packet.cost.per_request_usd > 1', 'packet.cost.per_request_usd is not set'],
  ];
  it.each(rows)('%s', (condition, comes) => {
    const compiled = slotCondition(condition);
    expect(compiled.ok && outcome(compiled.judge(asking))).toBe(comes);
  });
});

describe('a condition of a gate rule', () => {
  const rows: Rows = [
    ['readings.error_rate.value > 0.01', true],
    ['readings["requests an hour"].value >= 100 && readings["requests an hour"].age_minutes < 15', true],
    ['readings.error_rate.age_minutes > 5', false],
    ['has(readings.p95_ms)', false],
    ['has(readings.error_rate) && readings.error_rate.value == 0.02', true],
    ['"error_rate" in readings', true],
    ['readings.all(metric, readings[metric].age_minutes < 30)', true],
    ['readings.p95_ms.value < 8000', 'there is no fresh reading of p95_ms'],
    ['readings["p95 ms"].value < 8000', 'there is no fresh reading of p95 ms'],
    ['stage == "customer_canary" && exposure == "canary" && percent == 5.5', true],
    ['percent > 5 && percent < 6', true],
    ['"finance" in approved_by && !("legal" in approved_by)', true],
    ['approvals.exists(a, a.role == "finance" && a.person == "U-finance")', true],
    ['size(approvals) >= 3', false],
    ['open_conditions == 2 && overdue_conditions == 1', true],
    ['overdue_conditions == 0', false],
    ['drill.age_days < 7 && drill.took_seconds == 1.5', true],
    ['!emergency && tier == "high"', true],
    ['packet.model.primary.name != baseline.model.primary.name', true],
    ['packet.tools[3].name == "x"', 'packet.tools[3] is not set'],
  ];
  it.each(rows)('%s', (condition, comes) => {
    const compiled = gateCondition(condition);
    expect(compiled.ok ? outcome(compiled.judge(gate)) : compiled.problem).toBe(comes);
  });

  it('says that nothing was rehearsed where nothing was', () => {
    const compiled = gateCondition('drill.age_days < 7');
    const never = { ...gate, drill: null };
    expect(compiled.ok && outcome(compiled.judge(never))).toBe('no roll back was rehearsed yet');
    const asked = gateCondition('has(drill.age_days) && drill.age_days < 7');
    expect(asked.ok && outcome(asked.judge(never))).toBe(false);
  });

  it('looks into a baseline that is not there', () => {
    const compiled = gateCondition('baseline.environment == "production"');
    const first = { ...gate, baseline: null };
    expect(compiled.ok && outcome(compiled.judge(first))).toBe('baseline.environment is not set');
  });
});

describe('a condition of a reading rule', () => {
  const rows: Rows = [
    ['readings.error_rate.value > 0.01 && readings["requests an hour"].value > 100', true],
    ['percent < 50 && exposed_minutes > 60', true],
    ['readings.p95_ms.value > 8000 && percent > 50', false],
    ['readings.p95_ms.value > 8000', 'there is no fresh reading of p95_ms'],
  ];
  it.each(rows)('%s', (condition, comes) => {
    const compiled = readingCondition(condition);
    expect(compiled.ok && outcome(compiled.judge(reading))).toBe(comes);
  });

  it('knows which metrics it reads', () => {
    const compiled = readingCondition('has(readings.a) && readings["b c"].value > 1 || readings.a.value > 2');
    expect(compiled.ok && compiled.reads.get('readings')).toEqual({
      keys: new Set(['a', 'b c']),
      whole: false,
    });
    const looping = readingCondition('readings.a.value > 1 || readings.exists(m, readings[m].value > 9)');
    expect(looping.ok && looping.reads.get('readings')?.whole).toBe(true);
    expect([...(looping.ok ? looping.reads.keys() : [])]).toEqual(['readings']);
  });
});

const slot = { id: 'mine', role: 'legal', reason: 'because', when: 'tier == "high"' };
const guard = { id: 'mine', to: ['default'], require: 'percent > 5', sentence: 'it is so' };
const stop = { id: 'mine', act: 'pause', reason: 'because', when: 'percent > 5' };
const risk = { id: 'mine', tier: 'high', reason: 'because', when: 'is_new' };

describe('a mistake in a rule of one’s own keeps the policy from being read, and is told with its line', () => {
  const mistakes: readonly (readonly [string, WrittenRules, string, RegExp])[] = [
    [
      'a typo in a risk rule',
      { risk_rules: [risk, { ...risk, id: 'b', when: 'packet.audiense == "customers"' }] },
      'risk_rules[1].when',
      /there is no audiense; did you mean audience\?/,
    ],
    [
      'a typo in a slot rule',
      { slot_rules: [slot, { ...slot, id: 'b', when: 'teir == "high"' }] },
      'slot_rules[1].when',
      /there is no teir; did you mean tier\?/,
    ],
    [
      'a word that no tier is',
      { slot_rules: [{ ...slot, when: 'tier == "hihg"' }] },
      'slot_rules[0].when',
      /"hihg" never occurs there; did you mean "high"\?/,
    ],
    [
      'a variable of gates in a slot rule',
      { slot_rules: [{ ...slot, when: 'readings.error_rate.value > 1' }] },
      'slot_rules[0].when',
      /there is no readings; known: packet, baseline, change, changed, changed_fields, is_new, tier/,
    ],
    [
      'a typo in a gate rule',
      { gate_rules: [guard, { ...guard, id: 'b', require: 'readings.error_rate.valu < 0.01' }] },
      'gate_rules[1].require',
      /there is no valu; did you mean value\?/,
    ],
    [
      'a typo that has() would hide',
      { gate_rules: [{ ...guard, require: 'has(readings.error_rate.age_minute)' }] },
      'gate_rules[0].require',
      /there is no age_minute; did you mean age_minutes\?/,
    ],
    [
      'a typo inside of a loop over readings',
      { gate_rules: [{ ...guard, require: 'readings.all(m, readings[m].age < 5)' }] },
      'gate_rules[0].require',
      /there is no age; did you mean age_minutes\?/,
    ],
    [
      'a stage that there is not',
      { gate_rules: [{ ...guard, require: 'stage == "canary"' }] },
      'gate_rules[0].require',
      /"canary" never occurs there/,
    ],
    [
      'a role that never approves',
      { gate_rules: [{ ...guard, require: '"oncall" in approved_by' }] },
      'gate_rules[0].require',
      /"oncall" never occurs there/,
    ],
    [
      'a reading compared as if it were its value',
      { gate_rules: [{ ...guard, require: 'readings.error_rate < 0.01' }] },
      'gate_rules[0].require',
      /group < number is not possible/,
    ],
    [
      'a gate for something that is no step',
      { gate_rules: [{ ...guard, to: ['default', 'canery'] }] },
      'gate_rules[0].to[1]',
      /Did you mean canary/i,
    ],
    [
      'a typo in a reading rule',
      { reading_rules: [stop, { ...stop, id: 'b', when: 'raedings.error_rate.value > 1' }] },
      'reading_rules[1].when',
      /there is no raedings; did you mean readings\?/,
    ],
    [
      'a reading compared with a text',
      { reading_rules: [{ ...stop, when: 'readings.error_rate.value > "1"' }] },
      'reading_rules[0].when',
      /number > text is not possible/,
    ],
    [
      'approvals in a reading rule',
      { reading_rules: [{ ...stop, when: 'size(approvals) > 1' }] },
      'reading_rules[0].when',
      /there is no approvals/,
    ],
    [
      'an act that there is not',
      { reading_rules: [{ ...stop, act: 'rollback' }] },
      'reading_rules[0].act',
      /Did you mean roll_back/i,
    ],
    [
      'a condition that is no question',
      { gate_rules: [{ ...guard, require: 'percent + 1' }] },
      'gate_rules[0].require',
      /it is a number; a condition has to be true or false/,
    ],
    [
      'a condition that breaks off',
      { reading_rules: [{ ...stop, when: 'percent >' }] },
      'reading_rules[0].when',
      /unexpected/,
    ],
    ['one name twice', { gate_rules: [guard, guard] }, 'gate_rules[1].id', /mine is used twice/],
    [
      'a role without people',
      { slot_rules: [{ ...slot, role: 'executive' }] },
      'slot_rules[0].role',
      /executive, which has no entry/,
    ],
    [
      'a role that never approves, asked',
      { slot_rules: [{ ...slot, role: 'oncall' }] },
      'slot_rules[0].role',
      /oncall/,
    ],
    ['nobody asked', { slot_rules: [{ ...slot, people: 0 }] }, 'slot_rules[0].people', /1/],
    [
      'a sentence with a full stop',
      { gate_rules: [{ ...guard, sentence: 'It is so.' }] },
      'gate_rules[0].sentence',
      /full stop/,
    ],
  ];

  it.each(mistakes)('%s', (_name, written, path, advice) => {
    const parsed = parsedWith(written);
    if (parsed.ok) throw new Error('It was accepted.');
    expect(parsed.problems.map((problem) => problem.path)).toEqual([path]);
    expect(parsed.problems[0]?.message).toMatch(advice);
    const [key = '', index = ''] = path.split(/[[\]]/);
    const lines = policyText(written).split('\n');
    const rule = lines.indexOf(`${key}:`) + 2 + Number(index);
    expect(parsed.problems[0]?.line).toBe(rule);
  });
});
