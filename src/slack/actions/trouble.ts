import { Fault } from '../../ports/fault.ts';
import type { SlackDeps } from '../deps.ts';

/**
 * What somebody is told when something went wrong that is not theirs to mend. A fault of the world is named as such;
 * a defect of ours gets an incident id that leads to the log.
 */
export function troubleText(error: unknown, what: string, deps: Pick<SlackDeps, 'log' | 'newId'>): string {
  if (error instanceof Fault) {
    deps.log.warn({ err: error, fault: error.kind, what }, 'Something could not be done for somebody');
    return 'Slack or the database did not answer in time, so nothing was recorded. Try again in a moment.';
  }
  const incident = deps.newId();
  deps.log.error({ err: error, incident, what }, 'A defect stopped something that somebody did');
  return `Something went wrong on our side, and nothing was recorded. If it happens again, give your operators this number: ${incident}.`;
}
