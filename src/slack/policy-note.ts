import { shortDigest } from '../domain/packet/digest.ts';
import type { CanaryRecord, PolicyDifference } from '../domain/policy-change/policy-change.ts';
import type { JobHandler } from '../ports/job-handler.ts';
import type { WorkerDeps } from './actions/interaction.ts';
import { section } from './blocks/blocks.ts';
import { moment } from './blocks/dates.ts';
import { limits } from './blocks/limits.ts';
import { bold, clip, code, counted, plainOf } from './blocks/mrkdwn.ts';

const sideOf = (value: string | null): string => (value === null ? 'nothing' : code(value, 120));

const lineOf = ({ path, before, after }: PolicyDifference): string =>
  `• ${code(path, 120)}: ${sideOf(before)} → ${sideOf(after)}`;

const canaryText = ({ since, judged, differing }: CanaryRecord, zone: string): string =>
  `It was in canary since ${moment(since, zone)}: ${differing} of ${counted(judged, 'request')} would have been treated differently.`;

/** Tells auditors, or else operators, that another policy binds since the start, and what it says differently. */
export const policyNoteHandler =
  (deps: WorkerDeps): JobHandler<'policy_note'> =>
  async (job) => {
    const { digest, previous, differences, more, canary } = job.effect;
    const { audit, operators } = deps.app.policy().channels;
    const channel = audit ?? operators;
    if (!channel) return;
    const count = differences.length + more;
    const what =
      count === 0 ? 'It says the same in other words.' : `${counted(count, 'key')} say something else:`;
    const text = clip(
      [
        `📜 ${bold('Another policy binds')}: ${code(shortDigest(digest))} after ${code(shortDigest(previous))}. ${what}`,
        ...(canary ? [canaryText(canary, deps.app.policy().workingHours.timeZone)] : []),
        ...differences.map(lineOf),
        ...(more > 0 ? [`and ${more} more, in the record`] : []),
      ].join('\n'),
      limits.text,
    );
    await deps.messenger.say(
      `note:${job.id}`,
      { to: { channel }, threadOf: null, text: plainOf(text), blocks: [section(text)] },
      job,
    );
  };
