import type { KnownBlock, ModalView } from '@slack/types';
import type { Preview } from '../../app/app.ts';
import type { Approval } from '../../domain/matching.ts';
import type { Proposal } from '../../domain/packet/schema.ts';
import type { Policy } from '../../domain/policy.ts';
import { reviewTimes } from '../../domain/reminders.ts';
import type { Refusal } from '../../domain/request/refusal.ts';
import { changedAreas, isHigher } from '../../domain/risk.ts';
import { type Tier, tiers } from '../../domain/words.ts';
import { actions, button, divider, section } from '../blocks/blocks.ts';
import { moment } from '../blocks/dates.ts';
import { select } from '../blocks/inputs.ts';
import { limits } from '../blocks/limits.ts';
import { modal } from '../blocks/modal.ts';
import { bold, capitalised, code, counted, inline, listed, person } from '../blocks/mrkdwn.ts';
import { kindText } from '../cards/body.ts';
import { someFallbackLines } from '../cards/fallback-lines.ts';
import { groupLines, showGroup } from '../cards/packet-text.ts';
import { roleChannel, roleLabel, tierMark, tierText } from '../cards/roles.ts';
import { encodeFormRef, formActions, formViews } from '../ids.ts';
import { refusalText } from '../refusal-text.ts';
import { blockedBlocks } from './blocked-text.ts';
import { areaChoices } from './choices.ts';
import { type DraftContent, kindOf, type Step } from './draft.ts';
import { formField } from './fields.ts';
import { gateHeading, gateLines } from './gates-text.ts';
import { type FieldProblem, problemText } from './proposal-form.ts';
import { progress, viewTitle } from './step-view.ts';
import { stepOf, stepTitles } from './steps.ts';
import { warningText } from './warning-text.ts';

/** What the last step knows: either a whole proposal and what filing it would mean, or what still keeps it from being one. */
export type CheckFacts =
  | {
      readonly proposal: Proposal;
      readonly preview: Preview;
      /** A roll back of this route was rehearsed. */
      readonly drilled: boolean;
    }
  | { readonly problems: readonly FieldProblem[] };

export interface CheckOptions {
  readonly policy: Policy;
  /** Epoch ms. */
  readonly now: number;
  /** mrkdwn on top: why the last try to submit did not work. */
  readonly note?: string;
}

const detailSteps = ['what', 'bundle', 'limits', 'proof', 'rollout'] as const;

/** Lines under a heading, in as many sections as they need. */
function paragraphs(heading: string, lines: readonly string[]): KnownBlock[] {
  if (lines.length === 0) return [];
  const texts: string[] = [];
  let text = bold(heading);
  for (const line of lines) {
    if (text.length + line.length + 1 > limits.text) {
      texts.push(text);
      text = line;
    } else text = `${text}\n${line}`;
  }
  return [...texts, text].map((part) => section(part));
}

function problemBlocks(problems: readonly FieldProblem[], content: DraftContent): KnownBlock[] {
  return detailSteps.flatMap((step) => {
    const own = problems.filter((problem) => stepOf(problem.field, content) === step);
    if (own.length === 0) return [];
    const fields = [...new Set(own.map((problem) => problem.field))];
    const lines = fields.map(
      (field) =>
        `• ${bold(formField(field).label)}  ${inline(problemText(own.filter((problem) => problem.field === field)), 400)}`,
    );
    return [
      section(
        [`:warning: ${bold(stepTitles[step])} needs something before you can submit`, ...lines].join('\n'),
        {
          accessory: button({ action: `${formActions.go}${step}`, text: 'Mend it', style: 'primary' }),
        },
      ),
    ];
  });
}

/** The way to every step that is not offered as one to mend. */
function editButtons(
  problems: readonly FieldProblem[],
  isShort: boolean,
  content: DraftContent,
): KnownBlock[] {
  const offered = new Set(problems.map((problem) => stepOf(problem.field, content)));
  const others = detailSteps.filter((step) => !offered.has(step));
  if (others.length === 0) return [];
  const goTo = (step: Step) => button({ action: `${formActions.go}${step}`, text: stepTitles[step] });
  return [
    section(isShort && problems.length === 0 ? 'Add details, or go back to:' : 'Go back to:'),
    actions(others.map(goTo), 'form-nav-check'),
  ];
}

function askedLines(preview: Preview, policy: Policy, now: number): string[] {
  const { slots, tier } = preview.assessment;
  if (slots.length === 0) return ['Nobody: policy approves this without a review.'];
  const { dueAt } = reviewTimes(now, tier, policy);
  const people = policy.tiers[tier].people;
  return [
    ...slots.map(
      ({ role, count, reasons }) =>
        `• ${bold(capitalised(roleLabel(role, policy)))} in ${roleChannel(role, policy)}${count > 1 ? `, ${counted(count, 'person', 'people')}` : ''}: ${reasons.map((reason) => inline(reason, 120)).join(' · ')}`,
    ),
    `Due ${moment(dueAt, policy.workingHours.timeZone)} if you submit now${people > 1 ? `, by at least ${people} different people` : ''}. Neither you nor anybody else who edits this can decide.`,
  ];
}

const gateWarnings: ReadonlySet<string> = new Set([
  'no_evidence',
  'no_threshold',
  'no_guardrails',
  'no_rollback_target',
  'no_incident_contact',
]);

function warnings(preview: Preview, gatesShown: boolean): string[] {
  return preview.warnings
    .filter(({ warning }) => !gatesShown || !gateWarnings.has(warning))
    .slice(0, 12)
    .map((warning) => `:warning: ${warningText(warning)}`);
}

/** Fallbacks that a reviewer may accept; the others are refused above. */
const fallbackWarnings = ({ fallbacks }: Preview): string[] =>
  someFallbackLines(
    fallbacks.filter(({ stops }) => !stops),
    6,
    'like these',
  );

/** What the requester says changes and does not: those who judge it are asked all the same. */
function idleAreas({ change }: Proposal, { baseline, diff }: Preview): string[] {
  if (!baseline || change.kind !== 'change') return [];
  const found = changedAreas({ ...change, what: [] }, diff, false);
  const idle = areaChoices.filter(({ value }) =>
    change.what.some((area) => area === value && !found.has(area)),
  );
  if (idle.length === 0) return [];
  const names = listed(idle.map(({ text }) => bold(text)));
  return [
    `:warning: You said that this changes: ${names}. Nothing of it differs, and its reviewers are asked all the same.`,
  ];
}

const fellBecause = {
  material_changed: 'what they judged changes',
  tier_rose: 'the tier rises',
  became_editor: 'you edit it now, so your own decision falls',
  evidence_fell: 'the evidence got worse',
} as const;

/** Which decisions an edit keeps, and which it asks for again. */
function editLines({ edit }: Preview, kept: readonly Approval[], policy: Policy): string[] {
  if (!edit) return [];
  const again = edit.askedAgain.map((role) => roleLabel(role, policy));
  return [
    ...kept.map(({ role, person: who }) => `✅ stands: ${roleLabel(role, policy)}, ${person(who)}`),
    ...edit.fell.map(
      ({ role, person: who, because }) =>
        `🔁 falls: ${roleLabel(role, policy)}, ${person(who)} (${fellBecause[because]})`,
    ),
    again.length > 0
      ? `Asked again because of this edit: ${listed(again)}.`
      : 'Nobody is asked again because of this edit.',
  ];
}

/** The tier that the rules give, whatever the requester raised it to. */
function computedTier({ assessment }: Preview): Tier {
  return assessment.reasons.find((reason) => reason.rule !== 'raised')?.tier ?? assessment.tier;
}

function raiseBlock(preview: Preview, content: DraftContent): KnownBlock[] {
  const computed = computedTier(preview);
  const higher = tiers.filter((tier) => isHigher(tier, computed));
  if (higher.length === 0) return [];
  const choices = [
    { value: computed, text: `No, ${computed} is right` },
    ...higher.map((tier) => ({ value: tier, text: `Yes, treat it as ${tier}` })),
  ];
  const raised = content.raiseTo && isHigher(content.raiseTo, computed) ? content.raiseTo : computed;
  return [
    section('Is it riskier than the rules can see?', {
      id: `form-tier-${raised}`,
      accessory: select({ action: formActions.tier, choices, initial: raised }),
    }),
  ];
}

/** Why it cannot be filed as it is; what has to be mended, with the way there. */
function refusalBlocks(refusal: Refusal | null, content: DraftContent, policy: Policy): KnownBlock[] {
  if (!refusal) return [];
  return refusal.reason === 'blocked'
    ? blockedBlocks(refusal, content)
    : [section(`:no_entry: ${refusalText(refusal, { policy })}`)];
}

function factBlocks(
  { proposal, preview, drilled }: Extract<CheckFacts, { proposal: unknown }>,
  content: DraftContent,
  kept: readonly Approval[],
  { policy, now }: CheckOptions,
): KnownBlock[] {
  const { assessment, baseline } = preview;
  const { tier } = assessment;
  const kind = kindText[proposal.change.kind];
  const { packet } = proposal;
  const gates = gateLines({ packet, tier, lanes: preview.evidence.lanes, drilled });
  const changes = groupLines(baseline, proposal.packet).map(showGroup);
  const refusal = refusalBlocks(preview.refusal, content, policy);
  return [
    section(`${tierMark(tier)} ${bold(tierText(tier))} · ${kind} · ${code(proposal.packet.route, 70)}`),
    ...refusal,
    ...paragraphs(
      baseline ? 'What changes' : 'What it is',
      changes.length > 0 ? changes : ['Nothing in the packet.'],
    ),
    ...paragraphs(
      `Why ${tier}`,
      assessment.reasons
        .filter((reason) => reason.tier === tier)
        .map((reason) => `• ${inline(reason.reason, 200)}`),
    ),
    ...paragraphs('Who will be asked', askedLines(preview, policy, now)),
    ...paragraphs('What this edit does to reviews', editLines(preview, kept, policy)),
    ...(gates.length > 0 ? [section([gateHeading, ...gates].join('\n'))] : []),
    ...paragraphs('Worth mending first', [
      ...idleAreas(proposal, preview),
      ...fallbackWarnings(preview),
      ...warnings(preview, gates.length > 0),
    ]),
    divider(),
    ...raiseBlock(preview, content),
  ];
}

/** The last step: everything that submitting would mean, and the way to every other step. */
export function checkView(
  draft: string,
  content: DraftContent,
  facts: CheckFacts,
  options: CheckOptions & { readonly kept?: readonly Approval[] },
): ModalView {
  const problems = 'problems' in facts ? facts.problems : [];
  const canSubmit = 'preview' in facts && facts.preview.refusal === null;
  const isShort =
    kindOf(content) !== 'new' || ('preview' in facts && facts.preview.assessment.tier === 'low');
  return modal({
    callback: formViews.check,
    title: viewTitle(content),
    submit: canSubmit ? 'Submit' : undefined,
    close: 'Save and close',
    metadata: encodeFormRef({ draft, step: 'check' }),
    notifyOnClose: true,
    blocks: [
      progress('check', content),
      ...(options.note ? [section(options.note)] : []),
      ...('problems' in facts
        ? problemBlocks(problems, content)
        : factBlocks(facts, content, options.kept ?? [], options)),
      ...editButtons(problems, isShort, content),
    ],
  });
}
