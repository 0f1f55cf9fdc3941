import { Fault } from '../../ports/fault.ts';
import type { SlackDeps } from '../deps.ts';

/** For guests, strangers and apps, who may look and not show. */
export const outsiderText =
  'Only members of this workspace can attach evidence. Post it in the thread of the request; a member can attach it from there.';

/** True for those; whom Slack does not describe just now is judged when the form comes back. */
export async function isOutsider(person: string, { directory, log }: SlackDeps): Promise<boolean> {
  try {
    return (await directory.membership(person, [])).standing !== 'member';
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    log.info({ err: error }, 'Evidence is taken from somebody whom Slack does not describe just now');
    return false;
  }
}
