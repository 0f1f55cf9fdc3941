import { describe, expect, it } from 'vitest';
import { type Company, openCompany } from '../support/company.ts';
import { Form } from '../support/form.ts';
import { fileLowRisk } from '../support/low-risk.ts';
import { readView } from '../support/person.ts';

const limits = 'monthly budget: 450 USD\nper request: 0.02 USD';
const why = 'It keeps long threads together, in every language — even “mixed” ones.';

/** Maya at the third step of a change, with something of her own on both. */
async function halfWay(company: Company): Promise<Form> {
  const maya = company.person('UMAYA');
  await maya.command(company.channel('general'), 'support-summary-prod');
  const form = new Form(maya);
  await form.view('Step 1 of 6');
  const model = String(await form.held('Model'));
  await form.fill('Model', model.replace('gpt-summary-a', 'gpt-summary-b'));
  await form.fill('Why?', why);
  await form.next();
  await form.view('Step 2 of 6');
  await form.next();
  await form.view('Step 3 of 6');
  await form.fill('Cost limits', limits);
  return form;
}

describe('a draft', () => {
  it('survives closing the window and a restart of the product, and can be submitted then', async () => {
    const company = await openCompany();
    await company.start();
    const form = await halfWay(company);
    await form.person.act('close', {});
    await company.direct('UMAYA', 'Saved as a draft', 'support-summary-prod', 'step 3 of 6');
    await company.restart();

    const saved = await company.direct('UMAYA', 'Saved as a draft');
    await form.person.press(saved, 'Resume draft');
    await form.view('Step 3 of 6');
    expect(await form.held('Cost limits')).toBe(limits);
    await form.press('Back');
    await form.view('Step 2 of 6');
    await form.press('Back');
    await form.view('Step 1 of 6');
    expect(await form.held('Why?')).toBe(why);
    expect(await form.held('Model')).toContain('gpt-summary-b');
    await form.next();
    await form.view('Step 2 of 6');
    await form.press('Skip to check and submit');
    const check = readView(await form.view('Step 6 of 6', 'high risk'));
    expect(check).toContain('gpt-summary-a 2026-03 → gpt-summary-b 2026-03');
    await form.next();
    await form.view('R-1', 'is filed');
    await company.direct('UMAYA', 'This draft was submitted or discarded');
    expect(
      company.directs('UMAYA').filter((message) => company.read(message).includes('draft')),
    ).toHaveLength(1);
  });

  it('survives a restart while its window is open', async () => {
    const company = await openCompany();
    await company.start();
    const form = await halfWay(company);
    await company.restart();
    await form.next();
    await form.view('Step 4 of 6');
    await form.press('Back');
    await form.view('Step 3 of 6');
    expect(await form.held('Cost limits')).toBe(limits);
  });

  it('is offered by the command, beside a new one', async () => {
    const company = await openCompany();
    await company.start();
    const form = await halfWay(company);
    await form.person.act('close', {});
    await form.person.command(company.channel('general'), '');
    await form.view('You have begun something', 'support-summary-prod', 'step 3 of 6');
    await form.press('Resume');
    await form.view('Step 3 of 6');
    expect(await form.held('Cost limits')).toBe(limits);
  });

  it('is nobody else’s', async () => {
    const company = await openCompany();
    await company.start();
    const form = await halfWay(company);
    await form.person.act('close', {});
    await fileLowRisk(company, 'R-1', 'UTOMAS');
    expect(
      company
        .directs('UTOMAS')
        .map((message) => company.read(message))
        .join(),
    ).not.toContain('draft');
  });
});

describe('what is wrong', () => {
  it('is said at its field, and all input stays', async () => {
    const company = await openCompany();
    await company.start();
    const form = await halfWay(company);
    await form.fill('Cost limits', 'a lot');
    await form.fill('Latency limits', 'p95: 6 s\ntimeout: soon');
    await form.fill('Regions in which the data stays', 'eu-north');
    const answer = await form.next();
    expect(answer.outcome).toBe('errors');
    const view = await form.view('Step 3 of 6');
    const errors = Object.entries(view.errors);
    expect(errors.map(([block]) => block.replace(/:\d+$/, '')).sort()).toEqual(['form:cost', 'form:latency']);
    expect(errors.map(([, text]) => text).join(' ')).toContain('Line 2');
    expect(await form.held('Cost limits')).toBe('a lot');
    expect(await form.held('Latency limits')).toBe('p95: 6 s\ntimeout: soon');
    expect(await form.held('Regions in which the data stays')).toBe('eu-north');
    // Even closing it now loses nothing, right or wrong.
    await form.person.act('close', {});
    await form.person.press(await company.direct('UMAYA', 'Saved as a draft'), 'Resume draft');
    await form.view('Step 3 of 6');
    expect(await form.held('Cost limits')).toBe('a lot');
    await form.fill('Cost limits', limits);
    await form.fill('Latency limits', 'p95: 6 s\ntimeout: 9 s');
    await form.next();
    await form.view('Step 4 of 6');
  });

  it('in a pasted packet is named line by line, and the paste stays', async () => {
    const company = await openCompany();
    await company.start();
    const maya = company.person('UMAYA');
    await maya.command(company.channel('general'), '');
    const form = new Form(maya);
    await form.press('Fill in from YAML or JSON');
    await form.view('Paste it here');
    const pasted =
      'route: support-summary-prod\nenvironment: production\naudience: everyone\nmodel:\n  primary: x';
    await form.fill('Paste it here', pasted);
    const answer = await form.next();
    expect(answer.outcome).toBe('errors');
    const [problem = ''] = Object.values((await form.view('Paste it here')).errors);
    expect(problem).toContain('Line 3, audience:');
    expect(problem).toContain('Line 5, model.primary:');
    expect(await form.held('Paste it here')).toBe(pasted);
    await maya.act('close', {});
    await company.restart();
    await maya.press(await company.direct('UMAYA', 'Saved as a draft', 'YAML pasted'), 'Resume draft');
    await form.view('Paste it here');
    expect(await form.held('Paste it here')).toBe(pasted);
  });
});
