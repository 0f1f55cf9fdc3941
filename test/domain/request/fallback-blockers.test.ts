import { describe, expect, it } from 'vitest';
import { type CatalogModel, fallbackMap } from '../../../src/domain/fallback/catalog.ts';
import { type Finding, findingsOf } from '../../../src/domain/fallback/findings.ts';
import { fallbackBlockers } from '../../../src/domain/request/fallback-blockers.ts';
import { RequestUnderTest } from '../../support/given-when-then.ts';
import { modelChange, packet } from '../../support/proposals.ts';

const { primary } = modelChange.model;
const far = { ...primary, name: 'far', version: '1', region: 'us' };
const leads = { ...modelChange, model: { primary, fallbacks: [far] }, fallback: { allowed: ['ghost'] } };
const findings = (catalog: CatalogModel[] | null = null): readonly Finding[] =>
  findingsOf(packet(leads), fallbackMap([], catalog, '2026-10-05'));

describe('where fallbacks lead that nobody may be sent', () => {
  it('is a blocker for each thing, with what to do after the last', () => {
    expect(fallbackBlockers(findings()).map(({ about, sentence }) => [...about, sentence])).toEqual([
      [
        'far 1 at acme',
        'far 1 at acme answers in another region (answers in us; allowed is eu): support-summary-prod → far 1 at acme.',
      ],
      [
        'ghost',
        'ghost answers nobody (no route and no model has this name): support-summary-prod → ghost. Take it out of the fallbacks, or mend what leads there. If it should be allowed, register the route that serves it, or approve the model in the policy under models. Where data may go is said in data.regions.',
      ],
    ]);
  });

  it('is nothing where a reviewer may accept it', () => {
    expect(fallbackBlockers(findings().map((finding) => ({ ...finding, stops: false })))).toEqual([]);
  });

  it('stops filing and editing beside everything else that does, and is said once', () => {
    const retired = { ...leads, model: { primary, fallbacks: [{ ...far, status: 'retired' as const }] } };
    const { rollback_target: _target, ...rollout } = modelChange.rollout ?? {};
    const request = new RequestUnderTest();
    request.fallbacks = findingsOf(packet(retired), fallbackMap([], null, '2026-10-05'));
    const wanted = { ...retired, rollout };
    expect(() => request.submit(wanted)).toThrow('blocked');
    request.fallbacks = [];
    request.submit();
    request.fallbacks = findingsOf(packet(retired), fallbackMap([], null, '2026-10-05'));
    const refusal = request.revise(wanted);
    const blockers = refusal?.reason === 'blocked' ? refusal.blockers : [];
    expect(blockers.map(({ blocker, about }) => [blocker, ...about])).toEqual([
      ['guessed_rollback'],
      ['unapproved_fallback', 'far 1 at acme'],
      ['unapproved_fallback', 'ghost'],
    ]);
  });
});
