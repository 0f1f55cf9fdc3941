import type { KnownBlock } from '@slack/types';
import type { Policy, RolePolicy } from '../domain/policy.ts';
import { Fault } from '../ports/fault.ts';
import type { Store } from '../ports/store.ts';
import { card } from './cards/card.ts';
import { type Channel, createChannels, listChannels } from './channels.ts';
import type { ConnectionSettings } from './connection.ts';
import { createDirectory } from './directory.ts';
import { createIdentity, type Identity } from './identity.ts';
import { faultOfAnswer, hasCode } from './slack-fault.ts';
import { faultOfOpening } from './socket-line.ts';
import { createSlackClient, type SlackClient, type SlackClientParts } from './web-client.ts';

/** What a look at Slack found. `remedy` says what to do; empty where all is well. */
export interface Finding {
  readonly verdict: 'good' | 'bad' | 'doubtful';
  readonly what: string;
  readonly remedy: string;
}

export interface CheckupParts extends Pick<SlackClientParts, 'clock' | 'log' | 'observer'> {
  readonly settings: ConnectionSettings;
  readonly policy: Policy;
  /** Scopes that the app's manifest asks for. */
  readonly neededScopes: readonly string[];
  /** Where an open request is found, whose card Slack is asked to judge; null where the store cannot be read. */
  readonly store: Pick<Store, 'openRequests' | 'request'> | null;
}

const good = (what: string): Finding => ({ verdict: 'good', what, remedy: '' });
const bad = (what: string, remedy: string): Finding => ({ verdict: 'bad', what, remedy });
const doubtful = (what: string, remedy: string): Finding => ({ verdict: 'doubtful', what, remedy });

function ofFault(what: string, error: unknown): Finding {
  if (!(error instanceof Fault)) throw error;
  return bad(`${what} (${error.message})`, error.remedy || 'Try again in a few minutes.');
}

function scopeFindings({ scopes }: Identity, needed: readonly string[]): Finding[] {
  if (scopes.length === 0)
    return [
      doubtful('Slack does not say which scopes were granted', 'Compare them with slack-manifest.yml.'),
    ];
  const missing = needed.filter((scope) => !scopes.includes(scope));
  if (missing.length === 0) return [good(`All ${needed.length} scopes are granted`)];
  return missing.map((scope) =>
    bad(
      `The scope ${scope} is missing`,
      'Add it under "OAuth & Permissions" in the Slack app\'s settings (or paste slack-manifest.yml under "App Manifest"), and install the app again.',
    ),
  );
}

/** Opens no connection; it only asks whether one would be let in. */
async function socketFinding({ settings, ...parts }: CheckupParts): Promise<Finding[]> {
  if (settings.mode === 'http')
    return [good("Slack reaches Routegate by HTTP at /slack/events; set this address in the app's settings")];
  const asApp = createSlackClient({ ...parts, botToken: settings.appToken, apiUrl: settings.apiUrl });
  try {
    await asApp.call('apps.connections.open', (web) => web.apps.connections.open());
    return [good('Socket Mode is open to Routegate')];
  } catch (error) {
    return [ofFault('Socket Mode is closed to Routegate', faultOfOpening(error))];
  }
}

const nameOf = (channel: string): string => channel.replace(/^#/, '');
const shownName = (channel: Channel): string => `#${channel.name}`;

/** Who uses a channel, by its name or id in the policy. */
function usedChannels(policy: Policy): Map<string, RolePolicy[]> {
  const used = new Map<string, RolePolicy[]>();
  for (const role of Object.values(policy.roles)) {
    const name = nameOf(role.channel);
    used.set(name, [...(used.get(name) ?? []), role]);
  }
  for (const channel of [policy.channels.operators, policy.channels.audit])
    if (channel && !used.has(nameOf(channel))) used.set(nameOf(channel), []);
  return used;
}

function channelFinding(name: string, found: Channel | undefined, roles: readonly RolePolicy[]): Finding {
  const subject = { channel: name };
  const fault = (error: string) => faultOfAnswer('conversations.list', { error }, subject).remedy;
  if (!found) return bad(`There is no channel #${name} that Routegate can see`, fault('channel_not_found'));
  if (found.isArchived) return bad(`${shownName(found)} is archived`, fault('is_archived'));
  if (!found.isMember) return bad(`Routegate is not in ${shownName(found)}`, fault('not_in_channel'));
  const open = roles.filter(({ holders }) => holders.by === 'channel').map(({ role }) => role);
  if (!found.isPrivate && open.length > 0)
    return doubtful(
      `Whoever joins ${shownName(found)} holds ${open.join(', ')}, and anybody can join it`,
      'Make the channel private, or name a user group or people in the policy.',
    );
  return good(`${shownName(found)} is there, and Routegate is in it`);
}

async function channelFindings(slack: SlackClient, policy: Policy): Promise<Finding[]> {
  const channels = await listChannels(slack);
  return [...usedChannels(policy)].map(([name, roles]) =>
    channelFinding(
      name,
      channels.find((channel) => channel.name === name || channel.id === name),
      roles,
    ),
  );
}

async function roleFindings(slack: SlackClient, { policy, clock }: CheckupParts): Promise<Finding[]> {
  const identity = createIdentity(slack);
  const channels = createChannels(slack, clock);
  const directory = createDirectory({ slack, channels, identity, policy: () => policy });
  const findings: Finding[] = [];
  // One after the other, because Slack counts these calls.
  for (const { role } of Object.values(policy.roles)) {
    try {
      const holders = await directory.holders(role);
      const people = holders.length === 1 ? '1 person' : `${holders.length} people`;
      findings.push(
        holders.length > 0
          ? good(`${role} is held by ${people}`)
          : bad(
              `Nobody holds ${role}`,
              'Add somebody who is a full member of the workspace, by what the policy says of this role.',
            ),
      );
    } catch (error) {
      findings.push(ofFault(`Who holds ${role} cannot be said`, error));
    }
  }
  return findings;
}

/** The card of the newest open request; null where there is none. */
async function sampleCard({ store, policy }: CheckupParts): Promise<readonly KnownBlock[] | null> {
  const [newest] = (await store?.openRequests({}, { limit: 1 }))?.items ?? [];
  const request = newest ? (await store?.request(newest.id))?.state : null;
  const [role] = request?.cardRoles ?? [];
  return request && role ? card(request, role, policy).blocks : null;
}

/** Asks Slack to judge a card. A server that does not know how says nothing about it. */
async function sampleFindings(slack: SlackClient, parts: CheckupParts): Promise<Finding[]> {
  const sample = await sampleCard(parts);
  if (!sample) return [];
  try {
    await slack.call('blocks.validate', (web) => web.blocks.validate({ blocks: [...sample] }));
    return [good('Slack finds nothing wrong with a card of an open request')];
  } catch (error) {
    if (hasCode(error, 'unknown_method', 'method_deprecated', 'not_allowed_token_type', 'missing_scope'))
      return [];
    return [ofFault('Slack objects to a card of an open request', error)];
  }
}

/** Looks at everything in Slack that the policy and the program count on. Changes nothing. */
export async function checkSlack(parts: CheckupParts): Promise<Finding[]> {
  const { settings, policy } = parts;
  const slack = createSlackClient({ ...parts, botToken: settings.botToken, apiUrl: settings.apiUrl });
  let us: Identity;
  try {
    us = await createIdentity(slack).get();
  } catch (error) {
    return [ofFault('Slack does not let Routegate in', error)];
  }
  const findings = [good(`Slack knows Routegate as @${us.botName} in ${us.teamName}`)];
  findings.push(...scopeFindings(us, parts.neededScopes), ...(await socketFinding(parts)));
  try {
    findings.push(...(await channelFindings(slack, policy)));
  } catch (error) {
    findings.push(ofFault('The channels cannot be listed', error));
  }
  findings.push(...(await roleFindings(slack, parts)), ...(await sampleFindings(slack, parts)));
  return findings;
}
