import type { Company } from './company.ts';
import { Form } from './form.ts';

/** Somebody at the form for the playground route, which only the platform team is asked about; everything filled in. */
export async function lowRiskForm(company: Company, person = 'UMAYA', why = 'Try it.'): Promise<Form> {
  const requester = company.person(person);
  await requester.command(company.channel('general'), 'eval-sandbox-dev');
  const form = new Form(requester);
  await form.view('Step 1 of 6');
  const model = String(await form.held('Model'));
  await form.fill('Model', model.replace('2026-05', '2026-11'));
  await form.fill('Why?', why);
  return form;
}

/** Files a request that one approval of the platform team decides, as `request`. */
export async function fileLowRisk(company: Company, request = 'R-1', person = 'UMAYA'): Promise<void> {
  const form = await lowRiskForm(company, person);
  await form.next();
  await form.view('Check and submit', 'low risk');
  await form.next();
  await form.view(request, 'is filed');
  await company.person(person).act('close', { all: true });
}
