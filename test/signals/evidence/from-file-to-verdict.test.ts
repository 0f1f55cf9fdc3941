import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evidenceGate } from '../../../src/domain/evidence/evidence-gate.ts';
import { resultsRecord } from '../../../src/domain/evidence/evidence-record.ts';
import { laneSentence } from '../../../src/domain/evidence/say.ts';
import { digestOf } from '../../../src/domain/packet/digest.ts';
import type { Packet } from '../../../src/domain/packet/schema.ts';
import { factsOf } from '../../support/evidence.ts';
import { packet, supportSummary } from '../../support/proposals.ts';
import { promptfooRun, results } from './runs.ts';

const route = (more: object = {}): Packet =>
  packet({
    ...supportSummary,
    workflow_class: 'fast_classification',
    data: { classes: ['internal'], regions: ['eu'] },
    renewal: { triggers: ['prompt change'] },
    cost: { ...supportSummary.cost, per_request_usd: 0.05 },
    ...more,
  });
const proposed = route();

/** What a file does for a packet when it is attached as evidence that the answers are right. */
async function attached(file: string | Uint8Array, of: Packet, judged: Packet = of) {
  const read = await results(file);
  const at = Date.UTC(2026, 10, 21);
  const record = resultsRecord('functional_correctness', read, {
    id: 'E-1',
    packet: digestOf(of),
    attachedAt: at,
    by: 'U-requester',
  });
  return evidenceGate({ ...factsOf([record], 'medium', judged), now: at, unapproved: [] });
}

const sentencesOf = (gate: Awaited<ReturnType<typeof attached>>) => gate.lanes.map(laneSentence);

describe('a file of promptfoo', () => {
  it('with failures and errors holds the request up, with numbers and what to do', async () => {
    const gate = await attached(readFileSync(new URL('files/promptfoo.json', import.meta.url)), proposed);
    expect(gate.clear).toBe(false);
    expect(sentencesOf(gate)).toEqual([
      'Functional correctness: 33.33 % passed, 95 % needed (2 of 6 passed, 2 failed, 2 errored). Too few answers are right. Mend the failing cases, run the eval pack again, and attach the new results.',
      'Latency: 95th percentile 9 ms, 7000 ms allowed.',
      'Cost and quota: cost per request $0.001, $0.05 allowed.',
    ]);
  });

  const good = JSON.stringify(promptfooRun({ passed: 39, failed: 1, errored: 0 }));

  it('turns its lane green, and goes stale when the prompt changes', async () => {
    const gate = await attached(good, proposed);
    expect(sentencesOf(gate)).toEqual([
      'Functional correctness: 97.5 % passed, 95 % needed (39 of 40 passed, 1 failed).',
      'Latency: 95th percentile 101 ms, 7000 ms allowed.',
    ]);
    expect(gate).toMatchObject({ clear: true, refusals: [], stops: [], blockers: [] });
    const changed = route({ prompt: { ...supportSummary.prompt, commit: 'ffffff1' } });
    const later = await attached(good, proposed, changed);
    expect(later.clear).toBe(false);
    expect(later.refusals).toContain(
      'Functional correctness: the evidence is of another packet. Run it again for this packet and attach the results.',
    );
  });
});
