import { FbClientBuilder, type IFbClient, UserBuilder } from '@featbit/node-server-sdk';
import { describe, expect, test } from 'vitest';
import { featBitControl } from '../../../src/route-control/featbit/featbit-control.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeFeatBit } from '../../support/fake-featbit.ts';
import { startFaultyProxy } from '../../support/faulty-proxy.ts';
import { httpTroubles } from '../../support/http-troubles.ts';
import {
  baseline,
  candidate,
  operation,
  type Person,
  routeControlContract,
  wish,
} from '../../support/route-control-contract.ts';

const environment = '2f7c6a1e-9f4b-4c5e-8d7a-0b1c2d3e4f50';
const token = 'api-secret-of-the-bot';
const binding = (flagKey: string) => ({
  control: 'featbit',
  route: flagKey,
  flagKey,
  options: { environment },
});

async function start() {
  const fake = new FakeFeatBit(environment, token);
  const server = await fake.start();
  const proxy = await startFaultyProxy(server.url);
  const through = (patience: 'usual' | 'short', url = proxy.url) =>
    featBitControl({
      url,
      token,
      evaluation: { url: server.url, secret: 'env-secret' },
      ...(patience === 'short' ? { timeoutMs: 250 } : {}),
    });
  const close = async () => {
    await proxy.close();
    await server.close();
  };
  return { fake, server, proxy, through, control: through('usual', server.url), close };
}

const silent = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

/** FeatBit's own SDK, connected to the stream as an application would be. */
async function sdk(streamUrl: string): Promise<IFbClient> {
  const client = new FbClientBuilder({
    sdkKey: 'an-sdk-key-of-some-length',
    streamingUri: streamUrl,
    eventsUri: streamUrl,
    disableEvents: true,
    logger: silent,
  }).build();
  await client.waitForInitialization();
  return client;
}

function userOf({ targetingKey, ...attributes }: Person) {
  const builder = new UserBuilder(targetingKey).name(targetingKey);
  for (const [name, value] of Object.entries(attributes)) builder.custom(name, value);
  return builder.build();
}

routeControlContract('featbit (by its sources, read back by its own SDK)', async () => {
  const { fake, server, proxy, through, control, close } = await start();
  const client = await sdk(server.streamUrl);
  let changes = 0;
  /** The SDK has everything once it has a flag that was made after it. */
  const caughtUp = async () => {
    changes += 1;
    const [first] = fake.flags.values();
    if (!first) return;
    const marker = { ...first, key: `marker-${changes}`, isArchived: true };
    fake.flags.set(marker.key, marker);
    fake.edit(marker.key, () => {});
    await eventually('the SDK catches up', async () => {
      const detail = await client.jsonVariationDetail(marker.key, userOf({ targetingKey: 'anybody' }), null);
      return detail.value !== null;
    });
  };
  const failure = (error: string) => JSON.stringify({ success: false, errors: [error], data: null });
  return {
    control,
    binding,
    served: async (flagKey, asked) => {
      await caughtUp();
      const values = await Promise.all(asked.map((one) => client.jsonVariation(flagKey, userOf(one), null)));
      return values.map((value) => value?.digest ?? null);
    },
    changeByHand: async (flagKey) =>
      fake.edit(flagKey, (flag) => {
        flag.fallthrough.variations = [
          { id: 'candidate', rollout: [0, 0.5], exptRollout: 1 },
          { id: 'baseline', rollout: [0.5, 1], exptRollout: 1 },
        ];
        flag.targetUsers = [{ keyIds: ['person-7'], variationId: 'candidate' }];
      }),
    // Its SDK for Node takes an attribute that nobody said for one that is not on the list.
    excludesTheUnknown: false,
    usesSalt: false,
    troubles: httpTroubles({
      proxy,
      through,
      isTheWrite: ({ method, path }) => method === 'PUT' && path.endsWith('/targeting'),
      refusals: [
        { status: 200, body: failure('Conflict'), kind: 'conflict' },
        { status: 200, body: failure('targeting_is_invalid'), kind: 'invalid' },
        { status: 200, body: failure('InternalServerError'), kind: 'unavailable' },
        { status: 400, body: failure('targeting_is_invalid'), kind: 'invalid' },
        { status: 401, body: '', kind: 'unauthorized' },
        { status: 403, body: failure('Forbidden'), kind: 'forbidden' },
        { status: 404, body: failure('ResourceNotFound'), kind: 'not_found' },
        { status: 409, body: failure('Conflict'), kind: 'conflict' },
        { status: 422, body: failure('KeyHasBeenUsed'), kind: 'invalid' },
      ],
    }),
    close: async () => {
      await client.close();
      await close();
    },
  };
});

describe('what others do in FeatBit', () => {
  async function inFeatBit(work: (setting: Awaited<ReturnType<typeof start>>) => Promise<void>) {
    const setting = await start();
    await work(setting).finally(setting.close);
  }
  const signal = AbortSignal.timeout(10_000);

  test('ranges with a gap or an overlap are nothing that can be said in shares', () =>
    inFeatBit(async ({ fake, control }) => {
      await control.apply(binding('summary'), wish(500), operation());
      for (const from of [0.1, 0.02]) {
        fake.edit('summary', ({ fallthrough }) => {
          fallthrough.variations = [
            { id: 'candidate', rollout: [0, 0.05], exptRollout: 1 },
            { id: 'baseline', rollout: [from, 1], exptRollout: 1 },
          ];
        });
        expect((await control.read(binding('summary'), signal)).candidateBp).toBeNull();
        expect((await control.verify(binding('summary'), wish(500), signal)).control).toBe(false);
      }
    }));

  test('a flag that was switched off, or falls back to the candidate, is put right by the roll back', () =>
    inFeatBit(async ({ fake, control }) => {
      await control.apply(binding('summary'), wish(500), operation());
      fake.edit('summary', (flag) => {
        flag.isEnabled = false;
        flag.disabledVariationId = 'candidate';
      });
      expect((await control.read(binding('summary'), signal)).candidateBp).toBeNull();
      await control.rollback(binding('summary'), wish(0), operation());
      expect(fake.flags.get('summary')).toMatchObject({ isEnabled: true, disabledVariationId: 'baseline' });
    }));

  test('a roll back gets through although somebody saves at the same moment', () =>
    inFeatBit(async ({ fake, proxy, through }) => {
      const control = through('usual');
      await control.apply(binding('summary'), wish(500), operation());
      let saves = 2;
      proxy.trouble(({ path }) => {
        if (path.endsWith('/targeting') && saves > 0) {
          saves -= 1;
          fake.edit('summary', () => {});
        }
        return { pass: true };
      });
      const { observed } = await control.rollback(binding('summary'), wish(0), operation());
      expect(observed.candidateBp).toBe(0);
      expect(saves).toBe(0);
    }));

  test('another candidate never inherits the share of the one before', () =>
    inFeatBit(async ({ fake, control }) => {
      await control.apply(binding('summary'), wish(2500), operation());
      const shown: (string | undefined)[] = [];
      const other = { digest: 'face'.repeat(16), value: { model: 'third-3' } };
      const edit = fake.answer.bind(fake);
      fake.answer = (request) => {
        const answer = edit(request);
        const flag = fake.flags.get('summary');
        const reached = flag?.fallthrough.variations.find(({ id }) => id === 'candidate')?.rollout[1] ?? 0;
        const value = flag?.variations.find(({ id }) => id === 'candidate')?.value;
        if (request.method === 'PUT') shown.push(`${value?.includes('third-3') ? 'new' : 'old'} ${reached}`);
        return answer;
      };
      await control.apply(binding('summary'), wish(500, { candidate: other, salt: 'R-2' }), operation());
      expect(shown).toEqual(['old 0', 'new 0', 'new 0.05']);
    }));

  test('a flag of another type is left alone, with a word on what to do', () =>
    inFeatBit(async ({ fake, control }) => {
      await control.apply(binding('summary'), wish(500), operation());
      fake.edit('summary', (flag) => {
        flag.variationType = 'boolean';
      });
      const refused = control.apply(binding('summary'), wish(1000), operation());
      await expect(refused).rejects.toMatchObject({
        kind: 'invalid',
        remedy: expect.stringContaining('flag key'),
      });
    }));

  test('the environment has to be named, and to be reachable with the token', () =>
    inFeatBit(async ({ control }) => {
      const unnamed = { ...binding('summary'), options: {} };
      await expect(control.read(unnamed, signal)).rejects.toMatchObject({ kind: 'invalid' });
      const elsewhere = { ...binding('summary'), options: { environment: 'another' } };
      await expect(control.check(elsewhere, signal)).rejects.toMatchObject({ kind: 'forbidden' });
    }));

  test('values are compared by what they mean, not by how they are written', () =>
    inFeatBit(async ({ fake, control }) => {
      await control.apply(binding('summary'), wish(500), operation());
      fake.edit('summary', (flag) => {
        for (const each of flag.variations) each.value = JSON.stringify(JSON.parse(each.value), null, 2);
      });
      expect((await control.verify(binding('summary'), wish(500), signal)).control).toBe(true);
      const observed = await control.read(binding('summary'), signal);
      expect(observed).toMatchObject({ baselineDigest: baseline.digest, candidateDigest: candidate.digest });
    }));

  test('each change says who and why in FeatBit’s audit log', () =>
    inFeatBit(async ({ fake, control }) => {
      const comments: unknown[] = [];
      const answer = fake.answer.bind(fake);
      fake.answer = (request) => {
        if (request.method === 'PUT') comments.push(request.body);
        return answer(request);
      };
      await control.apply(binding('summary'), wish(500), operation({ opId: 'op-x', comment: 'R-1: start' }));
      expect(comments).toEqual([expect.objectContaining({ comment: 'R-1: start (Routegate op-x)' })]);
    }));
});
