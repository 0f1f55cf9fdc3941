import { expect, test } from 'vitest';
import { newestAt } from '../../../src/slack/emergency/emergency-job.ts';
import { hour, member, RequestUnderTest } from '../../support/given-when-then.ts';

const keyAt = (at: number) => ({ key: `emergency:R-1:ai-releases:${at}` });

/** Called twice; nobody joined the first call, and somebody the second one. */
function letOut(): { request: RequestUnderTest; first: number; second: number } {
  const request = new RequestUnderTest().submit();
  const call = { type: 'call_emergency', request: 'R-1', revision: 1, reason: 'Down.', hours: 2 } as const;
  const first = request.at;
  expect(request.when(call, member('U-rita', 'release_owner'))).toBeNull();
  request.at += 5 * hour;
  const second = request.at;
  expect(request.when(call, member('U-rita', 'release_owner'))).toBeNull();
  request.at += 1000;
  const join = { type: 'join_emergency', request: 'R-1', revision: 1 } as const;
  expect(request.when(join, member('U-omar', 'oncall'))).toBeNull();
  return { request, first, second };
}

test('what is let out is announced in the message of the call that was joined', () => {
  const { request, first, second } = letOut();
  if (!request.state) throw new Error('nothing was filed');
  expect(newestAt(request.state, [keyAt(first), keyAt(second)])).toBe(second);
});

test('it is announced anew where only a call that was over by then had a message', () => {
  const { request, first } = letOut();
  if (!request.state) throw new Error('nothing was filed');
  expect(newestAt(request.state, [keyAt(first)])).toBe(request.at);
  expect(newestAt(request.state, [keyAt(first), keyAt(request.at)])).toBe(request.at);
});
