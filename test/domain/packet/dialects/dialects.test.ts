import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatInDialect, orderedLike } from '../../../../src/app/dialect-file.ts';
import { parseDocument, parseProposal } from '../../../../src/app/proposal-file.ts';
import { dialects } from '../../../../src/domain/packet/dialects/registry.ts';
import type { PacketPart } from '../../../../src/domain/packet/part.ts';
import type { Proposal } from '../../../../src/domain/packet/schema.ts';
import { day } from '../../../../src/slack/blocks/dates.ts';
import { packetSections } from '../../../../src/slack/cards/packet-sections.ts';
import { evidenceText } from '../../../../src/slack/cards/values.ts';
import { valuesOf } from '../../../../src/slack/modals/proposal-form.ts';
import { readYaml } from '../../../../src/yaml/read-yaml.ts';
import { packet, supportSummary } from '../../../support/proposals.ts';

const folder = 'manifests/dialects';
const textOf = (id: string): string => readFileSync(`${folder}/${id}.yml`, 'utf8');
const valueIn = (text: string): unknown => {
  const reading = readYaml(text, 100_000);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.text.value;
};
const documentOf = (id: string) => {
  const parsed = parseDocument(textOf(id));
  if (!('dialect' in parsed)) throw new Error(`${id}: ${JSON.stringify(parsed)}`);
  return parsed;
};

const ids = dialects.map(({ id }) => id);
const model = (name: string) => ({ ...supportSummary.model.primary, name });

/** What the company knows of the routes that the documents are about: everything that they have no keys for. */
const known: PacketPart = packet({
  ...supportSummary,
  route: 'known-route',
  evals: {},
  latency: {},
  cost: {},
  rollout: {},
  tools: [
    { name: 'order_status', effect: 'read' },
    { name: 'return_label', effect: 'write', human_control: 'review_after' },
  ],
});
const knownModel: Readonly<Record<string, string>> = {
  'route-policy': 'gpt-chat',
  'model-change': 'gpt-summary-b',
};
const baseFor = (id: string): PacketPart => ({
  ...known,
  model: { primary: model(knownModel[id] ?? 'gpt-summary-a') },
});

function whole(id: string): Proposal {
  const { dialect, document } = documentOf(id);
  const part = document.onto(baseFor(id));
  const parsed = parseProposal(
    JSON.stringify({
      ...part.packet,
      change: { kind: 'change', why: `Wanted by ${dialect.called}.`, ...part.change },
      evidence: part.evidence,
    }),
  );
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.proposal;
}

/** Every single value of a document. */
function leaves(value: unknown): unknown[] {
  if (value === null || typeof value !== 'object') return [value];
  return Object.values(value).flatMap(leaves);
}

describe('the dialects', () => {
  it('are the files of their folder, and each has an example', () => {
    const files = readdirSync('src/domain/packet/dialects').map((file) => file.replace('.ts', ''));
    const helpers = ['dialect', 'names', 'registry', 'transitions'];
    expect(files.filter((file) => !helpers.includes(file)).sort()).toEqual([...ids].sort());
    expect(readdirSync(folder).sort()).toEqual(ids.map((id) => `${id}.yml`).sort());
  });

  it.each(ids)('%s is recognised by its content, and its example is read', (id) => {
    expect(documentOf(id).dialect.id).toBe(id);
  });

  it.each(ids)('%s says the same after it became a packet and a document again', (id) => {
    const { dialect, value } = documentOf(id);
    expect(orderedLike(dialect.write(whole(id)), value)).toEqual(value);
    expect(valueIn(formatInDialect(dialect, whole(id), value))).toEqual(value);
  });

  it.each(ids)('%s keeps all it says even where nothing else is known yet', (id) => {
    const { dialect, document, value } = documentOf(id);
    expect(orderedLike(dialect.write(document.onto({})), value)).toEqual(value);
  });

  it.each(ids)('%s is written in one fixed order where no document gives another', (id) => {
    const { dialect } = documentOf(id);
    const text = formatInDialect(dialect, whole(id));
    const again = parseDocument(text);
    if (!('dialect' in again)) throw new Error(JSON.stringify(again));
    expect(formatInDialect(dialect, again.document.onto(baseFor(id)))).toBe(text);
  });

  it.each(ids)('%s changes nothing when it is laid over the packet that it was written from', (id) => {
    const proposal = whole(id);
    const { dialect } = documentOf(id);
    const again = parseDocument(formatInDialect(dialect, proposal));
    if (!('dialect' in again)) throw new Error(JSON.stringify(again));
    expect(again.document.onto(proposal.packet).packet).toEqual(JSON.parse(JSON.stringify(proposal.packet)));
  });

  /** Words that a reader sees without their underscores, and numbers as people write them. */
  const shownAs = (leaf: unknown): string[] => {
    if (typeof leaf === 'number')
      return [String(leaf), `${leaf / 1000} s`, `$${leaf}`, `${leaf * 100} %`, leaf.toLocaleString('en-US')];
    if (typeof leaf === 'boolean') return [leaf ? 'yes' : 'no', 'required', 'must be the same'];
    const text = String(leaf);
    const outcome: Readonly<Record<string, string>> = {
      use_reviewed_balanced_route: 'reviewed_balanced_route',
      retry_same_route_once: 'retry',
      stop_and_escalate: 'escalate',
      'approved-for-canary': 'canary',
    };
    const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? [day(text)] : [];
    return [text, text.replaceAll('_', ' '), ...date, ...(outcome[text] ? [outcome[text]] : [])];
  };

  it.each(ids)('%s: all it says is in the form and in View packet', (id) => {
    const proposal = whole(id);
    const form = Object.values(valuesOf(proposal)).join('\n');
    const pages = `${JSON.stringify(packetSections(proposal.packet, null))} ${proposal.evidence.map(evidenceText).join(' ')}`;
    const outcomes: Readonly<Record<string, string>> = {
      retry: 'tries the same route again',
      escalate: 'asks a person',
    };
    for (const leaf of leaves(documentOf(id).value)) {
      const texts = shownAs(leaf);
      expect(
        texts.some((text) => form.includes(text)),
        `${String(leaf)} in the form`,
      ).toBe(true);
      const printed = [...texts, ...texts.flatMap((text) => outcomes[text] ?? [])];
      expect(
        printed.some((text) => pages.includes(text)),
        `${String(leaf)} in View packet`,
      ).toBe(true);
    }
  });
});

describe('a document that is laid over what is known', () => {
  it('takes nothing of another model for granted', () => {
    const { document } = documentOf('model-change');
    const { packet: merged } = document.onto({ ...known, model: { primary: model('gpt-summary-a') } });
    expect(merged.model?.primary).toEqual({ name: 'gpt-summary-b' });
  });

  it('keeps what is known of the fallbacks and tools that it names, and of no others', () => {
    const { document } = documentOf('route-policy');
    const fallbacks = [model('gpt-chat-previous'), model('gone')];
    const { packet: merged } = document.onto({ ...known, model: { primary: model('gpt-chat'), fallbacks } });
    expect(merged.model?.fallbacks).toEqual([fallbacks[0]]);
    expect(merged.fallback?.allowed).toEqual(['gpt-chat-small', 'gpt-chat-previous']);
    expect(merged.tools).toEqual(known.tools);
  });

  it('changes the share and time of the first canary, and no other stage', () => {
    const { document } = documentOf('route-policy');
    const stages = [
      { stage: 'shadow' as const, hold_hours: 12 },
      { stage: 'customer_canary' as const, percent: 1, hold_hours: 1 },
      { stage: 'customer_canary' as const, percent: 50, hold_hours: 1 },
    ];
    expect(document.onto({ ...known, rollout: { stages } }).packet.rollout?.stages).toEqual([
      stages[0],
      { stage: 'customer_canary', percent: 5, hold_hours: 24 },
      stages[2],
    ]);
    // Where nothing is known, no stage that the strictest review expects is skipped.
    expect(document.onto({}).packet.rollout?.stages?.map(({ stage }) => stage)).toEqual([
      'offline_eval',
      'shadow',
      'internal_canary',
      'customer_canary',
      'customer_canary',
      'default',
    ]);
  });

  it('speaks of its own triggers only, where it is about latency', () => {
    const { document } = documentOf('latency-policy');
    const transitions = [
      { on: 'timeout', act: 'stop' as const },
      { on: 'outage', act: 'queue' as const },
    ];
    expect(document.onto({ fallback: { transitions } }).packet.fallback?.transitions).toEqual([
      { on: 'outage', act: 'queue' },
      { on: 'timeout', act: 'fall_back', to: 'reviewed_balanced_route' },
      { on: 'schema_error', act: 'retry', attempts: 1 },
      { on: 'safety_or_policy_error', act: 'escalate' },
    ]);
  });

  it('keeps a cost limit that nobody has put a number on yet', () => {
    const text = textOf('routing-policy').replace(
      'max_cost_per_conversation: 0.05',
      'max_cost_per_conversation: set_by_finance',
    );
    const parsed = parseDocument(text);
    if (!('dialect' in parsed)) throw new Error(JSON.stringify(parsed));
    const part = parsed.document.onto({});
    expect(part.packet.billing).toMatchObject({
      workflow_limit: 'set_by_finance',
      workflow_unit: 'conversation',
    });
    expect(part.packet.cost).toEqual({});
    expect(orderedLike(parsed.dialect.write(part), parsed.value)).toEqual(parsed.value);
  });

  it('tells what it changes, but proves nothing and approves nothing', () => {
    const { change, evidence, packet: merged } = documentOf('model-change').document.onto({});
    expect(change).toEqual({ kind: 'change', what: ['model', 'prompt', 'retrieval', 'fallback'] });
    expect(evidence).toEqual([
      { lane: 'functional_correctness', title: 'offline-eval-2026-06-14' },
      { lane: 'rollback', title: 'rollback-test-passed' },
    ]);
    expect(merged.rollout?.asked_exposure).toBe('canary');
  });
});

const problemsIn = (text: string, base: PacketPart = {}): string[] => {
  const parsed = parseProposal(text, 'yaml', base);
  return 'problems' in parsed
    ? parsed.problems.map(({ path, line, message }) => `${line ?? ''} ${path}: ${message}`.trim())
    : [];
};
const edited = (id: string, from: string | RegExp, to: string): string => {
  const text = textOf(id).replace(from, to);
  expect(text).not.toBe(textOf(id));
  return text;
};

describe('a mistake in a document is shown where it stands, with what to write', () => {
  it.each<[string, string, RegExp]>([
    [
      'a misspelt key',
      edited('route-policy', 'reviewed_commit:', 'review_commit:'),
      /^25 prompt\.review_commit: "review_commit" is not a known key here\. Did you mean "reviewed_commit"\?/,
    ],
    [
      'a key that belongs to another dialect',
      edited('fallback-policy', 'allowed_fallbacks:', 'max_cost: 3\nallowed_fallbacks:'),
      /^6 max_cost: "max_cost" is not a known key here\. Known keys: primary_route/,
    ],
    [
      'a share that is none',
      edited('routing-policy', 'min_eval_pass_rate: 0.95', 'min_eval_pass_rate: 95'),
      /acceptance_tests\.min_eval_pass_rate: Write a number of at most 1\./,
    ],
    [
      'a status that grants what nobody approved',
      edited('model-change', 'approved-for-canary', 'approved'),
      /model_change\.approval\.status: "approved" is not known here\..* Write approved-for-testing/,
    ],
    [
      'a fallback that is none',
      edited('model-change', 'fallback: gpt-summary-a', 'fallback: none'),
      /model_change\.candidate\.fallback: Leave fallback out where there is none\./,
    ],
    [
      'an end that no policy knows',
      edited('latency-policy', 'stop_and_escalate', 'shrug'),
      /fallback\.on_safety_or_policy_error: Write retry_same_route_once, .* or use_ and the route that takes over\./,
    ],
    [
      'a fallback both allowed and blocked',
      edited('fallback-policy', '- general_chat_route', '- invoice_extraction_route_backup'),
      /^7 allowed_fallbacks\[0\]: "invoice_extraction_route_backup" is blocked as a fallback, too/,
    ],
    [
      'a log of something else',
      edited('routing-policy', '- route_status', '- mood'),
      /evidence\.required_logs\[4\]: "mood" is not known here\. Write workflow/,
    ],
    [
      'half of a canary',
      edited('route-policy', '  expand_after_hours: 24\n', ''),
      /rollout: Give canary_percent and expand_after_hours together, or neither\./,
    ],
  ])('%s', (_what, text, problem) => {
    expect(problemsIn(text).join('\n')).toMatch(problem);
  });

  it('says what a request needs beside it', () => {
    const problems = problemsIn(textOf('latency-policy'));
    expect(problems[0]).toMatch(/^: This is a latency policy, which says only some of what a request needs/);
    expect(problems.join('\n')).toMatch(/route: This is missing/);
    expect(problemsIn(textOf('latency-policy'), known)).not.toContainEqual(expect.stringMatching(/^route:/));
  });
});
