import { z } from 'zod';
import {
  type Capabilities,
  type ControlBinding,
  ControlFault,
  controlFaultKinds,
  type Operation,
  type RouteControl,
} from '../../ports/route-control.ts';
import { type Answer, Backend, type Explained } from '../http.ts';
import { RemoteControl } from '../remote-control.ts';
import type { Wish } from '../wish.ts';
import { flagIn, fulfils, message, observedIn, type State, signed, stateSchema } from './messages.ts';

export interface WebhookSettings {
  /** What is posted to and asked, such as `https://gateway.example.com/routegate`. */
  readonly url: string;
  /** Shared with the other side; 16 characters or more. */
  readonly secret: string;
  /** What the other side can do, where that is less (or more) than {@link usual}. */
  readonly capabilities?: Partial<Capabilities>;
  /** Epoch milliseconds, for the signature's time. */
  readonly now?: () => number;
  readonly timeoutMs?: number;
}

const usual: Capabilities = {
  sticky: true,
  targeting: true,
  concurrency: 'revision',
  granularityBp: 1,
  atomic: true,
  probe: false,
};
const shortestSecret = 16;

const complaintSchema = z.looseObject({
  error: z.looseObject({ kind: z.enum(controlFaultKinds), message: z.string().max(500) }),
});

/** The other side may say what is wrong in our words, whatever its status. */
function explain({ body }: Answer): Explained | null {
  const complaint = complaintSchema.safeParse(body);
  return complaint.success ? complaint.data.error : null;
}

class Webhook {
  readonly #backend: Backend;
  readonly #path: string;
  readonly #secret: string;
  readonly #now: () => number;

  constructor({ url, secret, timeoutMs, now = Date.now }: WebhookSettings) {
    const parsed = URL.parse(url);
    if (!parsed || secret.length < shortestSecret)
      throw new ControlFault('invalid', 'The webhook of the route control cannot be used.', {
        remedy: `Give a full URL, and a secret of at least ${shortestSecret} characters.`,
      });
    this.#path = parsed.pathname;
    this.#secret = secret;
    this.#now = now;
    parsed.pathname = '';
    this.#backend = new Backend({
      system: 'The webhook',
      baseUrl: parsed.href,
      explain,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
  }

  async state({ route, flagKey, options }: ControlBinding, signal: AbortSignal): Promise<State> {
    const question = new URLSearchParams({ ...options, route, flagKey });
    const { body } = await this.#backend.send({
      method: 'GET',
      path: `${this.#path}?${question}`,
      headers: signed(this.#secret, '', this.#now()),
      signal,
    });
    const state = stateSchema.safeParse(body);
    if (state.success) return state.data;
    throw new ControlFault('invalid', 'The webhook does not say how the flag stands.', {
      remedy: 'Let it answer a GET with exists, candidateBp, baselineDigest and candidateDigest.',
      cause: state.error,
    });
  }

  async post(binding: ControlBinding, wish: Wish | null, operation: Operation): Promise<void> {
    const body = message(binding, wish, operation);
    const headers = signed(this.#secret, body, this.#now());
    const { signal } = operation;
    await this.#backend.send({ method: 'POST', path: this.#path, headers, body, signal });
  }
}

/**
 * Routes steered by anything that takes a signed POST with the whole wish and answers a signed GET with what it does:
 * a gateway, an operator, a script. Throws `invalid` for settings that cannot be used.
 */
export function webhookControl(settings: WebhookSettings): RouteControl {
  const webhook = new Webhook(settings);
  const capabilities = { ...usual, ...settings.capabilities };
  return new RemoteControl<State>({
    name: 'webhook',
    title: 'The webhook',
    capabilities,
    // What is behind it may take its time after it said yes.
    eventual: true,
    checkPlace: async (binding, signal) => {
      await webhook.state(binding, signal);
    },
    read: async (binding, signal) => flagIn(await webhook.state(binding, signal)),
    // The whole wish makes the flag where it is not there.
    make: async () => ({ exists: false }),
    stepsTo: (binding, state, wish, operation) =>
      fulfils(state, wish, capabilities) ? [] : [() => webhook.post(binding, wish, operation)],
    fulfils: (state, wish) => fulfils(state, wish, capabilities),
    observed: observedIn,
    measured: async (binding, _wish, signal) =>
      capabilities.probe ? ((await webhook.state(binding, signal)).served ?? null) : null,
    putAway: (binding, operation) => webhook.post(binding, null, operation),
  });
}
