import { describe, expect, it } from 'vitest';
import { Fault } from '../../../src/ports/fault.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { formWorkspace, openedForm } from './form-workspace.ts';

const good = 'acme | openai-response | gpt-summary-b | 2026-09 | stable';

describe('bad input', () => {
  it('gets an error at its field that says what to write, and everything typed stays', async () => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace, 'support-summary-prod');
    await form.fill('What changes?', ['model', 'fallback', 'timeout']);
    await form.view('Latency limits');
    await form.fill('Model', 'acme | gpt-summary-b');
    await form.fill('Fallbacks, in order', `${good}\nacme | x`);
    await form.fill('Latency limits', 'p95: soon');
    await form.fill('Why?', 'Better.');
    const answer = await form.next();
    expect(answer.errors).toEqual({
      'form:model.primary:1': expect.stringContaining('Five parts are needed: provider | endpoint family'),
      'form:model.fallbacks:1': expect.stringMatching(/^Line 2: Five parts are needed/),
      'form:latency:1': 'Line 1: The number of p95 is not understood. Write p95: 100 ms',
    });
    expect(await form.held('Model')).toBe('acme | gpt-summary-b');
    expect(await form.held('Why?')).toBe('Better.');
    await form.fill('Model', good);
    await form.fill('Fallbacks, in order', good);
    await form.fill('Latency limits', 'p95: 5 s');
    await form.next();
    await form.view('Step 2 of 6');
  });

  it('is asked for where the schema wants it shorter or otherwise, in plain words', async () => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace, 'eval-sandbox-dev');
    await form.fill('What changes?', ['eval_cases', 'retrieval', 'tools', 'parameters', 'cost']);
    await form.view('Retrieval profile');
    await form.fill('Tests that must pass', `fine\n${'x'.repeat(130)}`);
    await form.fill('What does it retrieve from?', 'handbook');
    await form.fill('Tools it may call', 'refunds.create | sometimes');
    await form.fill('Parameters', 'temperature: 0.2\ntemperature: 0.3');
    await form.fill('Cost limits', 'monthly budget: a lot');
    await form.fill('Why?', 'x');
    const { errors } = await form.next();
    expect(errors).toEqual({
      'form:evals.required_tests:1': 'Line 2: Use at most 120 characters.',
      'form:retrieval.profile:1': 'Name the retrieval profile, or empty its sources.',
      'form:tools:1': expect.stringContaining('Line 1: “sometimes” is not understood.'),
      'form:parameters:1': 'Line 2: temperature is given twice; keep one line.',
      'form:cost:1': expect.stringContaining('Write monthly budget: $100'),
    });
  });

  it('that was skipped over is named at the check, with the way to it and a mark above its field', async () => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace, 'support-summary-prod');
    await form.fill('Model', good);
    await form.fill('Why?', 'Better.');
    await form.next();
    await form.view('Step 2 of 6');
    await form.fill('Tools it may call', 'refunds.create | perhaps');
    await form.fill('Which product feature is it for?', 'Summaries of everything');
    await form.press('Skip to check and submit');
    const check = await form.view(
      'The bundle',
      'needs something',
      'Tools it may call',
      '“perhaps” is not understood',
    );
    expect(check.submit).toBeNull();
    await form.press('Mend it');
    await form.view('Step 2 of 6', 'Line 1: “perhaps” is not understood');
    expect(await form.held('Tools it may call')).toBe('refunds.create | perhaps');
    expect(await form.held('Which product feature is it for?')).toBe('Summaries of everything');
    await form.fill('Tools it may call', 'refunds.create | write | approval');
    await form.press('Skip to check and submit');
    await form.view('high risk', 'refunds.create');
  });

  it('of a route that was never chosen is pointed out', async () => {
    const workspace = await formWorkspace();
    const form = await openedForm(workspace);
    const answer = await form.next();
    expect(answer.errors).toEqual({ 'form:route:0': 'Please complete this required field.' });
  });
});

describe('while the record cannot be written', () => {
  class StubbornStore extends MemoryStore {
    isDown = false;
    override async saveDraft(...draft: Parameters<MemoryStore['saveDraft']>): Promise<void> {
      if (this.isDown) throw new Fault('unavailable', 'disk full', { remedy: 'Make room.' });
      return super.saveDraft(...draft);
    }
  }

  it('Next says so at the field and keeps what was typed', async () => {
    const store = new StubbornStore();
    const workspace = await formWorkspace({ store });
    const form = await openedForm(workspace, 'eval-sandbox-dev');
    store.isDown = true;
    await form.fill('Why?', 'Typed while the disk was full.');
    const answer = await form.next();
    expect(Object.values(answer.errors ?? {})).toEqual([
      expect.stringContaining('cannot reach its record just now'),
    ]);
    expect(await form.held('Why?')).toBe('Typed while the disk was full.');
    store.isDown = false;
    await form.fill('Model', good);
    await form.next();
    await form.view('Check and submit');
  });

  it('the window opens all the same, and says so', async () => {
    const store = new StubbornStore();
    const workspace = await formWorkspace({ store });
    store.isDown = true;
    const form = await openedForm(workspace, 'eval-sandbox-dev');
    await form.view('cannot reach its record just now');
  });
});

describe('a record that answers slowly', () => {
  class SlowStore extends MemoryStore {
    release = () => {};
    #held: Promise<void> | null = null;
    hold(): void {
      this.#held = new Promise((resolve) => {
        this.release = resolve;
      });
    }
    override async route(...id: Parameters<MemoryStore['route']>): ReturnType<MemoryStore['route']> {
      await this.#held;
      return super.route(...id);
    }
  }

  it('does not let the window wait: it opens at once and fills when the answer is there', async () => {
    const store = new SlowStore();
    const workspace = await formWorkspace({ store });
    store.hold();
    const form = await openedForm(workspace, 'eval-sandbox-dev');
    await form.view('One moment');
    store.release();
    await form.view('Step 1 of 6', 'Why?');
  });
});
