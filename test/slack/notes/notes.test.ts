import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RequestEvent } from '../../../src/domain/request/events.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import type { ReviewRole } from '../../../src/domain/words.ts';
import { validateMessage } from '../../../src/sandbox/emulator/blocks/message.ts';
import { section } from '../../../src/slack/blocks/blocks.ts';
import { clip } from '../../../src/slack/blocks/mrkdwn.ts';
import { cardNote } from '../../../src/slack/notes/card-notes.ts';
import { requesterNote } from '../../../src/slack/notes/requester-notes.ts';
import { claim } from '../../support/evidence.ts';
import { monday } from '../../support/given-when-then.ts';
import { attack } from '../cards/hostile.ts';
import { tokensOf } from '../cards/seen.ts';
import { approveAs, everyState, filed, holder, policy, requester } from '../cards/states.ts';

const open = filed().open;
const { assessment, bound, packet, evidence, change, times } = open;

const inThread = (
  event: RequestEvent,
  role: ReviewRole = 'finance',
  request: Request = open,
  ask: string[] = [],
) => cardNote(event, { request, role, policy, at: monday, ask });
const toRequester = (event: RequestEvent, request: Request = open) =>
  requesterNote(event, { request, policy, at: monday, ask: [] });

const person = holder('finance');

/** One event of every type; texts are what somebody wrote. */
const everyEvent = (text: string): { [T in RequestEvent['type']]: Extract<RequestEvent, { type: T }> } => ({
  request_submitted: {
    type: 'request_submitted',
    request: 'R-1',
    requester,
    change,
    packet,
    baseline: null,
    evidence,
    bound,
    raisedTo: null,
    assessment,
    times,
    expiresAt: monday,
  },
  request_revised: {
    type: 'request_revised',
    editor: requester,
    change,
    packet,
    evidence,
    bound: { ...bound, revision: 2 },
    raisedTo: null,
    assessment,
    changed: ['Prompt text', 'Monthly budget'],
    fell: [{ role: 'finance', person, because: 'material_changed' }],
    askedAgain: ['finance'],
    times,
  },
  emergency_called: { type: 'emergency_called', by: person, roles: ['oncall'], reason: text, hours: 4 },
  emergency_call_ended: { type: 'emergency_call_ended' },
  emergency_approved: {
    type: 'emergency_approved',
    calledBy: { person, role: 'oncall' },
    joinedBy: { person: requester, role: 'release_owner' },
    reason: text,
    until: monday,
    skipped: ['finance', 'security'],
    bound,
  },
  condition_kept: {
    type: 'condition_kept',
    condition: 'R-1.1',
    role: 'finance',
    by: person,
    text,
    proof: text,
  },
  after_review_reminded: { type: 'after_review_reminded' },
  after_review_closed: { type: 'after_review_closed', by: person, stays: true, note: text },
  evidence_attached: {
    type: 'evidence_attached',
    record: claim('cost_and_quota', { title: text || 'Usage rows' }),
    bound,
    fell: [{ role: 'finance', person, because: 'evidence_fell' }],
    askedAgain: ['finance'],
  },
  evidence_withdrawn: {
    type: 'evidence_withdrawn',
    evidence: 'E-1',
    by: person,
    reason: text,
    bound,
    fell: [],
    askedAgain: [],
  },
  slot_approved: {
    type: 'slot_approved',
    role: 'finance',
    person,
    conditions: [{ text, owner: requester, due: '2026-10-09' }],
    comment: text,
    bound,
  },
  changes_requested: {
    type: 'changes_requested',
    role: 'finance',
    person,
    category: 'cost',
    reason: text,
    bound,
  },
  request_rejected: {
    type: 'request_rejected',
    role: 'finance',
    person,
    category: 'safety',
    reason: text,
    bound,
  },
  request_approved: {
    type: 'request_approved',
    exposure: 'canary',
    useBy: monday,
    filled: [{ role: 'finance', person }],
    bound,
  },
  tier_lowered: {
    type: 'tier_lowered',
    by: holder('security'),
    from: 'high',
    to: 'medium',
    reason: text,
    assessment,
  },
  request_withdrawn: { type: 'request_withdrawn', by: requester, reason: text },
  reviewers_nudged: { type: 'reviewers_nudged', by: requester, roles: ['finance'] },
  review_reminded: { type: 'review_reminded', point: 'due', roles: ['finance'], dueAt: monday },
  review_escalated: { type: 'review_escalated', roles: ['finance'], dueAt: monday },
  expiry_warned: { type: 'expiry_warned', expiresAt: monday },
  request_extended: { type: 'request_extended', by: requester, expiresAt: monday },
  request_expired: { type: 'request_expired' },
  use_by_warned: { type: 'use_by_warned', useBy: monday },
  approval_extended: { type: 'approval_extended', by: requester, useBy: monday },
  approval_used: { type: 'approval_used', by: person },
  approval_lapsed: { type: 'approval_lapsed' },
  canary_judged: {
    type: 'canary_judged',
    digest: 'another',
    revision: 1,
    binding: { outcome: 'refused', because: 'nothing_changes' },
    canary: { outcome: 'filed', tier: 'high', slots: [], reaches: 'canary' },
    differs: ['refusal'],
  },
  action_refused: {
    type: 'action_refused',
    by: person,
    action: 'approve',
    refusal: { reason: 'nothing_changes' },
  },
});
const events = everyEvent('Who pays?');

describe('after an edit, the thread of each role is told what it means for that role', () => {
  const ask = [`<@${person}>`];

  test('asked again: whose approval fell and why, loud, calling exactly them', () => {
    const note = inThread(events.request_revised, 'finance', open, ask);
    expect(note?.broadcast).toBe(true);
    expect(note?.text.split('\n')).toEqual([
      `✏️ <@${requester}> edited this: revision 2 changes prompt text and monthly budget.`,
      `*Finance is asked again.* The approval of <@${person}> for finance no longer counts: what they judged was edited.`,
    ]);
  });

  test('whoever objected before is called in front, since the sentence does not name them', () => {
    const event = { ...events.request_revised, fell: [] };
    expect(inThread(event, 'finance', open, ask)?.text).toMatch(/^<@U0FINANCE> ✏️/);
  });

  test('not asked again: quietly, that the decision stands', () => {
    const request = filed();
    approveAs(request, 'security');
    const note = inThread(events.request_revised, 'security', request.open);
    expect(note).toEqual({
      broadcast: false,
      text: `✏️ <@${requester}> edited this: revision 2 changes prompt text and monthly budget.\nNothing that security judges changed, so what was decided stands.`,
    });
  });

  test('not decided yet: quietly, that the review goes on', () => {
    const note = inThread(events.request_revised, 'security');
    expect(note?.text).toContain('\nThe review by security goes on with it.');
    expect(note?.broadcast).toBe(false);
  });

  test('no longer asked: says so', () => {
    const note = inThread(events.request_revised, 'legal');
    expect(note?.text).toContain('Legal is no longer asked.');
  });
});

describe('decisions are told with their reasons', () => {
  test('conditions with owner and day', () => {
    expect(inThread(events.slot_approved)?.text).toBe(
      `✅ <@${person}> approved for *finance* with 1 condition.\n• Who pays? (<@${requester}>, by 9 Oct 2026)\n>Who pays?`,
    );
  });

  test('the requester reads what to do next', () => {
    expect(toRequester(events.changes_requested)?.text).toContain('>Who pays?\n*Edit* the request to answer');
    expect(toRequester(events.request_rejected)?.text).toContain('*Start again* opens the form');
    expect(toRequester(events.request_approved)?.text).toContain('Start it before <!date^');
    expect(toRequester(events.review_escalated)?.text).toContain('still open: finance.');
  });
});

describe('reminders', () => {
  test('at half time quietly, when due aloud', () => {
    expect(inThread({ ...events.review_reminded, point: 'half' })?.broadcast).toBe(false);
    expect(inThread(events.review_reminded)?.broadcast).toBe(true);
  });

  test('that come after the answer say nothing', () => {
    const { approved, rejected } = everyState();
    for (const event of [events.review_reminded, events.review_escalated, events.reviewers_nudged])
      for (const late of [approved, rejected]) expect(inThread(event, 'finance', late)).toBeNull();
  });
});

test('whatever people wrote, every note is one that Slack takes, and mentions nobody else', () => {
  const known = [requester, ...assessment.slots.map((slot) => holder(slot.role))].map((id) => `<@${id}>`);
  fc.assert(
    fc.property(attack, fc.integer({ min: 1, max: 400 }), (text, times_) => {
      for (const event of Object.values(everyEvent(text.repeat(times_).slice(0, 3000))))
        for (const note of [inThread(event), toRequester(event)]) {
          if (!note) continue;
          const shown = clip(note.text, 3000);
          expect(validateMessage({ text: shown, blocks: [section(shown)] })).toEqual([]);
          const tokens = tokensOf([section(shown)]).filter((token) => !token.startsWith('<!date^'));
          expect(tokens.filter((token) => !known.includes(token))).toEqual([]);
        }
    }),
    { numRuns: 40 },
  );
});
