import { afterEach, describe, expect, it } from 'vitest';
import type { Policy, RolePolicy } from '../../src/domain/policy.ts';
import type { Role } from '../../src/domain/words.ts';
import { Fault } from '../../src/ports/fault.ts';
import type { Emulator } from '../../src/sandbox/emulator/emulator.ts';
import { createChannels } from '../../src/slack/channels.ts';
import { createDirectory } from '../../src/slack/directory.ts';
import { createIdentity } from '../../src/slack/identity.ts';
import { testPolicy } from '../support/policy.ts';
import { openSlack } from '../support/slack-workspace.ts';

const open: Emulator[] = [];
afterEach(async () => {
  for (const emulator of open.splice(0)) await emulator.close();
});

const everybody = ['UANN', 'UGUEST', 'USINGLE', 'UGONE', 'USTRANGER', 'UROBOT', 'UBOT', 'USLACKBOT', 'UBOB'];
const holding = (role: Role, more: Partial<RolePolicy>): RolePolicy => ({
  role,
  label: role,
  channel: 'finance',
  holders: { by: 'channel' },
  question: '?',
  backup: null,
  ...more,
});

const policy: Policy = testPolicy({
  roles: {
    finance: holding('finance', { channel: '#finance' }),
    security: holding('security', { channel: 'CSEC' }),
    engineering: holding('engineering', { holders: { by: 'people', people: everybody } }),
    ai_platform: holding('ai_platform', { holders: { by: 'user_group', group: '@reviewers' } }),
    legal: holding('legal', { holders: { by: 'user_group', group: 'SREV' } }),
    privacy: holding('privacy', { holders: { by: 'user_group', group: 'off' } }),
    support: holding('support', { holders: { by: 'user_group', group: 'nobody-made-this' } }),
    procurement: holding('procurement', { channel: 'nowhere' }),
    product_owner: holding('product_owner', {
      holders: { by: 'people', people: ['UANN'] },
      backup: { by: 'role', role: 'security' },
    }),
    release_owner: holding('release_owner', {
      holders: { by: 'people', people: ['UANN'] },
      backup: { by: 'people', people: ['UCAT', 'UGUEST'] },
    }),
  },
});

async function directory(change?: Parameters<typeof openSlack>[0]) {
  const { emulator, slack, clock } = await openSlack(change, { timeoutMs: 500 });
  open.push(emulator);
  let wallMs = 0;
  const made = createDirectory({
    slack,
    channels: createChannels(slack, clock),
    identity: createIdentity(slack),
    policy: () => policy,
    wallMs: () => wallMs,
  });
  const pass = (ms: number) => {
    wallMs += ms;
  };
  const calls = (method: string) => emulator.control.calls({ method }).length;
  return { emulator, directory: made, pass, calls };
}

describe('who holds a role', () => {
  it.each<[string, string, Role, string, boolean]>([
    ['a member of the channel', 'UANN', 'finance', 'member', true],
    ['a member of another channel', 'UBOB', 'finance', 'member', false],
    ['a member of a private channel named by id', 'UBOB', 'security', 'member', true],
    ['a guest in the channel', 'UGUEST', 'finance', 'guest', false],
    ['a single-channel guest in the channel', 'USINGLE', 'finance', 'guest', false],
    ['somebody deactivated', 'UGONE', 'finance', 'deactivated', false],
    ['somebody of another company', 'USTRANGER', 'finance', 'stranger', false],
    ['a bot', 'UROBOT', 'finance', 'bot', false],
    ['Routegate itself', 'UBOT', 'engineering', 'bot', false],
    ['Slackbot', 'USLACKBOT', 'engineering', 'bot', false],
    ['somebody named in the policy', 'UBOB', 'engineering', 'member', true],
    ['a guest named in the policy', 'UGUEST', 'engineering', 'guest', false],
    ['somebody whom the workspace does not know', 'UNOBODY', 'engineering', 'stranger', false],
    ['a member of the user group', 'UBOB', 'ai_platform', 'member', true],
    ['a member outside of the user group', 'UCAT', 'ai_platform', 'member', false],
    ['a member of a user group named by id', 'UANN', 'legal', 'member', true],
  ])('%s', async (_name, person, role, standing, holds) => {
    const { directory: asked } = await directory();
    expect(await asked.membership(person, [role])).toEqual({ person, standing, roles: holds ? [role] : [] });
  });

  it('is answered for the roles that were asked, and no others', async () => {
    const { directory: asked, calls } = await directory();
    const { roles } = await asked.membership('UANN', ['finance', 'security', 'ai_platform']);
    expect(roles).toEqual(['finance', 'ai_platform']);
    expect(calls('conversations.members')).toBe(2);
  });

  it('counts a backup only where it is asked for', async () => {
    const { directory: asked } = await directory();
    const both: Role[] = ['product_owner', 'release_owner'];
    expect((await asked.membership('UBOB', both)).roles).toEqual([]);
    expect((await asked.membership('UBOB', both, ['product_owner'])).roles).toEqual(['product_owner']);
    expect((await asked.membership('UCAT', both, both)).roles).toEqual(['release_owner']);
    expect((await asked.membership('UGUEST', both, both)).roles).toEqual([]);
  });

  it('lists holders without those who may not decide', async () => {
    const { directory: asked } = await directory();
    expect(await asked.holders('finance')).toEqual(['UANN']);
    expect(await asked.holders('ai_platform')).toEqual(['UANN', 'UBOB']);
    expect(await asked.holders('executive')).toEqual([]);
  });

  it('lists the holders of a large channel with few calls', async () => {
    const people = Array.from({ length: 120 }, (_, index) => ({
      id: `UP${index}`,
      name: `p${index}`,
      real_name: `P ${index}`,
      ...(index % 2 === 0 ? { is_restricted: true } : {}),
    }));
    const bot = { id: 'UBOT', name: 'routegate', real_name: 'Routegate', is_bot: true };
    const members = [...people.map(({ id }) => id), 'UBOT'];
    const { directory: asked, calls } = await directory({
      users: [...people, bot],
      channels: [{ id: 'CFIN', name: 'finance', members }],
      usergroups: [],
    });
    expect(await asked.holders('finance')).toHaveLength(60);
    expect(calls('users.info')).toBe(0);
    expect(calls('users.list')).toBe(1);
  });
});

describe('a look-up', () => {
  it('is shared by everybody who asks at once, and good for a moment', async () => {
    const { directory: asked, calls, pass } = await directory();
    await Promise.all(Array.from({ length: 20 }, () => asked.membership('UANN', ['finance'])));
    expect(calls('conversations.members')).toBe(1);
    expect(calls('users.info')).toBe(1);
    pass(1999);
    await asked.membership('UANN', ['finance']);
    expect(calls('conversations.members')).toBe(1);
    pass(2);
    await asked.membership('UANN', ['finance']);
    expect(calls('conversations.members')).toBe(2);
    expect(calls('users.info')).toBe(2);
  });

  it('notices who was removed or deactivated after two seconds, or at once when told', async () => {
    const { emulator, directory: asked, pass } = await directory();
    expect((await asked.membership('UANN', ['finance'])).roles).toEqual(['finance']);
    emulator.control.changeChannel('CFIN', { remove_members: ['UANN'] });
    pass(2001);
    expect((await asked.membership('UANN', ['finance'])).roles).toEqual([]);
    emulator.control.changeUser('UANN', { deleted: true });
    asked.forget();
    expect((await asked.membership('UANN', ['finance'])).standing).toBe('deactivated');
  });

  it.each([
    ['users.info', 'finance'],
    ['conversations.members', 'finance'],
    ['conversations.list', 'finance'],
    ['usergroups.list', 'ai_platform'],
    ['usergroups.users.list', 'ai_platform'],
    ['auth.test', 'finance'],
  ] as const)('that fails gives nobody a role (%s)', async (method, role) => {
    const { emulator, directory: asked, pass } = await directory();
    emulator.control.addFault({ kind: 'http_error', method, status: 503 });
    await expect(asked.membership('UANN', [role])).rejects.toBeInstanceOf(Fault);
    pass(60_000);
    expect((await asked.membership('UANN', [role])).roles).toEqual([role]);
  });

  it('tells a guest so even while channels cannot be read', async () => {
    const { emulator, directory: asked } = await directory();
    emulator.control.addFault({
      kind: 'http_error',
      method: 'conversations.members',
      status: 503,
      times: null,
    });
    expect((await asked.membership('UGUEST', ['finance'])).standing).toBe('guest');
  });

  it('fails within its time limit where Slack does not answer', async () => {
    const { emulator, directory: asked } = await directory();
    emulator.control.addFault({ kind: 'hang', method: 'users.info' });
    await expect(asked.membership('UANN', ['engineering'])).rejects.toMatchObject({
      kind: 'outcome_unknown',
    });
  });
});

describe('what only an operator can mend', () => {
  it.each<[string, Role, RegExp]>([
    ['a channel that does not exist', 'procurement', /Create #nowhere/],
    ['a user group that does not exist', 'support', /There is no user group @nobody-made-this/],
    ['a user group that was switched off', 'privacy', /There is no user group @off/],
  ])('%s', async (_name, role, remedy) => {
    const { directory: asked } = await directory();
    const fault = await asked.membership('UANN', [role]).catch((error: unknown) => error);
    expect(fault).toMatchObject({ kind: 'needs_operator', remedy: expect.stringMatching(remedy) });
  });

  it('a server without user groups, on which every other role works', async () => {
    const { emulator, directory: asked } = await directory();
    for (const method of ['usergroups.list', 'usergroups.users.list'])
      emulator.control.addFault({ kind: 'error', method, error: 'unknown_method', times: null });
    const fault = await asked.membership('UANN', ['ai_platform']).catch((error: unknown) => error);
    expect(fault).toMatchObject({
      kind: 'needs_operator',
      remedy: expect.stringMatching(/Use a channel or a list/),
    });
    expect((await asked.membership('UANN', ['finance', 'engineering'])).roles).toEqual([
      'finance',
      'engineering',
    ]);
  });
});
