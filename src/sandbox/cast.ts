import type { SlackManifest } from '../config/slack-manifest.ts';
import type { Holders, Policy, RolePolicy } from '../domain/policy.ts';
import type { Role } from '../domain/words.ts';
import type { Company, CompanyPerson } from './company.ts';
import type { ChannelSeed, UserGroupSeed, UserSeed, WorkspaceSeed } from './emulator/workspace.ts';

/** What lets the product in: made up, and good in the sandbox only. */
export interface SandboxSecrets {
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
}

const botUser = 'UROUTEGATE';

function userOf(person: CompanyPerson): UserSeed {
  const { id, handle, name, title, standing, time_zone: tz } = person;
  return {
    id,
    name: handle,
    real_name: name,
    display_name: name,
    title,
    tz,
    ...(standing === 'guest' ? { is_restricted: true } : {}),
    ...(standing === 'deactivated' ? { deleted: true, online: false } : {}),
  };
}

const rolesOf = (policy: Policy): RolePolicy[] => Object.values(policy.roles);
const nameOf = (channel: string): string => channel.replace(/^#/, '');
const channelId = (name: string): string => `C${name.toUpperCase().replace(/[^A-Z0-9]/g, '')}`;

/** Whoever has this role in the company, guests and people who left included: they are in the channel, and may not decide. */
const peopleWith = (company: Company, role: Role): CompanyPerson[] =>
  company.people.filter((person) => person.roles.includes(role));

/** People of roles that the policy does not have would only be in the way. */
const isNeeded = (person: CompanyPerson, policy: Policy): boolean =>
  person.roles.length === 0 || person.roles.some((role) => policy.roles[role] !== undefined);

const topicOf = ({ label, question }: RolePolicy): string => `${label}: ${question}`;

interface ChannelPlan {
  readonly name: string;
  readonly topic: string;
  readonly purpose: string;
  readonly people: readonly string[];
}

/** The channels that the policy and the company name, each once, with everybody who belongs there. */
function plannedChannels(company: Company, policy: Policy): ChannelPlan[] {
  const everybody = company.people.filter(({ standing }) => standing === 'member').map(({ id }) => id);
  const general = company.channels.map(({ name, topic, purpose }) => ({
    name,
    topic,
    purpose,
    people: everybody,
  }));
  const reviews = rolesOf(policy).map((rolePolicy) => ({
    name: nameOf(rolePolicy.channel),
    topic: topicOf(rolePolicy),
    purpose: '',
    people: peopleWith(company, rolePolicy.role).map(({ id }) => id),
  }));
  const operators = peopleWith(company, 'ai_platform').filter(({ standing }) => standing === 'member');
  const taken = new Set(reviews.map(({ name }) => name));
  const offices = [policy.channels.operators, policy.channels.audit].flatMap((channel) =>
    // Whoever is in a role's channel may hold the role, so nobody is put there for another reason.
    channel && !taken.has(nameOf(channel))
      ? [
          {
            name: nameOf(channel),
            topic: 'Routegate itself',
            purpose: '',
            people: operators.map(({ id }) => id),
          },
        ]
      : [],
  );
  const byName = new Map<string, ChannelPlan>();
  for (const plan of [...general, ...reviews, ...offices]) {
    const before = byName.get(plan.name);
    const people = [...new Set([...(before?.people ?? []), ...plan.people])];
    byName.set(plan.name, { ...(before ?? plan), people });
  }
  const invited = company.people.flatMap((person) => person.in.map((name) => ({ name, id: person.id })));
  return [...byName.values()].map((plan) => ({
    ...plan,
    people: [
      ...new Set([...plan.people, ...invited.filter(({ name }) => name === plan.name).map(({ id }) => id)]),
    ],
  }));
}

function channelOf({ name, topic, purpose, people }: ChannelPlan): ChannelSeed {
  const seed = { topic, purpose, members: [...people, botUser] };
  // The policy may name a channel by its id.
  return /^[CG][A-Z0-9]{2,}$/.test(name)
    ? { id: name, name: name.toLowerCase(), ...seed }
    : { id: channelId(name), name, ...seed };
}

/** A user group for every one that the policy names, with the role's people in it. */
function groupsOf(company: Company, policy: Policy): UserGroupSeed[] {
  const groups = new Map<string, Set<string>>();
  const addHolders = (role: Role, holders: Holders) => {
    if (holders.by !== 'user_group') return;
    const members = groups.get(holders.group) ?? new Set();
    for (const person of peopleWith(company, role)) members.add(person.id);
    groups.set(holders.group, members);
  };
  for (const { role, holders, backup } of rolesOf(policy)) {
    addHolders(role, holders);
    if (backup && backup.by !== 'role') addHolders(role, backup);
  }
  return [...groups].map(([group, users], index) => {
    const handle = group.replace(/^@/, '');
    return { id: `SGROUP${index + 1}`, name: handle, handle, users: [...users] };
  });
}

/**
 * The workspace of the sandbox: the company's people, the channels and groups of the policy, and the app as its
 * manifest describes it.
 */
export function workspaceOf(
  wholeCompany: Company,
  policy: Policy,
  manifest: SlackManifest,
  secrets: SandboxSecrets,
): WorkspaceSeed {
  const company = {
    ...wholeCompany,
    people: wholeCompany.people.filter((person) => isNeeded(person, policy)),
  };
  return {
    team: { id: 'TSANDBOX', ...company.team },
    users: [
      ...company.people.map(userOf),
      { id: botUser, name: manifest.botName.toLowerCase(), real_name: manifest.name, is_bot: true },
    ],
    channels: plannedChannels(company, policy).map(channelOf),
    usergroups: groupsOf(company, policy),
    // People who try things out act for ten reviewers within a minute; Slack's limits would only make them wait.
    rateLimits: false,
    app: {
      id: 'AROUTEGATE',
      name: manifest.name,
      description: manifest.description,
      bot_user_id: botUser,
      bot_name: manifest.botName.toLowerCase(),
      bot_id: 'BROUTEGATE',
      bot_tokens: [secrets.botToken],
      app_tokens: [secrets.appToken],
      signing_secret: secrets.signingSecret,
      scopes: [...manifest.scopes],
      commands: manifest.commands.map(({ command, description, usageHint, shouldEscape }) => ({
        command,
        description,
        usage_hint: usageHint,
        should_escape: shouldEscape,
      })),
      shortcuts: manifest.shortcuts.map(({ type, callbackId, name, description }) => ({
        type,
        callback_id: callbackId,
        name,
        description,
      })),
      events: [...manifest.events],
      home_tab: manifest.homeTab,
      messages_tab: manifest.messagesTab,
    },
  };
}
