import type { RouteCommand, RouteContext } from './commands.ts';
import { happened, type RouteDecision, refuse } from './decision.ts';
import type { Retirement, RetirementRecord, Route } from './route.ts';

/** The way of a route out of service (A11): its record, its drain, and the owner's word at the end. */

type RetirementCommand = Extract<
  RouteCommand,
  { type: 'record_retirement' | 'cancel_retirement' | 'confirm_drained' | 'sign_off_retirement' }
>;

export const retirementFields = [
  'replacement',
  'drainBy',
  'disabledKeys',
  'deletedSecrets',
  'retainedLogs',
  'billingCloseout',
] as const satisfies readonly (keyof RetirementRecord)[];

/** What is not written down yet, in the order in which it is asked for. */
export const missingOf = (record: RetirementRecord): (keyof RetirementRecord)[] =>
  retirementFields.filter((field) => record[field].trim() === '');

const isSame = (left: RetirementRecord, right: RetirementRecord): boolean =>
  retirementFields.every((field) => left[field] === right[field]);

function confirmDrained({ record, drained }: Retirement, { today, actor }: RouteContext): RouteDecision {
  if (drained) return happened();
  if (record.drainBy === '') return refuse({ reason: 'retirement_incomplete', missing: ['drainBy'] });
  if (today < record.drainBy) return refuse({ reason: 'not_drained_yet', drainBy: record.drainBy });
  return happened({ type: 'route_drained', by: actor.person });
}

function signOff({ record, drained, request }: Retirement, { actor }: RouteContext): RouteDecision {
  const missing = missingOf(record);
  if (missing.length > 0) return refuse({ reason: 'retirement_incomplete', missing });
  if (!drained) return refuse({ reason: 'not_drained' });
  return happened({ type: 'route_retired', by: actor.person, request });
}

/** Decides one command on the retirement of a route. Pure and total. */
export function decideRetirement(
  { retirement }: Route,
  command: RetirementCommand,
  context: RouteContext,
): RouteDecision {
  if (!retirement) return refuse({ reason: 'not_retiring' });
  const by = context.actor.person;
  switch (command.type) {
    case 'record_retirement':
      return isSame(retirement.record, command.record)
        ? happened()
        : happened({ type: 'retirement_recorded', by, record: command.record });
    case 'cancel_retirement':
      return retirement.drained
        ? refuse({ reason: 'retired', ...retirement.drained })
        : happened({ type: 'retirement_cancelled', by, request: retirement.request });
    case 'confirm_drained':
      return confirmDrained(retirement, context);
    case 'sign_off_retirement':
      return signOff(retirement, context);
  }
}
