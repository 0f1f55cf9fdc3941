import type { Holders, Policy, RolePolicy } from '../domain/policy.ts';
import type { Standing } from '../domain/request/refusal.ts';
import type { Role } from '../domain/words.ts';
import type { Directory, Membership } from '../ports/directory.ts';
import type { Channels } from './channels.ts';
import { Fresh } from './fresh.ts';
import type { IdentitySource } from './identity.ts';
import { type SlackUser, standingOf } from './people.ts';
import { hasCode, SlackFault } from './slack-fault.ts';
import type { SlackClient } from './web-client.ts';

export interface DirectoryParts {
  readonly slack: SlackClient;
  readonly channels: Channels;
  readonly identity: IdentitySource;
  readonly policy: () => Policy;
  /** Milliseconds of wall time, for how long an answer is good. */
  readonly wallMs?: () => number;
}

/** A directory that can be told that people or groups changed. */
export interface SlackDirectory extends Directory {
  forget(): void;
}

/** Ten clicks in a second ask once; whoever lost a role a moment ago has lost it. */
const goodForMs = 2000;
/** Which groups there are (not who is in them) may be asked 20 times a minute; Slack tells us of changes. */
const groupsGoodForMs = 30_000;
const pageSize = 1000;
/** From here on, listing the workspace costs less than asking for each person. */
const manyPeople = 30;

const userGroupProblem = (code: string, group: string): SlackFault => {
  const why =
    code === 'no_such_group'
      ? `There is no user group @${group}. Create it`
      : 'This workspace has no user groups that Routegate can read. Use a channel or a list of people';
  return new SlackFault('needs_operator', code, `user group ${group}: ${code}`, {
    remedy: `${why}, or name other holders in the policy.`,
  });
};

/** Slack's words for "there are no user groups here", or not this one. */
const noGroups = ['unknown_method', 'paid_teams_only', 'plan_upgrade_required', 'permission_denied'] as const;
const noSuchGroup = ['no_such_subteam', 'subteam_not_found'] as const;

class PolicyDirectory implements SlackDirectory {
  readonly #parts: DirectoryParts;
  readonly #standings: Fresh<Standing>;
  readonly #members: Fresh<ReadonlySet<string>>;
  readonly #groups: Fresh<ReadonlyMap<string, string>>;
  readonly #everybody: Fresh<ReadonlyMap<string, SlackUser>>;

  constructor(parts: DirectoryParts) {
    this.#parts = parts;
    const wallMs = parts.wallMs ?? (() => performance.now());
    this.#standings = new Fresh(goodForMs, wallMs);
    this.#members = new Fresh(goodForMs, wallMs);
    this.#groups = new Fresh(groupsGoodForMs, wallMs);
    this.#everybody = new Fresh(goodForMs, wallMs);
  }

  async membership(
    person: string,
    asked: readonly Role[],
    withBackup: readonly Role[] = [],
  ): Promise<Membership> {
    const roles = [...new Set(asked)];
    const held = Promise.all(roles.map((role) => this.#holds(person, role, withBackup.includes(role))));
    // Somebody who may not decide at all is told so, even while groups cannot be read.
    held.catch(() => {});
    const standing = await this.#standing(person);
    if (standing !== 'member') return { person, standing, roles: [] };
    const holds = await held;
    return { person, standing, roles: roles.filter((_, index) => holds[index]) };
  }

  async holders(role: Role): Promise<readonly string[]> {
    const rolePolicy = this.#parts.policy().roles[role];
    if (!rolePolicy) return [];
    const people = [...(await this.#peopleOf(rolePolicy.holders, rolePolicy))];
    const standings = await this.#standingsOf(people);
    return people.filter((person) => standings.get(person) === 'member');
  }

  forget(): void {
    for (const known of [this.#standings, this.#members, this.#groups, this.#everybody]) known.forget();
  }

  async #holds(person: string, role: Role, withBackup: boolean): Promise<boolean> {
    const rolePolicy = this.#parts.policy().roles[role];
    if (!rolePolicy) return false;
    const sources = [this.#peopleOf(rolePolicy.holders, rolePolicy)];
    if (withBackup) sources.push(this.#backupOf(rolePolicy));
    return (await Promise.all(sources)).some((people) => people.has(person));
  }

  async #backupOf(rolePolicy: RolePolicy): Promise<ReadonlySet<string>> {
    const { backup } = rolePolicy;
    if (backup === null) return new Set();
    if (backup.by !== 'role') return this.#peopleOf(backup, rolePolicy);
    const other = this.#parts.policy().roles[backup.role];
    return other ? this.#peopleOf(other.holders, other) : new Set();
  }

  #peopleOf(holders: Holders, rolePolicy: RolePolicy): Promise<ReadonlySet<string>> {
    switch (holders.by) {
      case 'people':
        return Promise.resolve(new Set(holders.people));
      case 'channel': {
        const { channel } = rolePolicy;
        return this.#members.get(`channel ${channel}`, () => this.#channelMembers(channel));
      }
      case 'user_group': {
        const { group } = holders;
        return this.#members.get(`group ${group}`, () => this.#groupMembers(group));
      }
    }
  }

  async #channelMembers(channel: string): Promise<ReadonlySet<string>> {
    const id = await this.#parts.channels.idOf(channel);
    const members = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await this.#parts.slack.call(
        'conversations.members',
        (web) => web.conversations.members({ channel: id, limit: pageSize, ...(cursor ? { cursor } : {}) }),
        { channel },
      );
      for (const member of page.members ?? []) members.add(member);
      cursor = page.response_metadata?.next_cursor;
    } while (cursor);
    return members;
  }

  async #groupMembers(group: string): Promise<ReadonlySet<string>> {
    const handle = group.replace(/^@/, '');
    try {
      const id = await this.#groupIdOf(handle);
      const answer = await this.#parts.slack.call('usergroups.users.list', (web) =>
        web.usergroups.users.list({ usergroup: id }),
      );
      return new Set(answer.users ?? []);
    } catch (error) {
      if (hasCode(error, ...noGroups)) throw userGroupProblem('no_groups', handle);
      if (hasCode(error, ...noSuchGroup)) throw userGroupProblem('no_such_group', handle);
      throw error;
    }
  }

  /** By handle or id. Groups that were switched off are not listed, so nobody holds a role by them. */
  async #groupIdOf(handle: string): Promise<string> {
    const groups = await this.#groups.get('all', async () => {
      const answer = await this.#parts.slack.call('usergroups.list', (web) => web.usergroups.list());
      const active = (answer.usergroups ?? []).filter((group) => !group.date_delete);
      const ids = active.flatMap(({ id, handle: name }) => (id && name ? [{ id, name }] : []));
      return new Map(ids.flatMap(({ id, name }) => [[id, id] as const, [name, id] as const]));
    });
    const id = groups.get(handle);
    if (!id) throw userGroupProblem('no_such_group', handle);
    return id;
  }

  #standing(person: string): Promise<Standing> {
    return this.#standings.get(person, async () => {
      const { slack, identity } = this.#parts;
      try {
        const [{ teamId }, answer] = await Promise.all([
          identity.get(),
          slack.call('users.info', (web) => web.users.info({ user: person }), { person }),
        ]);
        return standingOf(person, answer.user, teamId);
      } catch (error) {
        // Whom this workspace does not know or may not see is nobody of ours.
        if (hasCode(error, 'user_not_found', 'user_not_visible')) return standingOf(person, undefined, '');
        throw error;
      }
    });
  }

  async #standingsOf(people: readonly string[]): Promise<ReadonlyMap<string, Standing>> {
    if (people.length <= manyPeople) {
      const standings = await Promise.all(people.map((person) => this.#standing(person)));
      return new Map(people.map((person, index) => [person, standings[index] ?? 'stranger']));
    }
    const [{ teamId }, everybody] = await Promise.all([
      this.#parts.identity.get(),
      this.#everybody.get('all', () => this.#listPeople()),
    ]);
    return new Map(people.map((person) => [person, standingOf(person, everybody.get(person), teamId)]));
  }

  async #listPeople(): Promise<ReadonlyMap<string, SlackUser>> {
    const found = new Map<string, SlackUser>();
    let cursor: string | undefined;
    do {
      const page = await this.#parts.slack.call('users.list', (web) =>
        web.users.list({ limit: pageSize, ...(cursor ? { cursor } : {}) }),
      );
      for (const user of page.members ?? []) if (user.id) found.set(user.id, user);
      cursor = page.response_metadata?.next_cursor;
    } while (cursor);
    return found;
  }
}

/** Who holds which role, by the policy's holders, asked of Slack. */
export const createDirectory = (parts: DirectoryParts): SlackDirectory => new PolicyDirectory(parts);
