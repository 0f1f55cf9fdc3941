import type { Check, Finding } from './check.ts';
import type { Standing } from './evidence-record.ts';
import type { LaneStanding } from './judge.ts';
import { isTestLane, lanes } from './lanes.ts';
import { stopConditions } from './stop-conditions.ts';

/** Numbers as people read them: 95 %, 850 ms, $0.02. Never rounded so far that a miss looks like a hit. */
export function figureOf(value: number, unit: Check['unit']): string {
  if (unit === 'usd') return `$${trimmed(value, 4)}`;
  if (unit === 'ms') return `${trimmed(value, 0)} ms`;
  return `${trimmed(value * 100, 2)} %`;
}

const trimmed = (value: number, digits: number): string => {
  const short = Number(value.toFixed(digits));
  return String(Object.is(short, -0) ? 0 : short);
};

/** Both sides of a comparison; where rounding would make them look alike, all digits are shown. */
function compared({ value, needed, unit }: Check): readonly [string, string] {
  const [is, must] = [value ?? Number.NaN, needed ?? Number.NaN];
  const shown = [figureOf(is, unit), figureOf(must, unit)] as const;
  if (shown[0] !== shown[1] || is === must) return shown;
  const exact = (number: number) =>
    unit === 'share' ? `${Number((number * 100).toPrecision(12))} %` : String(number);
  return [exact(is), exact(must)];
}

function countsOf({ counts }: Check): string {
  if (!counts) return '';
  const { total, passed, failed, errored, skipped } = counts;
  const rest = [
    [failed, 'failed'],
    [errored, 'errored'],
    [skipped, 'skipped'],
  ]
    .filter(([count]) => Number(count) > 0)
    .map(([count, word]) => `${count} ${word}`);
  return ` (${[`${passed} of ${total} passed`, ...rest].join(', ')})`;
}

/** One comparison in words, without a full stop: "91 % passed, 95 % needed". */
export function checkWords(check: Check): string {
  const { what, name, finding, value, needed, bound } = check;
  const [is, must] = compared(check);
  if (what === 'claim' && value === null)
    return finding === 'not_judged' ? `“${name}” gives no result` : `“${name}” is said to have ${finding}`;
  if (value === null && what === 'pass_rate') return `the counts of “${name}” are no numbers`;
  if (value === null)
    return what === 'required_test'
      ? finding === 'passed'
        ? `required test “${name}” passed`
        : finding === 'failed'
          ? `the counts of required test “${name}” are no numbers`
          : `required test “${name}” was not found in any results`
      : `${name} was not measured, at most ${must} is allowed`;
  const limit =
    needed === null ? 'no threshold is set' : `${must} ${bound === 'at_least' ? 'needed' : 'allowed'}`;
  if (what === 'limit') return `${name} ${is}, ${limit}`;
  if (what === 'required_test') return `required test “${name}” ${is}, ${limit}`;
  return `${is} passed, ${limit}${countsOf(check)}`;
}

const withoutChecks: Readonly<Record<Finding, string>> = {
  failed: 'it failed',
  missing: 'there is no evidence yet',
  stale: 'the evidence does not count any more',
  not_judged: 'the evidence gives no result',
  passed: 'passed',
};

const todo: Readonly<Record<Finding, string>> = {
  failed: 'Mend what failed and attach a new run.',
  missing: 'Attach results of this packet.',
  stale: 'Run it again for this packet and attach the results.',
  not_judged: 'Attach results with a number, and set what they have to reach.',
  passed: '',
};

const notCounting: Readonly<Partial<Record<Standing, string>>> = {
  other_packet: 'is of another packet',
  old: 'is too old',
  undated: 'does not say when it was run',
};

/** Why what was given does not count. */
function staleWords(pieces: LaneStanding['pieces']): string {
  const given = new Set(pieces.map(({ standing }) => standing));
  const reasons = [...given]
    .map((standing) => notCounting[standing])
    .filter((reason) => reason !== undefined);
  return reasons.length > 0 ? `the evidence ${reasons.join(', or ')}` : withoutChecks.stale;
}

/** Where a lane stands, in a sentence with its number, and what to do about it. Plain text. */
export function laneSentence({ lane, finding, checks, blocks, pieces }: LaneStanding): string {
  const worst = checks[0];
  const unchecked = finding === 'stale' ? staleWords(pieces) : withoutChecks[finding];
  const because = worst?.finding === finding ? checkWords(worst) : unchecked;
  const sentence = `${lanes[lane].label}: ${because}.`;
  if (!blocks) return sentence;
  if (finding === 'failed' && isTestLane(lane))
    return `${sentence} ${stopConditions[lane].stop} ${stopConditions[lane].remedy}`;
  return `${sentence} ${todo[finding]}`;
}
