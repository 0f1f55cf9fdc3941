import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Request } from '../../../src/domain/request/request.ts';
import { healthChecks } from '../../../src/domain/rollout-words.ts';
import type { RolloutPolicy } from '../../../src/domain/route/commands.ts';
import { nextGate } from '../../../src/domain/route/decide.ts';
import type { RouteEvent } from '../../../src/domain/route/events.ts';
import type { Route } from '../../../src/domain/route/route.ts';
import type { Role } from '../../../src/domain/words.ts';
import type { Directory } from '../../../src/ports/directory.ts';
import { Fault } from '../../../src/ports/fault.ts';
import { validateMessage } from '../../../src/sandbox/emulator/blocks/message.ts';
import { section } from '../../../src/slack/blocks/blocks.ts';
import { messageCost } from '../../../src/slack/blocks/budget.ts';
import { limits } from '../../../src/slack/blocks/limits.ts';
import { clip } from '../../../src/slack/blocks/mrkdwn.ts';
import { decodeRouteRef, encodeRouteRef, routeActor } from '../../../src/slack/rollout/acts.ts';
import { rolloutCard } from '../../../src/slack/rollout/card.ts';
import { gateContext, gateLines } from '../../../src/slack/rollout/gate-lines.ts';
import { type Live, liveKey, liveMessage, liveOfKey } from '../../../src/slack/rollout/live-messages.ts';
import { rolloutNote } from '../../../src/slack/rollout/notes.ts';
import { phaseOf, type RolloutFacts } from '../../../src/slack/rollout/rollout-facts.ts';
import { tookText } from '../../../src/slack/rollout/took.ts';
import { day, hour, monday } from '../../support/given-when-then.ts';
import { policyWithRules } from '../../support/own-rules.ts';
import { testPolicy } from '../../support/policy.ts';
import { approvedRequest, RouteUnderTest, release } from '../../support/route-under-test.ts';
import { attack, largestProposal } from '../cards/hostile.ts';
import { buttonsOf, readable, tokensOf } from '../cards/seen.ts';
import { everyState } from '../cards/states.ts';
import { hostileEvents, hostileRoutes, somebody } from './hostile-routes.ts';

const policy = testPolicy();
const nobody = new Map<string, string>();

function factsOf(route: Route, request: Request | null, at: number, id = request?.id ?? 'R-1'): RolloutFacts {
  const readings = new Map();
  const context = { at, today: '2026-10-05', policy: policy.rollout, readings, freeze: null, lanes: [] };
  const gate = nextGate(route, context);
  const phase = phaseOf(id, request, route);
  return { id, request, route, phase, gate, readings, startRefusal: null, asked: null, policy, at };
}

/** A live route whose rollout is shown, with the request that it is of. */
class Shown {
  readonly route: RouteUnderTest;
  readonly request = approvedRequest();
  readonly #rollout: RolloutPolicy;

  constructor(rollout: RolloutPolicy = policy.rollout) {
    this.#rollout = rollout;
    this.route = new RouteUnderTest(rollout).drilled();
  }

  get facts(): RolloutFacts {
    const { state, at, readings } = this.route;
    if (!state) throw new Error('there is no route');
    const used = { ...this.request, used: { by: 'U-release', at } };
    const facts = factsOf(state, state.rollout || state.finished ? used : this.request, at);
    const context = { at, today: '2026-10-05', policy: this.#rollout, readings, freeze: null, lanes: [] };
    return { ...facts, readings, gate: nextGate(state, context) };
  }

  start(): this {
    expect(this.route.start(this.request)).toBeNull();
    return this;
  }

  /** Into the step of that share, as a release owner would go there. */
  to(bp: number): this {
    this.route.verified();
    while (
      this.route.rollout.control.wished.bp !== bp ||
      this.route.rollout.plan[this.route.rollout.step]?.stage === 'internal_canary'
    ) {
      this.route
        .later(25 * hour)
        .measured('error_rate', 0.001)
        .drilled();
      expect(this.route.expand()).toBeNull();
      this.route.verified();
    }
    return this;
  }

  get blocks(): readonly KnownBlock[] {
    return rolloutCard(this.facts, nobody).blocks;
  }
}

describe('the card of a rollout', () => {
  test('shows the gates of the company’s own like every other, and what they miss', () => {
    const { rollout } = policyWithRules({
      gate_rules: [
        { id: 'agreed', require: '"security" in approved_by', sentence: 'security agreed' },
        {
          id: 'drilled',
          to: ['canary'],
          require: 'drill.age_days > 400',
          sentence: 'the drill is <!here> old',
        },
        { id: 'measured', require: 'percent < 25 || readings.p95_ms.value < 8000', sentence: 'it is quick' },
      ],
      reading_rules: [
        { id: 'loaded', act: 'pause', reason: 'too much', when: 'readings.load.value > 1' },
        { id: 'early', act: 'pause', reason: 'too early', when: 'exposed_minutes < 0' },
      ],
    });
    const shown = new Shown({ ...policy.rollout, gateRules: rollout.gateRules.slice(0, 1) });
    expect(readable(shown.start().blocks)).toContain('security agreed');
    shown.to(500);
    const later = new Shown({
      ...policy.rollout,
      gateRules: rollout.gateRules,
      readingRules: rollout.readingRules,
    });
    Object.assign(later.route, { state: shown.route.state, at: shown.route.at });
    const text = readable(later.blocks);
    expect(text).toContain('✗ The drill is');
    expect(text).toContain("the policy's rule drilled");
    expect(text).toContain('✗ It is quick; that could not be judged: there is no fresh reading of p95_ms');
    expect(text).toContain('✗ It could not be ruled out that too much: there is no fresh reading of load');
    const { route, gate } = later.facts;
    if (!gate || !route.rollout) throw new Error('there is no gate');
    const holding = gateLines(gate, gateContext(route, route.rollout, policy)).filter((line) =>
      line.startsWith('✓'),
    );
    expect(holding.join()).toContain('✓ security agreed · ✓ `early` not the case');
    expect(validateMessage({ text: 'card', blocks: later.blocks })).toEqual([]);
    expect(tokensOf([...later.blocks])).not.toContain('<!here>');
  });

  const live = ['Expand to 25 %', 'Hold', 'Pause', 'Roll back', 'Record drill', 'View packet'];
  const paused = (shown: Shown) =>
    shown.route.when({ type: 'pause', route: shown.facts.route.id, cause: 'person', detail: '' });
  const cases: readonly (readonly [string, (shown: Shown) => unknown, string, readonly string[]])[] = [
    ['approved', () => {}, 'ready to start', ['Start', 'Record drill', 'View packet']],
    [
      'started',
      (shown) => shown.start(),
      'moving to offline eval',
      ['Go to shadow', 'Hold', 'Pause', 'Roll back', 'Record drill', 'View packet'],
    ],
    ['at 5 %', (shown) => shown.start().to(500), 'customer canary 5 %', live],
    [
      'paused',
      (shown) => paused(shown.start().to(500)),
      'paused at customer canary 5 %',
      ['Resume', 'Roll back', 'Add reason', 'Record drill', 'View packet'],
    ],
    [
      'rolling back',
      (shown) => shown.start().to(500).route.rollBack(),
      'rolling back',
      ['Add reason', 'View packet'],
    ],
    [
      'rolled back',
      (shown) => {
        shown.start().to(500).route.rollBack();
        shown.route.verified();
      },
      'rolled back',
      ['Add reason', 'View packet'],
    ],
  ];
  test.each(cases)('%s: says so, and offers what can be done', (_name, live, title, buttons) => {
    const shown = new Shown();
    live(shown);
    const card = rolloutCard(shown.facts, nobody);
    expect(readable(card.blocks).split('\n')[0]).toContain(`support-summary-prod · ${title}`);
    expect(card.text).toBe(`support-summary-prod: ${title} (R-1)`);
    expect(buttonsOf(card.blocks)).toEqual(buttons);
    expect(validateMessage(card)).toEqual([]);
  });

  test('shows the way, who gets it, and what the control plane reads back', () => {
    const text = readable(new Shown().start().to(500).blocks);
    expect(text).toContain(
      '●●●◉○○   offline eval ✓ → shadow ✓ → internal canary ✓ → customer canary 5 % → 25 % → default',
    );
    expect(text).toContain('Who gets the candidate\n5 %, since');
    expect(text).toContain('Control plane reads back\n5 % ✓ after 40 ms');
    expect(text).toContain('Gate to customer canary 25 %: not clear · not before');
  });

  test('names everything that is missing, each with who or what can supply it', () => {
    const shown = new Shown().start().to(500);
    shown.route.readings.clear();
    shown.route.when({ type: 'report_drift', route: shown.facts.route.id, text: 'It says 50 %.' });
    const text = readable(shown.blocks);
    expect(text).toContain('✗ Somebody changed the flag by hand: It says 50 %. · set the flag back to 5 %');
    expect(text).toContain(
      '✗ error rate ≤ 0.01 has no reading · post error_rate to /api/v1/routes/support-summary-prod/readings',
    );
    expect(text).toContain('changed by hand: It says 50 %.');
  });

  test('of what was rolled back after everybody had it says so, and that the baseline is back', () => {
    const shown = new Shown().start().to(2500);
    shown.route
      .later(25 * hour)
      .measured('error_rate', 0.001)
      .drilled();
    expect(shown.route.expand()).toBeNull();
    shown.route.verified();
    expect(buttonsOf(shown.blocks)).toEqual(['Roll back', 'View packet']);
    expect(readable(shown.blocks)).toContain('Everybody gets gpt-summary-b 2026-09');
    shown.route.rollBack();
    shown.route.verified();
    expect(readable(shown.blocks)).toMatch(/Rolled back by .*: 100 % → 0 %, read back after 40 ms/);
    expect(readable(shown.blocks)).toContain('Everybody gets gpt-summary-a 2026-03');
  });

  test('says what pressing comes to for a renewal and for a retirement', () => {
    const { state } = new RouteUnderTest();
    if (!state) throw new Error('there is no route');
    const { change } = approvedRequest();
    const buttons = (kind: 'renewal' | 'retirement') => {
      const request = {
        ...approvedRequest(),
        change: { ...change, kind },
        bound: { ...approvedRequest().bound, packetDigest: state.baselineDigest ?? '' },
      };
      return buttonsOf(rolloutCard(factsOf(state, request, monday), nobody).blocks);
    };
    expect(buttons('renewal')).toEqual(['Renew', 'View packet']);
    expect(buttons('retirement')).toEqual(['Retire', 'View packet']);
  });

  test('offers nothing of an older rollout while another one runs', () => {
    const shown = new Shown().start().to(500);
    shown.route.rollBack();
    shown.route.verified();
    const facts = { ...shown.facts, id: 'R-0', request: null, phase: 'over' as const };
    expect(buttonsOf(rolloutCard(facts, nobody).blocks)).toEqual([]);
  });
});

describe('the thread of the card', () => {
  const live = () => new Shown().start().to(500);
  const back = () => {
    const shown = live();
    shown.route.rollBack();
    return shown;
  };
  const by = 'U0SOMEBODY';
  const wish = { opId: 'op', fromBp: 500, toBp: 0 };
  const said: readonly (readonly [string, () => Shown, RouteEvent, string, boolean])[] = [
    [
      'an expansion',
      live,
      { type: 'rollout_expanded', by, step: 3, gate: [], opId: 'op', fromBp: 10_000, toBp: 500 },
      '⏩ <@U0SOMEBODY> expanded it: *internal canary → customer canary 5 %*.',
      false,
    ],
    [
      'a share that was read back',
      live,
      { type: 'share_verified', opId: 'op', bp: 500, tookMs: 320 },
      '✅ *5 %* in force: read back after *0.3 s*.',
      false,
    ],
    [
      'a roll back that somebody pressed',
      back,
      { type: 'rollback_started', by, cause: 'person', detail: '', afterCompletion: false, ...wish },
      '⏪ <@U0SOMEBODY> pressed *Roll back*, *5 % → 0 %*. It repeats until it is read back.',
      false,
    ],
    [
      'a roll back by a guardrail',
      back,
      {
        type: 'rollback_started',
        by: 'system',
        cause: 'guardrail',
        detail: 'error_rate is 0.2',
        afterCompletion: false,
        ...wish,
      },
      '⏪ *Rolling back by itself*, *5 % → 0 %*, because a guardrail is broken: error_rate is 0.2.',
      true,
    ],
    [
      'a roll back that does not get through',
      back,
      { type: 'control_troubled', opId: 'op', text: 'It is down.', remedy: 'Set the flag to 0 %.' },
      '🚨 <!here> *The roll back is not verified yet*: It is down. It is tried again until it works.\n*By hand:* Set the flag to 0 %.',
      true,
    ],
    [
      'a step that does not get through',
      live,
      { type: 'control_troubled', opId: 'op', text: 'It is down.', remedy: '' },
      '⚠️ *The step is not in force yet*: It is down. It is tried again until it works.',
      true,
    ],
    [
      'a change by hand',
      live,
      { type: 'drift_found', text: 'The flag says 50 %.' },
      '⚠️ *Changed by hand*: The flag says 50 %. Nothing is expanded until it says 5 % again.',
      true,
    ],
    [
      'a drill that failed',
      live,
      { type: 'drill_recorded', by, tookMs: 9, worked: false },
      'rehearsed the roll back, and it *failed*',
      false,
    ],
  ];
  test.each(said)('says %s', (_name, given, event, text, broadcast) => {
    const { facts } = given();
    const note = rolloutNote(event, { facts, at: facts.at, tag: '1' });
    expect(note?.text).toContain(text);
    expect(note?.broadcast).toBe(broadcast);
  });

  test('leaves alone what is no part of a rollout', () => {
    const { facts } = live();
    const event = { type: 'review_set', by: monday, tier: 'high' } as const;
    expect(rolloutNote(event, { facts, at: monday, tag: '1' })).toBeNull();
  });

  test('asks why only of people, and only while nobody said', () => {
    const shown = back();
    const at = shown.facts.route.rollout?.intervention?.at ?? 0;
    const asked = {
      live: 'stopped',
      how: 'rolled_back',
      at,
      by: 'U-oncall',
      fromBp: 500,
      tookMs: 40,
    } as const;
    const labels = () => liveMessage(asked, shown.facts).buttons.map(({ text }) => text.text);
    shown.route.verified();
    expect(labels()).toEqual(['Add reason']);
    shown.route.when({ type: 'give_reason', route: shown.facts.route.id, reason: 'Too slow.' }, release);
    expect(labels()).toEqual([]);
    expect(liveMessage(asked, shown.facts).text).toContain('Why: “Too slow.”');
    expect(liveMessage({ ...asked, at: at - 1 }, shown.facts).buttons).toEqual([]);
  });
});

describe('who may act', () => {
  /** A directory in which one group cannot be read. */
  const directory = (holds: readonly Role[], broken: Role): Directory => ({
    membership: async (person, asked) => {
      if (asked.includes(broken)) throw new Fault('needs_operator', 'no such group');
      return { person, standing: 'member', roles: asked.filter((role) => holds.includes(role)) };
    },
    holders: async () => [],
  });
  const roles: readonly Role[] = ['oncall', 'release_owner', 'ai_platform'];

  test('is known by one role, whatever becomes of the others', async () => {
    const actor = await routeActor('U1', roles, { directory: directory(['oncall'], 'ai_platform') });
    expect(actor).toEqual({ person: 'U1', standing: 'member', roles: ['oncall'] });
  });

  test('is not guessed: who holds none that can be read is asked about again', async () => {
    await expect(routeActor('U1', roles, { directory: directory([], 'ai_platform') })).rejects.toThrow(
      'no such group',
    );
    const known = await routeActor('U1', ['oncall'], { directory: directory([], 'ai_platform') });
    expect(known.roles).toEqual([]);
  });
});

const lives = (at: number, by: string): Live[] => [
  { live: 'reminder', step: 0, tag: '17' },
  ...healthChecks.flatMap((check): Live[] => [
    { live: 'check', check },
    { live: 'unhealthy', check },
  ]),
  { live: 'nag', times: 2 },
  { live: 'stopped', how: 'paused', at, by, fromBp: 500, tookMs: 0 },
  { live: 'stopped', how: 'rolled_back', at, by, fromBp: 500, tookMs: 300 },
];

/** Events that only the rollout's own thread is told of. */
const threadEvents = (seed: string): readonly RouteEvent[] => [
  ...hostileEvents(seed),
  { type: 'rollout_held', by: somebody, until: monday },
  { type: 'rollout_expanded', by: somebody, step: 1, gate: [], opId: 'op', fromBp: 500, toBp: 10_000 },
  { type: 'share_verified', opId: 'op', bp: 500, tookMs: 12 },
  { type: 'rollout_completed', digest: 'd' },
  { type: 'drift_found', text: seed.repeat(200) },
  { type: 'drift_cleared' },
  { type: 'drill_recorded', by: somebody, tookMs: 12, worked: false },
  { type: 'reach_widened', request: 'R-2', reaches: 'default' },
  {
    type: 'condition_met',
    condition: 'R-1.1',
    rollout: 'R-1',
    by: somebody,
    text: seed.repeat(200),
    proof: seed.repeat(200),
  },
  { type: 'condition_reminded', condition: 'R-1.1', rollout: 'R-1', word: 'overdue', nth: 4 },
  { type: 'expansion_reminded', step: 0, clear: false },
  { type: 'check_asked', check: 'first_hour' },
  { type: 'check_answered', check: 'first_hour', by: somebody, healthy: true, note: '' },
  { type: 'check_answered', check: 'first_hour', by: somebody, healthy: false, note: seed.repeat(200) },
  { type: 'pause_nagged', times: 1 },
];

/** Calls that are ours: whoever did something, and everybody who is there when a roll back is stuck. */
const ours = new Set([`<@${somebody}>`, '<!here>']);
const strange = (blocks: readonly KnownBlock[]): string[] =>
  tokensOf([...blocks]).filter((token) => !token.startsWith('<!date^') && !ours.has(token));

describe('whatever people and systems wrote', () => {
  test('Slack takes the card, every note and everything that asks, and nothing in it calls anybody', () => {
    fc.assert(
      fc.property(attack, (seed) => {
        for (const route of Object.values(hostileRoutes(seed))) {
          const facts = factsOf(route, null, monday + 3 * day);
          const notes = threadEvents(seed).flatMap((event) => {
            const note = rolloutNote(event, { facts, at: monday, tag: '1' });
            return note && note.text !== '' ? [clip(note.text, limits.text)] : [];
          });
          const asking = lives(monday, somebody).map((live) => liveMessage(live, facts).text);
          const cards = [
            rolloutCard(facts, nobody),
            ...[...notes, ...asking].map((text) => ({ text: 'note', blocks: [section(text)] })),
          ];
          for (const { text, blocks } of cards) {
            expect(validateMessage({ text, blocks: [...blocks] })).toEqual([]);
            expect(messageCost(blocks)).toBeLessThanOrEqual(limits.messageCost);
            expect(strange(blocks)).toEqual([]);
          }
        }
      }),
      { numRuns: 8 },
    );
  });
});

describe('a request of any size', () => {
  test('gets a card that Slack takes, whatever became of it', () => {
    fc.assert(
      fc.property(attack, (seed) => {
        const proposed = { ...largestProposal(seed), route: 'support-summary-prod' };
        const { state } = new RouteUnderTest();
        if (!state) throw new Error('there is no route');
        for (const request of Object.values(everyState(proposed, seed))) {
          const { text, blocks } = rolloutCard(factsOf(state, request, monday), nobody);
          expect(validateMessage({ text, blocks: [...blocks] })).toEqual([]);
          expect(messageCost(blocks)).toBeLessThanOrEqual(limits.messageCost);
        }
      }),
      { numRuns: 4 },
    );
  });
});

describe('what goes to Slack and comes back', () => {
  test.each(lives(17, 'U0SOMEBODY'))('is understood again: %j', (live) => {
    expect(liveOfKey('R-1', liveKey('R-1', live))).toEqual(live);
  });

  test('is refused where no version of ours wrote it', () => {
    const ref = { route: 'a-b', request: 'R-1', step: 3 };
    expect(decodeRouteRef(encodeRouteRef(ref))).toEqual(ref);
    expect(decodeRouteRef(encodeRouteRef({ ...ref, request: null, step: null }))).toMatchObject({
      step: null,
    });
    for (const value of [undefined, '', 'R-1:2', '[]', '["a-b","X",1]', '["a-b","R-1",-1]', '{"route":"a"}'])
      expect(decodeRouteRef(value)).toBeNull();
    expect(liveOfKey('R-1', 'rollout-live:R-1:else:1')).toBeNull();
  });

  test.each([
    [0, '1 ms'],
    [40, '40 ms'],
    [340, '0.3 s'],
    [9_960, '10 s'],
    [61_000, '1 min 1 s'],
    [120_000, '2 min'],
  ])('%d ms reads %s', (ms, text) => expect(tookText(ms)).toBe(text));
});
