import {
  type Audience,
  audiences,
  type ChangeArea,
  type Classification,
  changeAreas,
  classifications,
  type DataClass,
  dataClasses,
  type Environment,
  environments,
  type RequestKind,
  type StoredKind,
  storedKinds,
  type WorkflowClass,
  workflowClasses,
} from '../../domain/words.ts';
import type { Choice } from '../blocks/inputs.ts';

/** What people choose from, in their words. */

type Texts<Word extends string> = Readonly<Record<Word, readonly [text: string, description?: string]>>;

const choicesOf = <Word extends string>(words: readonly Word[], texts: Texts<Word>): Choice[] =>
  words.map((value) => {
    const [text, description] = texts[value];
    return { value, text, description };
  });

const environmentTexts: Texts<Environment> = {
  production: ['Production'],
  staging: ['Staging'],
  development: ['Development'],
  test: ['Test'],
};
export const environmentChoices = choicesOf(environments, environmentTexts);

const audienceTexts: Texts<Audience> = {
  nobody: ['Nobody', 'Only tests and evaluations'],
  internal: ['Our own people'],
  customers: ['Customers'],
};
export const audienceChoices = choicesOf(audiences, audienceTexts);

const workflowTexts: Texts<WorkflowClass> = {
  fast_classification: ['Fast classification', 'Labels, routing, spam: small, quick, cheap'],
  customer_chat: ['Customer chat', 'Conversations with tools, answered while people wait'],
  technical_reasoning: ['Code or technical reasoning', 'Hard tasks where quality comes before speed'],
  structured_extraction: ['Structured extraction', 'Records that must fit a schema'],
  procurement_or_finance_review: ['Procurement or finance review', 'Auditable, no fallback by itself'],
  background_summarisation: ['Background summarisation', 'Batches that nobody waits for'],
};
export const workflowChoices = choicesOf(workflowClasses, workflowTexts);

const areaTexts: Texts<ChangeArea> = {
  model: ['Model'],
  provider: ['Provider or its account'],
  endpoint: ['Endpoint family'],
  prompt: ['Prompt'],
  retrieval: ['Retrieval'],
  tools: ['Tools'],
  parameters: ['Parameters'],
  timeout: ['Timeout or latency limits'],
  fallback: ['Fallbacks'],
  logging: ['Logging or retention'],
  cost: ['Cost limits'],
  audience: ['Who sees it'],
  eval_cases: ['Evaluation cases'],
  safety: ['Safety controls'],
};
export const areaChoices = choicesOf(changeAreas, areaTexts);

const dataTexts: Texts<DataClass> = {
  public: ['Public'],
  internal: ['Internal'],
  customer: ['Customer data'],
  personal: ['Personal data'],
  employee: ["Employees' data"],
  confidential: ['Confidential'],
  financial: ['Financial'],
  health: ['Health'],
  regulated: ['Regulated'],
};
export const dataChoices = choicesOf(dataClasses, dataTexts);

const useTexts: Texts<Classification> = {
  support_decision: ['Support decisions'],
  legal_review: ['Legal review'],
  regulated_workflow: ['A regulated workflow'],
  financial_decision: ['Financial decisions'],
  permission_decision: ['Deciding who may do what'],
  legal_terms: ['Legal terms'],
  code_execution: ['Running code'],
  external_action: ['Acting outside our systems'],
  safety_sensitive: ['Safety-sensitive content'],
};
export const useChoices = choicesOf(classifications, useTexts);

const storedTexts: Texts<StoredKind> = {
  prompts: ['Prompts'],
  outputs: ['Outputs'],
  tool_arguments: ['Tool arguments'],
  files: ['Files'],
  retrieved_chunks: ['Retrieved text'],
  traces: ['Traces'],
  request_metadata: ['Request metadata'],
  audit_events: ['Audit events'],
  billing_rows: ['Billing rows'],
};
export const storedChoices = choicesOf(storedKinds, storedTexts);

export const flagChoices: Choice[] = [
  { value: 'temporary', text: 'Temporary', description: 'Cleaned up once the new route is the default' },
  { value: 'permanent', text: 'Permanent', description: 'Stays as a control of this route' },
];

const kindTexts: Texts<Exclude<RequestKind, 'new'>> = {
  change: ['Change it'],
  renewal: ['Renew its approval'],
  retirement: ['Retire it'],
};
/** What can be done to a route that exists. */
export const kindChoices = choicesOf(['change', 'renewal', 'retirement'], kindTexts);
