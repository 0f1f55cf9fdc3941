import type { Policy } from '../domain/policy.ts';
import type { Refusal, RefusalReason } from '../domain/request/refusal.ts';
import type { Request } from '../domain/request/request.ts';
import type { Role } from '../domain/words.ts';
import { moment } from './blocks/dates.ts';
import { bold, capitalised, code, inline, listed, person, plainOf } from './blocks/mrkdwn.ts';
import { shownBy } from './cards/evidence-words.ts';
import { outcomeLines } from './cards/outcome.ts';
import { holdersText, roleChannel, roleLabel, tierText } from './cards/roles.ts';

/** What a sentence may need to know beside the refusal. */
export interface RefusalContext {
  readonly policy: Policy;
  /** The request it was about, where there is one. */
  readonly request?: Request | null | undefined;
}

type Texts = {
  readonly [R in RefusalReason]: (
    refusal: Extract<Refusal, { reason: R }>,
    context: RefusalContext,
  ) => string;
};

const nameOf = ({ request }: RefusalContext): string => (request ? bold(request.id) : 'this request');
const zoneOf = ({ policy }: RefusalContext): string => policy.workingHours.timeZone;

/** Where somebody else decides, and who that is. */
function whoCan(role: Role, { policy }: RefusalContext): string {
  const home = roleChannel(role, policy);
  const holders = policy.roles[role]?.holders;
  if (!holders || holders.by === 'channel') return `${home}`;
  return `${home}, by ${holdersText(role, policy)}`;
}

const nothingRecorded = 'Nothing was recorded.';

const sentencePart = (sentence: string): string => inline(sentence, 700);

const standings = {
  guest: 'Guests of this workspace cannot decide',
  stranger: 'People from other organisations cannot decide here',
  bot: 'Apps cannot decide',
  deactivated: 'A deactivated account cannot decide',
} as const;

const texts: Texts = {
  expansion_fixed: ({ request }, context) =>
    `${nameOf(context)} asks whether more people may get what ${bold(inline(request, 40))} approved, so there is nothing in it to edit. For another candidate roll this one back, and file a request of its own.`,
  request_unknown: ({ request }) =>
    `There is no request ${bold(inline(request, 40))} here. Type ${code('/route-request list')} to see the ones there are.`,
  route_unknown: ({ route }) =>
    `No route ${code(route, 70)} serves yet. Check the spelling of its id, or ask for it as a new route.`,
  route_exists: ({ route }) =>
    `${code(route, 70)} serves already. Ask to change it, or give the new route another id.`,
  nothing_changes: () =>
    'Nothing differs from before, so there is nothing to review. Change at least one field.',
  route_renamed: ({ route }) =>
    `A request stays with its route, ${code(route, 70)}. For another route file a request of its own.`,
  role_unassigned: ({ roles }, context) =>
    `This needs ${listed(roles.map((role) => roleLabel(role, context.policy)))}, but nobody holds ${roles.length === 1 ? 'that role' : 'those roles'}. Whoever keeps the policy has to name a channel for ${roles.length === 1 ? 'it' : 'them'} first.`,
  blocked: ({ blockers, stops }) =>
    [...blockers, ...stops].map(({ sentence }) => sentencePart(sentence)).join('\n'),
  stopped: ({ stops }, context) =>
    `The evidence of ${nameOf(context)} says no, so it cannot be approved as it is. ${stops.map(({ sentence }) => sentencePart(sentence)).join(' ')} ${nothingRecorded}`,
  evidence_unknown: ({ evidence }, context) =>
    `${nameOf(context)} has no evidence ${bold(inline(evidence, 40))} that was attached. Its packet view lists what there is; what the packet itself lists is taken back by an edit.`,
  evidence_withdrawn: ({ evidence }) =>
    `${bold(inline(evidence, 40))} was taken back already. ${nothingRecorded}`,
  evidence_of_another: ({ by }, context) =>
    `${shownBy(by)} attached this, so only they, or ${roleLabel('security', context.policy)} (${whoCan('security', context)}), can take it back. A later run of the same tests takes its place by itself.`,
  evidence_own_word: (_refusal, context) =>
    `${nameOf(context)} is approved, and nobody who judged it saw this. What you asked for yourself takes results of a test tool now, or the word of somebody else. ${nothingRecorded}`,
  evidence_full: ({ most }, context) =>
    `${nameOf(context)} has ${most} pieces of evidence, and takes no more. Attach a run that sums them up to a new request.`,
  closed: (_refusal, context) => {
    const outcome = context.request ? outcomeLines(context.request, context.policy)[0] : undefined;
    return `${nameOf(context)} is closed, so your click changed nothing. ${outcome ?? ''}`.trim();
  },
  stale_revision: ({ seen, current }, context) =>
    `${nameOf(context)} was edited meanwhile: you were looking at revision ${seen}, now there is revision ${current}. ${nothingRecorded} Look at what changed, then decide again.`,
  own_request: ({ role }, context) =>
    `You opened ${nameOf(context)}, so somebody else decides for ${roleLabel(role, context.policy)}: ${whoCan(role, context)}.`,
  edited_request: ({ role }, context) =>
    `You edited ${nameOf(context)}, so somebody else decides for ${roleLabel(role, context.policy)}: ${whoCan(role, context)}.`,
  standing: ({ standing, role }, context) =>
    `${standings[standing]}. For ${roleLabel(role, context.policy)} that is done in ${whoCan(role, context)}.`,
  not_in_role: ({ role }, context) =>
    `Only ${roleLabel(role, context.policy)} can do this, and you are not in it: ${whoCan(role, context)}. ${nothingRecorded}`,
  role_not_asked: ({ role }, context) =>
    `${nameOf(context)} needs nothing from ${roleLabel(role, context.policy)} any more. ${nothingRecorded}`,
  already_approved: ({ role, at }, context) =>
    `You approved ${nameOf(context)} for ${roleLabel(role, context.policy)} ${moment(at, zoneOf(context))}; it counts once. To take it back, request changes.`,
  already_decided: ({ role, by, at }, context) =>
    `${person(by)} approved ${nameOf(context)} for ${roleLabel(role, context.policy)} ${moment(at, zoneOf(context))}, so yours is not needed. If you disagree, request changes or reject.`,
  route_not_typed: ({ route }) => `Type ${code(route, 70)} exactly as it stands here.`,
  not_the_requester: ({ requester }, context) =>
    `${nameOf(context)} belongs to ${person(requester)}; ask them, or write in the thread of its card.`,
  nudged_recently: ({ again }, context) =>
    `The reviewers of ${nameOf(context)} were nudged just now. You can nudge again ${moment(again, zoneOf(context))}.`,
  nobody_to_nudge: (_refusal, context) =>
    `Nobody is late on ${nameOf(context)}: whoever asked for changes waits for your edit.`,
  extended_already: ({ until }, context) =>
    `${nameOf(context)} was extended once already; it ends ${moment(until, zoneOf(context))}.`,
  stands_in_for_barred: ({ role, absent }, context) =>
    `You stand in for ${person(absent)} in ${roleLabel(role, context.policy)}, who opened or edited ${nameOf(context)}. What they may not decide, you may not decide for them: ${whoCan(role, context)}. ${nothingRecorded}`,
  emergency_fixed: ({ until }, context) =>
    `${nameOf(context)} was let out in an emergency until ${moment(until, zoneOf(context))}, and not for longer. To keep it, have it reviewed: renew the route.`,
  emergencies_off: () =>
    `The policy here lets nothing out before its reviews (requests, emergency_for). ${nothingRecorded}`,
  not_for_emergencies: (_refusal, context) =>
    `An emergency takes somebody from ${roleLabel('release_owner', context.policy)} (${whoCan('release_owner', context)}) and somebody ${roleLabel('oncall', context.policy)} (${whoCan('oncall', context)}); you are neither. ${nothingRecorded}`,
  no_change_to_let_out: (_refusal, context) =>
    `${capitalised(nameOf(context))} lets out nothing new, so it waits for its reviews. ${nothingRecorded}`,
  emergency_unexplained: () => `Say why; it is kept in the record. ${nothingRecorded}`,
  emergency_too_long: ({ most }) =>
    `Write a number of hours from 1 to ${most}; the policy allows no more. ${nothingRecorded}`,
  emergency_called: ({ by, at }, context) =>
    `${person(by)} called the emergency for ${nameOf(context)} ${moment(at, zoneOf(context))}. To let it out, press Join on its message.`,
  emergency_not_called: (_refusal, context) =>
    `Nobody is calling an emergency for ${nameOf(context)} any more: it was edited, or nobody joined in time. ${nothingRecorded}`,
  emergency_same_person: () => `You called it yourself, so somebody else has to join. ${nothingRecorded}`,
  emergency_same_role: ({ role }, context) =>
    `Whoever called it is ${roleLabel(role, context.policy)}, too. It takes one person for releases and one on call. ${nothingRecorded}`,
  no_after_review: (_refusal, context) =>
    `${nameOf(context)} was not let out in an emergency, so there is nothing to review afterwards.`,
  after_review_closed: ({ by, at }, context) =>
    `${person(by)} closed the after-review of ${nameOf(context)} ${moment(at, zoneOf(context))}.`,
  after_review_involved: (_refusal, context) =>
    `You asked for ${nameOf(context)}, edited it or let it out, so somebody else has to look at it afterwards. ${nothingRecorded}`,
  not_an_after_reviewer: ({ roles }, context) =>
    `The after-review is for ${listed(
      roles.map((role) => roleLabel(role, context.policy)),
      'or',
    )}, whose reviews were skipped. ${nothingRecorded}`,
  tier_not_lower: ({ tier }, context) =>
    `${capitalised(nameOf(context))} is ${tierText(tier)}. Choose a tier below that.`,
};

function sentence<R extends RefusalReason>(
  reason: R,
  refusal: Extract<Refusal, { reason: R }>,
  context: RefusalContext,
): string {
  return texts[reason](refusal, context);
}

/**
 * Why not, and what to do instead, as mrkdwn for the one person who tried. Names people, so it is never posted
 * where others read it.
 */
export const refusalText = (refusal: Refusal, context: RefusalContext): string =>
  sentence(refusal.reason, refusal, context);

/** The same as plain text, for the error under a modal's field, where Slack resolves no markup. */
export const refusalPlainText = (refusal: Refusal, context: RefusalContext): string =>
  plainOf(refusalText(refusal, context));
