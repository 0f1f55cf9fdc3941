import type { Guardrail } from '../domain/packet/schema.ts';
import type { GateItem, GateKind } from '../domain/route/gates.ts';
import { ownRuleSentence } from '../domain/route/own-rules.ts';
import type { RouteRefusal } from '../domain/route/refusal.ts';

/** What holds a live route up, for terminals and machines: a sentence each. */

type Texts = { readonly [G in GateKind]: (item: Extract<GateItem, { gate: G }>) => string };

const moment = (at: number): string => new Date(at).toISOString();
/** What others wrote ends with one full stop, as it should. */
const ended = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
const words = (text: string): string => text.replaceAll('_', ' ');

const limitOf = ({ metric, limit, value, unit }: Guardrail): string =>
  `${metric} (${words(limit)} ${value}${unit ? ` ${unit}` : ''})`;

const controls = {
  in_step: 'The control plane reads back what was set',
  moving: 'The control plane has not read back the current step yet',
  trouble: 'The control plane is in trouble',
  drift: 'Somebody changed the flag by hand',
} as const;

const measured = {
  within: 'is within its limit',
  breached: 'is beyond its limit',
  missing: 'has no reading',
  stale: 'has only an old reading',
} as const;

const texts: Texts = {
  not_paused: () => 'The rollout is paused. Resume it first.',
  control: ({ because, text }) => ended(`${controls[because]}${text === '' ? '' : `: ${text}`}`),
  hold_time: ({ until }) =>
    until === null
      ? 'The hold time starts when the current step is in force.'
      : `The hold time ends at ${moment(until)}.`,
  approval: ({ needs, reaches }) =>
    `It is approved for ${reaches} only; ${needs} needs an approval of its own.`,
  guardrail: ({ guardrail, reading, because }) =>
    `${limitOf(guardrail)} ${measured[because]}${reading?.value == null ? '' : `: ${reading.value}, measured at ${moment(reading.at)}`}.`,
  no_guardrail: () => 'The packet names no guardrail, so nothing would show that it goes wrong.',
  evidence: ({ text }) => text,
  condition: ({ text, owner, due }) => `The condition "${text}" was due ${due}; ${owner} promised it.`,
  drill: ({ last, maxAgeDays }) =>
    last
      ? `The last drill was at ${moment(last.at)}; it must not be older than ${maxAgeDays} days.`
      : 'No roll back was rehearsed yet. Record a drill.',
  review: ({ due }) =>
    `The approval of what serves ran out at ${moment(due)}. Renew it, or put the review off.`,
  own_rule: (item) => ended(ownRuleSentence(item)),
  freeze: ({ name, until }) =>
    `Nothing is expanded during ${name}${until === null ? '' : `, which ends at ${moment(until)}`}.`,
};

function textOf<G extends GateKind>(gate: G, item: Extract<GateItem, { gate: G }>): string {
  return texts[gate](item);
}

/** What a gate misses, as one sentence; of evidence the same that people read elsewhere. */
export const gateSentence = (item: GateItem): string => textOf(item.gate, item);

/** Why something could not be done on a live route. */
export function routeRefusalSentence(refusal: RouteRefusal): string {
  switch (refusal.reason) {
    case 'route_unknown':
      return `No route is called ${refusal.route}.`;
    case 'retired':
      return `The route is retired since ${moment(refusal.at)}, signed off by ${refusal.by}.`;
    case 'gate_not_clear':
      return refusal.missing.map(gateSentence).join(' ');
    default:
      return `Refused: ${words(refusal.reason)}.`;
  }
}
