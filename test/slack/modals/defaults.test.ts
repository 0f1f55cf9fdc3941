import { describe, expect, it } from 'vitest';
import { packetSchema } from '../../../src/domain/packet/schema.ts';
import { environments, tiers, workflowClasses } from '../../../src/domain/words.ts';
import {
  environmentOf,
  newRouteDefaults,
  reviewDate,
  withDefaults,
} from '../../../src/slack/modals/defaults.ts';
import { problemText, readForm } from '../../../src/slack/modals/proposal-form.ts';
import { testPolicy } from '../../support/policy.ts';

const now = Date.UTC(2026, 9, 5, 23, 30);
const asked = {
  route: 'a-route',
  'change.kind': 'new',
  'change.why': 'x',
  feature: 'x',
  audience: 'customers',
  'owners.business': 'U1',
  'owners.technical': 'U2',
  'model.primary': 'a | b | c | d | stable',
};

describe('what a new route starts from', () => {
  it.each(
    workflowClasses.flatMap((workflow) =>
      environments.map((environment) => [workflow, environment] as const),
    ),
  )('is a whole packet for %s in %s', (workflow_class, environment) => {
    const typed = { ...asked, workflow_class, environment };
    for (const tier of [null, ...tiers]) {
      const defaults = newRouteDefaults(typed, tier, testPolicy(), now);
      const read = readForm({ values: withDefaults(typed, {}, defaults), base: null });
      if ('problems' in read) throw new Error(problemText(read.problems));
      const { packet } = read.proposal;
      expect(() => packetSchema.parse(packet)).not.toThrow();
      expect(packet.guardrails.length).toBeGreaterThan(0);
      expect(packet.evals.required_tests.length).toBeGreaterThan(0);
      expect(Object.keys(packet.logging)).toHaveLength(9);
      // What people wrote is kept only where nobody but developers is touched.
      expect(packet.logging.prompts?.stored).toBe(environment !== 'production');
    }
  });

  it('follows what is chosen, and leaves what was edited alone', () => {
    const chat = newRouteDefaults({ ...asked, workflow_class: 'customer_chat' }, 'high', testPolicy(), now);
    const values = { ...withDefaults(asked, {}, chat), latency: 'timeout: 9 s' };
    const extraction = newRouteDefaults(
      { ...asked, workflow_class: 'structured_extraction' },
      'high',
      testPolicy(),
      now,
    );
    const next = withDefaults(values, chat, extraction);
    expect(next.guardrails).toContain('schema error rate');
    expect(next.latency).toBe('timeout: 9 s');
  });

  it('is reviewed again by the date that the tier allows, in the policy’s own time zone', () => {
    const policy = testPolicy();
    expect(reviewDate('high', policy, now)).toBe('2027-01-03');
    const tokyo = { ...policy, workingHours: { ...policy.workingHours, timeZone: 'Asia/Tokyo' } };
    expect(reviewDate('high', tokyo, now)).toBe('2027-01-04');
  });

  it.each([
    ['support-summary-prod', 'production'],
    ['production-router', 'production'],
    ['eval-sandbox-dev', 'development'],
    ['x-staging', 'staging'],
    ['evals', 'test'],
    ['product-search', ''],
    ['devices', ''],
  ])('guesses from the id %s that it runs in "%s"', (route, environment) => {
    expect(environmentOf(route)).toBe(environment);
  });
});
