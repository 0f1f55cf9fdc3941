import type { EvidenceFormatName } from '../../domain/evidence/results.ts';

/** What people call the tools whose results can be read. */
export const formatLabels: Readonly<Record<EvidenceFormatName, string>> = {
  promptfoo: 'promptfoo',
  junit: 'JUnit',
  inspect: 'Inspect AI',
  openai_evals: 'OpenAI evals',
};
