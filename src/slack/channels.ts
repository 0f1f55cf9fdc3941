import type { Clock } from '../ports/clock.ts';
import { faultOfAnswer } from './slack-fault.ts';
import type { SlackClient } from './web-client.ts';

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly isArchived: boolean;
  readonly isPrivate: boolean;
  /** Whether the bot is in it. */
  readonly isMember: boolean;
}

/** Which channel a name in the policy means, and where somebody reads direct messages. */
export interface Channels {
  /** The id for a name (with or without `#`) or an id. Throws a fault that says what to do where there is none. */
  idOf(nameOrId: string): Promise<string>;
  /** Id of the direct conversation with a person. */
  directWith(person: string): Promise<string>;
  /** Forgets what is known of a name or id, because Slack said it is not so. */
  forget(nameOrId: string): void;
}

/** What Slack calls a conversation; names are always in small letters. */
const isId = (text: string): boolean => /^[CDG][A-Z0-9]{2,}$/.test(text);
const pageSize = 999;
/** A channel may be renamed, and another may take its name. */
const keptMs = 10 * 60_000;
/** After a look that found nothing, the list (20 calls a minute) is left alone this long. */
const againMs = 10_000;

/** Every channel that the bot can see. */
export async function listChannels(slack: SlackClient): Promise<Channel[]> {
  const found: Channel[] = [];
  let cursor: string | undefined;
  do {
    const page = await slack.call('conversations.list', (web) =>
      web.conversations.list({
        types: 'public_channel,private_channel',
        exclude_archived: false,
        limit: pageSize,
        ...(cursor ? { cursor } : {}),
      }),
    );
    for (const channel of page.channels ?? [])
      if (channel.id && channel.name)
        found.push({
          id: channel.id,
          name: channel.name,
          isArchived: channel.is_archived ?? false,
          isPrivate: channel.is_private ?? false,
          isMember: channel.is_member ?? false,
        });
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  return found;
}

class CachedChannels implements Channels {
  readonly #slack: SlackClient;
  readonly #clock: Clock;
  readonly #direct = new Map<string, string>();
  #ids = new Map<string, string>();
  #listedAt = Number.NEGATIVE_INFINITY;
  #listing: Promise<void> | null = null;

  constructor(slack: SlackClient, clock: Clock) {
    this.#slack = slack;
    this.#clock = clock;
  }

  async idOf(nameOrId: string): Promise<string> {
    const name = nameOrId.replace(/^#/, '');
    if (isId(name)) return name;
    const age = this.#clock.now() - this.#listedAt;
    const known = this.#ids.get(name);
    if (known && age <= keptMs) return known;
    if (known) await this.#list().catch(() => {});
    else if (age > againMs) await this.#list();
    const id = this.#ids.get(name);
    if (id === undefined)
      throw faultOfAnswer('conversations.list', { error: 'channel_not_found' }, { channel: name });
    return id;
  }

  async directWith(person: string): Promise<string> {
    const known = this.#direct.get(person);
    if (known) return known;
    const opened = await this.#slack.call(
      'conversations.open',
      (web) => web.conversations.open({ users: person }),
      { person },
    );
    const id = opened.channel?.id;
    if (!id) throw faultOfAnswer('conversations.open', { error: 'channel_not_found' }, {});
    this.#direct.set(person, id);
    return id;
  }

  forget(nameOrId: string): void {
    this.#ids.delete(nameOrId.replace(/^#/, ''));
    for (const [person, id] of this.#direct) if (id === nameOrId) this.#direct.delete(person);
  }

  /** Lists once for everybody who asks meanwhile. */
  #list(): Promise<void> {
    this.#listing ??= listChannels(this.#slack)
      .then((channels) => {
        this.#ids = new Map(channels.map((channel) => [channel.name, channel.id]));
        this.#listedAt = this.#clock.now();
      })
      .finally(() => {
        this.#listing = null;
      });
    return this.#listing;
  }
}

export const createChannels = (slack: SlackClient, clock: Clock): Channels =>
  new CachedChannels(slack, clock);
