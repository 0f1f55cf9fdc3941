import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { command } from '../../src/cli/policy-check.ts';
import { policyText } from '../support/own-rules.ts';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();

describe('policy check', () => {
  it('says in short what the policy means', async () => {
    const { code, out, err } = await runCommand(command, ['manifests/policy.yml']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('manifests/policy.yml can be used.');
    expect(out).toMatch(/finance +#ai-finance-reviews: the channel's members/);
    expect(out).toMatch(/engineering +#ai-engineering-reviews: .*backed up by ai_platform/);
    expect(out).toMatch(/restricted +due in 48 h, 2 people or more, reaches testing, confirm: type_route/);
    expect(out).toContain('Mon Tue Wed Thu Fri, 09:00–17:00 Etc/UTC');
    expect(out).toMatch(/restricted +irreversible-tool: a tool can act irreversibly/);
    expect(out).toMatch(/high +large-budget: .* \(of this policy\)/);
    expect(out).toMatch(/Note: 9 roles are held by whoever is in a channel\. Make these channels private/);
  });

  it('says in short what the rules of one’s own ask', async () => {
    const path = join(folder, 'own.yml');
    await writeFile(
      path,
      policyText({
        slot_rules: [{ id: 'terms', role: 'legal', people: 2, reason: 'new terms', when: 'is_new' }],
        gate_rules: [
          { id: 'calm', to: ['canary'], require: 'percent < 50', sentence: 'it is calm' },
          { id: 'any', require: 'true', sentence: 'it is so' },
        ],
        reading_rules: [{ id: 'load', act: 'roll_back', reason: 'it is too much', when: 'percent > 5' }],
      }),
    );
    const { out } = await runCommand(command, [path]);
    expect(out).toContain(
      [
        'Slot rules (1)',
        '  terms: 2 people of legal, because new terms',
        'Gate rules (2)',
        '  calm: to enter canary, it is calm',
        '  any: to enter any step, it is so',
        'Reading rules (1)',
        '  load: roll back where it is too much',
        'Digest',
      ].join('\n'),
    );
  });

  it('points at a metric that nobody measures', async () => {
    const path = join(folder, 'metrics.yml');
    const rules = policyText({
      gate_rules: [
        { id: 'typo', require: 'readings.eror_rate.value < 0.1', sentence: 'few errors' },
        { id: 'right', require: 'readings.error_rate.value < 0.1', sentence: 'few errors' },
      ],
      reading_rules: [{ id: 'other', act: 'pause', reason: 'a queue', when: 'readings.queue.value > 5' }],
    });
    const prometheus = 'prometheus:\n  url: http://127.0.0.1:9090\n  queries: {error_rate: errors}\n';
    await writeFile(path, `${rules}\n${prometheus}`);
    const { code, out } = await runCommand(command, [path]);
    expect(code).toBe(0);
    expect(out.split('\n').filter((line) => line.includes('has no query'))).toEqual([
      'Note: typo reads eror_rate, for which prometheus has no query. Did you mean error_rate?',
      'Note: other reads queue, for which prometheus has no query. Somebody else has to post it.',
    ]);
    await writeFile(path, rules);
    expect((await runCommand(command, [path])).out).not.toContain('has no query');
  });

  it('reads the policy of the settings where no file is named', async () => {
    const { code, out } = await runCommand(command, [], { POLICY_FILE: 'manifests/policy.yml' });
    expect(code).toBe(0);
    expect(out).toContain('manifests/policy.yml can be used.');
  });

  it('names file, line, path and remedy of every mistake', async () => {
    const text = await readFile('manifests/policy.yml', 'utf8');
    const path = join(folder, 'policy.yml');
    await writeFile(path, text.replace('mon-fri', 'weekdays').replace('reaches: canary', 'reaches: half'));
    const { code, out, err } = await runCommand(command, [path]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/^policy\.yml:\d+ working_hours\.days: Write days as mon-fri/),
      expect.stringMatching(
        /^policy\.yml:\d+ tiers\.high\.reaches: "half" is not known here\..*testing, internal, canary or default/,
      ),
    ]);
  });

  it('says what is asked of evidence beyond what is asked anyway', async () => {
    const usual = await runCommand(command, ['manifests/policy.yml']);
    expect(usual.out).toMatch(
      /^Evidence\n {2}what tier, class and tools ask for, for as long as each lane says$/m,
    );
    const text = await readFile('manifests/policy.yml', 'utf8');
    const path = join(folder, 'evidence.yml');
    await writeFile(
      path,
      text
        .replace(
          'fresh_for: {}',
          'fresh_for: {prompt_injection: 14 days, live_readings: 36 h, latency: 30 days}',
        )
        .replace('also_required: {}', 'also_required: {medium: [security_scan], high: [human_review]}'),
    );
    const { code, out } = await runCommand(command, [path]);
    expect(code).toBe(0);
    expect(out).toContain(
      [
        'Evidence',
        '  from medium upwards also security_scan',
        '  from high upwards also human_review',
        '  prompt_injection counts for 14 days, not 30 days',
        '  live_readings counts for 36 h, not 7 days',
        'Channels',
      ].join('\n'),
    );
  });

  it('says where a lane is none, and which one is near', async () => {
    const text = await readFile('manifests/policy.yml', 'utf8');
    const path = join(folder, 'lanes.yml');
    await writeFile(
      path,
      text
        .replace('fresh_for: {}', 'fresh_for: {promt_injection: 14 days, latency: soon}')
        .replace('also_required: {}', 'also_required: {medium: [secureity_scan], huge: [latency]}'),
    );
    const { code, err } = await runCommand(command, [path]);
    expect(code).toBe(1);
    const lines = err.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^lanes\.yml:\d+ evidence\.fresh_for\.promt_injection: .*prompt_injection/),
        expect.stringMatching(
          /^lanes\.yml:\d+ evidence\.fresh_for\.latency: Write a length of time between 1 h/,
        ),
        expect.stringMatching(/^lanes\.yml:\d+ evidence\.also_required\.medium\[0\]: .*security_scan/),
        expect.stringMatching(/^lanes\.yml:\d+ evidence\.also_required\.huge: /),
      ]),
    );
  });

  it('says that there is no such file', async () => {
    const { code, err } = await runCommand(command, [join(folder, 'none.yml')]);
    expect(code).toBe(1);
    expect(err).toMatch(/There is no such file\. Set POLICY_FILE/);
  });
});
