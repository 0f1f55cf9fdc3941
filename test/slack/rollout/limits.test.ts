import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RouteRefusal } from '../../../src/domain/route/refusal.ts';
import { validateMessage } from '../../../src/sandbox/emulator/blocks/message.ts';
import { validateView } from '../../../src/sandbox/emulator/blocks/view.ts';
import type { Shown } from '../../../src/slack/blocks/blocks.ts';
import { section } from '../../../src/slack/blocks/blocks.ts';
import { messageCost } from '../../../src/slack/blocks/budget.ts';
import { limits } from '../../../src/slack/blocks/limits.ts';
import { plainOf } from '../../../src/slack/blocks/mrkdwn.ts';
import { liveRouteBlocks } from '../../../src/slack/home/live-route-rows.ts';
import { alertMessage } from '../../../src/slack/rollout/alerts/alert-message.ts';
import { conditionMessage, escalationText } from '../../../src/slack/rollout/conditions/condition-message.ts';
import { closedOffer, offerOf, offerToChoose } from '../../../src/slack/rollout/offer/offer.ts';
import { rollBackModal } from '../../../src/slack/rollout/offer/roll-back-modal.ts';
import { ownerNote } from '../../../src/slack/rollout/renewal/owner-notes.ts';
import { type Reminder, reminderMessage } from '../../../src/slack/rollout/renewal/reminder.ts';
import { triggerModal } from '../../../src/slack/rollout/renewal/trigger-modal.ts';
import { recordModal } from '../../../src/slack/rollout/retirement/record-modal.ts';
import { retirementCard } from '../../../src/slack/rollout/retirement/retirement-card.ts';
import { watchNote } from '../../../src/slack/rollout/watch-note.ts';
import { routeRefusalText } from '../../../src/slack/route-refusal-text.ts';
import { day, monday } from '../../support/given-when-then.ts';
import { testPolicy } from '../../support/policy.ts';
import { attack } from '../cards/hostile.ts';
import { tokensOf } from '../cards/seen.ts';
import { hostileAlert, hostileEvents, hostileRecord, hostileRoutes, somebody } from './hostile-routes.ts';

const policy = testPolicy();

const reminders: readonly Reminder[] = [
  { kind: 'reminded', dueAt: monday + 90 * day, days: 7 },
  { kind: 'overdue', dueAt: monday + 90 * day },
  { kind: 'trigger', at: monday + 5 * 3_600_000 },
];

function everyMessage(seed: string): Shown[] {
  const routes = Object.values(hostileRoutes(seed));
  const alerts = [hostileAlert(seed), hostileAlert(seed, { status: 'resolved', endedAt: monday + day })];
  const events = hostileEvents(seed);
  const notes = routes.flatMap((route) =>
    events.flatMap((event) => {
      const owners = ownerNote(event, { route, policy });
      const watching = watchNote(event, { route, policy });
      return [
        ...(owners ? [{ text: owners.text.slice(0, 3000), blocks: [section(owners.text)] }] : []),
        ...(watching ? [watching] : []),
      ];
    }),
  );
  return [
    ...alerts.map((alert) => alertMessage(alert, 'Etc/UTC')),
    ...routes.map((route) => offerOf(route, 'alert', policy)),
    ...routes.map((route) => closedOffer(route, policy)),
    offerToChoose('Which?', routes, policy),
    ...routes.flatMap((route) => reminders.map((reminder) => reminderMessage(reminder, { route, policy }))),
    ...routes.flatMap((route) =>
      (['promised', 'soon', 'today', 'overdue'] as const).flatMap((word) =>
        (route.conditions ?? []).flatMap(
          ({ id }) =>
            conditionMessage(
              { condition: id, word, nth: 1, reader: somebody },
              { route, policy, cardLink: 'https://acme.slack.com/archives/C1/p1' },
            ) ?? [],
        ),
      ),
    ),
    ...routes.flatMap((route) =>
      (route.conditions ?? []).map((condition) => {
        const text = escalationText(condition, route);
        return { text: plainOf(text), blocks: [section(text)] };
      }),
    ),
    ...routes.map((route) => retirementCard(route, 'R-2', policy)),
    ...notes,
  ];
}

/** Everything that Slack would act on in these blocks, dates left out. */
const called = (blocks: readonly KnownBlock[]): string[] =>
  tokensOf([...blocks]).filter((token) => !token.startsWith('<!date^') && !token.startsWith('<https://'));

describe('whatever people and systems wrote about a live route', () => {
  test('every message is one that Slack takes, and calls nobody whom we do not name', () => {
    fc.assert(
      fc.property(attack, (seed) => {
        for (const { text, blocks } of everyMessage(seed)) {
          expect(validateMessage({ text, blocks })).toEqual([]);
          expect(messageCost(blocks)).toBeLessThanOrEqual(limits.messageCost);
          expect(called(blocks).filter((token) => token !== `<@${somebody}>`)).toEqual([]);
        }
      }),
      { numRuns: 15 },
    );
  });

  test('every modal is one that Slack takes', () => {
    fc.assert(
      fc.property(attack, (seed) => {
        const routes = Object.values(hostileRoutes(seed));
        const many = Array.from({ length: 12 }, (_, index) =>
          routes.map((route) => ({ ...route, id: `${route.id.slice(0, 50)}-${index}` })),
        ).flat();
        const askedIn = { channel: 'C012ABCDEF', ts: '1.2' };
        for (const chosen of [null, ...routes])
          expect(validateView(rollBackModal({ offered: many, chosen, askedIn }, policy))).toEqual([]);
        expect(validateView(recordModal('route-id', hostileRecord(seed)))).toEqual([]);
        expect(validateView(triggerModal('route-id'))).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  test('App Home takes it', () => {
    fc.assert(
      fc.property(attack, (seed) => {
        const routes = Object.values(hostileRoutes(seed));
        const waiting = routes.slice(0, 5).map((state) => ({
          route: state.id,
          state,
          waits: { for: 'resume', since: monday } as const,
        }));
        const owned = routes.map((route, index) => ({ ...route, id: `route-${index}` }));
        const blocks = liveRouteBlocks({ waiting, owned }, monday + 100 * day, policy);
        expect(validateView({ type: 'home', blocks })).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });
});

const guardrail = { metric: 'error_rate', limit: 'at_most', value: 0.01, on_breach: 'pause' } as const;
const reading = { metric: 'error_rate', value: 0.2, at: monday, source: 'api' };

const ownRule = (kind: 'guard' | 'stop', unclear: string | null) => {
  const text = kind === 'guard' ? '100 requests an hour are measured' : 'errors under load';
  return { gate: 'own_rule', ok: false, rule: 'a-rule', kind, text, unclear } as const;
};

/** One refusal of every kind, with what people read. */
const refusals: readonly (readonly [RouteRefusal, string])[] = [
  [{ reason: 'route_unknown', route: 'a-b' }, 'No route is called `a-b`.'],
  [
    { reason: 'not_in_role', roles: ['oncall', 'release_owner'] },
    'This can be done by oncall (anybody in #ai-oncall-reviews) or release owner (anybody in #ai-releases), or by the technical owner',
  ],
  [{ reason: 'request_not_approved', request: 'R-1' }, '*R-1* is not approved, or its approval has run out'],
  [{ reason: 'approval_used', request: 'R-1', by: somebody, at: monday }, 'An approval starts once'],
  [{ reason: 'rollout_in_progress', request: 'R-1' }, '*R-1* is rolling out on this route.'],
  [{ reason: 'baseline_moved', request: 'R-1' }, 'so the approval is for something else'],
  [{ reason: 'nothing_rolling_out', route: 'a-b' }, 'Nothing of `a-b` is rolling out.'],
  [{ reason: 'nothing_to_roll_back', route: 'a-b' }, 'so there is nothing to go back to'],
  [{ reason: 'rolled_back_already', by: 'system', at: monday }, 'Routegate itself rolled this back already'],
  [{ reason: 'rolling_back', by: somebody, at: monday }, `<@${somebody}> pressed Roll back`],
  [{ reason: 'paused', by: somebody, at: monday }, 'paused this already'],
  [{ reason: 'not_paused' }, 'nothing to resume'],
  [{ reason: 'stale_step', seen: 1, current: 2 }, 'has moved on since you looked'],
  [{ reason: 'at_the_end' }, 'no further step'],
  [
    {
      reason: 'gate_not_clear',
      to: 'canary',
      missing: [
        { gate: 'not_paused', ok: false },
        { gate: 'control', ok: false, because: 'drift', text: 'It says 50 %.' },
        { gate: 'hold_time', ok: false, until: monday },
        { gate: 'approval', ok: false, needs: 'default', reaches: 'canary' },
        { gate: 'guardrail', ok: false, guardrail, reading: null, because: 'missing' },
        { gate: 'guardrail', ok: false, guardrail, reading, because: 'breached' },
        { gate: 'guardrail', ok: false, guardrail, reading, because: 'stale' },
        { gate: 'no_guardrail', ok: false },
        { gate: 'condition', ok: false, text: 'Report', owner: somebody, due: '2026-10-01' },
        { gate: 'drill', ok: false, last: null, maxAgeDays: 30 },
        { gate: 'freeze', ok: false, name: 'sales', until: monday },
        { gate: 'review', ok: false, due: monday },
        ownRule('guard', null),
        ownRule('guard', 'there is no fresh reading of p95_ms'),
        ownRule('stop', null),
        ownRule('stop', 'there is no fresh reading of <!here>'),
      ],
    },
    'The gate to the next step is not clear yet. Nothing was changed. Missing:\n• the rollout is paused; resume it first\n• somebody changed the flag by hand: It says 50 %.',
  ],
  [{ reason: 'retired', by: somebody, at: monday }, 'is retired since'],
  [{ reason: 'retiring', request: 'R-2' }, '*R-2* takes this route out of service'],
  [{ reason: 'not_retiring' }, 'File a retirement first'],
  [
    { reason: 'retirement_incomplete', missing: ['drainBy', 'billingCloseout'] },
    'Not everything is written down yet: drained by and billing closed.',
  ],
  [{ reason: 'not_drained_yet', drainBy: '2026-10-08' }, 'until 8 Oct 2026'],
  [{ reason: 'not_drained' }, 'First confirm that nobody asks for it any more'],
  [{ reason: 'check_not_asked' }, 'Nobody was asked for this check yet.'],
  [{ reason: 'condition_unknown' }, 'is not asked any more'],
  [{ reason: 'condition_met', by: somebody, at: monday }, 'that this condition is met'],
  [{ reason: 'condition_unproven' }, 'Say what shows it'],
  [{ reason: 'snoozed_enough', until: monday }, 'as often as the policy allows'],
];

describe('why something cannot be done with a live route', () => {
  test.each(refusals)('%j', (refusal, expected) => {
    const text = routeRefusalText(refusal, { policy, route: 'a-b' });
    expect(text).toContain(expected);
    expect(validateMessage({ text, blocks: [section(text)] })).toEqual([]);
  });

  test('names every missing thing in a line of its own', () => {
    const [gate] = refusals.filter(([refusal]) => refusal.reason === 'gate_not_clear');
    if (!gate) throw new Error('no gate');
    const lines = routeRefusalText(gate[0], { policy, route: 'a-b' }).split('\n');
    expect(lines).toHaveLength(17);
    expect(new Set(lines).size).toBe(17);
    expect(lines.slice(13)).toEqual([
      '• 100 requests an hour are measured',
      '• 100 requests an hour are measured; that could not be judged: there is no fresh reading of p95_ms',
      '• errors under load',
      '• it could not be ruled out that errors under load: there is no fresh reading of &lt;!here&gt;',
    ]);
  });
});
