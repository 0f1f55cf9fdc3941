import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { formatProposal } from '../../src/app/proposal-file.ts';
import { recordLineSchema } from '../../src/app/read-record-lines.ts';
import { requestViewSchema } from '../../src/app/request-view.ts';
import { chainStart, checkLink } from '../../src/domain/chain.ts';
import { digestOf } from '../../src/domain/packet/digest.ts';
import type { ProposalInput } from '../../src/domain/packet/schema.ts';
import { Fault } from '../../src/ports/fault.ts';
import { type ApiUnderTest, openApi } from '../support/api.ts';
import { member } from '../support/given-when-then.ts';
import { modelChange, proposal, supportSummary } from '../support/proposals.ts';

const problemSchema = z.looseObject({
  status: z.int(),
  detail: z.string(),
  reason: z.string().optional(),
  errors: z.array(z.looseObject({ path: z.string(), message: z.string() })).optional(),
});

interface Sent {
  readonly as?: string;
  readonly more?: string;
  readonly key?: string;
  readonly type?: string;
  readonly token?: string;
}

function send(api: ApiUnderTest, method: 'POST' | 'PUT', path: string, body: unknown, sent: Sent) {
  const { as = 'U0REQUESTER', more = '', key, type = 'application/json', token } = sent;
  return api.call(`/api/v1/requests${path}?as=${as}${more}`, {
    method,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': type, ...(key === undefined ? {} : { 'idempotency-key': key }) },
    ...(token === undefined ? {} : { token }),
  });
}

const file = (api: ApiUnderTest, body: unknown, sent: Sent = {}) => send(api, 'POST', '', body, sent);
const edit = (api: ApiUnderTest, body: unknown, revision: number, sent: Sent = {}) =>
  send(api, 'PUT', '/R-1', body, { ...sent, more: `&revision=${revision}${sent.more ?? ''}` });
const view = async (response: Response) => requestViewSchema.parse(await response.json());
const problem = async (response: Response) => {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  return problemSchema.parse(await response.json());
};
const read = async (api: ApiUnderTest, id = 'R-1') => view(await api.call(`/api/v1/requests/${id}`));

function approve(api: ApiUnderTest, role: 'product_owner' | 'finance', conditions = false) {
  const command = {
    type: 'approve',
    request: 'R-1',
    revision: 1,
    role,
    conditions: conditions ? [{ text: 'Watch it', owner: 'U9', due: '2026-10-20' }] : [],
    comment: 'Good.',
    typedRoute: null,
  } as const;
  return api.app.handle(`approve-${role}`, command, member(`U-${role}`, role));
}

describe('filing over the API', () => {
  test('files what a person would file in Slack, and says where it can be read', async () => {
    const api = await openApi();
    const response = await file(api, modelChange);
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe('/api/v1/requests/R-1');
    const filed = await view(response);
    expect(filed).toMatchObject({
      id: 'R-1',
      route: 'support-summary-prod',
      status: 'in_review',
      revision: 1,
      requester: 'U0REQUESTER',
      tier: 'high',
    });
    expect(filed.waiting_for).toEqual(filed.slots.map(({ role }) => role));
    expect(filed.digests.packet).toBe(digestOf(proposal(modelChange).packet));
    expect((await api.store.jobCounts()).waiting).toBeGreaterThan(0);
  });

  test('takes YAML and JSON for the same packet, and gives back one that files again', async () => {
    const api = await openApi();
    const text = formatProposal(proposal(modelChange));
    const fromYaml = await view(await file(api, text, { type: 'application/yaml' }));
    const fromJson = await view(await file(api, JSON.stringify(fromYaml.packet)));
    expect(fromJson.digests).toEqual(fromYaml.digests);
    expect(fromJson.packet).toEqual(fromYaml.packet);
  });

  test('puts the name of the token on the record and into the log, and the token nowhere', async () => {
    const api = await openApi();
    await file(api, modelChange);
    const [event] = (await api.store.eventsOf('request:R-1', { limit: 5 })).items;
    expect(event).toMatchObject({
      actor: 'U0REQUESTER',
      commandId: expect.stringMatching(/^api:ci:submit:/),
    });
    const used = api.logged.find(({ level }) => level === 'info');
    expect(used?.fields).toEqual({ caller: 'ci', method: 'POST', route: '/api/v1/requests', status: 201 });
    expect(JSON.stringify([api.logged, api.store.committed])).not.toContain('of-some-length');
  });

  test('raises the tier where that is asked for', async () => {
    const api = await openApi();
    expect(await view(await file(api, modelChange, { more: '&raise_to=restricted' }))).toMatchObject({
      tier: 'restricted',
      raised_to: 'restricted',
    });
  });

  test('files once for a key, however often and however quickly it is sent', async () => {
    const api = await openApi();
    const together = await Promise.all([1, 2, 3].map(() => file(api, modelChange, { key: 'build-7' })));
    expect(new Set(await Promise.all(together.map(async (one) => (await view(one)).id)))).toEqual(
      new Set(['R-1']),
    );
    await approve(api, 'finance');
    const again = await file(api, modelChange, { key: 'build-7' });
    expect(again.status).toBe(200);
    expect((await view(again)).decisions).toHaveLength(1);
    expect((await view(await file(api, modelChange, { key: 'build-8' }))).id).toBe('R-2');
    const others = await file(api, modelChange, { key: 'build-7', token: 'other-token-of-some-length' });
    expect((await view(others)).id).toBe('R-3');
  });

  test('does not take a key for something else than before', async () => {
    const api = await openApi();
    await file(api, modelChange, { key: 'k' });
    for (const other of [
      file(api, { ...modelChange, feature: 'Another' }, { key: 'k' }),
      file(api, modelChange, { key: 'k', as: 'U0SOMEBODY' }),
      file(api, modelChange, { key: 'k', more: '&raise_to=restricted' }),
    ])
      expect(await problem(await other)).toMatchObject({
        status: 422,
        reason: 'idempotency_key_reused',
        request: 'R-1',
      });
    expect(await api.store.request('R-2')).toBeNull();
  });

  test('may use a key again that filed nothing', async () => {
    const api = await openApi();
    expect((await file(api, supportSummary, { key: 'k' })).status).toBe(422);
    expect((await file(api, modelChange, { key: 'k' })).status).toBe(201);
  });

  const wrong: readonly (readonly [string, unknown, Sent, object])[] = [
    [
      'a wrong value, with its path and line',
      'route: x\ntools:\n  - name: a\n    effect: boom\n',
      { type: 'text/yaml' },
      {
        errors: expect.arrayContaining([
          expect.objectContaining({ path: 'tools[0].effect', line: 4 }),
          expect.objectContaining({ path: 'change' }),
        ]),
      },
    ],
    [
      'a key that there is not',
      { ...modelChange, promt: {} },
      {},
      {
        errors: [expect.objectContaining({ path: 'promt' })],
      },
    ],
    ['broken JSON', '{"route": ', {}, { detail: expect.stringContaining('not valid JSON') }],
    ['YAML that says that it is JSON', 'route: x', {}, { detail: expect.stringContaining('not valid JSON') }],
    ['nothing', '', {}, { detail: expect.stringContaining('empty') }],
    [
      'a person who is none',
      modelChange,
      { as: 'alice' },
      { errors: [expect.objectContaining({ path: 'as' })] },
    ],
    [
      'a tier that is none',
      modelChange,
      { more: '&raise_to=huge' },
      {
        errors: [expect.objectContaining({ path: 'raise_to' })],
      },
    ],
    [
      'a parameter that is none',
      modelChange,
      { more: '&raiseTo=high' },
      {
        errors: [{ path: 'raiseTo', message: expect.stringContaining('raise_to') }],
      },
    ],
    [
      'a parameter twice',
      modelChange,
      { more: '&as=U0SOMEBODY' },
      {
        errors: [expect.objectContaining({ path: 'as' })],
      },
    ],
    [
      'a key without end',
      modelChange,
      { key: 'k'.repeat(256) },
      {
        errors: [expect.objectContaining({ path: 'Idempotency-Key' })],
      },
    ],
    ['what changes nothing', supportSummary, {}, { reason: 'nothing_changes' }],
    [
      'a new route that serves already',
      { ...modelChange, change: { kind: 'new', why: 'x' } },
      {},
      {
        reason: 'route_exists',
        errors: [expect.objectContaining({ path: 'change.kind' })],
      },
    ],
    [
      'a change of a route that serves nothing',
      { ...modelChange, route: 'other-prod' },
      {},
      {
        reason: 'route_unknown',
      },
    ],
  ]; // prettier-ignore

  test.each(wrong)('refuses %s', async (_name, body, sent, said) => {
    const api = await openApi();
    const refused = await problem(await file(api, body, sent));
    expect(refused).toMatchObject({ status: 422, ...said });
    expect(refused.detail).toMatch(/[.!?]$/);
    expect(await api.store.request('R-1')).toBeNull();
  });

  test('refuses what is too large, and what is in no type that can be read', async () => {
    const api = await openApi();
    expect((await file(api, ' '.repeat(300_000))).status).toBe(413);
    expect((await file(api, '<packet/>', { type: 'application/xml' })).status).toBe(415);
  });

  test('files for nobody who is not of the workspace, and for nobody while that cannot be checked', async () => {
    const standings = { U0BOT: 'bot', U0GONE: 'deactivated', U0ELSEWHERE: 'stranger' } as const;
    const api = await openApi({
      standingOf: (person) => {
        if (person === 'U0DOWN') throw new Fault('unavailable', 'Slack does not answer');
        return Object.entries(standings).find(([id]) => id === person)?.[1] ?? 'member';
      },
    });
    for (const as of Object.keys(standings))
      expect(await problem(await file(api, modelChange, { as }))).toMatchObject({
        status: 422,
        errors: [{ path: 'as', message: expect.stringContaining(as) }],
      });
    expect((await file(api, modelChange, { as: 'U0DOWN' })).status).toBe(503);
    expect(await api.store.request('R-1')).toBeNull();
  });

  test('lets in nobody without a token, or with one that lacks the scope', async () => {
    const api = await openApi();
    expect((await file(api, modelChange, { token: 'wrong' })).status).toBe(401);
    const denied = await problem(await file(api, modelChange, { token: 'reader-token-of-some-length' }));
    expect(denied).toMatchObject({ status: 403, detail: expect.stringContaining('requests:write') });
    expect(await api.store.request('R-1')).toBeNull();
  });
});

describe('reading over the API', () => {
  test('shows who decided what, and who is still waited for', async () => {
    const api = await openApi();
    await file(api, modelChange);
    await approve(api, 'finance', true);
    const objection = {
      type: 'request_changes',
      request: 'R-1',
      revision: 1,
      role: 'product_owner',
      category: 'quality',
      reason: 'Which threads did you try?',
    } as const;
    await api.app.handle('objection', objection, member('U-product_owner', 'product_owner'));
    const seen = await read(api);
    expect(seen.decisions).toMatchObject([
      { decision: 'approve_with_conditions', role: 'finance', person: 'U-finance', reason: 'Good.' },
      { decision: 'request_changes', role: 'product_owner', category: 'quality' },
    ]);
    expect(seen.decisions[0]?.conditions).toEqual([
      { text: 'Watch it', owner: 'U9', due: '2026-10-20', met: null },
    ]);
    expect(seen.waiting_for).toContain('product_owner');
    expect(seen.waiting_for).not.toContain('finance');
    expect(seen.slots.find(({ role }) => role === 'finance')?.filled_by).toEqual(['U-finance']);
  });

  test('shows how a request ended', async () => {
    const api = await openApi();
    await file(api, modelChange);
    const { slots } = await read(api);
    for (const { role } of slots) {
      const command = {
        type: 'approve',
        request: 'R-1',
        revision: 1,
        role,
        conditions: [],
        comment: '',
        typedRoute: null,
      } as const;
      await api.app.handle(`all-${role}`, command, member(`U-${role}`, role));
    }
    expect(await read(api)).toMatchObject({
      status: 'approved',
      waiting_for: [],
      reaches: 'canary',
      due_at: null,
    });
    await file(api, { ...modelChange, feature: 'Other summaries' });
    const rejection = {
      request: 'R-2',
      revision: 1,
      role: 'finance',
      category: 'cost',
      reason: 'No.',
    } as const;
    await api.app.handle('no', { type: 'reject', ...rejection }, member('U-finance', 'finance'));
    expect(await read(api, 'R-2')).toMatchObject({
      status: 'rejected',
      decisions: [{ decision: 'reject', reason: 'No.', category: 'cost' }],
      decided_at: expect.any(String),
    });
  });

  test('answers with a problem where there is no such request', async () => {
    const api = await openApi();
    expect(await problem(await api.call('/api/v1/requests/R-9'))).toMatchObject({
      status: 404,
      reason: 'request_unknown',
    });
  });
});

describe('editing over the API', () => {
  const cheaper: ProposalInput = { ...modelChange, cost: { monthly_budget_usd: 300 } };

  test('makes a new revision, and takes away what it touched', async () => {
    const api = await openApi();
    await file(api, modelChange, { more: '&raise_to=restricted' });
    await approve(api, 'product_owner');
    const edited = await view(await edit(api, cheaper, 1));
    expect(edited).toMatchObject({ revision: 2, raised_to: 'restricted' });
    expect(edited.packet).toMatchObject({ cost: { monthly_budget_usd: 300 } });
    expect((await api.store.eventsOf('request:R-1', { limit: 9 })).items.at(-1)?.commandId).toMatch(
      /^api:ci:revise:R-1:/,
    );
  });

  test('is refused where somebody else edited meanwhile, and done once for a key', async () => {
    const api = await openApi();
    await file(api, modelChange);
    expect((await edit(api, cheaper, 1, { key: 'k' })).status).toBe(200);
    expect(await view(await edit(api, cheaper, 1, { key: 'k' }))).toMatchObject({ revision: 2 });
    expect(await problem(await edit(api, modelChange, 1))).toMatchObject({
      status: 409,
      reason: 'stale_revision',
    });
    expect((await read(api)).revision).toBe(2);
  });

  test('is for the requester and the owners only, and only while it is in review', async () => {
    const api = await openApi();
    await file(api, modelChange);
    expect(await problem(await edit(api, cheaper, 1, { as: 'U0SOMEBODY' }))).toMatchObject({
      status: 403,
      reason: 'not_the_requester',
    });
    const withdrawal = { type: 'withdraw', request: 'R-1', reason: 'Not needed.' } as const;
    await api.app.handle('withdraw', withdrawal, member('U0REQUESTER'));
    expect(await problem(await edit(api, cheaper, 1))).toMatchObject({ status: 409, reason: 'closed' });
    expect(await read(api)).toMatchObject({ withdrawn: { by: 'U0REQUESTER', reason: 'Not needed.' } });
  });

  test('says what is wrong with the packet, the revision or the request', async () => {
    const api = await openApi();
    await file(api, modelChange);
    expect(await problem(await edit(api, { ...cheaper, route: 'other-prod' }, 1))).toMatchObject({
      status: 422,
      reason: 'route_renamed',
      errors: [expect.objectContaining({ path: 'route' })],
    });
    expect(await problem(await edit(api, {}, 1))).toMatchObject({ status: 422 });
    expect(await problem(await send(api, 'PUT', '/R-1', cheaper, {}))).toMatchObject({
      status: 422,
      errors: [expect.objectContaining({ path: 'revision' })],
    });
    expect((await send(api, 'PUT', '/R-7', cheaper, { more: '&revision=1' })).status).toBe(404);
    expect((await read(api)).revision).toBe(1);
  });
});

describe('the record over the API', () => {
  test('comes in pages of JSON Lines that prove themselves', async () => {
    const api = await openApi();
    for (const feature of ['One', 'Two', 'Three']) await file(api, { ...modelChange, feature });
    let position = chainStart;
    let path: string | null = '/api/v1/audit?limit=3';
    let pages = 0;
    while (path !== null) {
      const response: Response = await api.call(path);
      expect(response.headers.get('content-type')).toMatch(/^application\/jsonl/);
      for (const line of (await response.text()).split('\n').filter((one) => one !== '')) {
        const checked = checkLink(position, recordLineSchema.parse(JSON.parse(line)));
        if ('flaw' in checked) throw new Error(checked.detail);
        position = checked;
      }
      pages += 1;
      path = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1] ?? null;
    }
    expect(position).toEqual(await api.store.head());
    expect([pages, position.sequence]).toEqual([2, 4]);
  });

  test.each(['after=-1', 'limit=0', 'limit=5000', 'after=x', 'from=1'])('refuses %s', async (query) => {
    const api = await openApi();
    expect(await problem(await api.call(`/api/v1/audit?${query}`))).toMatchObject({ status: 422 });
  });

  test('is not for a token that may only read requests', async () => {
    const api = await openApi();
    expect((await api.call('/api/v1/audit', { token: 'reader-token-of-some-length' })).status).toBe(403);
  });
});
