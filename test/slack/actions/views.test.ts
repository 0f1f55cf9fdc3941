import type { ModalView } from '@slack/types';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Request } from '../../../src/domain/request/request.ts';
import type { StoredEvent } from '../../../src/ports/store.ts';
import { validateView } from '../../../src/sandbox/emulator/blocks/view.ts';
import { answerView } from '../../../src/slack/actions/answer-view.ts';
import { conditionsModal } from '../../../src/slack/actions/conditions-modal.ts';
import { approveModal, reasonModal } from '../../../src/slack/actions/decision-modal.ts';
import { lowerTierModal } from '../../../src/slack/actions/lower-tier.ts';
import { type PacketContents, packetParts } from '../../../src/slack/actions/packet-parts.ts';
import { packetView } from '../../../src/slack/actions/packet-view.ts';
import { proposalInput } from '../../support/arbitrary-proposal.ts';
import { fileable } from '../../support/fileable.ts';
import { attack, largestProposal } from '../cards/hostile.ts';
import { tokensOf } from '../cards/seen.ts';
import { everyState, filed, holder, policy } from '../cards/states.ts';

function check(view: ModalView): void {
  expect(validateView(view, 'modal')).toEqual([]);
  const tokens = tokensOf(view.blocks.filter((block) => block.type !== 'rich_text'));
  expect(
    tokens.filter((token) => !/^<(?:@U0[A-Z0-9]+|!date\^[^<>]+|https?:[^<>\s|]+\|[^<>]*)>$/.test(token)),
  ).toEqual([]);
}

const refusedEvents = (text: string): StoredEvent[] =>
  Array.from({ length: 300 }, (_, index) => ({
    sequence: index + 1,
    stream: 'request:R-1',
    version: index + 1,
    type: 'changes_requested',
    actor: 'U0X',
    at: 1,
    commandId: `c${index}`,
    previousHash: '',
    hash: '',
    data: {
      type: 'changes_requested',
      role: 'finance',
      person: holder('finance'),
      category: 'cost',
      reason: text,
      bound: filed().open.bound,
    },
  }));

function checkAll(request: Request, text: string, events: readonly StoredEvent[]): void {
  const ref = { request: request.id, revision: 1, role: 'security' } as const;
  const about = { ref, request, policy, channel: 'C0123456789' };
  check(approveModal(about));
  for (const rows of [1, 2, 10]) check(conditionsModal(about, rows));
  for (const kind of ['request_changes', 'reject'] as const) {
    check(reasonModal(kind, about));
    check(reasonModal(kind, about, { category: 'cost', reason: text }, 'It was edited.'));
  }
  check(lowerTierModal(request));
  check(answerView('*No.*', [text, text, text]));
  const contents: PacketContents = {
    request,
    policy,
    events,
    reader: request.requester,
    at: request.revisedAt,
  };
  for (const part of packetParts)
    for (const page of [0, 1, 9999])
      check(packetView({ request: request.id, part, page }, contents, 'A notice.'));
}

test('the largest packet, in every state: every modal is one that Slack takes', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(attack, (seed) => {
      const text = seed.repeat(400).slice(0, 3000);
      const events = refusedEvents(text);
      const input = {
        ...largestProposal(seed),
        route: 'support-summary-prod',
        classification: ['legal_terms' as const],
      };
      const { filed: open, partly, rejected } = everyState(input, text);
      for (const state of [open, partly, rejected]) checkAll(state, text, events);
    }),
    { numRuns: 3, endOnFailure: true },
  );
});

test('any packet: every modal is one that Slack takes', () => {
  fc.assert(
    fc.property(proposalInput.map(fileable), attack, (input, text) => {
      const { change } = input;
      checkAll(
        filed({ ...input, route: 'support-summary-prod', change: { ...change, kind: 'change' } }).open,
        text,
        [],
      );
    }),
    { numRuns: 60, endOnFailure: true },
  );
});
