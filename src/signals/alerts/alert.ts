/** An alert as Routegate understands it, whatever system sent it. Times are epoch ms. */
export interface Alert {
  /** The system it came from, as in the webhook's path. */
  readonly source: string;
  /** The same for every message about one incident; a new incident has a new one. */
  readonly key: string;
  readonly status: 'firing' | 'resolved';
  readonly title: string;
  /** One or two sentences; empty where the sender gave none. */
  readonly summary: string;
  /** The route it names, as labelled; null where it names none. */
  readonly route: string | null;
  readonly environment: string | null;
  readonly variant: string | null;
  /** The metric of the guardrail that it speaks of. */
  readonly guardrail: string | null;
  readonly severity: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

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
