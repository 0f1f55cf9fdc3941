import { createHash } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration, parseTimeOfDay } from '../../src/config/policy/duration.ts';
import { loadPolicy, type ParsedPolicy, parsePolicy } from '../../src/config/policy/load-policy.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { builtInRiskRules, riskFacts, tierOf } from '../../src/domain/risk.ts';
import { modelChange, packet, proposal, supportSummary } from '../support/proposals.ts';

const defaultPath = 'manifests/policy.yml';
const defaultText = await readFile(defaultPath, 'utf8');

/** The default policy with one text replaced; a replacement that no longer applies is a broken test. */
function edited(from: string | RegExp, to: string): string {
  const text = defaultText.replace(from, to);
  if (text === defaultText) throw new Error(`nothing to replace: ${from}`);
  return text;
}

const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

function policyOf(parsed: ParsedPolicy): Policy {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

describe('the default policy', () => {
  it('can be read, and says what the roles, tiers and times are', async () => {
    const policy = await loadPolicy(defaultPath);
    const channels = Object.fromEntries(
      Object.values(policy.roles).map(({ role, channel }) => [role, channel]),
    );
    expect(channels).toEqual({
      product_owner: 'ai-product-reviews',
      ai_platform: 'ai-platform-reviews',
      finance: 'ai-finance-reviews',
      engineering: 'ai-engineering-reviews',
      security: 'security-reviews',
      release_owner: 'ai-releases',
      legal: 'ai-legal-reviews',
      oncall: 'ai-oncall',
      auditor: 'ai-audit',
    });
    expect(Object.values(policy.roles).every(({ holders }) => holders.by === 'channel')).toBe(true);
    const told = Object.entries(policy.tiers).map(([tier, { reviewHours, reaches, people, confirm }]) => [
      tier,
      reviewHours,
      reaches,
      people,
      confirm,
    ]);
    expect(told).toEqual([
      ['low', 24, 'default', 1, 'none'],
      ['medium', 24, 'default', 1, 'none'],
      ['high', 24, 'canary', 1, 'confirm'],
      ['restricted', 48, 'testing', 2, 'type_route'],
    ]);
    expect(policy.tiers.high.reviewDays).toBeLessThanOrEqual(90);
    expect(policy.tiers.restricted.reviewDays).toBeLessThanOrEqual(90);
    expect(policy.workingHours).toEqual({
      timeZone: 'Etc/UTC',
      days: [1, 2, 3, 4, 5],
      from: 540,
      to: 1020,
      holidays: [],
    });
    expect(policy.requests).toEqual({
      expireAfterDays: 14,
      useWithinDays: 7,
      warnHoursBefore: 24,
      nudgeEveryMinutes: 60,
      emergencyHours: 24,
    });
    expect(policy.separation).toEqual({
      severalSlotsPerPerson: true,
      apart: [['product_owner', 'release_owner']],
    });
    expect(policy.restrictedRoles).toEqual({
      legalTerms: 'legal',
      regulatedData: 'legal',
      employeeData: 'legal',
    });
    expect(policy.channels).toEqual({ audit: 'ai-audit', operators: 'ai-operations' });
    expect(policy.lowTierNeedsReview).toBe(true);
  });

  it('keeps the built-in risk rules first and adds its own', async () => {
    const policy = await loadPolicy(defaultPath);
    expect(policy.riskRules.slice(0, builtInRiskRules.length)).toEqual(builtInRiskRules);
    expect(policy.riskRules.slice(builtInRiskRules.length).map(({ id }) => id)).toEqual(['large-budget']);
    const costly = { ...supportSummary, audience: 'nobody' as const, cost: { monthly_budget_usd: 10_001 } };
    const facts = riskFacts(packet(costly), null, proposal(costly).change);
    expect(tierOf(facts, policy.riskRules).reasons.map(({ rule }) => rule)).toContain('large-budget');
    expect(tierOf(facts, policy.riskRules).tier).toBe('high');
  });

  it('has the digest of its text', async () => {
    const policy = await loadPolicy(defaultPath);
    expect(policy.digest).toBe(createHash('sha256').update(defaultText).digest('hex'));
  });

  it('still works with every commented example switched on', () => {
    const start = defaultText.indexOf('  # - id: leaves-the-eu');
    const examples = defaultText.slice(start).replaceAll(/^ {2}# ?/gm, '  ');
    const text = defaultText.slice(0, start) + examples.replaceAll('_rules: []', '_rules:');
    const policy = policyOf(parsePolicy(text));
    expect(policy.riskRules.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['large-budget', 'leaves-the-eu', 'longer-retention']),
    );
    const { gateRules, readingRules } = policy.rollout;
    expect([policy.slotRules, gateRules, readingRules].map((rules) => rules.map(({ id }) => id))).toEqual([
      ['legal-reads-customer-prompts', 'two-for-large-budgets'],
      ['enough-traffic', 'fresh-drill-for-customers', 'nothing-owed-at-the-end'],
      ['errors-under-load', 'slow-and-expensive'],
    ]);
    expect(gateRules.map(({ timeless }) => timeless)).toEqual([false, false, false]);
    expect(readingRules.map(({ metrics }) => metrics)).toEqual([
      ['error_rate', 'requests_per_hour'],
      ['p95_ms', 'cost_per_request_usd'],
    ]);
  });
});

describe('who holds a role', () => {
  const written: readonly [string, string, unknown][] = [
    ['a user group', 'members: {user_group: "@ai-platform"}', { by: 'user_group', group: 'ai-platform' }],
    ['people', 'members: {people: [U0A1, W0B2, U0A1]}', { by: 'people', people: ['U0A1', 'W0B2'] }],
  ];
  it.each(written)('can be %s', (_name, line, holders) => {
    const text = edited(/(channel: ai-platform-reviews\n\s+)members: channel/, `$1${line}`);
    expect(policyOf(parsePolicy(text)).roles.ai_platform?.holders).toEqual(holders);
  });

  it.each([
    ['backup: security', { by: 'role', role: 'security' }],
    ['backup: {user_group: platform-leads}', { by: 'user_group', group: 'platform-leads' }],
    ['backup: {people: [U0A1]}', { by: 'people', people: ['U0A1'] }],
  ])('can have a stand-in: %s', (line, backup) => {
    const text = edited('backup: ai_platform', line);
    expect(policyOf(parsePolicy(text)).roles.engineering?.backup).toEqual(backup);
  });

  it('takes a channel with its # when it is quoted, and an id', () => {
    expect(
      policyOf(parsePolicy(edited('ai-finance-reviews', '"#ai-finance-reviews"'))).roles.finance?.channel,
    ).toBe('ai-finance-reviews');
    expect(policyOf(parsePolicy(edited('ai-finance-reviews', 'C012ABCDEF'))).roles.finance?.channel).toBe(
      'C012ABCDEF',
    );
  });

  it('uses the company’s own words for a role', () => {
    const text = edited(
      /(channel: ai-finance-reviews)/,
      '$1\n    label: controlling\n    question: Who pays?',
    );
    expect(policyOf(parsePolicy(text)).roles.finance).toMatchObject({
      label: 'controlling',
      question: 'Who pays?',
    });
  });
});

describe('a mistake in the policy', () => {
  // What is replaced, by what, where the problem is said to be, what the advice contains.
  const mistakes: readonly [string, string | RegExp, string, string, RegExp][] = [
    ['a misspelt section', 'working_hours:', 'workinghours:', 'workinghours', /Did you mean "working_hours"/],
    ['a misspelt role', '  finance:\n', '  finanse:\n', 'roles.finanse', /Did you mean "finance"/],
    [
      'a misspelt key',
      'channel: ai-oncall',
      'chanel: ai-oncall',
      'roles.oncall.chanel',
      /Did you mean "channel"/,
    ],
    ['a role missing', / {2}finance:\n.*\n.*\n/, '', 'roles.finance', /Add it with a channel/],
    [
      'a channel behind #',
      'channel: ai-releases',
      'channel: #ai-releases',
      'roles.release_owner.channel',
      /comment/,
    ],
    ['a channel that Slack cannot have', 'ai-oncall', 'AI Oncall', 'roles.oncall.channel', /small letters/],
    [
      'a misspelt holder',
      /members: channel(?=\n\n {2}# Is the route)/,
      'members: chanel',
      'roles.product_owner.members',
      /user_group/,
    ],
    [
      'nobody in a role',
      /members: channel(?=\n\n {2}# Is the route)/,
      'members: {people: []}',
      'roles.product_owner.members',
      /at least one person/,
    ],
    [
      'a name instead of a member id',
      /members: channel(?=\n\n {2}# Is the route)/,
      'members: {people: [anna]}',
      'roles.product_owner.members',
      /U012ABCDEF/,
    ],
    [
      'a backup that is not there',
      'backup: ai_platform',
      'backup: privacy',
      'roles.engineering.backup',
      /no entry under roles/,
    ],
    [
      'a backup that never approves',
      'backup: ai_platform',
      'backup: oncall',
      'roles.engineering.backup',
      /never approves/,
    ],
    [
      'a role that backs itself up',
      'backup: ai_platform',
      'backup: engineering',
      'roles.engineering.backup',
      /for itself/,
    ],
    ['a zone that is none', 'Etc/UTC', 'Europe/Barlin', 'working_hours.time_zone', /Europe\/Berlin/],
    ['hours the wrong way round', '09:00-17:00', '17:00-09:00', 'working_hours.hours', /09:00-17:00/],
    ['hours that are none', '09:00-17:00', '9-17', 'working_hours.hours', /09:00-17:00/],
    ['days the wrong way round', 'mon-fri', 'fri-mon', 'working_hours.days', /mon-fri/],
    ['a day that is none', 'mon-fri', '[mon, freitag]', 'working_hours.days', /mon-fri/],
    [
      'a holiday that is no date',
      'holidays: []',
      'holidays: [2026-02-30]',
      'working_hours.holidays[0]',
      /YYYY-MM-DD/,
    ],
    ['a time without a unit', 'use_within: 7 days', 'use_within: 7', 'requests.use_within', /7 days/],
    [
      'a time out of bounds',
      'expire_after: 14 days',
      'expire_after: 2 h',
      'requests.expire_after',
      /between 1 day/,
    ],
    [
      'a warning before the start',
      'warn_before: 24 h',
      'warn_before: 8 days',
      'requests.warn_before',
      /less than/,
    ],
    [
      'an exposure that is none',
      'reaches: canary',
      'reaches: canarry',
      'tiers.high.reaches',
      /Did you mean canary/,
    ],
    ['one person for restricted', 'people: 2', 'people: 1', 'tiers.restricted.people', /at least two/],
    [
      'one click for restricted',
      'confirm: type_route',
      'confirm: confirm',
      'tiers.restricted.confirm',
      /type_route/,
    ],
    ['one click for high', 'confirm: confirm', 'confirm: none', 'tiers.high.confirm', /never one click/],
    [
      'approvals at high that last too long',
      'approval_lasts: 90 days',
      'approval_lasts: 91 days',
      'tiers.high.approval_lasts',
      /90 days or less/,
    ],
    [
      'quality and exposure by one person',
      '[product_owner, release_owner]',
      '[finance, security]',
      'separation.apart',
      /two people/,
    ],
    [
      'a set of one',
      '[product_owner, release_owner]',
      '[product_owner]',
      'separation.apart[0]',
      /at least 2/,
    ],
    [
      'a set with one role twice',
      '[product_owner, release_owner]',
      '[product_owner, release_owner]\n    - [security, security]',
      'separation.apart[1]',
      /twice/,
    ],
    [
      'a restricted role without people',
      'employee_data: legal',
      'employee_data: privacy',
      'restricted_roles.employee_data',
      /privacy, which has no entry/,
    ],
    [
      'an extra role without people',
      'confirm: type_route',
      'confirm: type_route\n    also_ask: [executive]',
      'tiers.restricted.also_ask[0]',
      /executive, which has no entry/,
    ],
    ['a built-in rule’s name', 'id: large-budget', 'id: production', 'risk_rules[0].id', /built in/],
    [
      'an unknown name in a condition',
      'packet.cost.monthly_budget_usd >',
      'packet.cost.monthly_budget_us >',
      'risk_rules[0].when',
      /did you mean monthly_budget_usd/,
    ],
    ['a number compared with a text', '> 10000', '> "much"', 'risk_rules[0].when', /number > text/],
    ['a condition that is none', /when: has.*/, 'when: packet.route', 'risk_rules[0].when', /true or false/],
    [
      'a condition that cannot be read',
      /when: has.*/,
      'when: packet.route ==',
      'risk_rules[0].when',
      /unexpected/,
    ],
    [
      'a word that never occurs',
      /when: has.*/,
      'when: packet.environment == "prod"',
      'risk_rules[0].when',
      /did you mean "production"/,
    ],
    ['a newer version', 'version: 1', 'version: 2', 'version', /Write 1/],
    ['a number for a text', 'id: large-budget', 'id: 2026', 'risk_rules[0].id', /quotes/],
  ];

  it.each(mistakes)('is told with its line, its path and what to do: %s', (_name, from, to, path, advice) => {
    const parsed = parsePolicy(edited(from, to));
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    const problem = parsed.problems.find((one) => one.path === path || one.path.startsWith(`${path}.`));
    expect(problem, JSON.stringify(parsed.problems)).toBeDefined();
    expect(problem?.message).toMatch(advice);
    expect(problem?.line).toBeGreaterThan(0);
  });

  it.each([
    'http://me:hush@prometheus:9090',
    'http://hush@prometheus:9090',
    'http://prometheus:9090/?token=hush',
    'http://prometheus:9090/#hush',
  ])('is a link that holds a secret, which is not repeated: %s', (url) => {
    const text = (link: string) =>
      `${defaultText}\nprometheus:\n  url: ${link}\n  queries: {error_rate: up}\n`;
    expect(parsePolicy(text('http://prometheus:9090/sub/')).ok).toBe(true);
    const parsed = parsePolicy(text(url));
    const problems = parsed.ok ? [] : parsed.problems;
    expect(problems.map(({ path }) => path)).toEqual(['prometheus.url']);
    expect(problems[0]?.message).toContain('without user, password, query and fragment');
    expect(JSON.stringify(problems)).not.toContain('hush');
  });

  it('points at the line on which it stands', () => {
    const text = edited('reaches: canary', 'reaches: everybody');
    const parsed = parsePolicy(text);
    expect(parsed.ok ? [] : parsed.problems.map(({ line, path }) => [line, path])).toEqual([
      [lineOf(text, 'reaches: everybody'), 'tiers.high.reaches'],
    ]);
  });

  it('does not hide the others: all are told at once, in the order of the lines', () => {
    const text = edited('mon-fri', 'mon-fry')
      .replace('reaches: canary', 'reaches: x')
      .replace('Etc/UTC', 'Mars');
    const parsed = parsePolicy(text);
    expect(parsed.ok ? [] : parsed.problems.map(({ path }) => path)).toEqual([
      'working_hours.time_zone',
      'working_hours.days',
      'tiers.high.reaches',
    ]);
  });

  it('is told with the name of the file by the loader', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'policy-'));
    const path = join(folder, 'our-policy.yml');
    const text = edited('version: 1', 'version: 3');
    await writeFile(path, text);
    const line = lineOf(text, 'version: 3');
    await expect(loadPolicy(path)).rejects.toThrow(`our-policy.yml:${line} version: Write 1;`);
    await expect(loadPolicy(join(folder, 'none.yml'))).rejects.toThrow(
      /none\.yml: There is no such file\. Set POLICY_FILE/,
    );
    await expect(loadPolicy(folder)).rejects.toThrow(/This is a folder/);
  });

  it.each([
    ['nothing at all', '', /group of keys/],
    ['a list', '- a', /group of keys/],
    ['broken YAML', 'roles: [', /missing here|indented/],
    ['two documents', 'version: 1\n---\nversion: 1', /one document/],
    ['a reference', 'version: &v 1\nlow_tier_needs_review: *v', /write the value out/],
  ])('is told for %s too', (_name, text, advice) => {
    const parsed = parsePolicy(text);
    expect(parsed.ok ? '' : parsed.problems.map(({ message }) => message).join('\n')).toMatch(advice);
  });
});

describe('any text', () => {
  it('is read or refused in words, and never throws', () => {
    const pieces = fc.array(
      fc.constantFrom(
        'roles',
        ':',
        ' ',
        '\n',
        '  ',
        '- ',
        'channel',
        '[',
        ']',
        '{',
        '}',
        '#',
        '"',
        '1',
        'null',
        '&a',
        '*a',
      ),
    );
    const spoiled = fc
      .tuple(fc.nat(defaultText.length), fc.nat(40), pieces)
      .map(
        ([at, length, parts]) => defaultText.slice(0, at) + parts.join('') + defaultText.slice(at + length),
      );
    fc.assert(
      fc.property(
        fc.oneof(
          spoiled,
          pieces.map((parts) => parts.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          const parsed = parsePolicy(text);
          return (
            parsed.ok ||
            (parsed.problems.length > 0 && parsed.problems.every(({ message }) => message.length > 5))
          );
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a stricter policy', () => {
  it.each<[string, string | RegExp, string, (policy: Policy) => unknown, unknown]>([
    [
      'a confirmation for low',
      /confirm: none/,
      'confirm: type_route',
      (policy) => policy.tiers.low.confirm,
      'type_route',
    ],
    [
      'the route typed at high',
      'confirm: confirm',
      'confirm: type_route',
      (policy) => policy.tiers.high.confirm,
      'type_route',
    ],
    ['three people for restricted', 'people: 2', 'people: 3', (policy) => policy.tiers.restricted.people, 3],
    [
      'more roles kept apart',
      '[product_owner, release_owner]',
      '[product_owner, release_owner, finance]',
      (policy) => policy.separation.apart[0]?.length,
      3,
    ],
    [
      'no review for low',
      'low_tier_needs_review: true',
      'low_tier_needs_review: false',
      (policy) => policy.lowTierNeedsReview,
      false,
    ],
    [
      'other days',
      'mon-fri',
      '[sun, mon, tue, wed, thu]',
      (policy) => policy.workingHours.days,
      [1, 2, 3, 4, 7],
    ],
    [
      'a night shift until midnight',
      '09:00-17:00',
      '16:00 – 24:00',
      (policy) => policy.workingHours.to,
      1440,
    ],
    ['no audit channel', /\n {2}audit: ai-audit/, '', (policy) => policy.channels.audit, null],
  ])('may ask for %s', (_name, from, to, read, value) => {
    expect(read(policyOf(parsePolicy(edited(from, to))))).toEqual(value);
  });
});

describe('lengths of time', () => {
  it.each([
    ['24h', 1440],
    ['24 hours', 1440],
    ['90 min', 90],
    ['1 week', 10_080],
    ['14 d', 20_160],
    ['14', null],
    ['h', null],
    ['1.5 h', null],
    ['-1 h', null],
    ['2 moons', null],
    ['', null],
  ])('%s', (text, minutes) => {
    expect(parseDuration(text)).toBe(minutes);
  });

  it.each([
    ['00:00', 0],
    ['9:30', 570],
    ['24:00', 1440],
    ['24:01', null],
    ['12:60', null],
    ['noon', null],
  ])('time of day %s', (text, minutes) => {
    expect(parseTimeOfDay(text)).toBe(minutes);
  });
});

describe('a rule of the policy', () => {
  it('decides from the change as well as from the packet', () => {
    const rule = (when: string) => {
      const text = edited(/when: has.*/, `when: '${when}'`);
      return policyOf(parsePolicy(text)).riskRules.at(-1);
    };
    const changed = riskFacts(packet(modelChange), packet(supportSummary), proposal(modelChange).change);
    expect(rule('"model.primary.name" in changed_fields')?.applies(changed)).toBe(true);
    expect(rule('"logging" in changed')?.applies(changed)).toBe(false);
    expect(
      rule('!is_new && baseline.model.primary.name == packet.model.primary.name')?.applies(changed),
    ).toBe(false);
  });
});
