import { describe, expect, test } from 'vitest';
import { webhookControl } from '../../../src/route-control/webhook/webhook-control.ts';
import { FakeGateway } from '../../support/fake-gateway.ts';
import { startFaultyProxy } from '../../support/faulty-proxy.ts';
import { httpTroubles } from '../../support/http-troubles.ts';
import { operation, routeControlContract, wish } from '../../support/route-control-contract.ts';

const secret = 'a-secret-of-some-length';
const binding = (flagKey: string) => ({
  control: 'webhook',
  route: flagKey,
  flagKey,
  options: { cluster: 'eu' },
});

async function start() {
  const gateway = new FakeGateway(secret);
  const server = await gateway.start();
  const proxy = await startFaultyProxy(server.url);
  const through = (patience: 'usual' | 'short', url = proxy.url) =>
    webhookControl({ url: `${url}/routes`, secret, ...(patience === 'short' ? { timeoutMs: 250 } : {}) });
  const close = async () => {
    await proxy.close();
    await server.close();
  };
  return { gateway, url: server.url, proxy, through, control: through('usual', server.url), close };
}

routeControlContract('webhook (before a gateway of one’s own)', async () => {
  const { gateway, proxy, through, control, close } = await start();
  const complaint = (kind: string) => JSON.stringify({ error: { kind, message: `It says ${kind}.` } });
  return {
    control,
    binding,
    served: async (flagKey, people) => people.map((person) => gateway.served(flagKey, person)),
    changeByHand: async (flagKey) => {
      const held = gateway.held.get(flagKey);
      if (held) gateway.held.set(flagKey, { ...held, candidateBp: 5000, revision: held.revision + 1000 });
    },
    excludesTheUnknown: true,
    usesSalt: true,
    troubles: httpTroubles({
      proxy,
      through,
      isTheWrite: ({ method }) => method === 'POST',
      refusals: [
        { status: 401, body: '', kind: 'unauthorized' },
        { status: 403, body: '', kind: 'forbidden' },
        { status: 409, body: '', kind: 'conflict' },
        { status: 422, body: '', kind: 'invalid' },
        { status: 501, body: '', kind: 'unsupported' },
        { status: 200, body: complaint('plan_required'), kind: 'plan_required' },
        { status: 200, body: complaint('drift'), kind: 'drift' },
        { status: 500, body: complaint('unsupported'), kind: 'unsupported' },
      ],
    }),
    close,
  };
});

describe('a webhook', () => {
  async function toGateway(work: (setting: Awaited<ReturnType<typeof start>>) => Promise<void>) {
    const setting = await start();
    await work(setting).finally(setting.close);
  }
  const signal = AbortSignal.timeout(10_000);

  test('is told the whole wish, and who wants it why', () =>
    toGateway(async ({ gateway, control }) => {
      const audience = [{ attribute: 'region', operator: 'in', values: ['eu'] }] as const;
      await control.apply(
        binding('summary'),
        wish(500, { audience }),
        operation({ opId: 'op-x', comment: 'R-1' }),
      );
      expect(gateway.posted).toEqual([
        {
          version: 1,
          operation: { id: 'op-x', comment: 'R-1', expectRevision: null },
          route: 'summary',
          flagKey: 'summary',
          options: { cluster: 'eu' },
          desired: expect.objectContaining({
            candidateBp: 500,
            audience,
            bucketBy: 'targetingKey',
            salt: 'R-1',
          }),
        },
      ]);
      await control.apply(binding('summary'), wish(500, { audience }), operation());
      expect(gateway.posted).toHaveLength(1);
    }));

  test('is refused an old or forged signature by a gateway that checks it', () =>
    toGateway(async ({ url }) => {
      const anHourAgo = Date.now() - 3_600_000;
      const late = webhookControl({ url: `${url}/routes`, secret, now: () => anHourAgo });
      await expect(late.read(binding('summary'), signal)).rejects.toMatchObject({ kind: 'unauthorized' });
      const stranger = webhookControl({ url: `${url}/routes`, secret: 'another-secret-of-length' });
      const forged = stranger.apply(binding('summary'), wish(500), operation());
      await expect(forged).rejects.toMatchObject({ kind: 'unauthorized' });
    }));

  test('that takes its time is asked again until it is done', () =>
    toGateway(async ({ gateway, control }) => {
      gateway.slow = true;
      const expand = operation();
      await expect(control.apply(binding('summary'), wish(500), expand)).rejects.toMatchObject({
        kind: 'unavailable',
      });
      gateway.catchUp();
      const { observed } = await control.apply(binding('summary'), wish(500), expand);
      expect(observed.candidateBp).toBe(500);
      expect(gateway.posted).toHaveLength(1);
      const back = operation();
      await expect(control.rollback(binding('summary'), wish(0), back)).rejects.toMatchObject({
        kind: 'unavailable',
      });
      gateway.catchUp();
      expect((await control.rollback(binding('summary'), wish(0), back)).observed.candidateBp).toBe(0);
    }));

  test('is asked only for what it can do', () =>
    toGateway(async ({ url }) => {
      const capabilities = { sticky: false, targeting: false, granularityBp: 100 };
      const control = webhookControl({ url: `${url}/routes`, secret, capabilities });
      const audience = [{ attribute: 'region', operator: 'in', values: ['eu'] }] as const;
      const limited = control.apply(binding('summary'), wish(500, { audience }), operation());
      await expect(limited).rejects.toMatchObject({ kind: 'unsupported' });
      const fine = control.apply(binding('summary'), wish(550), operation());
      await expect(fine).rejects.toMatchObject({
        kind: 'unsupported',
        remedy: expect.stringContaining('1 %'),
      });
      const { observed } = await control.apply(binding('summary'), wish(500), operation());
      expect(observed.candidateBp).toBe(500);
    }));

  test.each([
    ['no URL', { url: 'gateway', secret }],
    ['a URL of another kind', { url: 'ftp://gateway/routes', secret }],
    ['a password in its URL', { url: 'https://me:word@gateway/routes', secret }],
    ['a short secret', { url: 'https://gateway/routes', secret: 'short' }],
  ])('is not made with %s', (_what, settings) => {
    expect(() => webhookControl(settings)).toThrow(expect.objectContaining({ kind: 'invalid' }));
  });
});
