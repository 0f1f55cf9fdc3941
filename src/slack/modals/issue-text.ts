import type { z } from 'zod';
import { spoken } from './syntax/cells.ts';

type Issue = z.core.$ZodIssue;

const amount = (value: number | bigint): string => value.toLocaleString('en-US');

function tooBig(issue: Extract<Issue, { code: 'too_big' }>): string {
  if (issue.origin === 'string') return `Use at most ${amount(issue.maximum)} characters.`;
  if (issue.origin === 'array') return `At most ${amount(issue.maximum)} fit here; leave some out.`;
  return `Write at most ${amount(issue.maximum)}.`;
}

function tooSmall(issue: Extract<Issue, { code: 'too_small' }>): string {
  if (issue.origin === 'string') return issue.message;
  return issue.inclusive
    ? `Write at least ${amount(issue.minimum)}.`
    : `Write more than ${amount(issue.minimum)}.`;
}

function sentence(issue: Issue): string {
  switch (issue.code) {
    case 'too_big':
      return tooBig(issue);
    case 'too_small':
      return tooSmall(issue);
    case 'invalid_type':
      return issue.expected === 'int' || issue.expected === 'number'
        ? 'Write a whole number.'
        : 'This is needed; fill it in.';
    case 'invalid_value':
      return 'Choose one of the options.';
    case 'unrecognized_keys':
      return `${issue.keys.join(', ')} is unknown here.`;
    default:
      return issue.message;
  }
}

/**
 * What is wrong with a value and what to write instead. `depth` is how much of the issue's path the field itself
 * stands for; what lies deeper is named, such as the mitigation of a known failure.
 */
export function issueText(issue: Issue, depth: number): string {
  const part = issue.path.slice(depth).findLast((key) => typeof key === 'string');
  const text = sentence(issue);
  return part === undefined ? text : `${spoken(part).replace(/^./, (first) => first.toUpperCase())}: ${text}`;
}
