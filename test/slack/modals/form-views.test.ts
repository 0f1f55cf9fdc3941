import type { AnyBlock, InputBlock, ModalView } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../../src/app/create-app.ts';
import { digestOf } from '../../../src/domain/packet/digest.ts';
import type { Proposal } from '../../../src/domain/packet/schema.ts';
import { validateView } from '../../../src/sandbox/emulator/blocks/view.ts';
import { valuesOf as stateValues } from '../../../src/sandbox/emulator/inputs/values.ts';
import { checkView } from '../../../src/slack/modals/check-view.ts';
import { contentFrom, type DraftContent, emptyContent, steps } from '../../../src/slack/modals/draft.ts';
import { fieldIds } from '../../../src/slack/modals/fields.ts';
import { errorsByBlock, partsOf, typedIn } from '../../../src/slack/modals/inputs.ts';
import { problemText, readForm, valuesOf } from '../../../src/slack/modals/proposal-form.ts';
import { stepView } from '../../../src/slack/modals/step-view.ts';
import { fieldsOf } from '../../../src/slack/modals/steps.ts';
import { formProposal } from '../../support/arbitrary-proposal.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { testPolicy } from '../../support/policy.ts';
import { packet, proposal, supportSummary } from '../../support/proposals.ts';
import { attack, largestProposal } from '../cards/hostile.ts';

const inputSteps = steps.filter((step) => step !== 'check');
const served = packet(supportSummary);
const clock = new ManualClock();
const app = createApp({ store: new MemoryStore(), clock, policy: () => testPolicy(), onWork: () => {} });

/** What Slack sends of a view that nobody has typed in yet. */
function untouchedState(view: ModalView): Parameters<typeof typedIn>[0] {
  return { values: JSON.parse(JSON.stringify(stateValues(JSON.parse(JSON.stringify(view.blocks))))) };
}

async function checkOf(content: DraftContent): Promise<ModalView> {
  const read = readForm(content);
  const facts =
    'problems' in read
      ? read
      : { ...read, preview: await app.preview(read.proposal, content.raiseTo, null), drilled: false };
  return checkView('draft-1', content, facts, { policy: testPolicy(), now: clock.now() });
}

/** Every kind of request has its own first step. */
const kinds = fc.constantFrom('new', 'change', 'renewal', 'retirement');

describe('the views of the form', () => {
  it('are accepted by Slack at every step for any proposal', async () => {
    await fc.assert(
      fc.asyncProperty(formProposal, fc.boolean(), async (given, isChange) => {
        const content = contentFrom(given, isChange ? served : null);
        for (const step of inputSteps) expect(validateView(stepView('d', step, content))).toEqual([]);
        expect(validateView(await checkOf(content))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('are accepted by Slack for the largest packet there is, whatever its texts try', async () => {
    await fc.assert(
      fc.asyncProperty(attack, kinds, async (seed, kind) => {
        const content = contentFrom(proposal(largestProposal(seed)), served);
        const asKind = { ...content, values: { ...content.values, 'change.kind': kind } };
        for (const step of inputSteps) expect(validateView(stepView('d', step, asKind))).toEqual([]);
        expect(validateView(await checkOf(asKind))).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it('are accepted by Slack whatever was typed into any field', async () => {
    const texts = fc.dictionary(
      fc.constantFrom(...fieldIds),
      fc.string({ unit: 'grapheme', maxLength: 4000 }),
    );
    await fc.assert(
      fc.asyncProperty(texts, kinds, async (typed, kind) => {
        const values = { ...typed, route: 'some-route', 'change.kind': kind };
        const content = { ...emptyContent, values: { ...values, ...validChoices } };
        const read = readForm(content);
        const problems = 'problems' in read ? read.problems : [];
        for (const step of inputSteps)
          expect(validateView(stepView('d', step, content, { problems }))).toEqual([]);
        expect(validateView(await checkOf(content))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('show everything that a proposal holds, so that submitting them untouched changes nothing', () => {
    fc.assert(
      fc.property(formProposal, (given) => {
        const content = contentFrom(given, null);
        const typed = inputSteps.map((step) => typedIn(untouchedState(stepView('d', step, content))));
        const values = Object.assign({}, content.values, ...typed);
        const fromNothing = Object.assign({}, valuesOf(given), ...typed);
        expect(digestOf(proposalIn({ values, base: given }))).toBe(digestOf(given));
        expect(digestOf(proposalIn({ values: fromNothing, base: null }))).toBe(digestOf(given));
      }),
      { numRuns: 60 },
    );
  });

  it('ask every value of a packet somewhere', () => {
    for (const kind of ['new', 'change']) {
      const content = { ...contentFrom(proposal(supportSummary), served) };
      const asKind = { ...content, values: { ...content.values, 'change.kind': kind } };
      const asked = new Set(steps.flatMap((step) => fieldsOf(step, asKind)));
      const notAsked = fieldIds.filter((field) => !asked.has(field));
      // A new route has no "what changes", and nothing to choose of kinds.
      expect(notAsked).toEqual(kind === 'new' ? ['change.kind', 'change.what'] : []);
    }
  });
});

const validChoices = { environment: '', audience: '', workflow_class: '' };

function proposalIn(filled: Parameters<typeof readForm>[0]): Proposal {
  const read = readForm(filled);
  if ('problems' in read) throw new Error(problemText(read.problems));
  return read.proposal;
}

describe('a text that is longer than one input', () => {
  const line = 'x'.repeat(700);
  const long = Array.from({ length: 12 }, (_, index) => `${index}${line}`).join('\n');

  it('goes on in further inputs, cut between lines', () => {
    const parts = partsOf(long);
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.every((part) => part.length <= 3000)).toBe(true);
    expect(parts.filter(Boolean).join('\n')).toBe(long);
  });

  it('gets its error at the input that holds the line', () => {
    const guardrails = Array.from(
      { length: 50 },
      (_, index) => `metric ${index} ${'y'.repeat(60)} <= 1 % | pause`,
    );
    const wrong = guardrails.map((text, index) => (index === 45 ? 'nonsense' : text)).join('\n');
    const base = contentFrom(proposal(supportSummary), served);
    const content = { ...base, values: { ...base.values, guardrails: wrong } };
    const state = untouchedState(stepView('d', 'proof', content));
    const read = readForm({ ...content, values: { ...content.values, ...typedIn(state) } });
    const problems = 'problems' in read ? read.problems : [];
    const { errors, elsewhere } = errorsByBlock(problems, state);
    expect(elsewhere).toEqual([]);
    expect(Object.keys(errors)).toEqual(['form:guardrails~1:0']);
    expect(Object.values(errors)[0]).toMatch(/^Line 46: The limit of “nonsense” is not understood/);
  });
});

describe('what was typed', () => {
  it('never makes reading it throw, and is all there to be shown again', () => {
    const texts = fc.dictionary(fc.constantFrom(...fieldIds), fc.string({ unit: 'binary', maxLength: 300 }));
    fc.assert(
      fc.property(texts, (typed) => {
        const read = readForm({ values: typed, base: null });
        if ('problems' in read)
          for (const { field, message } of read.problems) {
            expect(fieldIds).toContain(field);
            expect(message).not.toBe('');
          }
      }),
      { numRuns: 300 },
    );
  });

  it('stays as the packet had it where it was not touched, down to what no form can show', () => {
    const odd = proposal({
      ...supportSummary,
      prompt: { source: 'p.md', text: '' },
      logging: { prompts: { stored: false, retention_days: 30 } },
      task: 'two\u2028lines\r\nthree',
    });
    const { values } = contentFrom(odd, null);
    const edited = proposalIn({ values: { ...values, feature: 'Another feature' }, base: odd });
    expect(edited.packet).toEqual({ ...odd.packet, feature: 'Another feature' });
  });
});

const isInput = (block: AnyBlock): block is InputBlock => block.type === 'input';

describe('hints', () => {
  it('say what a changed field was, and nothing of the others', () => {
    const base = contentFrom(proposal(supportSummary), served);
    const content = { ...base, values: { ...base.values, latency: 'p95: 9000 ms', audience: 'internal' } };
    const blocks = (['bundle', 'limits'] as const).flatMap((step) => stepView('d', step, content).blocks);
    const hints = blocks
      .filter(isInput)
      .flatMap(({ label, hint }) => (hint?.text.startsWith('Was') ? [`${label.text} ${hint.text}`] : []));
    expect(hints).toEqual([
      'Who sees its answers? Was: Customers',
      expect.stringMatching(/^Latency limits Was: p95: 7000 ms \/ timeout: 10000 ms · One a line/),
    ]);
  });
});
