import { readdirSync, readFileSync } from 'node:fs';
import { App, type Receiver } from '@slack/bolt';
import { Ajv } from 'ajv';
import { describe, expect, it, vi } from 'vitest';
import { isScalar, isSeq, parse, parseDocument } from 'yaml';
import { createApp } from '../src/app/create-app.ts';
import { loadSlackManifest } from '../src/config/slack-manifest.ts';
import { silentLog } from '../src/ports/log.ts';
import { registerSlack } from '../src/slack/app.ts';
import { registerDirectoryEvents } from '../src/slack/directory-events.ts';
import { MemoryStore } from './support/memory-store.ts';
import { testPolicy } from './support/policy.ts';
import { slackManifestSchema } from './support/slack-manifest-schema.ts';

const text = readFileSync('slack-manifest.yml', 'utf8');
const manifest = await loadSlackManifest('slack-manifest.yml');
/** What the comment at its top says to do for HTTP. */
const overHttp = text
  .replace('socket_mode_enabled: true', 'socket_mode_enabled: false')
  .replaceAll(/# ((?:request_|message_menu_options_)?url: )/g, '$1');

const isValid = new Ajv({ allErrors: true }).compile(slackManifestSchema);
const errorsOf = (manifestText: string): unknown => (isValid(parse(manifestText)) ? [] : isValid.errors);

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('sandbox'))
  .map((file) => readFileSync(`src/${file}`, 'utf8'));

/** Which scopes a method of the Web API needs; for conversations, one for each kind that Routegate works in. */
const methodScopes: Readonly<Record<string, readonly string[]>> = {
  'apps.connections.open': [], // by the app-level token
  'auth.test': [],
  'blocks.validate': [],
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.list': ['channels:read', 'groups:read'],
  'conversations.members': ['channels:read', 'groups:read'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'files.uploadV2': ['files:write'],
  'usergroups.list': ['usergroups:read'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'users.list': ['users:read'],
  'views.open': [],
  'views.publish': [],
  'views.push': [],
  'views.update': [],
};

/** Which scopes an event needs, where nothing else asks for them. */
const eventScopes: Readonly<Record<string, readonly string[]>> = { app_mention: ['app_mentions:read'] };

function methodsUsed(): string[] {
  const families =
    'apps|auth|blocks|bots|chat|conversations|emoji|files|pins|reactions|reminders|team|usergroups|users|views';
  const called = new RegExp(`\\b(?:web|client|slack)\\.((?:${families})(?:\\.[a-zA-Z]+)+)\\(`, 'g');
  const named = new RegExp(`\\.(?:call|apiCall)\\(\\s*'((?:${families})(?:\\.[a-zA-Z0-9]+)+)'`, 'g');
  const found = sources.flatMap((source) =>
    [...source.matchAll(called), ...source.matchAll(named)].map((match) => match[1] ?? ''),
  );
  return [...new Set(found)].sort();
}

/** Everything that is registered with Bolt: events, commands and shortcuts. */
function registered() {
  const receiver: Receiver = { init: () => {}, start: async () => {}, stop: async () => {} };
  const bolt = new App({ receiver, authorize: async () => ({}) });
  const event = vi.spyOn(bolt, 'event');
  const command = vi.spyOn(bolt, 'command');
  const shortcut = vi.spyOn(bolt, 'shortcut');
  const options = vi.spyOn(bolt, 'options');
  const store = new MemoryStore();
  const clock = { now: () => 0, until: async () => {} };
  const directory = {
    membership: async (person: string) => ({ person, standing: 'member' as const, roles: [] }),
    holders: async () => [],
    forget: () => {},
  };
  const app = createApp({ store, clock, policy: () => testPolicy(), onWork: () => {} });
  const jobs = { enqueue: async () => {}, wake: () => {} };
  const importResults = async () => ({ ok: false as const, problem: 'Nothing is read here.' });
  registerSlack(bolt, { app, directory, clock, log: silentLog, jobs, importResults, newId: () => 'id' });
  registerDirectoryEvents(bolt, directory);
  return {
    events: [...new Set(event.mock.calls.map(([name]) => String(name)))].sort(),
    commands: command.mock.calls.map(([name]) => String(name)),
    shortcuts: shortcut.mock.calls.map(([constraints]) =>
      typeof constraints === 'object' && 'callback_id' in constraints ? constraints.callback_id : constraints,
    ),
    hasOptions: options.mock.calls.length > 0,
  };
}

describe('the Slack manifest', () => {
  it('is accepted by Slack, for Socket Mode and for HTTP', () => {
    expect(errorsOf(text)).toEqual([]);
    expect(overHttp).not.toBe(text);
    expect(errorsOf(overHttp)).toEqual([]);
  });

  it.each([
    ['a name that is too long', 'name: Routegate', `name: ${'R'.repeat(36)}`],
    ['an unknown key', 'bot_user:', 'bot:'],
    ['a command without its slash', 'command: /route-request', 'command: route-request'],
    ['a scope twice', '- commands #', '- chat:write #'],
    ['a colour that is none', '"#1d3557"', '"blue"'],
    [
      'a description that is too short',
      /long_description: >-[\s\S]*?\n {2}background/,
      'long_description: Short.\n  background',
    ],
  ])('would be refused with %s', (_name, from, to) => {
    const spoiled = text.replace(from, to);
    expect(spoiled).not.toBe(text);
    expect(errorsOf(spoiled)).not.toEqual([]);
  });

  it('turns Socket Mode on, and names one address four times for HTTP', () => {
    expect(parse(text)).toMatchObject({ settings: { socket_mode_enabled: true } });
    const http = parse(overHttp);
    const address = 'https://routegate.example.com/slack/events';
    expect(http).toMatchObject({
      features: { slash_commands: [{ url: address }] },
      settings: {
        socket_mode_enabled: false,
        event_subscriptions: { request_url: address },
        interactivity: { request_url: address, message_menu_options_url: address },
      },
    });
    expect(overHttp.split(address)).toHaveLength(5);
  });

  it('asks for the scopes that the methods in use need, and for no other', () => {
    const used = methodsUsed();
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter((method) => !(method in methodScopes))).toEqual([]);
    const byMethods = used.flatMap((method) => methodScopes[method] ?? []);
    const takesFiles = sources.some((source) => source.includes("'file_input'")) ? ['files:read'] : [];
    const hasCommands = registered().commands.length > 0 ? ['commands'] : [];
    const byEvents = registered().events.flatMap((event) => eventScopes[event] ?? []);
    const needed = new Set([...byMethods, ...takesFiles, ...hasCommands, ...byEvents]);
    expect([...manifest.scopes].sort()).toEqual([...needed].sort());
  });

  it('says behind every scope what it is for, by methods that are in use', () => {
    const list = parseDocument(text).getIn(['oauth_config', 'scopes', 'bot']);
    const comments = isSeq(list)
      ? list.items.map((item) => (isScalar(item) ? (item.comment ?? '') : ''))
      : [];
    const used = methodsUsed();
    expect(comments).toHaveLength(manifest.scopes.length);
    for (const [index, comment] of comments.entries()) {
      expect(comment.trim().length, manifest.scopes[index]).toBeGreaterThan(5);
      const named = [...comment.matchAll(/\b[a-z]+(?:\.[a-zA-Z0-9]+)+\b/g)].map(([method]) => method);
      for (const method of named) {
        expect(used).toContain(method);
        expect(methodScopes[method]).toContain(manifest.scopes[index]);
      }
    }
  });

  it('subscribes to the events that are listened to, and to no other', () => {
    expect([...manifest.events].sort()).toEqual(registered().events);
  });

  it('offers the commands and shortcuts that are answered, and no other', () => {
    const { commands, shortcuts, hasOptions } = registered();
    expect(manifest.commands.map(({ command }) => command)).toEqual(commands);
    expect(manifest.shortcuts.map(({ callbackId }) => callbackId)).toEqual(shortcuts);
    expect(text.includes('message_menu_options_url')).toBe(hasOptions);
  });

  it('has a Home, and direct messages that are only read', () => {
    expect(manifest).toMatchObject({ homeTab: true, messagesTab: true });
    expect(parse(text)).toMatchObject({ features: { app_home: { messages_tab_read_only_enabled: true } } });
  });
});
