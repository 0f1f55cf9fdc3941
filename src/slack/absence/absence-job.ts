import type { JobHandler } from '../../ports/job-handler.ts';
import type { WorkerDeps } from '../actions/interaction.ts';
import { section } from '../blocks/blocks.ts';
import { plainOf } from '../blocks/mrkdwn.ts';
import { delegateText } from './absence-text.ts';

/** Tells a delegate directly for whom they decide from when on, and when that ends. */
export const absenceNoteHandler =
  (deps: WorkerDeps): JobHandler<'absence_note'> =>
  async (job) => {
    const { person, event } = job.effect;
    const text = delegateText(event, deps.app.policy().workingHours.timeZone);
    await deps.messenger.say(
      `note:${job.id}`,
      { to: { person }, threadOf: null, text: plainOf(text), blocks: [section(text)] },
      job,
    );
  };
