import type { KnownBlock, ModalView } from '@slack/types';
import { hintWords } from '../../domain/evidence/hints.ts';
import { lanes as laneFacts } from '../../domain/evidence/lanes.ts';
import { laneSentence } from '../../domain/evidence/say.ts';
import type { Policy } from '../../domain/policy.ts';
import { evidenceOf } from '../../domain/request/proof.ts';
import type { Request } from '../../domain/request/request.ts';
import type { EvidenceLane } from '../../domain/words.ts';
import { context, section } from '../blocks/blocks.ts';
import { modal } from '../blocks/modal.ts';
import { bold, capitalised, inline, listed } from '../blocks/mrkdwn.ts';
import { findingMarks, laneName } from '../cards/evidence-words.ts';
import { evidenceViews } from '../ids.ts';

/** Views about evidence that say something and ask nothing. */

const title = 'Evidence';

const evidenceNoteView = (blocks: readonly KnownBlock[]): ModalView =>
  modal({ callback: evidenceViews.note, title, close: 'Close', blocks });

export const saying = (text: string): ModalView => evidenceNoteView([section(text)]);

export const lookingUp = saying('One moment: looking up what is needed …');

/** While a file is read, which can take a while; nobody should think that it is done. */
export const readingView = (name: string): ModalView =>
  saying(
    `⏳ Reading ${bold(inline(name, 80))} …\nNothing is attached until this window says so. You can close it: then you read the outcome in a direct message.`,
  );

const mostHints = 4;

interface Outcome {
  readonly request: Request;
  readonly lanes: readonly EvidenceLane[];
  readonly policy: Policy;
  /** Epoch ms. */
  readonly at: number;
  /** mrkdwn: what could not be attached, and why. */
  readonly but?: string;
}

/** What was attached, and what it means: lane by lane, then what is still not clear. */
export function attachedText({ request, lanes, policy, at, but }: Outcome): string[] {
  const verdict = evidenceOf(request, policy, at);
  const told = lanes.map((lane) => {
    const standing = verdict.lanes.find((each) => each.lane === lane);
    if (!standing) return `• ${laneFacts[lane].label}`;
    if (!standing.blocks) return `${findingMarks[standing.finding]} ${bold(laneFacts[lane].label)} is clear.`;
    return `${findingMarks[standing.finding]} ${inline(laneSentence(standing), 600)}`;
  });
  const others = verdict.lanes.filter(({ lane, blocks }) => blocks && !lanes.includes(lane));
  const open =
    others.length > 0
      ? `Still not clear: ${listed(others.map(({ lane }) => laneName(lane)))}.`
      : 'Nothing else about the evidence holds it up.';
  return [
    ...(lanes.length > 0
      ? [`📎 Attached to ${bold(request.id)} ${inline(request.route, 70)}.`, ...told]
      : []),
    ...(but ? [but] : []),
    ...(lanes.length > 0 ? [open] : []),
  ];
}

function hintsOf({ request, lanes, policy, at }: Outcome): string[] {
  const { hints, lanes: standings } = evidenceOf(request, policy, at);
  const newest = new Set(lanes.map((lane) => request.attached?.findLast((one) => one.lane === lane)?.id));
  const laneOf = (id: string) =>
    standings.find(({ pieces }) => pieces.some(({ record }) => record.id === id))?.lane;
  // What was attached for several lanes is weak for all of them in the same way.
  const byWords = new Map<string, string[]>();
  for (const hint of hints.filter(({ evidence }) => newest.has(evidence))) {
    const lane = laneOf(hint.evidence);
    const words = hintWords(hint);
    byWords.set(words, [...(byWords.get(words) ?? []), ...(lane ? [laneName(lane)] : [])]);
  }
  return [...byWords]
    .slice(0, mostHints)
    .map(([words, names]) => `⚠️ ${capitalised(listed(names) || 'this')}: it ${inline(words, 200)}.`);
}

export function attachedView(outcome: Outcome): ModalView {
  const hints = hintsOf(outcome);
  return evidenceNoteView([
    section(attachedText(outcome).join('\n')),
    ...(hints.length > 0 ? [context([hints.join('\n')])] : []),
  ]);
}
