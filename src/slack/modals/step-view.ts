import type { KnownBlock, ModalView } from '@slack/types';
import { actions, button, context, divider, header, section } from '../blocks/blocks.ts';
import { limits } from '../blocks/limits.ts';
import { modal } from '../blocks/modal.ts';
import { bold, code } from '../blocks/mrkdwn.ts';
import { encodeFormRef, formActions, formViews } from '../ids.ts';
import { type DraftContent, heldIn, kindOf, type Step, steps } from './draft.ts';
import { type FieldId, formField } from './fields.ts';
import { fieldBlocks } from './inputs.ts';
import type { FieldProblem } from './proposal-form.ts';
import { groupsOf, stepTitles } from './steps.ts';

/** What a step says beside its questions. */
export interface StepRemarks {
  /** What was found wrong when the step was not in view; shown above the field. */
  readonly problems?: readonly FieldProblem[];
  /** mrkdwn above the first question, such as a route that was probably meant. */
  readonly note?: string;
  /** What stands above the first question of a step, such as which evidence is needed. */
  readonly lead?: readonly KnownBlock[];
}

export function viewTitle(content: DraftContent): string {
  return content.revising ? `Edit ${content.revising.request}` : 'Route request';
}

/** Where one is: "●●○○○○ Step 2 of 6 · The bundle · support-summary-prod". */
export function progress(step: Step, content: DraftContent): KnownBlock {
  const at = steps.indexOf(step) + 1;
  const dots = '●'.repeat(at) + '○'.repeat(steps.length - at);
  const route = heldIn(content, 'route');
  const about = step !== 'what' || content.revising ? route : '';
  return context([
    `${dots}  ${bold(`Step ${at} of ${steps.length}`)} · ${stepTitles[step]}${about ? ` · ${code(about, 70)}` : ''}`,
  ]);
}

/** What the choice of the route means for the rest of the form. */
function afterRoute(content: DraftContent): KnownBlock[] {
  const kind = kindOf(content);
  const fromFile = actions(
    [button({ action: formActions.yaml, text: 'Fill in from YAML or JSON' })],
    'form-yaml',
  );
  if (kind === null) return [fromFile];
  if (kind === 'new')
    return [
      context([
        `${code(heldIn(content, 'route'), 70)} is not known yet: this asks for a new route. Limits, guardrails and stages are suggested by the kind of work; you can change them in the next steps.`,
      ]),
      fromFile,
    ];
  if (kind === 'change')
    return [
      context([
        content.served === null
          ? 'As a guest you are not shown what serves now. Describe in full what is to serve instead.'
          : 'Everything is filled in with what serves now. Change only what differs.',
      ]),
      fromFile,
    ];
  return [];
}

const skipButton = button({ action: `${formActions.go}check`, text: 'Skip to check and submit' });

/** Whoever changes a route that serves has probably said it all on the first step. */
const skipsEarly = (step: Step, content: DraftContent): boolean =>
  step === 'bundle' && content.served !== null;

function shortcut(step: Step, content: DraftContent): KnownBlock[] {
  if (!skipsEarly(step, content)) return [];
  return [section('All of this is as it serves now. Nothing else to change?', { accessory: skipButton })];
}

function closing(step: Step, content: DraftContent): KnownBlock[] {
  if (step === 'what') return [];
  const skip = step === 'rollout' || skipsEarly(step, content) ? [] : [skipButton];
  return [
    divider(),
    actions([button({ action: formActions.back, text: 'Back' }), ...skip], `form-nav-${step}`),
  ];
}

interface Shown {
  readonly field: FieldId;
  readonly blocks: readonly KnownBlock[];
}

const bytesOf = (blocks: readonly KnownBlock[]): number => Buffer.byteLength(JSON.stringify(blocks));

/** What stands for a field that is longer than any window. Its value stays as it is. */
const tooLong = ({ field }: Shown): Shown => ({
  field,
  blocks: [
    section(
      `${bold(formField(field).label)}\nThis is longer than a window can show, and stays as it is. To change it, export the packet and fill the form from the file.`,
    ),
  ],
});

/** Fields as they fit into one view: where Slack's limits do not hold them all, the longest texts give way. */
function fitting(shown: readonly Shown[]): Shown[] {
  const fit = [...shown];
  const isOver = () => {
    const blocks = fit.flatMap((each) => each.blocks);
    return blocks.length > limits.viewBlocks - roomForFrame || bytesOf(blocks) > limits.viewBytes;
  };
  while (isOver()) {
    const longest = fit.reduce((top, each) => (bytesOf(each.blocks) > bytesOf(top.blocks) ? each : top));
    fit[fit.indexOf(longest)] = tooLong(longest);
  }
  return fit;
}

/** Blocks beside the fields: progress, note, headings, buttons. */
const roomForFrame = 20;

function groupBlocks(step: Step, content: DraftContent, problems: readonly FieldProblem[]): KnownBlock[] {
  const groups = groupsOf(step, content);
  const shown = fitting(
    groups.flatMap(({ fields }) =>
      fields.map((field) => ({ field, blocks: fieldBlocks(field, content, problems) })),
    ),
  );
  const blocksOf = (field: FieldId) => shown.find((each) => each.field === field)?.blocks ?? [];
  return groups.flatMap(({ heading, fields }) => [
    ...(heading === '' ? [] : [header(heading)]),
    ...fields.flatMap((field) => [...blocksOf(field), ...(field === 'route' ? afterRoute(content) : [])]),
  ]);
}

/** Any step but the last. */
export function stepView(
  draft: string,
  step: Exclude<Step, 'check'>,
  content: DraftContent,
  remarks: StepRemarks = {},
): ModalView {
  return modal({
    callback: formViews.step,
    title: viewTitle(content),
    submit: 'Next',
    close: 'Save and close',
    metadata: encodeFormRef({ draft, step }),
    notifyOnClose: true,
    blocks: [
      progress(step, content),
      ...(remarks.note ? [section(remarks.note)] : []),
      ...shortcut(step, content),
      ...(remarks.lead ?? []),
      ...groupBlocks(step, content, remarks.problems ?? []),
      ...closing(step, content),
    ],
  });
}
