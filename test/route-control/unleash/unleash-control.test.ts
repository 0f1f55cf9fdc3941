import { describe, expect, test } from 'vitest';
import { unleashControl } from '../../../src/route-control/unleash/unleash-control.ts';
import { FakeUnleash } from '../../support/fake-unleash.ts';
import { startFaultyProxy } from '../../support/faulty-proxy.ts';
import { httpTroubles } from '../../support/http-troubles.ts';
import { operation, people, routeControlContract, wish } from '../../support/route-control-contract.ts';

const token = '*:*.secret-of-the-admin';
const binding = (flagKey: string) => ({ control: 'unleash', route: flagKey, flagKey, options: {} });
const failure = (name: string) => JSON.stringify({ name, message: `${name} for ${token}`, details: [] });

async function start() {
  const fake = new FakeUnleash(token);
  const server = await fake.start();
  const proxy = await startFaultyProxy(server.url);
  const through = (patience: 'usual' | 'short', url = proxy.url) =>
    unleashControl({
      url,
      token,
      frontendToken: 'front',
      ...(patience === 'short' ? { timeoutMs: 250 } : {}),
    });
  const close = async () => {
    await proxy.close();
    await server.close();
  };
  return { fake, proxy, through, control: through('usual', server.url), close };
}

routeControlContract('unleash (by what it was seen to do)', async () => {
  const { fake, proxy, through, control, close } = await start();
  return {
    control,
    binding,
    served: async (flagKey, asked) =>
      asked.map((person) => {
        const variant = fake.variantFor(flagKey, person);
        return variant ? JSON.parse(variant.value).digest : null;
      }),
    changeByHand: async (flagKey) => {
      const split = fake.features.get(flagKey)?.strategies.find(({ variants }) => variants.length === 2);
      for (const variant of split?.variants ?? []) variant.weight = 500;
    },
    excludesTheUnknown: true,
    usesSalt: true,
    troubles: httpTroubles({
      proxy,
      through,
      isTheWrite: ({ method, path }) => method === 'PUT' && path.includes('/strategies/'),
      refusals: [
        { status: 400, body: failure('BadDataError'), kind: 'invalid' },
        { status: 401, body: failure('UnauthorizedError'), kind: 'unauthorized' },
        { status: 402, body: failure('LicenseError'), kind: 'plan_required' },
        { status: 403, body: failure('NoAccessError'), kind: 'forbidden' },
        { status: 404, body: failure('NotFoundError'), kind: 'not_found' },
        { status: 409, body: failure('ConflictError'), kind: 'conflict' },
      ],
    }),
    close,
  };
});

describe('what others do in Unleash', () => {
  async function inUnleash(work: (setting: Awaited<ReturnType<typeof start>>) => Promise<void>) {
    const setting = await start();
    await work(setting).finally(setting.close);
  }
  const signal = AbortSignal.timeout(10_000);

  test('a strategy of somebody else’s is switched off, not deleted', () =>
    inUnleash(async ({ fake, control }) => {
      await control.apply(binding('summary'), wish(500), operation());
      const strategies = fake.features.get('summary')?.strategies;
      const [split] = strategies ?? [];
      if (split) strategies?.unshift({ ...split, id: 'theirs', title: 'Beta users', sortOrder: -1 });
      expect((await control.read(binding('summary'), signal)).candidateBp).toBeNull();
      expect(await control.check(binding('summary'), signal)).toMatchObject([{ ok: false }]);
      await control.rollback(binding('summary'), wish(0), operation());
      expect(strategies?.find(({ id }) => id === 'theirs')).toMatchObject({ disabled: true });
      expect((await control.verify(binding('summary'), wish(0), signal)).control).toBe(true);
    }));

  test('an environment that was switched off is switched on again, at the baseline', () =>
    inUnleash(async ({ fake, control }) => {
      await control.apply(binding('summary'), wish(500), operation());
      Object.assign(fake.features.get('summary') ?? {}, { enabled: false });
      expect((await control.verify(binding('summary'), wish(500), signal)).control).toBe(false);
      await control.rollback(binding('summary'), wish(0), operation());
      expect(fake.features.get('summary')?.enabled).toBe(true);
      expect(people(50).map((person) => fake.variantFor('summary', person)?.name)).toEqual(
        Array.from({ length: 50 }, () => 'baseline'),
      );
    }));

  test('an archived feature is brought back by the next rollout', () =>
    inUnleash(async ({ fake, control }) => {
      await control.apply(binding('summary'), wish(500), operation());
      Object.assign(fake.features.get('summary') ?? {}, { archived: true });
      expect((await control.read(binding('summary'), signal)).exists).toBe(false);
      const { observed } = await control.apply(binding('summary'), wish(1000), operation());
      expect(observed.candidateBp).toBe(1000);
    }));

  test('a project or an environment that is not there is named', () =>
    inUnleash(async ({ control }) => {
      const elsewhere = (options: Record<string, string>) =>
        control.check({ ...binding('summary'), options }, signal).catch((error: unknown) => error);
      expect(await elsewhere({ project: 'nope' })).toMatchObject({ kind: 'not_found' });
      expect(await elsewhere({ environment: 'nope' })).toMatchObject({
        kind: 'not_found',
        remedy: expect.stringContaining('Enable nope'),
      });
    }));

  test('a write that stops half-way says what was done, and the next try completes it', () =>
    inUnleash(async ({ proxy, through }) => {
      const control = through('usual');
      const toSwitch = (path: string) => path.endsWith('/on');
      proxy.trouble(({ path }) => (toSwitch(path) ? { answer: 403 } : { pass: true }));
      const stopped = control
        .apply(binding('summary'), wish(500), operation())
        .catch((error: unknown) => error);
      expect(await stopped).toMatchObject({ kind: 'partial', message: expect.stringContaining('2 of 3') });
      proxy.heal();
      const { observed } = await control.apply(binding('summary'), wish(500), operation());
      expect(observed.candidateBp).toBe(500);
    }));

  test('growing the share takes one write', () =>
    inUnleash(async ({ proxy, through }) => {
      const control = through('usual');
      await control.apply(binding('summary'), wish(500), operation());
      const before = proxy.seen.length;
      await control.apply(binding('summary'), wish(2500), operation());
      expect(proxy.seen.slice(before).map(({ method }) => method)).toEqual(['GET', 'PUT', 'GET']);
    }));
});
