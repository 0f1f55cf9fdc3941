import type { Warning } from '../../app/app.ts';
import { code, inline, listed } from '../blocks/mrkdwn.ts';
import { words } from '../cards/values.ts';

/** What is weak about a proposal, and what would mend it; mrkdwn, a line each. Exhaustive: a new weakness needs its words. */

type Texts = {
  readonly [W in Warning['warning']]: (warning: Extract<Warning, { warning: W }>) => string;
};

const weakBecause = {
  bare_link: 'is a bare link: say in a few words what it shows',
  vague: 'says nothing that can be checked: give a result, or where it can be read',
  no_result: 'has no result: say what was measured, or whether it passed',
} as const;

const texts: Texts = {
  no_evidence: () => 'There is no evidence yet; reviewers will ask for it.',
  weak_evidence: ({ title, because, instead }) =>
    `“${inline(title, 120)}” ${instead ? `says nothing that can be checked: give ${instead}` : weakBecause[because]}.`,
  vague_model: ({ name }) => `“${inline(name, 120)}” may be another model tomorrow: name an exact version.`,
  no_rollback_target: () => 'Nothing says what it rolls back to.',
  no_incident_contact: () => 'Nobody is named to call when it goes wrong.',
  no_guardrails: () => 'No guardrail would stop it.',
  stored_without_end: ({ kinds }) =>
    `${listed(kinds.map(words))} would be kept without end: say for how long.`,
  failure_without_owner: ({ failure }) =>
    `“${inline(failure, 120)}” has no mitigation or no owner; write failure | what limits it | who owns it.`,
  no_threshold: () => 'No least pass rate is set, so no result can be good enough.',
  overlap: ({ requests }) =>
    `${listed(requests.map((request) => code(request, 20)))} ${requests.length === 1 ? 'is' : 'are'} open on the same route. Whichever starts second has to look at the first again.`,
};

function sentence<W extends Warning['warning']>(which: W, warning: Extract<Warning, { warning: W }>): string {
  return texts[which](warning);
}

export const warningText = (warning: Warning): string => sentence(warning.warning, warning);
