import { waysText } from '../domain/canary/tally.ts';
import { shortDigest } from '../domain/packet/digest.ts';
import type { JobHandler } from '../ports/job-handler.ts';
import type { WorkerDeps } from './actions/interaction.ts';
import { section } from './blocks/blocks.ts';
import { limits } from './blocks/limits.ts';
import { bold, clip, code, counted, plainOf } from './blocks/mrkdwn.ts';

/** Tells auditors, and nobody else, what the policy in canary would have done lately. */
export const canaryNoteHandler =
  (deps: WorkerDeps): JobHandler<'canary_note'> =>
  async (job) => {
    const { digest, days, judged, differing } = job.effect;
    const { audit } = deps.app.policy().channels;
    if (!audit) return;
    const lately = `In the last ${counted(days, 'day')}`;
    const policy = `policy canary ${code(shortDigest(digest))}`;
    const what =
      differing === 0
        ? `${policy} would have treated ${judged === 1 ? 'the one request' : `all ${judged} requests`} as the policy that binds did.`
        : `${bold(`${differing} of ${counted(judged, 'request')}`)} would have been treated differently under ${policy}: ${waysText(job.effect)}. ${code('npm run -s cli -- policy canary')} lists them.`;
    const text = clip(`🧪 ${lately} ${what}`, limits.text);
    await deps.messenger.say(
      `note:${job.id}`,
      { to: { channel: audit }, threadOf: null, text: plainOf(text), blocks: [section(text)] },
      job,
    );
  };
