import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ReviewRole, reviewRoles } from '../../../src/domain/words.ts';
import { validateMessage } from '../../../src/sandbox/emulator/blocks/message.ts';
import type { Shown } from '../../../src/slack/blocks/blocks.ts';
import { messageCost } from '../../../src/slack/blocks/budget.ts';
import { card } from '../../../src/slack/cards/card.ts';
import { requesterMessage } from '../../../src/slack/cards/requester-message.ts';
import { proposalInput } from '../../support/arbitrary-proposal.ts';
import { fileable } from '../../support/fileable.ts';
import { attack, largestProposal } from './hostile.ts';
import { tokensOf } from './seen.ts';
import { everyState, filed, holder, policy, requester } from './states.ts';

/** Tokens that cards may hold: dates of ours, people of ours, links to evidence. */
const ours = [
  /^<!date\^\d+\^[^|<>]+\|[^<>|]+>$/,
  new RegExp(`^<@(?:${[requester, ...reviewRoles.map(holder)].join('|')})>$`),
  /^<https?:\/\/[^<>|\s]+\|[^<>|]*>$/,
];
const isOurs = (token: string): boolean => ours.some((pattern) => pattern.test(token));

function check(shown: Shown): void {
  expect(validateMessage(shown)).toEqual([]);
  expect(validateMessage(shown, { as: 'update' })).toEqual([]);
  expect(messageCost(shown.blocks)).toBeLessThanOrEqual(13_000);
  expect(tokensOf(shown.blocks).filter((token) => !isOurs(token))).toEqual([]);
  expect(JSON.stringify(shown)).not.toMatch(/@(?:channel|here|everyone)/i);
  expect(shown.text).not.toMatch(/[<>]/);
  for (const block of shown.blocks)
    if (block.type === 'section' && block.text?.type === 'mrkdwn') expect(block.text.verbatim).toBe(true);
}

const seeds = fc.tuple(attack, attack);
const sameRoute = (seed: string) => ({ ...largestProposal(seed), route: 'support-summary-prod' });

describe('whatever a packet holds, Slack takes the card, and nothing in it mentions anybody', () => {
  test('the largest packet, in every state, for its roles and its requester', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(seeds, ([seed, reason]) => {
        for (const state of Object.values(everyState(sameRoute(seed), reason.repeat(200).slice(0, 3000)))) {
          for (const role of ['security', 'ai_platform', 'procurement'] satisfies ReviewRole[])
            check(card(state, role, policy));
          check(requesterMessage(state, policy));
        }
      }),
      { numRuns: 6, endOnFailure: true },
    );
  });

  test('any packet that the schema takes, as a change and as a new route', () => {
    fc.assert(
      fc.property(proposalInput.map(fileable), (input) => {
        const { change } = input;
        const asChange = filed({
          ...input,
          route: 'support-summary-prod',
          change: { ...change, kind: 'change' },
        });
        check(card(asChange.open, 'ai_platform', policy));
        check(requesterMessage(asChange.open, policy));
        const asNew = filed({ ...input, change: { ...change, kind: 'new' } }, null);
        check(card(asNew.open, 'ai_platform', policy));
      }),
      { numRuns: 120, endOnFailure: true },
    );
  });
});
