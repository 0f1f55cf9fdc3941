import type { Alert } from '../../domain/alert.ts';

export type { Alert };

/** What a webhook brought: the raw body is what signatures cover. Header names are in small letters. */
export interface Inbound {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Epoch ms, for signatures that age. */
  readonly at: number;
}

/** A shared secret with the name of whoever uses it. */
export interface Secret {
  readonly name: string;
  readonly token: string;
}

export type ParsedAlerts = { readonly alerts: readonly Alert[] } | { readonly problem: string };

/** One alerting system: how it proves who it is, and what its messages mean. */
export interface AlertSource {
  readonly name: string;
  /** The name of the secret that authenticated the message; null refuses it. */
  authenticate(inbound: Inbound, secrets: readonly Secret[]): string | null;
  /** `body` is parsed JSON. Problems are one sentence for whoever set the webhook up. */
  parse(body: unknown): ParsedAlerts;
}
