import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { formatProposal, maximumProposalBytes, parseProposal } from '../../src/app/proposal-file.ts';
import { digestOf } from '../../src/domain/packet/digest.ts';
import { type Proposal, type ProposalInput, proposalSchema } from '../../src/domain/packet/schema.ts';
import { proposalInput } from '../support/arbitrary-proposal.ts';
import { backwards } from '../support/backwards.ts';
import { proposal, supportSummary } from '../support/proposals.ts';

const written = stringify(supportSummary);

function read(text: string, format?: 'yaml' | 'json'): Proposal {
  const parsed = parseProposal(text, format);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.proposal;
}

function problemsOf(text: string, format?: 'yaml' | 'json') {
  const parsed = parseProposal(text, format);
  return 'problems' in parsed ? parsed.problems : [];
}

describe('a packet file', () => {
  it('says the same in YAML and in JSON', () => {
    const digest = digestOf(proposal(supportSummary));
    expect(digestOf(read(written))).toBe(digest);
    expect(digestOf(read(JSON.stringify(supportSummary), 'json'))).toBe(digest);
    expect(digestOf(read(JSON.stringify(supportSummary, null, '\t')))).toBe(digest);
    expect(digestOf(read(`\uFEFF${written.replaceAll('\n', '\r\n')}`))).toBe(digest);
  });

  const mistakes: readonly [string, (input: Record<string, unknown>) => void, string, RegExp][] = [
    [
      'a misspelt key',
      (file) => Object.assign(file, { enviroment: 'production', environment: undefined }),
      'enviroment',
      /Did you mean "environment"\?/,
    ],
    [
      'a key that is not known at all',
      (file) => Object.assign(file, { budget_owner: 'x' }),
      'budget_owner',
      /not a known key/,
    ],
    [
      'a missing key',
      (file) => Object.assign(file, { audience: undefined }),
      'audience',
      /missing\. Write nobody, internal or customers/,
    ],
    [
      'a word outside the list',
      (file) => Object.assign(file, { environment: 'prod' }),
      'environment',
      /Did you mean production\?/,
    ],
    [
      'a text for a number',
      (file) => Object.assign(file, { cost: { monthly_budget_usd: '500 USD' } }),
      'cost.monthly_budget_usd',
      /a number here, not a text/,
    ],
    [
      'a number that YAML made of a version',
      (file) => Object.assign(file, { feature: 3.1 }),
      'feature',
      /in quotes, so that it stays a text: "3\.1"/,
    ],
    [
      'a share above one',
      (file) => Object.assign(file, { evals: { min_pass_rate: 95 } }),
      'evals.min_pass_rate',
      /at most 1/,
    ],
    [
      'a percentage above a hundred',
      (file) => Object.assign(file, { rollout: { stages: [{ stage: 'default', percent: 101 }] } }),
      'rollout.stages[0].percent',
      /at most 100/,
    ],
    [
      'a text that is too long',
      (file) => Object.assign(file, { feature: 'x'.repeat(151) }),
      'feature',
      /150 characters; it has 151/,
    ],
    [
      'a list that is too long',
      (file) =>
        Object.assign(file, {
          guardrails: Array.from({ length: 51 }, () => ({ metric: 'a', limit: 'at_most', value: 1 })),
        }),
      'guardrails',
      /at most 50 entries; there are 51/,
    ],
    [
      'a tool with an unknown effect',
      (file) =>
        Object.assign(file, {
          tools: [
            { name: 'a', effect: 'none' },
            { name: 'b', effect: 'wirte' },
          ],
        }),
      'tools[1].effect',
      /Did you mean write\?/,
    ],
    [
      'yes for true',
      (file) => Object.assign(file, { tools: [{ name: 'a', effect: 'none', runs_code: 'yes' }] }),
      'tools[0].runs_code',
      /true or false/,
    ],
    [
      'a link that is none',
      (file) => Object.assign(file, { evidence: [{ lane: 'latency', url: 'wiki/page' }] }),
      'evidence[0].url',
      /https:\/\//,
    ],
    [
      'a date that is none',
      (file) => Object.assign(file, { renewal: { review_by: '4 Oct' } }),
      'renewal.review_by',
      /YYYY-MM-DD/,
    ],
    [
      'a route’s name with spaces',
      (file) => Object.assign(file, { route: 'My Route' }),
      'route',
      /small letters/,
    ],
    [
      'no reason',
      (file) => Object.assign(file, { change: { kind: 'change', why: ' ' } }),
      'change.why',
      /Say in a sentence/,
    ],
    [
      'an unknown kind of log',
      (file) => Object.assign(file, { logging: { promts: { stored: true } } }),
      'logging.promts',
      /Did you mean "prompts"\?/,
    ],
    [
      'a list for a parameter',
      (file) => Object.assign(file, { parameters: { stop: ['a'] } }),
      'parameters.stop',
      /a text, a number or true or false here, not a list/,
    ],
    [
      'half of a character pair',
      (file) => Object.assign(file, { task: 'x \ud83d y' }),
      'task',
      /broken character/,
    ],
  ];

  it.each(mistakes)('with %s is answered with the place and what to write', (_name, spoil, path, advice) => {
    const file: Record<string, unknown> = structuredClone(supportSummary);
    spoil(file);
    for (const [text, format] of [
      [JSON.stringify(file, null, 2), 'json'],
      [stringify(file), 'yaml'],
    ] as const) {
      const problems = problemsOf(text, format);
      expect(problems.map((problem) => problem.path)).toEqual([path]);
      expect(problems[0]?.message).toMatch(advice);
      const key = path.split(/[.[]/)[0] ?? '';
      const first = text.split('\n').findIndex((row) => row.includes(key)) + 1;
      expect(problems[0]?.line).toBeGreaterThanOrEqual(first === 0 ? 1 : first);
    }
  });

  it('with several mistakes is answered with all of them, in the order of the lines', () => {
    const text = written
      .replace('environment: production', 'environment: live')
      .replace('audience: customers', 'audience: everyone')
      .replace('stored: false', 'stored: never');
    const lines = text.split('\n');
    const line = (part: string) => lines.findIndex((row) => row.includes(part)) + 1;
    expect(problemsOf(text).map((problem) => [problem.line, problem.path])).toEqual([
      [line('environment: live'), 'environment'],
      [line('audience: everyone'), 'audience'],
      [line('stored: never'), 'logging.outputs.stored'],
    ]);
  });

  it.each<[string, string, RegExp]>([
    ['nothing', '', /This is empty/],
    ['only a comment', '# later', /not a packet/],
    ['a list', '- route: a', /not a packet/],
    ['a word', 'hello', /not a packet/],
    ['the same key twice', `${written}\nroute: other`, /"route" stands here twice/],
    ['a reference to another part', 'route: &a x\nfeature: *a', /write the value out/],
    ['a tag', 'route: !!binary aGk=', /Tags/],
    ['a key of the language', '{"__proto__": {"route": "x"}}', /no meaning/],
    ['a key that is a list', '? [a]\n: b', /plain word/],
    ['two documents', 'route: a\n---\nroute: b', /one document/],
    ['a tab for indentation', 'owners:\n\tbusiness: a', /tabs/],
    ['an open quote', 'route: "a', /missing here/],
    ['a second colon', 'route: a: b', /quotes/],
    ['too much', `route: ${'x'.repeat(maximumProposalBytes)}`, /at most 200 KB/],
    ['too much in few letters', `task: ${'\u{1F600}'.repeat(maximumProposalBytes / 4)}`, /at most 200 KB/],
    ['a broken character', 'task: \ud800', /UTF-8/],
  ])('that is %s is refused in words', (_name, text, message) => {
    expect(
      problemsOf(text)
        .map((problem) => problem.message)
        .join('\n'),
    ).toMatch(message);
  });

  it.each<[string, string, number | undefined]>([
    ['YAML that is no JSON', 'route: a\naudience: nobody', undefined],
    ['a comma too much', '{\n"route": "a",\n}', 3],
    ['an open object', '{"route": "a"', 1],
  ])('that should be JSON but is %s is refused with its line', (_name, text, line) => {
    const [problem] = problemsOf(text, 'json');
    expect(problem?.message).toMatch(/not valid JSON/);
    expect(problem?.line).toBe(line);
  });

  const bombs: readonly [string, string][] = [
    [
      'references to references',
      `a: &a [x,x]\n${'bcdefghi'.replaceAll(/./g, (to) => `${to}: &${to} [*${String.fromCharCode(to.charCodeAt(0) - 1)},*${String.fromCharCode(to.charCodeAt(0) - 1)}]\n`)}`,
    ],
    ['open brackets', '['.repeat(190_000)],
    ['closed brackets', '['.repeat(90_000) + ']'.repeat(90_000)],
    ['lists in lists', `${'- '.repeat(90_000)}a`],
    ['keys in keys', `${'? '.repeat(90_000)}a`],
    ['groups in groups', '{a: '.repeat(45_000)],
    ['steps', Array.from({ length: 550 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['many keys', Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join('\n')],
    ['many quotes', '"'.repeat(190_000)],
    ['many commas', `[${','.repeat(190_000)}`],
    ['many tags', '!!x '.repeat(45_000)],
    ['many anchors', '&a '.repeat(60_000)],
    ['many documents', '---\n'.repeat(45_000)],
  ];
  it.each(bombs)('made of %s is refused quickly', (_name, text) => {
    for (const format of ['yaml', 'json'] as const) {
      const before = process.cpuUsage();
      const parsed = parseProposal(text, format);
      expect('problems' in parsed && parsed.problems.length).toBeGreaterThan(0);
      expect('problems' in parsed && parsed.problems.length).toBeLessThanOrEqual(100);
      expect(process.cpuUsage(before).user / 1000).toBeLessThan(3000);
    }
  });

  it('of any kind never makes the reader throw', () => {
    const yamlish = fc
      .array(
        fc.constantFrom(
          'a',
          'route',
          'tools',
          'change',
          '1',
          '.inf',
          'null',
          ': ',
          ':',
          '- ',
          '\n',
          '\n  ',
          '\n    ',
          '\t',
          '"',
          "'",
          '[',
          ']',
          '{',
          '}',
          ',',
          '&a ',
          '*a',
          '!!str ',
          '!',
          '|',
          '>',
          '|-\n ',
          '#',
          '? ',
          '---',
          '...',
          '%YAML 1.1\n',
          '<<: ',
          '\\x',
          '\r',
          '\0',
          '@',
          '`',
          '__proto__',
          'constructor',
          '\ud800',
          '👩‍💻',
        ), // prettier-ignore
        { maxLength: 40 },
      )
      .map((parts) => parts.join(''));
    const spoiled = fc
      .tuple(fc.nat(written.length), fc.nat(20), fc.string({ unit: 'binary', maxLength: 8 }))
      .map(([at, length, text]) => written.slice(0, at) + text + written.slice(at + length));
    const json = fc.json({ maxDepth: 5 });
    fc.assert(
      fc.property(
        fc.oneof(yamlish, spoiled, json, fc.string({ unit: 'binary' })),
        fc.constantFrom('yaml' as const, 'json' as const),
        (text, format) => {
          const parsed = parseProposal(text, format);
          if (!('problems' in parsed)) return digestOf(parsed.proposal).length === 64;
          return parsed.problems.every(({ message, line }) => message.length > 5 && (line ?? 1) > 0);
        },
      ),
      { numRuns: 10_000 },
    );
  });
});

describe('a proposal written as a packet file', () => {
  it('comes back with the same digest, and is written again byte for byte', () => {
    fc.assert(
      fc.property(proposalInput, (input) => {
        const before = proposalSchema.parse(input);
        const text = formatProposal(before);
        const after = read(text);
        expect(digestOf(after)).toBe(digestOf(before));
        expect(digestOf(after.packet)).toBe(digestOf(before.packet));
        expect(formatProposal(after)).toBe(text);
      }),
      { numRuns: 250 },
    );
  });

  it('is the same text whatever the order of keys', () => {
    fc.assert(
      fc.property(proposalInput, (input) => {
        const turned = proposalSchema.parse(backwards(input));
        expect(formatProposal(turned)).toBe(formatProposal(proposalSchema.parse(input)));
      }),
      { numRuns: 100 },
    );
  });

  it('reads well: the route and the reason first, long texts as blocks, short lists on one line', () => {
    const input: ProposalInput = {
      ...supportSummary,
      prompt: { source: 'prompts/summary.md', text: 'Summarise the thread.\n\n- five lines\n- no names' },
      change: {
        kind: 'change',
        what: ['model', 'cost'],
        why: 'The new model answers long threads better and costs a fifth less for each summary that agents accept.',
      },
    };
    const text = formatProposal(proposal(input));
    expect(text.split('\n').slice(0, 9)).toEqual([
      'route: support-summary-prod',
      '',
      'change:',
      '  kind: change',
      '  what: [cost, model]',
      '  why: >-',
      '    The new model answers long threads better and costs a fifth less for each summary that agents',
      '    accept.',
      '  expected_improvement: ""',
    ]);
    expect(text).toContain('  text: |-\n    Summarise the thread.\n\n    - five lines\n    - no names\n');
    expect(text.trimEnd().endsWith('evidence: []')).toBe(true);
    expect(text.split('\n').every((row) => row.length <= 110)).toBe(true);
  });

  it('fits into what is read, at the largest that a packet can be', () => {
    const texts = (count: number, length: number) =>
      Array.from({ length: count }, (_, index) => `${index}`.padEnd(length, '漢'));
    const model = (index: number) => ({
      provider: `${index}`.padEnd(80, '漢'),
      endpoint_family: '漢'.repeat(80),
      name: '漢'.repeat(120),
      version: '漢'.repeat(80),
      status: 'experimental' as const,
      account: '漢'.repeat(120),
      region: '漢'.repeat(80),
    });
    const largest: ProposalInput = {
      ...supportSummary,
      model: {
        primary: model(0),
        fallbacks: Array.from({ length: 10 }, (_, index) => model(index)),
        denied: texts(30, 120),
      },
      tools_denied: texts(30, 120),
      prompt: { source: '漢'.repeat(300), text: '漢'.repeat(3000) },
      known_failures: texts(30, 300).map((failure) => ({
        failure,
        mitigation: failure,
        owner: '漢'.repeat(80),
      })),
      guardrails: texts(50, 80).map((metric) => ({
        metric,
        limit: 'at_least' as const,
        value: 0.123_456_789,
        unit: '漢'.repeat(40),
      })),
    };
    const text = formatProposal(proposal(largest));
    expect(digestOf(read(text))).toBe(digestOf(proposal(largest)));
  });
});
