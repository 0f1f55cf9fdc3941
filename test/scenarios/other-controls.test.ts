import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FbClientBuilder, UserBuilder } from '@featbit/node-server-sdk';
import { afterEach, describe, expect, it } from 'vitest';
import type { RouteControl } from '../../src/ports/route-control.ts';
import { registry } from '../../src/route-control/registry.ts';
import { openCompany, projectFile } from '../support/company.ts';
import { eventually } from '../support/eventually.ts';
import { FakeFeatBit } from '../support/fake-featbit.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { FakeUnleash } from '../support/fake-unleash.ts';
import { hour } from '../support/given-when-then.ts';
import { LiveRoute, routeId, wholeWayPolicy } from '../support/live-route.ts';
import { temporaryFolder } from '../support/temporary.ts';

const environment = '2f7c6a1e-9f4b-4c5e-8d7a-0b1c2d3e4f50';
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A flag system of somebody else, as Routegate steers it and as an application asks it. */
interface FlagSystem {
  readonly control: RouteControl;
  readonly options: Readonly<Record<string, string>>;
  /** The model that an application would use for a person; null while it knows no flag. */
  readonly modelFor: (person: string) => Promise<string | null> | string | null;
  /** Somebody sets the candidate's share to a half in the system's own pages. */
  readonly changeByHand: () => void;
}

const modelIn = (value: string | undefined): string | null =>
  value === undefined ? null : JSON.parse(value).model.name;

async function unleash(): Promise<FlagSystem> {
  const fake = new FakeUnleash('an-admin-token');
  const server = await fake.start();
  closing.push(server.close);
  const control = registry.unleash.make({ url: server.url, token: 'an-admin-token', frontendToken: 'front' });
  return {
    control,
    options: {},
    modelFor: (person) => modelIn(fake.variantFor(routeId, { targetingKey: person })?.value),
    changeByHand: () => {
      const split = fake.features.get(routeId)?.strategies.find(({ variants }) => variants.length === 2);
      for (const variant of split?.variants ?? []) variant.weight = 500;
    },
  };
}

async function featbit(): Promise<FlagSystem> {
  const fake = new FakeFeatBit(environment, 'api-token');
  const server = await fake.start();
  closing.push(server.close);
  const control = registry.featbit.make({
    url: server.url,
    token: 'api-token',
    evaluation: { url: server.url, secret: 'env-secret' },
  });
  // FeatBit's own SDK, as an application has it.
  const client = new FbClientBuilder({
    sdkKey: 'an-sdk-key-of-some-length',
    streamingUri: server.streamUrl,
    eventsUri: server.streamUrl,
    disableEvents: true,
    logger: { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} },
  }).build();
  await client.waitForInitialization();
  closing.push(() => client.close());
  return {
    control,
    options: { environment },
    modelFor: async (person) => {
      const value = await client.stringVariation(routeId, new UserBuilder(person).name(person).build(), '');
      return modelIn(value === '' ? undefined : value);
    },
    changeByHand: () =>
      fake.edit(routeId, (flag) => {
        const [baseline, candidate] = flag.variations;
        flag.fallthrough.variations = [
          { id: baseline?.id ?? '', rollout: [0, 0.5], exptRollout: 1 },
          { id: candidate?.id ?? '', rollout: [0.5, 1], exptRollout: 1 },
        ];
      }),
  };
}

async function webhook(): Promise<FlagSystem> {
  const secret = 'a-secret-of-some-length';
  const gateway = new FakeGateway(secret);
  const server = await gateway.start();
  closing.push(server.close);
  return {
    control: registry.webhook.make({ url: server.url, secret }),
    options: {},
    modelFor: (person) => {
      const held = gateway.held.get(routeId);
      const digest = gateway.served(routeId, { targetingKey: person });
      if (!held || digest === null) return null;
      return digest === held.baseline.digest ? 'gpt-summary-a' : 'gpt-summary-b';
    },
    changeByHand: () => {
      const held = gateway.held.get(routeId);
      if (held) gateway.held.set(routeId, { ...held, candidateBp: 5000, revision: held.revision + 1 });
    },
  };
}

describe.each([
  ['Unleash', unleash],
  ['FeatBit', featbit],
  ['a gateway of one’s own', webhook],
])('a route that %s steers', (_name, make) => {
  async function open() {
    const system = await make();
    const others = { control: 'embedded', flagKey: null, options: system.options };
    const policy = wholeWayPolicy({ control: { others, routes: {} } });
    const live = await LiveRoute.open({ control: () => system.control, policy });
    closing.push(() => live.close());
    const people = Array.from({ length: 400 }, (_, person) => `person-${person}`);
    const onCandidate = async () => {
      const models = await Promise.all(people.map((person) => system.modelFor(person)));
      return new Set(people.filter((_person, index) => models[index] === 'gpt-summary-b'));
    };
    await live.start(await live.approved());
    await live.inForce();
    return { system, live, onCandidate };
  }

  it('goes from 5 to 25 % with the people it had, and back to nobody', async () => {
    const { live, onCandidate } = await open();
    await live.goTo(500);
    const few = await eventually('some get the candidate', async () => {
      const seen = await onCandidate();
      return seen.size > 0 && seen;
    });
    expect(few.size).toBeGreaterThan(5);
    expect(few.size).toBeLessThan(40);
    await live.goTo(2500);
    const more = await eventually('more get the candidate', async () => {
      const seen = await onCandidate();
      return seen.size > few.size && seen;
    });
    expect(more.size).toBeGreaterThan(65);
    expect(more.size).toBeLessThan(135);
    expect([...few].filter((person) => !more.has(person))).toEqual([]);
    expect(await live.rollBack()).toMatchObject({ ok: true });
    await live.until('rolled back', ({ rollout }) => rollout === null);
    await eventually('nobody gets the candidate', async () => (await onCandidate()).size === 0);
  });

  it('is seen when somebody changes it by hand, which holds up the next step until it is set right', async () => {
    const { system, live } = await open();
    await live.goTo(500);
    system.changeByHand();
    await live.watchForDrift();
    const drifted = await live.until('the drift is seen', ({ rollout }) => rollout?.control.drift != null);
    expect(drifted.rollout?.control.drift?.text).toContain('5 % was set');
    live.clock.advance(25 * hour);
    await live.measured('error_rate', 0.001);
    await live.recordDrill();
    expect(await live.expand()).toMatchObject({
      ok: false,
      routeRefusal: { reason: 'gate_not_clear', missing: [{ gate: 'control', because: 'drift' }] },
    });
    expect(await live.rollBack()).toMatchObject({ ok: true });
    await live.until('rolled back all the same', ({ rollout }) => rollout === null);
  });
});

describe('a policy that names a flag system', () => {
  const steeredBy = async (control: string, settings: Readonly<Record<string, string>>) => {
    const policy = await readFile(projectFile('manifests/policy.yml'), 'utf8');
    const file = join(temporaryFolder(), 'policy.yml');
    await writeFile(file, policy.replace('\ncontrol:\n  control: embedded\n', `\ncontrol: ${control}\n`));
    return openCompany({ policyFile: file, settings });
  };

  it('starts where it is set up', async () => {
    const company = await steeredBy('{control: webhook}', {
      CONTROL_WEBHOOK_URL: 'http://127.0.0.1:9',
      CONTROL_WEBHOOK_SECRET: 'a-secret-of-some-length',
    });
    await company.start();
    expect((await fetch(`${company.product.url}/readyz`)).status).toBe(200);
  });

  it('does not start where it is not, and says what to set', async () => {
    const company = await steeredBy('{control: unleash}', {});
    await expect(company.start()).rejects.toMatchObject({
      remedy: expect.stringContaining('Set UNLEASH_URL and UNLEASH_TOKEN'),
    });
  });

  it('does not start with an option that it does not know', async () => {
    const company = await steeredBy('{control: featbit, options: {project: default}}', {});
    await expect(company.start()).rejects.toThrow('The route control featbit needs the option environment.');
  });
});
