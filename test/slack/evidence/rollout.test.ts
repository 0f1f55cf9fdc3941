import { describe, expect, test } from 'vitest';
import type { Evidence, PlannedStage } from '../../../src/domain/packet/schema.ts';
import { eventually } from '../../support/eventually.ts';
import { member } from '../../support/given-when-then.ts';
import { type LiveCompany, liveRoute, openLiveCompany } from '../../support/live-company.ts';
import { labelsOf } from '../../support/person.ts';
import { wholeEvidence } from '../../support/proposals.ts';

const stages: readonly PlannedStage[] = [
  { stage: 'shadow', hold_hours: 0 },
  { stage: 'customer_canary', percent: 5, hold_hours: 0 },
  { stage: 'default', hold_hours: 0 },
];

const holders = {
  product_owner: 'UTOMAS',
  ai_platform: 'UPRIYA',
  finance: 'UGRACE',
  security: 'USOFIA',
  release_owner: 'UHANNAH',
} as const;

/** An approved change that has nothing to show in these lanes. */
async function approvedWithout(live: LiveCompany, ...missing: Evidence['lane'][]): Promise<void> {
  const { baseline } = await live.route();
  if (!baseline) throw new Error('nothing serves');
  const primary = { ...baseline.model.primary, name: 'gpt-summary-b', version: '2026-09' };
  const packet = {
    ...baseline,
    model: { ...baseline.model, primary },
    rollout: { ...baseline.rollout, stages: [...stages] },
  };
  const proposal = {
    change: {
      kind: 'change' as const,
      what: [],
      why: 'It keeps long threads together.',
      expected_improvement: '',
    },
    evidence: wholeEvidence.filter(({ lane }) => !missing.includes(lane)),
    packet,
  };
  const filed = await live.app.submit('file', { proposal, raiseTo: null, usedDraft: null }, member('UMAYA'));
  if (!filed.ok) throw new Error(filed.refusal.reason);
  const common = { request: 'R-1', revision: 1, conditions: [], comment: '', typedRoute: liveRoute } as const;
  for (const [role, person] of Object.entries(holders)) {
    const known = role as keyof typeof holders;
    await live.app.handle(
      `approve-${role}`,
      { type: 'approve', role: known, ...common },
      member(person, known),
    );
  }
  await live.act({ type: 'record_drill', route: liveRoute, tookMs: 400, worked: true }, 'oncall');
}

const card = (live: LiveCompany, ...words: string[]) =>
  live.company.person('UHANNAH').sees(live.company.channel('ai-releases'), liveRoute, ...words);

/** Attaches somebody’s word from the card that stands in the channel. */
async function attachFromCard(live: LiveCompany, lanes: string[]): Promise<void> {
  const hannah = live.company.person('UHANNAH');
  await hannah.press(await card(live, 'Attach as evidence'), 'Attach evidence');
  const view = await hannah.modal('What is it evidence of?');
  const block = view.blocks
    .map(({ block_id }) => String(block_id))
    .find((id) => id.startsWith('evidence_lanes'));
  await hannah.submit({
    [block ?? '']: lanes,
    evidence_title: 'Run of this morning',
    evidence_verdict: 'passed',
    evidence_measured: '0.97',
  });
  await hannah.modal('Attached to *R-1*');
  await hannah.act('close', { all: true });
}

describe('what a rollout says of evidence', () => {
  test('it cannot be started without, says why, and starts once it was attached', async () => {
    const live = await openLiveCompany();
    await approvedWithout(live, 'functional_correctness', 'data_leakage');
    const held = await card(
      live,
      'Cannot be started now',
      'there is no evidence yet of functional correctness and data leakage',
      'attach it to *R-1* with *Attach as evidence* on any message, or `/route-request evidence R-1`',
    );
    expect(labelsOf(held.blocks)).toContain('Attach evidence');
    const hannah = live.company.person('UHANNAH');
    await hannah.press(held, 'Start');
    await hannah.sees(
      live.company.channel('ai-releases'),
      'The gate to the next step is not clear yet. Nothing was changed.',
      '`/route-request evidence R-1`',
    );
    await attachFromCard(live, ['functional_correctness', 'data_leakage']);
    const ready = await eventually('nothing holds it up', async () => {
      const now = await card(live, 'ready to start', 'It begins with *shadow*');
      return live.company.read(now).includes('Cannot be started now') ? null : now;
    });
    expect(labelsOf(ready.blocks)).not.toContain('Attach evidence');
    await hannah.press(ready, 'Start');
    await live.until('it is started', ({ rollout }) => rollout?.status === 'live');
  });

  test('a step that needs more waits for it, and is taken once it was attached', async () => {
    const live = await openLiveCompany();
    await approvedWithout(live, 'reliability');
    await live.act({ type: 'start_rollout', route: liveRoute, request: 'R-1' });
    await live.until('it is in shadow', ({ rollout }) => rollout?.status === 'live');
    const held = await card(
      live,
      'Gate to customer canary 5 %: not clear',
      '✗ Reliability: there is no evidence yet. Attach results of this packet',
      '📎 Evidence: attach it to *R-1*',
    );
    expect(live.company.read(held)).toContain('✓ functional correctness');
    await attachFromCard(live, ['reliability']);
    const clear = await card(live, 'Gate to customer canary 5 %: clear', '✓ reliability');
    await live.company.person('UHANNAH').press(clear, 'Expand to 5 %');
    await live.until('5 % get it', ({ rollout }) => rollout?.step === 1 && rollout.status === 'live');
  });
});
