import { describe, expect, it } from 'vitest';
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
