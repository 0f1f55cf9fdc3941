import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dollarsIn, millisecondsIn, shareIn } from '../../../src/domain/evidence/numbers.ts';
import { checkWords, figureOf, laneSentence } from '../../../src/domain/evidence/say.ts';
import { answers, questions, weakAnswer } from '../../../src/domain/evidence/weak-claims.ts';

describe('numbers that people write', () => {
  it.each<[string, number | null]>([
    ['0.97', 0.97],
    ['97 %', 0.97],
    ['97.5%', 0.975],
    ['97,5 percent', 0.975],
    ['41 of 41', 1],
    ['41/50 refused', 0.82],
    ['1', 1],
    ['97', null],
    ['150 %', null],
    ['3 of 0', null],
    ['0.97 of 1', 0.97],
    ['recall 97 %', 0.97],
    ['from 90 % to 97 %', null],
    ['gpt-4 of 5', null],
    ['very good', null],
    ['-1', null],
    ['NaN', null],
    ['', null],
  ])('a share in “%s” is %s', (text, share) => {
    expect(shareIn(text)).toBe(share);
  });

  it.each<[string, number | null]>([
    ['850 ms', 850],
    ['6.2 s', 6200],
    ['7 seconds', 7000],
    ['p95 610 ms', 610],
    ['p50 1 s, p95 2 s', null],
    ['7', null],
    ['7 min', null],
  ])('milliseconds in “%s” are %s', (text, value) => {
    expect(millisecondsIn(text)).toBe(value);
  });

  it.each<[string, number | null]>([
    ['$0.02', 0.02],
    ['0.02 USD', 0.02],
    ['US$ 3', 3],
    ['USD 4', 4],
    ['$0.05 per request', 0.05],
    ['$1 to $2', null],
    ['0.02', null],
    ['0.02 €', null],
  ])('dollars in “%s” are %s', (text, value) => {
    expect(dollarsIn(text)).toBe(value);
  });

  it('are never anything but a number in range, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const share = shareIn(text);
        expect(share === null || (share >= 0 && share <= 1)).toBe(true);
        for (const value of [millisecondsIn(text), dollarsIn(text)])
          expect(value === null || (Number.isFinite(value) && value >= 0)).toBe(true);
      }),
    );
  });
});

describe('a number in words', () => {
  it.each([
    [0.95, 'share', '95 %'],
    [0.98765, 'share', '98.77 %'],
    [0, 'share', '0 %'],
    [6234.4, 'ms', '6234 ms'],
    [0.0213, 'usd', '$0.0213'],
  ] as const)('%s as %s is %s', (value, unit, words) => {
    expect(figureOf(value, unit)).toBe(words);
  });

  it('never makes a miss look like a hit', () => {
    const check = {
      what: 'pass_rate',
      name: 'golden set',
      finding: 'failed',
      value: 0.949999,
      needed: 0.95,
      bound: 'at_least',
      unit: 'share',
      counts: null,
      evidence: 'E-1',
    } as const;
    expect(checkWords(check)).toBe('94.9999 % passed, 95 % needed');
    expect(
      laneSentence({
        lane: 'human_review',
        finding: 'failed',
        blocks: true,
        required: [],
        checks: [check],
        pieces: [],
      }),
    ).toBe('Human review: 94.9999 % passed, 95 % needed. Mend what failed and attach a new run.');
  });
});

describe('an answer that says nothing', () => {
  it.each([
    ['served_model', 'We use best-in-class models'],
    ['served_model', 'State of the art LLM models'],
    ['failing_model', 'The gateway handles it'],
    ['logged_data', 'We have logs'],
    ['logged_data', 'Everything is logged.'],
    ['changes', 'Admins can manage that'],
    ['evals', 'It worked in testing'],
    ['evals', 'It works fine in staging'],
    ['evals', 'Looks good to me'],
    ['evals', 'Tested manually'],
    ['safety', 'Safety is enabled'],
    ['safety', 'Guardrails in place'],
    ['finance', 'There is a dashboard'],
    ['reapproval', 'We review when needed'],
    ['reapproval', 'Reviewed regularly'],
  ] as const)('%s: “%s”', (question, text) => {
    expect(weakAnswer(text)).toBe(question);
    expect(answers[question].instead).not.toBe('');
  });

  it.each([
    'Golden set, 412 cases, 0.97 against 0.95',
    'Works in testing: 41 of 41 attacks refused',
    'Load run',
    'Red-team transcript',
    'Route read-back with primary and fallbacks',
    'Rollback drill',
    'Sample of an audit event',
    '',
  ])('is not “%s”', (text) => {
    expect(weakAnswer(text)).toBeNull();
  });

  it('is known of all eight questions, and sought in bounded time', () => {
    expect(questions).toHaveLength(8);
    expect(weakAnswer(`${'it works '.repeat(50_000)}`)).toBeNull();
  });
});
