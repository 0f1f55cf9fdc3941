import type { Holders, Policy } from '../../domain/policy.ts';
import type { ReasonCategory, Role, Tier } from '../../domain/words.ts';
import { channel, listed, person, userGroup } from '../blocks/mrkdwn.ts';
import { words } from './values.ts';

/** What a role is called: policy's word, or the role's own. */
export const roleLabel = (role: Role, policy: Policy): string => policy.roles[role]?.label ?? words(role);

/** Said after whoever decided in another's place; empty where they hold the role themselves. */
export const inPlaceOf = (absent: string | undefined): string =>
  absent === undefined ? '' : `, in place of ${person(absent)} who is away`;

/** Where a role's cards stand, as mrkdwn; its name where policy gives it no channel any more. */
export function roleChannel(role: Role, policy: Policy): string {
  const home = policy.roles[role]?.channel;
  return home ? channel(home) : roleLabel(role, policy);
}

/** Who holds a role, in few words. Names people where policy does, so it is for private answers only. */
export function holdersText(role: Role, policy: Policy): string {
  const rule = policy.roles[role];
  if (!rule) return `nobody holds ${roleLabel(role, policy)} in the policy`;
  return holders(rule.holders, channel(rule.channel));
}

function holders(rule: Holders, home: string): string {
  switch (rule.by) {
    case 'channel':
      return `anybody in ${home}`;
    case 'user_group':
      return `the people of ${groupName(rule.group)}`;
    case 'people':
      return (
        listed(rule.people.slice(0, 5).map(person), 'or') + (rule.people.length > 5 ? ' and others' : '')
      );
  }
}

const groupName = (group: string): string =>
  /^S[A-Z0-9]{7,}$/.test(group) ? 'its user group' : userGroup(group);

const tierMarks: Readonly<Record<Tier, string>> = { low: '🟢', medium: '🟡', high: '🟠', restricted: '🔴' };
/** A tier always with its word: colour alone tells nobody. */
export const tierText = (tier: Tier): string => `${tier} risk`;
export const tierMark = (tier: Tier): string => tierMarks[tier];

const categories: Readonly<Record<ReasonCategory, string>> = {
  evidence_missing: 'Evidence missing or weak',
  quality: 'Quality or task fit',
  safety: 'Safety',
  data_and_logging: 'Data, privacy or logging',
  cost: 'Cost',
  reliability: 'Latency or reliability',
  rollout_plan: 'Rollout or rollback plan',
  unclear_scope: 'Scope unclear',
  other: 'Something else',
};
export const categoryText = (category: ReasonCategory): string => categories[category];
