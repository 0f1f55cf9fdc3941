import { Unleash } from 'unleash-client';
import { featureSchema } from '../../src/route-control/unleash/feature.ts';
import { unleashControl } from '../../src/route-control/unleash/unleash-control.ts';
import { eventually } from '../support/eventually.ts';
import { startFaultyProxy } from '../support/faulty-proxy.ts';
import { httpTroubles } from '../support/http-troubles.ts';
import { routeControlContract } from '../support/route-control-contract.ts';
import { startUnleash } from './real-unleash.ts';

interface Shown {
  readonly name: string;
  readonly disabled?: boolean | null | undefined;
  readonly variants?: readonly { readonly name: string; readonly weight: number }[] | null | undefined;
  readonly constraints?: readonly unknown[] | null | undefined;
}

/** What clients and administrators both see of a feature's strategies. */
const shown = (strategies: readonly Shown[]) =>
  JSON.stringify(
    strategies
      .filter(({ disabled }) => disabled !== true)
      .map(({ variants, constraints }) => [
        variants?.map(({ name, weight }) => [name, weight]),
        constraints?.length ?? 0,
      ]),
  );

routeControlContract('unleash (a real one, read back by its own client)', async () => {
  const { url, adminToken, backendToken, frontendToken, stop } = await startUnleash();
  const proxy = await startFaultyProxy(url);
  const client = new Unleash({
    url: `${url}/api`,
    appName: 'routegate-suite',
    refreshInterval: 100,
    disableMetrics: true,
    customHeaders: { Authorization: backendToken },
  });
  client.on('error', () => {});
  const admin = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/api/admin/projects/default/features/${path}`, {
      method,
      headers: { authorization: adminToken, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    const answer: unknown = await response.json();
    return answer;
  };
  const inProduction = async (flagKey: string) => {
    const { environments } = featureSchema.parse(await admin('GET', flagKey));
    const production = environments.find(({ name }) => name === 'production');
    if (!production) throw new Error('there is no production');
    return production;
  };
  const caughtUp = async (flagKey: string) => {
    const { strategies, enabled } = await inProduction(flagKey);
    await eventually(`the client sees ${flagKey}`, () => {
      const definition = client.getFeatureToggleDefinition(flagKey);
      return definition?.enabled === enabled && shown(definition?.strategies ?? []) === shown(strategies);
    });
  };
  const through = (patience: 'usual' | 'short', at = proxy.url) =>
    unleashControl({
      url: at,
      token: adminToken,
      frontendToken,
      ...(patience === 'short' ? { timeoutMs: 500 } : {}),
    });
  return {
    control: through('usual', url),
    binding: (flagKey) => ({
      control: 'unleash',
      route: flagKey,
      flagKey,
      options: { project: 'default', environment: 'production' },
    }),
    served: async (flagKey, people) => {
      await caughtUp(flagKey);
      return people.map(({ targetingKey, ...properties }) => {
        const { payload } = client.getVariant(flagKey, { userId: targetingKey, properties });
        return payload ? JSON.parse(payload.value).digest : null;
      });
    },
    changeByHand: async (flagKey) => {
      const { strategies } = await inProduction(flagKey);
      const split = strategies.find(({ variants }) => variants?.length === 2);
      const variants = split?.variants?.map((variant) => ({ ...variant, weight: 500 }));
      await admin('PUT', `${flagKey}/environments/production/strategies/${split?.id}`, {
        ...split,
        variants,
      });
    },
    excludesTheUnknown: true,
    usesSalt: true,
    troubles: httpTroubles({
      proxy,
      through,
      isTheWrite: ({ method, path }) => method === 'PUT' && path.includes('/strategies/'),
      refusals: [],
    }).concat(
      {
        says: 'an unknown token',
        kind: 'unauthorized',
        begin: () => unleashControl({ url, token: '*:*.secret-unknown' }),
      },
      {
        says: 'a token that may not',
        kind: 'forbidden',
        begin: () => unleashControl({ url, token: backendToken }),
      },
      {
        says: 'nobody there',
        kind: 'unavailable',
        begin: () => unleashControl({ url: 'http://127.0.0.1:9', token: adminToken }),
      },
    ),
    close: async () => {
      client.destroy();
      await proxy.close();
      await stop();
    },
  };
});
