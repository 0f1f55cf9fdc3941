import { describe, expect, it } from 'vitest';
import {
  capabilitiesText,
  mitigationsText,
  proofsText,
} from '../../../src/slack/modals/syntax/declaration-lines.ts';
import {
  fallbackRulesText,
  furtherEvalsText,
  routingText,
  safetyText,
  useCaseText,
} from '../../../src/slack/modals/syntax/declaration-texts.ts';
import { evidenceText } from '../../../src/slack/modals/syntax/evidence-lines.ts';
import { failuresText } from '../../../src/slack/modals/syntax/failure-lines.ts';
import { guardrailsText } from '../../../src/slack/modals/syntax/guardrail-lines.ts';
import type { Read } from '../../../src/slack/modals/syntax/line-list.ts';
import { fallbacksText, modelText } from '../../../src/slack/modals/syntax/model-line.ts';
import {
  costText,
  latencyText,
  parametersText,
  retentionText,
} from '../../../src/slack/modals/syntax/named-values.ts';
import { stagesText } from '../../../src/slack/modals/syntax/stage-lines.ts';
import { toolsText } from '../../../src/slack/modals/syntax/tool-lines.ts';
import { transitionsText } from '../../../src/slack/modals/syntax/transition-lines.ts';

const model = { provider: 'acme', endpoint_family: 'chat', name: 'm', version: '1', status: 'stable' };

/** How a text is read, whatever it is about. */
type Reads = { readonly read: (text: string) => Read<unknown> };
interface Expected {
  readonly line?: number;
  readonly message: RegExp;
}

describe('what people write', () => {
  const understood: readonly (readonly [string, Reads, string, unknown])[] = [
    ['a model', modelText, 'acme|chat|m|1|STABLE', model],
    [
      'a model over two lines',
      modelText,
      'acme | chat | m\n| 1 | stable | region: eu',
      { ...model, region: 'eu' },
    ],
    [
      'a fallback that changes something',
      fallbacksText,
      'acme | chat | m | 1 | stable | changes: Quality, output-schema',
      [{ ...model, changes: ['quality', 'output_schema'] }],
    ],
    [
      'tools with their flags in any order',
      toolsText,
      'refunds.create | external | write | approval over limit\n\nsearch | READ',
      [
        { name: 'refunds.create', effect: 'write', external: true, human_control: 'approval_over_limit' },
        { name: 'search', effect: 'read' },
      ],
    ],
    [
      'a tool whose scopes go on below',
      toolsText,
      'ledger | write\n| scopes: a, b\n| scopes: c\\, d',
      [{ name: 'ledger', effect: 'write', scopes: ['a', 'b', 'c, d'] }],
    ],
    [
      'evidence in any order after its lane',
      evidenceText,
      'Prompt injection | https://ci.example/1 | 41 of 41 | PASSED | measured: 41',
      [
        {
          lane: 'prompt_injection',
          url: 'https://ci.example/1',
          title: '41 of 41',
          verdict: 'passed',
          measured: '41',
        },
      ],
    ],
    [
      'guardrails by sign or letters',
      guardrailsText,
      'error rate <= 1 % | roll back\naccepted ≥ 80%',
      [
        { metric: 'error rate', limit: 'at_most', value: 1, unit: '%', on_breach: 'roll_back' },
        { metric: 'accepted', limit: 'at_least', value: 80, unit: '%' },
      ],
    ],
    [
      'a failure without a mitigation',
      failuresText,
      'invents numbers | | ann',
      [{ failure: 'invents numbers', owner: 'ann' }],
    ],
    [
      'stages with shares and times',
      stagesText,
      'shadow | 2 days\nA/B comparison | 50 % | hold 12 h\ndefault',
      [
        { stage: 'shadow', hold_hours: 48 },
        { stage: 'ab_comparison', percent: 50, hold_hours: 12 },
        { stage: 'default' },
      ],
    ],
    [
      'latencies in seconds',
      latencyText,
      'p95: 7 s\nTimeout: 10,000 ms\nfirst token:',
      { p95_ms: 7000, timeout_ms: 10_000 },
    ],
    [
      'costs as people write money',
      costText,
      'Monthly budget: $1,200\nper accepted outcome: 0.02 USD\nmax input tokens: 8 000',
      { monthly_budget_usd: 1200, per_accepted_outcome_usd: 0.02, max_input_tokens: 8000 },
    ],
    [
      'parameters of every kind',
      parametersText,
      'temperature: 0.2\nstream: true\nstop: "\\n"\nstyle: plain: and short',
      { temperature: 0.2, stream: true, stop: '\n', style: 'plain: and short' },
    ],
    [
      'retention',
      retentionText,
      'prompts: 30 days\ntool arguments: 7\nall: 90 d',
      { prompts: 30, tool_arguments: 7, all: 90 },
    ],
    [
      'what happens when a call fails',
      transitionsText,
      'timeout | RETRY | 2 times\nprovider outage | fall back | to: balanced_route\nrefusal | stop',
      [
        { on: 'timeout', act: 'retry', attempts: 2 },
        { on: 'provider outage', act: 'fall_back', to: 'balanced_route' },
        { on: 'refusal', act: 'stop' },
      ],
    ],
    [
      'a use case whose abuse cases stand on several lines',
      useCaseText,
      'Intended use: drafts: never sent by itself\nabuse case: b\n\nabuse_case: a',
      { intended_use: 'drafts: never sent by itself', abuse_cases: ['b', 'a'] },
    ],
    [
      'fallback rules',
      fallbackRulesText,
      'allowed: peer\nallowed: other\nsame data policy: Yes',
      { allowed: ['peer', 'other'], same_data_policy: true },
    ],
    [
      'words apart by commas or lines',
      routingText,
      'optimise for: cost, Context-length\noptimise for: safety',
      { optimise_for: ['cost', 'context_length', 'safety'] },
    ],
    [
      'shares in evaluation limits',
      furtherEvalsText,
      'most schema errors: 1 %\nmost unreviewed fallbacks: 0',
      { max_schema_error_rate: 0.01, max_unreviewed_fallback_rate: 0 },
    ],
    [
      'content filters beside other safety controls',
      safetyText,
      'content filter: hate | block | both | severity: medium\nhuman escalation: support lead',
      {
        content_filters: [{ category: 'hate', act: 'block', side: 'both', severity: 'medium' }],
        human_escalation: 'support lead',
      },
    ],
    [
      'capabilities with and without a test',
      capabilitiesText,
      'streaming\ntool calling | tests/tools.yml',
      [{ name: 'streaming' }, { name: 'tool calling', test: 'tests/tools.yml' }],
    ],
    [
      'what must be done first, and what is',
      mitigationsText,
      'bias audit | ann | DONE\nconsent text',
      [
        { mitigation: 'bias audit', owner: 'ann', done: true },
        { mitigation: 'consent text', done: false },
      ],
    ],
    [
      'proofs with what makes them due again',
      proofsText,
      'Model list | gateway export | renew when: a model changes\ndata class | renew when: a new source',
      {
        model_list: { proof: 'gateway export', renew_when: 'a model changes' },
        data_class: { renew_when: 'a new source' },
      },
    ],
  ];

  it.each(understood)('%s is understood', (_name, form, text, value) => {
    expect(form.read(text)).toMatchObject({ value });
  });
});

describe('what cannot be understood', () => {
  const refused: readonly (readonly [string, Reads, string, readonly Expected[]])[] = [
    ['a model without a status', modelText, 'acme | chat | m | 1', [{ message: /^Five parts are needed/ }]],
    [
      'a part too many',
      modelText,
      'acme | chat | m | 1 | stable | eu',
      [{ message: /“eu” is one part too many; write it as account/ }],
    ],
    [
      'a change that no fallback makes',
      fallbacksText,
      'acme | chat | m | 1 | stable | changes: mood',
      [{ line: 1, message: /“mood” is nothing that a fallback can change/ }],
    ],
    [
      'a tool without an effect',
      toolsText,
      'a | read\nrefunds.create | approval',
      [{ line: 2, message: /Say what “refunds.create” can do/ }],
    ],
    ['a tool without a name', toolsText, '| read', [{ line: 1, message: /Start with the tool's name/ }]],
    [
      'a lane that there is not',
      evidenceText,
      'vibes | passed',
      [{ line: 1, message: /“vibes” is no lane. Start with functional correctness/ }],
    ],
    [
      'two links on one line',
      evidenceText,
      'latency | https://a.example | https://b.example',
      [{ line: 1, message: /Give one link a line/ }],
    ],
    [
      'a guardrail with half a sign',
      guardrailsText,
      'errors < 1',
      [{ line: 1, message: /The limit of “errors < 1” is not understood/ }],
    ],
    [
      'a breach that does nothing',
      guardrailsText,
      'errors <= 1 | cry',
      [{ line: 1, message: /pause or roll back/ }],
    ],
    [
      'four parts of a failure',
      failuresText,
      'a | b | c | d',
      [{ line: 1, message: /more than three parts/ }],
    ],
    ['a stage that there is not', stagesText, 'default\nbeta', [{ line: 2, message: /“beta” is no stage/ }]],
    [
      'a share that is none',
      stagesText,
      'customer canary | some',
      [{ line: 1, message: /“some” is neither a share nor a time/ }],
    ],
    [
      'a limit that there is not',
      costText,
      'per year: $4',
      [{ line: 1, message: /Start the line with monthly budget:/ }],
    ],
    ['a limit given twice', latencyText, 'p95: 1 s\np95: 2 s', [{ line: 2, message: /given twice/ }]],
    [
      'a parameter without a value',
      parametersText,
      'temperature:',
      [{ line: 1, message: /temperature has no value/ }],
    ],
    [
      'quotation marks that do not match',
      parametersText,
      'stop: "a',
      [{ line: 1, message: /quotation marks of stop do not match/ }],
    ],
    [
      'a kind that is never stored',
      retentionText,
      'dreams: 3 days',
      [{ line: 1, message: /Write prompts: 30 days/ }],
    ],
    [
      'an end that nothing leads to',
      transitionsText,
      'timeout | cry',
      [{ line: 1, message: /“cry” is nothing that can be done then/ }],
    ],
    ['a failure without a name', transitionsText, '| retry', [{ line: 1, message: /what went wrong/ }]],
    [
      'a line of a use case that names nothing',
      useCaseText,
      'brief: x\nhello there',
      [{ line: 2, message: /“hello there” is not understood. Start the line with brief:/ }],
    ],
    [
      'one thing said twice',
      useCaseText,
      'brief: x\nbrief: y',
      [{ line: 2, message: /brief is given twice/ }],
    ],
    [
      'a word that is none',
      routingText,
      'optimise for: fame',
      [{ line: 1, message: /“fame” is not known. After optimise for: come any of speed/ }],
    ],
    [
      'neither yes nor no',
      fallbackRulesText,
      'same data policy: maybe',
      [{ line: 1, message: /Write same data policy: yes, or no/ }],
    ],
    [
      'a content filter that does nothing',
      safetyText,
      'content filter: hate | both',
      [{ line: 1, message: /A content filter has a category, input, output or both, and block/ }],
    ],
    ['a proof of nothing', proofsText, 'luck | proof: x', [{ line: 1, message: /“luck” is not known/ }]],
    [
      'a proof given twice',
      proofsText,
      'data class | proof: x\ndata class | proof: y',
      [{ line: 2, message: /data class is given twice/ }],
    ],
    [
      'a share that is no number',
      furtherEvalsText,
      'most schema errors: few',
      [{ line: 1, message: /Write a share between 0 and 1/ }],
    ],
    ['retention in weeks', retentionText, 'prompts: 3 weeks', [{ line: 1, message: /Say how many days/ }]],
  ];

  it.each(refused)('%s is named with what to write', (_name, form, text, problems) => {
    const read = form.read(text);
    const found = 'problems' in read ? read.problems : [];
    expect(found).toHaveLength(problems.length);
    for (const [index, { line, message }] of problems.entries()) {
      expect(found[index]?.line).toBe(line);
      expect(found[index]?.message).toMatch(message);
    }
  });
});
