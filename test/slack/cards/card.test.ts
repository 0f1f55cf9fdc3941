import { describe, expect, test } from 'vitest';
import { card } from '../../../src/slack/cards/card.ts';
import { requesterMessage } from '../../../src/slack/cards/requester-message.ts';
import { day, member } from '../../support/given-when-then.ts';
import { supportSummary } from '../../support/proposals.ts';
import { buttonsOf, readable } from './seen.ts';
import {
  approveAs,
  everyState,
  filed,
  holder,
  policy,
  requester,
  richChange,
  type StateName,
} from './states.ts';

const shown = (request: Parameters<typeof card>[0], role: Parameters<typeof card>[1] = 'ai_platform') => {
  const { blocks, text } = card(request, role, policy);
  return { blocks, text, reads: readable(blocks), buttons: buttonsOf(blocks) };
};
const decisions = ['Approve', 'Approve with conditions', 'Request changes', 'Reject', 'View packet'];

describe('an open card', () => {
  const { reads, buttons, text } = shown(filed().open);

  test('begins with the route and its tier in words, then the question of its role', () => {
    const [header, question] = reads.split('\n');
    expect(header).toBe('🟠 support-summary-prod · high risk');
    expect(question).toBe('Ai platform review  What does ai_platform say?');
  });

  test('offers the decisions in their order', () => {
    expect(buttons).toEqual(decisions);
  });

  test('says only what differs from the baseline, the weightiest first, with how much dearer it gets', () => {
    const changes = reads.slice(reads.indexOf('What changes'), reads.indexOf('\nWhy  '));
    expect(changes.split('\n')).toEqual([
      'What changes',
      'Model  gpt-summary-a 2026-03 → gpt-summary-b 2026-09',
      'Fallback  + gpt-summary-a 2026-03 at acme (openai-response), eu',
      'Prompt  commit a1b2c3d → d4e5f6a · text “Summarise the thread in five lines.” → “Summarise the thread in three lines.”',
      'Cost  $400/month → $520/month (+30 %)',
      'Rollback  incident contact U-oncall → @U0ONCALL01',
      'Owners  business U-product → @U0BUSINESS · technical U-platform → @U0TECHNICAL',
    ]);
  });

  test('carries the eight fields that every approval card owes', () => {
    for (const owed of [
      'Serves now\ngpt-summary-a 2026-03',
      'Proposed\ngpt-summary-b 2026-09',
      'Workflow\nbackground summarisation: Support inbox summaries',
      'Audience\ncustomers, in production; first low-risk accounts',
      'Evidence  2 of 8 lanes clear',
      'Guardrails  pauses unless error rate ≤ 0.01',
      'Rolls back to  gpt-summary-a 2026-03',
      '⬜ Finance  #ai-finance-reviews',
      'Record R-1 rev 1 · packet ',
      'Flag temporary, clean up by 1 Feb 2027',
    ])
      expect(reads).toContain(owed);
  });

  test('says why the tier is what it is, why the change is wanted, and puts failed evidence first', () => {
    expect(reads).toContain(
      'Why high  customers see it · default model changed · cost or latency profile changed',
    );
    expect(reads).toContain('Why  Cheaper and better at long threads.');
    const evidence = reads.slice(reads.indexOf('Evidence  '), reads.indexOf('\nGuardrails  '));
    expect(evidence.split('\n')).toEqual([
      'Evidence  2 of 8 lanes clear',
      '❌ latency: 95th percentile 8100 ms, 7000 ms allowed',
      '⬜ Missing  instruction hierarchy · data leakage · cost and quota · reliability · rollback (a drill shows it)',
      '✅ functional correctness 0.97 · prompt injection 41/41',
    ]);
  });

  test('links evidence', () => {
    const all = JSON.stringify(card(filed().open, 'ai_platform', policy).blocks);
    expect(all).toContain('<https://ci.example/runs/41|functional correctness> 0.97');
  });

  test('says of evidence that it grew too old, as of when it is drawn', () => {
    const request = filed().open;
    const drawnAfter = (days: number) =>
      readable(card(request, 'ai_platform', policy, new Map(), request.revisedAt + days * day).blocks);
    expect(drawnAfter(29)).toContain('Evidence  2 of 8 lanes clear');
    expect(drawnAfter(31)).toContain('Evidence  0 of 8 lanes clear');
    expect(drawnAfter(31)).toContain(
      '🕓 Does not count  functional correctness (too old) · prompt injection (too old)',
    );
  });

  test('points out what is weak, a piece at a time', () => {
    const evidence = [
      { lane: 'functional_correctness' as const, title: 'It worked in testing', verdict: 'passed' as const },
      { lane: 'prompt_injection' as const, url: 'https://example.com/x', verdict: 'passed' as const },
      { lane: 'reliability' as const, title: 'Drill', verdict: 'passed' as const },
    ];
    const shown = readable(card(filed({ ...richChange, evidence }).open, 'ai_platform', policy).blocks);
    expect(shown).toContain(
      '⚠️ functional correctness says nothing that can be checked · prompt injection is a bare link · 1 more hint in View packet',
    );
  });

  test('tells the reader which review is theirs, and a notification what is asked', () => {
    expect(reads).toContain('⬜ Ai platform  you');
    expect(text).toBe('R-1 support-summary-prod, high risk: ai platform review needed');
  });

  test('asks back before a high-risk approval, and names revision and reach', () => {
    const approve = JSON.stringify(card(filed().open, 'ai_platform', policy).blocks.at(-1));
    expect(approve).toContain('"title":{"type":"plain_text","text":"Approve R-1?"');
    expect(approve).toContain('revision 1, for exposure up to *canary*');
  });
});

describe('a new route', () => {
  const input = { ...richChange, change: { ...richChange.change, kind: 'new' as const } };
  const { reads } = shown(filed(input, null).open);

  test('says what it will be, since nothing serves yet', () => {
    expect(reads).toContain('Serves now\nnothing yet');
    expect(reads).toContain('What it is\nModel  gpt-summary-b 2026-09 · provider acme');
  });
});

describe('decisions', () => {
  test('are ticked off with a name and a time; the rest says who is still needed', () => {
    const request = filed();
    approveAs(request, 'security');
    const { reads } = shown(request.open);
    expect(reads).toContain(`Reviews  1 of 5 done`);
    expect(reads).toContain(`✅ Security  @${holder('security')}, 5 Oct 2026 at 10:00`);
    expect(reads).toContain('⬜ Release owner  #ai-releases');
  });

  test('leave out the buttons that could do nothing, and keep those that take a decision back', () => {
    const request = filed();
    approveAs(request, 'ai_platform');
    expect(shown(request.open).buttons).toEqual(['Request changes', 'Reject', 'View packet']);
    expect(shown(request.open, 'finance').buttons).toEqual(decisions);
    expect(shown(request.open).text).toBe('R-1 support-summary-prod, high risk: in review');
  });

  test('an objection is quoted with its author and category, and its author may still approve', () => {
    const { reads, buttons } = shown(everyState().objected, 'security');
    expect(reads).toContain(
      `✏️ Security  @${holder('security')} asked for changes (safety): “Not like this.”`,
    );
    expect(buttons).toEqual(decisions);
  });

  test('conditions are listed with owner and day', () => {
    const { reads } = shown(everyState().partly);
    expect(reads).toContain('with 10 conditions');
    expect(reads).toContain(`☐ Not like this. (@${requester}, by 9 Oct 2026, for security)`);
  });

  test('an approval that fills no slot yet is shown as such, and the slot as open', () => {
    const request = filed();
    const both = member('U0BOTHROLES', 'product_owner', 'release_owner');
    request.approve('product_owner', both);
    request.approve('release_owner', both);
    const { reads } = shown(request.open);
    expect(reads).toContain('counts for another role, one person for one of them');
    expect(reads).toContain('Reviews  1 of 5 done');
  });
});

describe('after an edit', () => {
  const edited = filed();
  approveAs(edited, 'ai_platform');
  approveAs(edited, 'finance');
  edited.revise(
    { ...richChange, prompt: { ...richChange.prompt, source: 'prompts/summary.md', text: 'In four lines.' } },
    member(requester),
  );

  test('the card of a role whose material changed says so and asks again', () => {
    const { reads, buttons } = shown(edited.open, 'ai_platform');
    expect(reads).toContain('🔁 Asked again: in revision 2 what you judge was edited.');
    expect(reads).toContain(`@${holder('ai_platform')} had approved; what they judged was edited since`);
    expect(buttons).toEqual(decisions);
  });

  test('a decision that the edit did not touch stands, and says since when', () => {
    const { reads, buttons } = shown(edited.open, 'finance');
    expect(reads).toContain(
      `✅ Finance  @${holder('finance')}, 5 Oct 2026 at 10:00, stands since revision 1`,
    );
    expect(buttons).toEqual(['Request changes', 'Reject', 'View packet']);
  });

  test('a role that is no longer asked is told, without dead buttons', () => {
    const request = filed();
    const change = { ...supportSummary.change, what: ['prompt' as const] };
    const promptOnly = { ...supportSummary, change, prompt: { source: 'prompts/other.md' } };
    request.revise(promptOnly, member(requester));
    const { reads, buttons } = shown(request.open, 'finance');
    expect(reads).toContain('Finance is no longer asked. Since revision 2');
    expect(buttons).toEqual(['View packet']);
  });
});

describe('time', () => {
  test('an overdue review says so, and that the backup was asked', () => {
    expect(shown(everyState().overdue).reads).toContain('⏰ overdue since 6 Oct 2026 at 10:00');
    expect(shown(everyState().escalated).reads).toContain('backup asked');
  });
});

describe('a closed card', () => {
  const closed: [state: StateName, header: string, says: string][] = [
    [
      'approved',
      '✅ support-summary-prod · high risk · approved for canary',
      'To be started before 12 Oct 2026 at 10:00.',
    ],
    [
      'rejected',
      '⛔ support-summary-prod · high risk · rejected',
      `Rejected by @${holder('security')} for security, 5 Oct 2026 at 10:00. Safety: “Not like this.”`,
    ],
    [
      'withdrawn',
      '↩️ support-summary-prod · high risk · withdrawn',
      `Withdrawn by @${requester}, 5 Oct 2026 at 10:00. “Not like this.”`,
    ],
    ['expired', '⌛ support-summary-prod · high risk · expired', 'not every review was given in time'],
    ['lapsed', '⌛ support-summary-prod · high risk · approval lapsed', 'not started in time'],
  ];

  test.each(closed)('%s: says who, when and why, and has no dead buttons', (state, header, says) => {
    const { reads, buttons } = shown(everyState()[state]);
    expect(reads.split('\n')[0]).toBe(header);
    expect(reads).toContain(says);
    expect(buttons).toEqual(['View packet']);
    expect(reads).toContain('Rolls back to  gpt-summary-a 2026-03');
  });

  test('approved: names everybody who agreed', () => {
    const request = everyState().approved;
    const { reads } = shown(request);
    for (const role of ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner'] as const)
      expect(reads).toContain(`@${holder(role)}`);
  });
});

test('the same state gives the same card, so that an unchanged card is not sent again', () => {
  expect(card(filed().open, 'finance', policy)).toEqual(card(filed().open, 'finance', policy));
});

describe('the card of a candidate that may go on to more people', () => {
  const { expanding, agreed } = everyState();

  test('asks just that, of product and release, and shows what was measured', () => {
    const { reads, buttons } = shown(expanding, 'product_owner');
    expect(reads).toContain('May it go on from canary to default?');
    expect(reads).toContain('The candidate is the one that R-1 approved');
    expect(reads).toContain('Expansion of R-1, which @U0REQUEST1 requested');
    expect(reads).toContain('Evidence  what its rollout measured');
    expect(reads).toContain('error_rate at 25 %');
    expect(buttons).toEqual(decisions);
  });

  test('says what may happen once all agreed', () => {
    const { reads } = shown(agreed, 'product_owner');
    expect(reads).toContain('Approved for default');
    expect(reads).toContain('The rollout of R-1 may go on to it.');
    const own = readable(requesterMessage(agreed, policy).blocks);
    expect(own).toContain('the release owner may expand the rollout of R-1 to default');
  });

  test('offers its requester no edit: it is what was approved', () => {
    const { blocks } = requesterMessage(expanding, policy);
    expect(readable(blocks)).toContain('Asks whether R-1 may go on from canary to default');
    expect(buttonsOf(blocks)).toEqual(['Nudge', 'View packet', 'Withdraw']);
  });
});
