import { describe, expect, it } from 'vitest';
import { formatProposal } from '../../../src/app/proposal-file.ts';
import { blockerIds } from '../../../src/domain/evidence/blockers.ts';
import { stopConditions } from '../../../src/domain/evidence/stop-conditions.ts';
import type { ProposalInput } from '../../../src/domain/packet/schema.ts';
import { testLanes } from '../../../src/domain/words.ts';
import { labelsOf, readView } from '../../support/person.ts';
import { modelChange, proposal } from '../../support/proposals.ts';
import { type Form, formWorkspace, openedForm } from './form-workspace.ts';

/** A file of a packet, dropped into the form: what it says stands in every step. */
async function dropped(input: ProposalInput) {
  const workspace = await formWorkspace();
  const form: Form = await openedForm(workspace);
  await form.press('Fill in from YAML or JSON');
  await form.view('Or add it as a file');
  const text = formatProposal(proposal(input));
  const { file } = await form.person.act('upload', { name: 'packet.yml', text });
  await form.fill('Or add it as a file', [String(file?.id)]);
  await form.next();
  return { workspace, form };
}

/** One packet for each surface that stops a release, the step where it is mended, and the sentence that says how. */
const blocked: Record<(typeof blockerIds)[number], readonly [Partial<ProposalInput>, string, string]> = {
  vague_task: [{ task: 'Summarise' }, 'Step 2', 'The task is vague, or nobody owns it. Say in a sentence'],
  unapproved_fallback: [
    {
      model: {
        ...modelChange.model,
        fallbacks: [{ ...modelChange.model.primary, name: 'gpt-old', status: 'retired' }],
      },
    },
    'Step 3',
    'gpt-old 2026-09 at acme is retired (its provider retired it): support-summary-prod → gpt-old 2026-09 at acme. Take it out of the fallbacks',
  ],
  uncontrolled_tool: [
    {
      tools: [{ name: 'refunds.create', effect: 'irreversible' }],
      logging: { ...modelChange.logging, tool_arguments: { stored: false } },
    },
    'Step 2',
    'A tool can do what cannot be undone, with nobody asked before: refunds.create. Let a person',
  ],
  no_threshold: [
    { evals: { pack: 'evals/summary' } },
    'Step 4',
    'No least pass rate is set, so no result can be good enough. Say which share',
  ],
  unowned_failure: [
    { known_failures: [{ failure: 'It forgets names' }] },
    'Step 4',
    'A known failure has no mitigation or no owner: It forgets names. Say what limits it',
  ],
  unbounded_payloads: [
    { logging: { prompts: { stored: true }, outputs: { stored: false } } },
    'Step 3',
    'Nothing says whether these are stored, or for how long: prompts. Say for each',
  ],
  uncontrolled_spend: [
    { cost: { per_accepted_outcome_usd: 0.02 } },
    'Step 3',
    'A failure could spend without limit. Set a monthly budget',
  ],
  guessed_rollback: [
    { rollout: { incident_contact: 'U-oncall' } },
    'Step 5',
    'Whoever has to go back would have to guess. Name what it rolls back to',
  ],
  unowned_drift: [
    { renewal: {} },
    'Step 5',
    'Nobody would notice that it drifts after launch. Set a review date',
  ],
};

async function staysUntilMended(form: Form, sentence: string, step: string): Promise<void> {
  const check = await form.view('Check and submit', `:no_entry: ${sentence}`);
  expect(check.submit).toBeNull();
  expect(labelsOf(check.blocks).filter((label) => label === 'Mend it')).toHaveLength(1);
  await form.press('Mend it');
  // The sentence stands at the field in which it is mended.
  await form.view(`${step} of 6`, `:warning: ${sentence}`);
}

describe('a packet that nobody may release', () => {
  it.each(blockerIds)('%s: is not submitted, and leads to where it is mended', async (blocker) => {
    const [change, step, sentence] = blocked[blocker];
    const { form, workspace } = await dropped({ ...modelChange, ...change });
    await staysUntilMended(form, sentence, step);
    expect(await workspace.store.request('R-1')).toBeNull();
  });

  it.each(testLanes)('whose tests failed in %s is not submitted, and leads to its evidence', async (lane) => {
    const { stop, remedy } = stopConditions[lane];
    const evidence = [{ lane, verdict: 'failed' as const, title: 'The run of Monday' }];
    const { form, workspace } = await dropped({ ...modelChange, evidence });
    await staysUntilMended(form, `${stop} ${remedy}`, 'Step 4');
    expect(await workspace.store.request('R-1')).toBeNull();
  });

  it('can be submitted once all of it is mended, each from its own button', async () => {
    const { form } = await dropped({
      ...modelChange,
      task: 'Summarise',
      known_failures: [{ failure: 'It forgets names' }],
      evidence: [{ lane: 'reliability', verdict: 'failed', title: 'Drill' }],
    });
    const check = await form.view(
      'Check and submit',
      'The task is vague',
      'It forgets names',
      'keep running',
    );
    expect(labelsOf(check.blocks).filter((label) => label === 'Mend it')).toHaveLength(3);
    await form.press('Mend it');
    await form.view('Step 2 of 6');
    await form.fill('What is its task?', 'Summarise a support thread for the next agent.');
    await form.press('Skip to check and submit');
    await form.view('Check and submit', 'It forgets names');
    await form.press('Mend it');
    await form.view('Step 4 of 6');
    await form.fill('Known failures', '');
    await form.fill('Evidence', 'reliability | passed | Drill | measured: 12 of 12');
    await form.press('Skip to check and submit');
    const mended = await form.view('Check and submit', '✅ Evidence:', 'reliability');
    expect(readView(mended)).not.toContain(':no_entry:');
    await form.next();
    await form.view('is filed');
  });
});

describe('the Proof step', () => {
  it('says what is needed before which stage, and waits with a line for each lane', async () => {
    const { form } = await dropped(modelChange);
    await form.view('Check and submit', '⬜ Evidence before shadow: functional correctness and data leakage');
    await form.press('Proof');
    const proof = readView(await form.view('Step 4 of 6', 'Evidence that high risk needs here'));
    expect(proof).toContain('Before *shadow*: functional correctness (≥ 95 % passed) · data leakage');
    expect(proof).toContain('latency (95th percentile ≤ 7000 ms)');
    expect(proof).toContain('Where no number stands, every case has to pass.');
    expect(await form.held('Evidence')).toContain('data leakage | …');
    await form.fill('Evidence', 'data leakage | passed | Fixture | measured: 25 of 25\nlatency | …');
    await form.press('Skip to check and submit');
    const check = readView(await form.view('Check and submit', '✅ Evidence: data leakage'));
    expect(check).toContain('Evidence before customer canary: cost and quota, reliability and latency');
  });
});
