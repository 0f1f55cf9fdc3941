import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fallbackMap } from '../../../src/domain/fallback/catalog.ts';
import { type Finding, findingsOf } from '../../../src/domain/fallback/findings.ts';
import type { ProposalInput } from '../../../src/domain/packet/schema.ts';
import { fallbackBlockers } from '../../../src/domain/request/fallback-blockers.ts';
import { type ReviewRole, reviewRoles } from '../../../src/domain/words.ts';
import { validateMessage } from '../../../src/sandbox/emulator/blocks/message.ts';
import { type Shown, section } from '../../../src/slack/blocks/blocks.ts';
import { messageCost } from '../../../src/slack/blocks/budget.ts';
import { card } from '../../../src/slack/cards/card.ts';
import { fallbackSections } from '../../../src/slack/cards/fallback-lines.ts';
import { requesterMessage } from '../../../src/slack/cards/requester-message.ts';
import { refusalText } from '../../../src/slack/refusal-text.ts';
import { proposalInput } from '../../support/arbitrary-proposal.ts';
import { fileable } from '../../support/fileable.ts';
import { RequestUnderTest } from '../../support/given-when-then.ts';
import { packet } from '../../support/proposals.ts';
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
/** What the fallbacks of a packet may lead to that is filed all the same; nobody knows any of the names. */
function worthALook(input: ProposalInput): readonly Finding[] {
  const findings = findingsOf(packet(input), fallbackMap([], null, '2026-10-05'));
  return findings.map((finding) => ({ ...finding, stops: false }));
}
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

  test('what the fallbacks of the largest packet lead to, each thing by its way', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(attack, (seed) => {
        const request = new RequestUnderTest(policy);
        request.fallbacks = worthALook(sameRoute(seed));
        expect(request.fallbacks.length).toBeGreaterThan(30);
        const { open } = request.submit(fileable(sameRoute(seed)), requester);
        check(card(open, 'ai_platform', policy));
        expect(JSON.stringify(card(open, 'ai_platform', policy))).toContain(
          'Models and fallbacks to look at',
        );
        expect(validateMessage({ text: '', blocks: fallbackSections(open) })).toEqual([]);
        const findings = worthALook(sameRoute(seed)).map((finding) => ({ ...finding, stops: true }));
        const blockers = fallbackBlockers(findings);
        expect(blockers.at(-1)?.sentence).toMatch(/And \d+ more like these/);
        const refused = refusalText({ reason: 'blocked', blockers, stops: [] }, { policy });
        check({ text: '', blocks: [section(refused)] });
      }),
      { numRuns: 20, endOnFailure: true },
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
