import { createHash, randomUUID } from 'node:crypto';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { type JsonAnswer, type JsonRequest, startJsonServer } from './json-server.ts';
import type { Person } from './route-control-contract.ts';

const variations = z
  .array(z.object({ id: z.string().min(1), name: z.string().min(1), value: z.string() }))
  .min(1);
const rollout = z.object({
  id: z.string(),
  rollout: z.tuple([z.number(), z.number()]),
  exptRollout: z.number(),
});
const serve = {
  dispatchKey: z.string().nullish(),
  includedInExpt: z.boolean(),
  variations: z.array(rollout),
};
const condition = z.object({ id: z.string(), property: z.string(), op: z.string(), value: z.string() });
const rule = z.object({ id: z.string(), name: z.string(), ...serve, conditions: z.array(condition) });
const targeting = z.object({
  targetUsers: z.array(z.object({ keyIds: z.array(z.string()), variationId: z.string() })),
  rules: z.array(rule),
  fallthrough: z.object(serve),
  exptIncludeAllTargets: z.boolean(),
});
const creation = z.object({
  name: z.string().min(1).max(128),
  key: z
    .string()
    .regex(/^[a-zA-Z0-9._-]+$/)
    .max(128),
  isEnabled: z.boolean(),
  description: z.string(),
  variationType: z.enum(['boolean', 'string', 'number', 'json']),
  variations,
  enabledVariationId: z.string(),
  disabledVariationId: z.string(),
  tags: z.array(z.string()),
});

export type FakeFlag = z.output<typeof targeting> & {
  id: string;
  key: string;
  revision: string;
  variationType: string;
  variations: z.output<typeof variations>;
  isEnabled: boolean;
  disabledVariationId: string;
  isArchived: boolean;
  updatedAt: string;
};

const ok = (data: unknown): JsonAnswer => ({ status: 200, body: { success: true, errors: [], data } });
const refused = (status: number, error: string): JsonAnswer => ({
  status,
  body: { success: false, errors: [error], data: null },
});

/** What FeatBit's sources say it does with flags, their revisions and its errors, for one environment. */
export class FakeFeatBit {
  readonly flags = new Map<string, FakeFlag>();
  readonly #environment: string;
  readonly #token: string;
  readonly #changed = new Set<(flag: FakeFlag) => void>();
  #lastChange = Date.now();

  constructor(environment: string, token: string) {
    this.#environment = environment;
    this.#token = token;
  }

  /** The API, the evaluation server and the stream of FeatBit's SDKs, all at one address. */
  async start() {
    const http = await startJsonServer((request) => this.answer(request));
    const sockets = new WebSocketServer({ server: http.server, path: '/streaming' });
    sockets.on('connection', (socket) => {
      const send = (eventType: 'full' | 'patch', featureFlags: readonly FakeFlag[]) =>
        socket.send(
          JSON.stringify({ messageType: 'data-sync', data: { eventType, featureFlags, segments: [] } }),
        );
      const patch = (flag: FakeFlag) => send('patch', [flag]);
      socket.on('message', (message) => {
        const { messageType } = JSON.parse(String(message));
        if (messageType !== 'data-sync') return;
        send('full', [...this.flags.values()]);
        this.#changed.add(patch);
      });
      socket.on('close', () => this.#changed.delete(patch));
    });
    return {
      url: http.url,
      streamUrl: http.url.replace('http', 'ws'),
      close: async () => {
        for (const socket of sockets.clients) socket.terminate();
        sockets.close();
        await http.close();
      },
    };
  }

  answer({ method, parts, headers, body }: JsonRequest): JsonAnswer {
    const [, area, ...rest] = parts;
    if (area === 'public') return { status: 200, body: this.#evaluated(body) };
    if (headers.authorization !== this.#token) return { status: 401 };
    const [, environment, , key, action, value] = rest;
    if (environment !== this.#environment) return refused(403, 'Forbidden');
    if (key === undefined) return method === 'POST' ? this.#create(body) : ok({ totalCount: 0, items: [] });
    const flag = this.flags.get(key);
    if (!flag) return refused(404, 'ResourceNotFound');
    return method === 'GET' ? ok(flag) : this.#change(flag, [action, value].filter(Boolean).join('/'), body);
  }

  /** As somebody in FeatBit's own pages. */
  edit(key: string, change: (flag: FakeFlag) => void): void {
    const flag = this.flags.get(key);
    if (!flag) throw new Error(`there is no flag ${key}`);
    change(flag);
    this.#touch(flag);
  }

  #touch(flag: FakeFlag): string {
    // SDKs take only what is newer, in whole milliseconds.
    this.#lastChange = Math.max(this.#lastChange + 1, Date.now());
    flag.revision = randomUUID();
    flag.updatedAt = new Date(this.#lastChange).toISOString();
    for (const tell of this.#changed) tell(structuredClone(flag));
    return flag.revision;
  }

  #create(body: unknown): JsonAnswer {
    const given = creation.safeParse(body);
    if (!given.success) return refused(400, 'request_is_invalid');
    const { enabledVariationId, name: _name, description: _description, tags: _tags, ...rest } = given.data;
    if (this.flags.has(rest.key)) return refused(422, 'KeyHasBeenUsed');
    const flag: FakeFlag = {
      ...rest,
      id: randomUUID(),
      revision: '',
      updatedAt: '',
      isArchived: false,
      targetUsers: [],
      rules: [],
      fallthrough: {
        includedInExpt: true,
        variations: [{ id: enabledVariationId, rollout: [0, 1], exptRollout: 1 }],
      },
      exptIncludeAllTargets: true,
    };
    this.flags.set(flag.key, flag);
    this.#touch(flag);
    return ok(flag);
  }

  #change(flag: FakeFlag, action: string, body: unknown): JsonAnswer {
    const { revision } = z.looseObject({ revision: z.string().optional() }).parse(body);
    const guarded = ['targeting', 'variations', 'off-variation'].includes(action);
    if (guarded && revision !== flag.revision) return refused(409, 'Conflict');
    switch (action) {
      case 'targeting':
        Object.assign(flag, z.object({ targeting }).parse(body).targeting);
        return ok(this.#touch(flag));
      case 'variations':
        Object.assign(flag, z.object({ variations }).parse(body));
        return ok(this.#touch(flag));
      case 'off-variation':
        flag.disabledVariationId = z.object({ offVariationId: z.string() }).parse(body).offVariationId;
        return ok(this.#touch(flag));
      case 'toggle/true':
        flag.isEnabled = true;
        return ok(this.#touch(flag));
      case 'archive':
      case 'restore':
        flag.isArchived = action === 'archive';
        this.#touch(flag);
        return ok(true);
      default:
        return refused(404, 'ResourceNotFound');
    }
  }

  #evaluated(body: unknown) {
    const attributes = z.array(z.object({ name: z.string(), value: z.string() }));
    const { user, filter } = z
      .object({
        user: z.object({ keyId: z.string(), customizedProperties: attributes }),
        filter: z.object({ keys: z.array(z.string()) }),
      })
      .parse(body);
    const own = Object.fromEntries(user.customizedProperties.map(({ name, value }) => [name, value]));
    return filter.keys.flatMap((key) => {
      const flag = this.flags.get(key);
      if (!flag) return [];
      const id = this.#variationFor(flag, { ...own, targetingKey: user.keyId });
      return [{ key, variation: { id, type: flag.variationType } }];
    });
  }

  #variationFor(flag: FakeFlag, person: Person): string | undefined {
    const attributeOf = (name: string) => (name === 'keyId' ? person.targetingKey : (person[name] ?? ''));
    const matched = flag.rules.find(({ conditions }) =>
      conditions.every(({ property, op, value }) => {
        const listed = z.array(z.string()).parse(JSON.parse(value)).includes(attributeOf(property));
        return op === 'IsOneOf' ? listed : !listed;
      }),
    );
    const served = matched ?? flag.fallthrough;
    const seed = `${flag.key}${attributeOf(served.dispatchKey || 'keyId')}`;
    const at = Math.abs(createHash('md5').update(seed).digest().readInt32LE(0) / 0x80000000);
    return served.variations.find(({ rollout: [from, to] }) => at >= from && at <= to)?.id;
  }
}
