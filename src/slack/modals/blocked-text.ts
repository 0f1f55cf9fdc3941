import type { KnownBlock } from '@slack/types';
import type { Refusal } from '../../domain/request/refusal.ts';
import { button, section } from '../blocks/blocks.ts';
import { inline } from '../blocks/mrkdwn.ts';
import { formActions } from '../ids.ts';
import type { DraftContent } from './draft.ts';
import type { FieldId } from './fields.ts';
import { type FieldProblem, fieldOfKey } from './proposal-form.ts';
import { stepOf, stepTitles } from './steps.ts';

/** What has to be mended before a request can be filed, at the fields where it is mended. */

type Blocked = Extract<Refusal, { reason: 'blocked' }>;

interface ToMend {
  readonly fields: readonly FieldId[];
  readonly sentence: string;
}

function toMend({ blockers, stops }: Blocked): ToMend[] {
  return [
    ...blockers.map(({ paths, sentence }) => ({ fields: [...new Set(paths.map(fieldOfKey))], sentence })),
    ...stops.map(({ sentence }): ToMend => ({ fields: ['evidence'], sentence })),
  ];
}

/** The same, for the fields of a step: each sentence stands at every field that it is about. */
export const blockedProblems = (refusal: Blocked): FieldProblem[] =>
  toMend(refusal).flatMap(({ fields, sentence }) => fields.map((field) => ({ field, message: sentence })));

/** Each thing in a line of its own, with the way to where it is mended. */
export function blockedBlocks(refusal: Blocked, content: DraftContent): KnownBlock[] {
  return toMend(refusal).map(({ fields, sentence }, index) => {
    const step = stepOf(fields[0] ?? 'route', content);
    return section(`:no_entry: ${inline(sentence, 900)}`, {
      accessory: button({
        action: `${formActions.go}${step}-${index}`,
        text: 'Mend it',
        style: 'primary',
        label: `Mend it in ${stepTitles[step]}`,
      }),
    });
  });
}
