import type { KnownBlock } from '@slack/types';
import type { Policy } from '../../../domain/policy.ts';
import { missingOf, retirementFields } from '../../../domain/route/retirement.ts';
import type { Retirement, RetirementRecord, Route } from '../../../domain/route/route.ts';
import { actions, button, confirm, context, header, type Shown, section } from '../../blocks/blocks.ts';
import { ago } from '../../blocks/dates.ts';
import { bold, code, inline, person } from '../../blocks/mrkdwn.ts';
import { dayText } from '../../cards/values.ts';
import { retirementLabels } from '../../route-refusal-text.ts';
import { encodeRouteRef, routeActions } from '../acts.ts';

/** The card of a route that goes out of service: the seven things that are recorded of its end (A11), and the next step. */

/** `action_id` of the button that opens the form for them. */
export const recordAction = 'retirement_record';

/** The key of the card; a route that is kept and retired again later gets another. */
export const retirementKey = (request: string): string => `retirement:${request}`;

type Phase = 'draining' | 'drained' | 'retired';

function phaseOf({ retired, retirement }: Route): Phase {
  if (retired) return 'retired';
  return retirement?.drained ? 'drained' : 'draining';
}

const titles: Readonly<Record<Phase, string>> = {
  draining: 'being retired',
  drained: 'drained, waits for sign-off',
  retired: 'retired',
};

const valueText = (field: keyof RetirementRecord, value: string): string =>
  field === 'drainBy' ? dayText(value) : inline(value, 300);

function recordLines({ record }: Retirement): string[] {
  return retirementFields.map((field) =>
    record[field] === ''
      ? `○ ${bold(retirementLabels[field])}  not recorded yet`
      : `✓ ${bold(retirementLabels[field])}  ${valueText(field, record[field])}`,
  );
}

function signOffLine({ retired }: Route, timeZone: string): string {
  return retired
    ? `✓ ${bold('Owner’s sign-off')}  ${person(retired.by)}, ${ago(retired.at, timeZone)}`
    : `○ ${bold('Owner’s sign-off')}  the last step`;
}

function nextText(route: Route, retirement: Retirement): string {
  const isComplete = missingOf(retirement.record).length === 0;
  switch (phaseOf(route)) {
    case 'draining':
      return `Applications still get what it serves. ${isComplete ? '' : 'Record what is missing as it gets done. '}Once nobody asks any more, confirm that it is drained; then its flag is taken away.`;
    case 'drained':
      return `Its flag is gone, so applications fall back on the default in their code. ${isComplete ? 'Everything is recorded: an owner signs off.' : 'Record what is missing; then an owner signs off.'}`;
    case 'retired':
      return 'Nothing of it is left but this record.';
  }
}

function buttons(route: Route, retirement: Retirement): KnownBlock[] {
  const value = encodeRouteRef({ route: route.id, request: retirement.request, step: null });
  const isComplete = missingOf(retirement.record).length === 0;
  const name = code(route.id, 70);
  const record = button({
    action: recordAction,
    text: 'Record',
    value: route.id,
    ...(isComplete ? {} : { style: 'primary' as const }),
  });
  const drained = button({
    action: routeActions.drained,
    text: 'Confirm drained',
    value,
    confirm: confirm({
      title: 'Is it drained?',
      text: `No application asks for ${name} any more. Its flag is taken away, and there is no way back.`,
      yes: 'It is drained',
      danger: true,
    }),
  });
  const keep = button({
    action: routeActions.keep,
    text: 'Keep the route',
    value,
    confirm: confirm({
      title: 'Keep the route?',
      text: `${name} stays in service. To retire it later, file another request.`,
      yes: 'Keep it',
    }),
  });
  const signOff = button({
    action: routeActions.signOff,
    text: 'Sign off',
    value,
    ...(isComplete ? { style: 'primary' as const } : {}),
  });
  switch (phaseOf(route)) {
    case 'draining':
      return [actions([record, drained, keep], 'retirement')];
    case 'drained':
      return [actions([signOff, record], 'retirement')];
    case 'retired':
      return [];
  }
}

/** The card as the route stands now; one that says so where the retirement was called off. */
export function retirementCard(route: Route, request: string, policy: Policy): Shown {
  const { retirement } = route;
  const { timeZone } = policy.workingHours;
  if (retirement?.request !== request) {
    const text = `${route.id} · stays in service`;
    return {
      text,
      blocks: [
        header(`📦 ${text}`),
        context([`${bold(inline(request, 40))} · the retirement was called off`]),
      ],
    };
  }
  const title = `${route.id} · ${titles[phaseOf(route)]}`;
  return {
    text: title,
    blocks: [
      header(`📦 ${title}`),
      context([
        `${bold(inline(request, 40))} · begun by ${person(retirement.by)} ${ago(retirement.at, timeZone)}`,
      ]),
      section([...recordLines(retirement), signOffLine(route, timeZone)].join('\n')),
      section(nextText(route, retirement)),
      ...buttons(route, retirement),
    ],
  };
}
