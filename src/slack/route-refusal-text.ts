import type { Policy } from '../domain/policy.ts';
import type { GateItem, GateKind } from '../domain/route/gates.ts';
import { ownRuleSentence } from '../domain/route/own-rules.ts';
import type { RouteRefusal } from '../domain/route/refusal.ts';
import type { RetirementRecord } from '../domain/route/route.ts';
import { moment } from './blocks/dates.ts';
import { bold, code, inline, listed, person } from './blocks/mrkdwn.ts';
import { laneName } from './cards/evidence-words.ts';
import { holdersText, roleLabel } from './cards/roles.ts';
import { dayText, guardrailLimit, number, words } from './cards/values.ts';

/** What a sentence needs to know beside the refusal. */
export interface RouteRefusalContext {
  readonly policy: Policy;
  /** The route that somebody wanted to act on. */
  readonly route: string;
  /** The request that rolls out, or is to be started, where it is known. */
  readonly request?: string | null;
}

type Reason = RouteRefusal['reason'];
type Texts = {
  readonly [R in Reason]: (
    refusal: Extract<RouteRefusal, { reason: R }>,
    context: RouteRefusalContext,
  ) => string;
};
type Missing = {
  readonly [G in GateKind]: (item: Extract<GateItem, { gate: G }>, context: RouteRefusalContext) => string;
};

/** How evidence is attached, once it is there; the sentence before it says what it has to show. */
export const howToAttach = (request: string | null): string =>
  `attach it${request === null ? '' : ` to ${bold(inline(request, 40))}`} with ${bold('Attach as evidence')} on any message, or ${code(`/route-request evidence${request === null ? '' : ` ${request}`}`, 60)}`;

const zoneOf = ({ policy }: RouteRefusalContext): string => policy.workingHours.timeZone;
const when = (at: number, context: RouteRefusalContext): string => moment(at, zoneOf(context));
const unchanged = 'Nothing was changed.';

/** What acts by itself is called `system`; to people it is Routegate. */
const actor = (by: string): string => (by === 'system' ? 'Routegate itself' : person(by));

const controlTexts = {
  in_step: 'the control plane reads back what was set',
  moving: 'the control plane has not read back the current step yet',
  trouble: 'the control plane is in trouble',
  drift: 'somebody changed the flag by hand',
} as const;

const readings = {
  within: 'is within its limit',
  breached: 'is beyond its limit',
  missing: 'has no reading',
  stale: 'has only an old reading',
} as const;

/** The fields of a retirement's record (A11), as people read them. */
export const retirementLabels: Readonly<Record<keyof RetirementRecord, string>> = {
  replacement: 'Replacement route',
  drainBy: 'Drained by',
  disabledKeys: 'Disabled keys',
  deletedSecrets: 'Deleted secrets',
  retainedLogs: 'Logs that are kept',
  billingCloseout: 'Billing closed',
};

const missing: Missing = {
  not_paused: () => 'the rollout is paused; resume it first',
  control: ({ because, text }) => `${controlTexts[because]}${text ? `: ${inline(text, 300)}` : ''}`,
  hold_time: ({ until }, context) =>
    until === null
      ? 'the hold time starts when the current step is in force'
      : `the hold time ends ${when(until, context)}`,
  approval: ({ needs, reaches }) =>
    `it is approved for ${words(reaches)} only; ${words(needs)} needs an approval of its own`,
  guardrail: ({ guardrail, reading, because }, context) => {
    const at = reading ? `, last measured ${when(reading.at, context)}` : '';
    return `${bold(guardrailLimit(guardrail))} ${readings[because]}${because === 'missing' ? '' : at}`;
  },
  no_guardrail: () => 'the packet names no guardrail, so nothing would show that it goes wrong',
  evidence: ({ text }) => inline(text.replace(/\.$/, ''), 500),
  condition: ({ text, owner, due }) =>
    `the condition “${inline(text, 200)}” was due ${dayText(due)}; ${person(owner)} promised it`,
  drill: ({ last, maxAgeDays }, context) =>
    last
      ? `the last drill was ${when(last.at, context)}; it must not be older than ${number(maxAgeDays)} days`
      : 'no roll back was rehearsed yet; record a drill',
  review: ({ due }, context) =>
    `the approval of what serves ran out ${when(due, context)}; renew it, or put the review off`,
  freeze: ({ name, until }, context) =>
    `nothing is expanded during ${inline(name, 80)}${until === null ? '' : `, which ends ${when(until, context)}`}`,
  own_rule: (item) => inline(ownRuleSentence(item), 400),
};

function missingText<G extends GateKind>(
  gate: G,
  item: Extract<GateItem, { gate: G }>,
  context: RouteRefusalContext,
): string {
  return missing[gate](item, context);
}

/** What a gate misses, as one sentence without its full stop. */
export const missingGateText = (item: GateItem, context: RouteRefusalContext): string =>
  missingText(item.gate, item, context);

const isUnshown = (item: GateItem): item is Extract<GateItem, { gate: 'evidence' }> =>
  item.gate === 'evidence' && item.finding === 'missing';

/** All that a gate misses. Lanes of which nothing was shown yet say the same, so they share a sentence. */
function missingGateTexts(items: readonly GateItem[], context: RouteRefusalContext): string[] {
  const unshown = items.filter(isUnshown);
  if (unshown.length < 2) return items.map((item) => missingGateText(item, context));
  const others = items.filter((item) => !isUnshown(item));
  return [
    ...others.map((item) => missingGateText(item, context)),
    `there is no evidence yet of ${listed(unshown.map(({ lane }) => laneName(lane)))}`,
  ];
}

const texts: Texts = {
  route_unknown: ({ route }) =>
    `No route is called ${code(route, 70)}. ${code('/route-request list')} shows those there are.`,
  not_in_role: ({ roles }, { policy, route }) =>
    `This can be done by ${listed(
      roles.map((role) => `${roleLabel(role, policy)} (${holdersText(role, policy)})`),
      'or',
    )}, or by the technical owner of ${code(route, 70)}; you are none of them. ${unchanged}`,
  request_not_approved: ({ request }) =>
    `${request ? bold(inline(request, 40)) : 'This request'} is not approved, or its approval has run out, so it cannot be started.`,
  approval_used: ({ request, by, at }, context) =>
    `${actor(by)} started ${bold(inline(request, 40))} ${when(at, context)}. An approval starts once; to try again, file a new request.`,
  rollout_in_progress: ({ request }) =>
    `${bold(inline(request, 40))} is rolling out on this route. Only one change at a time: finish it or roll it back first.`,
  emergency_out: ({ request, until }, context) =>
    `${bold(inline(request, 40))} was let out on this route in an emergency, until ${when(until, context)}. Roll it back, or renew the route, before anything else starts.`,
  baseline_moved: ({ request }) =>
    `What this route serves has changed since ${bold(inline(request, 40))} was reviewed, so the approval is for something else. File it again; the form is filled with what serves now.`,
  nothing_rolling_out: ({ route }) => `Nothing of ${code(route, 70)} is rolling out. ${unchanged}`,
  nothing_to_roll_back: ({ route }) =>
    `Nothing was rolled out on ${code(route, 70)} yet, so there is nothing to go back to. ${unchanged}`,
  rolled_back_already: ({ by, at }, context) =>
    `${actor(by)} rolled this back already, ${when(at, context)}. Everybody gets the baseline.`,
  rolling_back: ({ by, at }, context) =>
    `${actor(by)} pressed Roll back ${when(at, context)}. It is under way, and repeats until it is read back.`,
  paused: ({ by, at }, context) => `${actor(by)} paused this already, ${when(at, context)}.`,
  not_paused: () => 'This is not paused, so there is nothing to resume.',
  stale_step: () => `The rollout has moved on since you looked. ${unchanged} The card shows where it is now.`,
  at_the_end: () => 'There is no further step.',
  gate_not_clear: ({ missing: items }, context) =>
    [
      `The gate to the next step is not clear yet. ${unchanged} Missing:`,
      ...missingGateTexts(items, context).map((text) => `• ${text}`),
      ...(items.some(({ gate }) => gate === 'evidence')
        ? [`Evidence: ${howToAttach(context.request ?? null)}.`]
        : []),
    ].join('\n'),
  retired: ({ by, at }, context) =>
    `${code(context.route, 70)} is retired since ${when(at, context)}, signed off by ${actor(by)}. ${unchanged}`,
  retiring: ({ request }) =>
    `${bold(inline(request, 40))} takes this route out of service, so nothing new starts on it. Cancel the retirement first if it is to stay.`,
  not_retiring: () =>
    'This route is not being retired. File a retirement first; it is approved like any request.',
  retirement_incomplete: ({ missing: fields }) =>
    `Not everything is written down yet: ${listed(fields.map((field) => retirementLabels[field].toLowerCase()))}. ${unchanged}`,
  not_drained_yet: ({ drainBy }) =>
    `Applications may ask for it until ${dayText(drainBy)}, so it is not drained yet. Change the date if it is.`,
  not_drained: () =>
    'First confirm that nobody asks for it any more; then its flag is taken away, and you can sign off.',
  check_not_asked: () => 'Nobody was asked for this check yet.',
  condition_unknown: () => 'This condition is not asked any more: what it was promised for is over.',
  condition_met: ({ by, at }, context) =>
    `${actor(by)} said ${when(at, context)} that this condition is met.`,
  condition_unproven: () => `Say what shows it: a link, or a sentence. ${unchanged}`,
  snoozed_enough: ({ until }, context) =>
    `This review was put off as often as the policy allows; it is due ${when(until, context)}. Renew it, or retire the route.`,
};

function sentence<R extends Reason>(
  reason: R,
  refusal: Extract<RouteRefusal, { reason: R }>,
  context: RouteRefusalContext,
): string {
  return texts[reason](refusal, context);
}

/** Why somebody could not act on a live route, and what to do instead: mrkdwn for that one person. */
export const routeRefusalText = (refusal: RouteRefusal, context: RouteRefusalContext): string =>
  sentence(refusal.reason, refusal, context);
