import type { JobHandler } from '../../ports/job-handler.ts';
import type { SlackDeps } from '../deps.ts';
import { draftKey } from '../ids.ts';
import type { Messenger } from '../messenger.ts';
import { draftMessage } from './draft-text.ts';
import { loadDraft } from './drafts.ts';

/** The one direct message about a draft: posted when its window is closed, kept true until it is used up or discarded. */
export const draftMessageHandler =
  (deps: SlackDeps & { readonly messenger: Pick<Messenger, 'bring'> }): JobHandler<'draft_message'> =>
  async (job) => {
    const { draft: id, person } = job.effect;
    const key = draftKey(id);
    const render = async () => {
      const draft = await loadDraft(id, person, deps);
      // Used up before anything was said of it: there is nothing to say.
      if (!draft && !(await deps.app.store.message(key))) return null;
      return draftMessage(draft, deps.app.policy().workingHours.timeZone);
    };
    await deps.messenger.bring(key, { to: { person }, render }, job);
  };
