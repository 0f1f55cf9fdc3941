import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../src/domain/request/refusal.ts';
import { refusalPlainText, refusalText } from '../../src/slack/refusal-text.ts';
import { monday } from '../support/given-when-then.ts';
import { everyState, filed, holder, policy, requester } from './cards/states.ts';

const request = filed().open;
const context = { policy, request };
const at = monday;

const sentences: [Refusal, string][] = [
  [
    { reason: 'request_unknown', request: 'R-9' },
    'There is no request *R-9* here. Type `/route-request list` to see the ones there are.',
  ],
  [
    { reason: 'route_unknown', route: 'a-b' },
    'No route `a-b` serves yet. Check the spelling of its id, or ask for it as a new route.',
  ],
  [
    { reason: 'route_exists', route: 'a-b' },
    '`a-b` serves already. Ask to change it, or give the new route another id.',
  ],
  [
    { reason: 'nothing_changes' },
    'Nothing differs from before, so there is nothing to review. Change at least one field.',
  ],
  [
    { reason: 'route_renamed', route: 'a-b' },
    'A request stays with its route, `a-b`. For another route file a request of its own.',
  ],
  [
    { reason: 'role_unassigned', roles: ['legal'] },
    'This needs legal, but nobody holds that role. Whoever keeps the policy has to name a channel for it first.',
  ],
  [
    { reason: 'stale_revision', seen: 1, current: 2 },
    '*R-1* was edited meanwhile: you were looking at revision 1, now there is revision 2. Nothing was recorded. Look at what changed, then decide again.',
  ],
  [
    { reason: 'own_request', role: 'ai_platform' },
    'You opened *R-1*, so somebody else decides for ai platform: #ai-platform-reviews.',
  ],
  [
    { reason: 'edited_request', role: 'finance' },
    'You edited *R-1*, so somebody else decides for finance: #ai-finance-reviews.',
  ],
  [
    { reason: 'standing', standing: 'guest', role: 'finance' },
    'Guests of this workspace cannot decide. For finance that is done in #ai-finance-reviews.',
  ],
  [
    { reason: 'not_in_role', role: 'finance' },
    'Only finance can do this, and you are not in it: #ai-finance-reviews. Nothing was recorded.',
  ],
  [
    { reason: 'role_not_asked', role: 'legal' },
    '*R-1* needs nothing from legal any more. Nothing was recorded.',
  ],
  [
    { reason: 'already_approved', role: 'finance', at },
    'You approved *R-1* for finance 5 Oct 2026 at 10:00; it counts once. To take it back, request changes.',
  ],
  [
    { reason: 'already_decided', role: 'finance', by: holder('finance'), at },
    `<@${holder('finance')}> approved *R-1* for finance 5 Oct 2026 at 10:00, so yours is not needed. If you disagree, request changes or reject.`,
  ],
  [{ reason: 'route_not_typed', route: 'a-b' }, 'Type `a-b` exactly as it stands here.'],
  [
    { reason: 'not_the_requester', requester },
    `*R-1* belongs to <@${requester}>; ask them, or write in the thread of its card.`,
  ],
  [
    { reason: 'nudged_recently', again: at },
    'The reviewers of *R-1* were nudged just now. You can nudge again 5 Oct 2026 at 10:00.',
  ],
  [{ reason: 'nobody_to_nudge' }, 'Nobody is late on *R-1*: whoever asked for changes waits for your edit.'],
  [
    { reason: 'extended_already', until: at },
    '*R-1* was extended once already; it ends 5 Oct 2026 at 10:00.',
  ],
  [{ reason: 'tier_not_lower', tier: 'high' }, '*R-1* is high risk. Choose a tier below that.'],
];

describe('a refusal says why, and what to do instead', () => {
  const withoutTokens = (text: string) => text.replace(/<!date\^[^|]*\|([^>]*)>/g, '$1');

  test.each(sentences)('$reason', (refusal, sentence) => {
    expect(withoutTokens(refusalText(refusal, context))).toBe(sentence);
  });

  test('closed: with who closed it and why', () => {
    const { rejected } = everyState();
    const said = refusalText({ reason: 'closed', status: 'rejected' }, { policy, request: rejected });
    expect(withoutTokens(said)).toBe(
      `*R-1* is closed, so your click changed nothing. *Rejected* by <@${holder('security')}> for security, 5 Oct 2026 at 10:00. Safety: “Not like this.”`,
    );
  });

  test('where a user group or a list of people holds the role, it is named', () => {
    const finance = policy.roles.finance;
    if (!finance) throw new Error('no finance');
    const held = (holders: typeof finance.holders) => ({
      policy: { ...policy, roles: { finance: { ...finance, holders } } },
      request,
    });
    const refusal = { reason: 'own_request', role: 'finance' } as const;
    expect(refusalText(refusal, held({ by: 'user_group', group: 'finance-approvers' }))).toContain(
      '#ai-finance-reviews, by the people of @finance-approvers',
    );
    expect(refusalText(refusal, held({ by: 'people', people: ['U0AAA', 'U0BBB'] }))).toContain(
      'by <@U0AAA> or <@U0BBB>',
    );
  });

  test('under a field it is plain text', () => {
    expect(refusalPlainText({ reason: 'route_not_typed', route: 'a-b' }, context)).toBe(
      'Type a-b exactly as it stands here.',
    );
    for (const [refusal] of sentences) expect(refusalPlainText(refusal, context)).not.toMatch(/[<>*`]/);
  });
});
