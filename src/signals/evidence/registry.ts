import type { EvidenceFormat } from './evidence-format.ts';
import { inspect } from './inspect.ts';
import { junit } from './junit.ts';
import { openaiEvals } from './openai-evals.ts';
import { promptfoo } from './promptfoo.ts';

/** Every format of test results that can be imported as evidence. */
export const evidenceFormatReaders: readonly EvidenceFormat[] = [promptfoo, junit, inspect, openaiEvals];
