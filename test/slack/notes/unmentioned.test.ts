import { expect, test } from 'vitest';
import { mentionedIn, unmentioned } from '../../../src/slack/notes/unmentioned.ts';

const text = '✅ <@U012ANN> approved. • Report (<@U012BOB>, by 9 Oct) <!date^1^{ago}|now> <@U012CAT>';
const names = new Map([
  ['U012ANN', 'Ann <!channel> *Lee*'],
  ['U012BOB', 'Bob'],
]);

test('whoever need not act is named; whoever has to act, or has no known name, stays mentioned', () => {
  const named = unmentioned(text, names, ['U012BOB']);
  expect(mentionedIn(text)).toEqual(['U012ANN', 'U012BOB', 'U012CAT']);
  expect(mentionedIn(named)).toEqual(['U012BOB', 'U012CAT']);
});

test('a name that somebody gave themselves mentions nobody either', () => {
  expect(unmentioned(text, names, [])).toContain(
    '✅ Ann &lt;!channel&gt; \u2060*Lee\u2060* approved. • Report (Bob,',
  );
});
