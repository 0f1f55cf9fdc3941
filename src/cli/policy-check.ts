import { readSettings } from '../config/env.ts';
import { loadPolicy } from '../config/policy/load-policy.ts';
import { closest } from '../domain/closest.ts';
import { lanes } from '../domain/evidence/lanes.ts';
import type { Holders, Policy, RolePolicy } from '../domain/policy.ts';
import { builtInRiskRules } from '../domain/risk.ts';
import { evidenceLanes, tiers } from '../domain/words.ts';
import type { CliCommand } from './command.ts';
import { sayingTrouble } from './shared/trouble.ts';

function holdersText(holders: Holders): string {
  switch (holders.by) {
    case 'channel':
      return "the channel's members";
    case 'user_group':
      return `@${holders.group}`;
    case 'people':
      return `${holders.people.length} ${holders.people.length === 1 ? 'person' : 'people'} by id`;
  }
}

function backupText(backup: RolePolicy['backup']): string {
  if (!backup) return '';
  return `, backed up by ${backup.by === 'role' ? backup.role : holdersText(backup)}`;
}

const time = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const dayNames = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function roleLines(policy: Policy): string[] {
  return Object.values(policy.roles).map(
    ({ role, channel, holders, backup }) =>
      `  ${role.padEnd(14)} #${channel}: ${holdersText(holders)}${backupText(backup)}`,
  );
}

function tierLines(policy: Policy): string[] {
  return tiers.map((tier) => {
    const { reviewHours, reaches, people, confirm, alsoAsk, reviewDays } = policy.tiers[tier];
    const also = alsoAsk.length > 0 ? `, also asks ${alsoAsk.join(', ')}` : '';
    return `  ${tier.padEnd(11)} due in ${reviewHours} h, ${peopleText(people)} or more, reaches ${reaches}, confirm: ${confirm}, lasts ${reviewDays} days${also}`;
  });
}

function ruleLines(policy: Policy): string[] {
  return policy.riskRules.map(({ id, tier, reason }, index) => {
    const own = index >= builtInRiskRules.length ? ' (of this policy)' : '';
    return `  ${tier.padEnd(11)} ${id}: ${reason}${own}`;
  });
}

const peopleText = (count: number): string => (count === 1 ? '1 person' : `${count} people`);

/** The company's own rules about slots, gates and readings; a kind of which there are none has no heading. */
function ownRuleLines({ slotRules, rollout: { gateRules, readingRules } }: Policy): string[] {
  const slots = slotRules.map(
    ({ id, role, people, reason }) => `  ${id}: ${peopleText(people)} of ${role}, because ${reason}`,
  );
  const gates = gateRules.map(
    ({ id, to, sentence }) => `  ${id}: to enter ${to.length > 0 ? to.join(', ') : 'any step'}, ${sentence}`,
  );
  const readings = readingRules.map(
    ({ id, act, reason }) => `  ${id}: ${act.replace('_', ' ')} where ${reason}`,
  );
  const under = (heading: string, lines: readonly string[]) =>
    lines.length > 0 ? [`${heading} (${lines.length})`, ...lines] : [];
  return [...under('Slot rules', slots), ...under('Gate rules', gates), ...under('Reading rules', readings)];
}

function separationLine({ separation }: Policy): string {
  const sets = separation.apart.map((set) => set.join(' and ')).join('; ');
  const several = separation.severalSlotsPerPerson ? 'may fill several slots' : 'fills one slot';
  return `  one person ${several}; different people at high and restricted: ${sets}`;
}

/** What the policy asks of evidence that is not asked anyway. */
function evidenceLines({ evidence: { freshness, alsoRequired } }: Policy): string[] {
  const days = evidenceLanes.flatMap((lane) => {
    const own = freshness[lane];
    return own === undefined || own === lanes[lane].freshDays
      ? []
      : [`  ${lane} counts for ${daysText(own)}, not ${daysText(lanes[lane].freshDays)}`];
  });
  const also = tiers.flatMap((tier) => {
    const asked = alsoRequired[tier] ?? [];
    return asked.length > 0 ? [`  from ${tier} upwards also ${asked.join(', ')}`] : [];
  });
  const asked = [...also, ...days];
  return asked.length > 0 ? asked : ['  what tier, class and tools ask for, for as long as each lane says'];
}

const daysText = (days: number): string => {
  const hours = Math.round(days * 24);
  if (hours % 24 !== 0) return `${hours} h`;
  return hours === 24 ? '1 day' : `${hours / 24} days`;
};

function modelLines({ models, modelsAreComplete }: Policy): string[] {
  const count = (matches: (model: Policy['models'][number]) => boolean) => models.filter(matches).length;
  return [
    `  ${models.length} listed, ${count(({ approved }) => approved === true)} approved, ${count(({ denied }) => denied === true)} denied, ${count(({ shutDownOn }) => shutDownOn !== undefined)} with an end`,
    modelsAreComplete
      ? '  fallbacks may lead to the approved ones only'
      : '  fallbacks may lead to what a route serves with, to what is approved here, and to what their own packet declares',
  ];
}

/** A metric whose name is mistyped is one that nobody measures: its rule would keep every gate shut. */
function unmeasured({ rollout: { gateRules, readingRules }, prometheus }: Policy): string[] {
  if (!prometheus) return [];
  const queries = Object.keys(prometheus.queries);
  const named = [...gateRules, ...readingRules].flatMap(({ id, metrics }) =>
    metrics === 'all' ? [] : metrics.map((metric) => ({ id, metric })),
  );
  return named
    .filter(({ metric }) => !queries.includes(metric))
    .map(({ id, metric }) => {
      const meant = closest(metric, queries);
      const hint = meant ? `Did you mean ${meant}?` : 'Somebody else has to post it.';
      return `Note: ${id} reads ${metric}, for which prometheus has no query. ${hint}`;
    });
}

/** A quick start is said to be one. */
function advice(policy: Policy): string[] {
  const open = Object.values(policy.roles).filter(({ holders }) => holders.by === 'channel');
  return open.length === 0
    ? []
    : [
        '',
        `Note: ${open.length} ${open.length === 1 ? 'role is' : 'roles are'} held by whoever is in a channel. Make these channels private, or name user groups.`,
      ];
}

/** What a policy means, in short. */
export function policySummary(policy: Policy): string[] {
  const { workingHours, requests, restrictedRoles, channels } = policy;
  const days = workingHours.days.map((day) => dayNames[day]).join(' ');
  return [
    'Roles',
    ...roleLines(policy),
    'Tiers',
    ...tierLines(policy),
    ...(policy.lowTierNeedsReview ? [] : ['  low asks nobody']),
    'Restricted also asks',
    `  legal terms: ${restrictedRoles.legalTerms}, regulated data: ${restrictedRoles.regulatedData}, employees' data: ${restrictedRoles.employeeData}`,
    'Separation',
    separationLine(policy),
    'Working hours',
    `  ${days}, ${time(workingHours.from)}–${time(workingHours.to)} ${workingHours.timeZone}, ${workingHours.holidays.length} holidays`,
    'Requests',
    `  expire after ${requests.expireAfterDays} days, approvals are used within ${requests.useWithinDays} days, warning ${requests.warnHoursBefore} h before, a nudge every ${requests.nudgeEveryMinutes} min at most`,
    'Evidence',
    ...evidenceLines(policy),
    'Channels',
    `  operators: ${channels.operators ? `#${channels.operators}` : 'none'}, audit: ${channels.audit ? `#${channels.audit}` : 'none'}`,
    'Models',
    ...modelLines(policy),
    `Risk rules (${policy.riskRules.length}, the highest tier wins)`,
    ...ruleLines(policy),
    ...ownRuleLines(policy),
    `Digest  ${policy.digest}`,
    ...advice(policy),
    ...unmeasured(policy),
  ];
}

export const command: CliCommand = {
  name: 'policy check',
  summary: 'Say what a policy file means, or what is wrong with it and where',
  declare: (command) => {
    command.argument('[file]', 'the policy; the one of POLICY_FILE unless given');
  },
  run: ([file], _options, io) =>
    sayingTrouble(io, async () => {
      const path = file ?? readSettings(io.env).policyFile;
      const policy = await loadPolicy(path);
      io.out(`${path} can be used.`);
      for (const line of policySummary(policy)) io.out(line);
      return 0;
    }),
};
