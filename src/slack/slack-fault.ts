import { Fault, type FaultKind, neverSentCodes } from '../ports/fault.ts';

/** What a call was about, for the sentence that says what to do. */
export interface CallSubject {
  /** Name or id of the channel that was meant. */
  readonly channel?: string;
  readonly person?: string;
}

/** How Slack said no: a {@link Fault} that still knows Slack's own word for it. */
export class SlackFault extends Fault {
  /** Slack's error code, such as `channel_not_found`, or `http_503`, `timeout`, `ECONNREFUSED`. */
  readonly code: string;

  constructor(
    kind: FaultKind,
    code: string,
    message: string,
    more: { retryAfterMs?: number; remedy?: string; cause?: unknown } = {},
  ) {
    super(kind, message, more);
    this.name = 'SlackFault';
    this.code = code;
  }
}

export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof SlackFault && codes.includes(error.code);

/** True where Slack certainly did nothing, so that the call may be repeated without looking first. */
export const didNothing = (error: unknown): boolean =>
  error instanceof SlackFault &&
  (error.kind === 'rate_limited' ||
    error.kind === 'needs_operator' ||
    error.kind === 'invalid' ||
    neverSentCodes.has(error.code));

const channelWords = ({ channel }: CallSubject): string =>
  channel === undefined
    ? 'the channel'
    : /^[CGD][A-Z0-9]+$/.test(channel)
      ? `channel ${channel}`
      : `#${channel}`;

interface PlatformError {
  readonly code: string;
  readonly needed: string;
  readonly subject: CallSubject;
}

type Remedy = (error: PlatformError) => string;

const badToken: Remedy = ({ code }) =>
  `Slack does not accept SLACK_BOT_TOKEN (${code}). Install the app again, copy the bot token from "OAuth & Permissions" and restart.`;
const notAllowed: Remedy = ({ code, subject }) =>
  `The workspace does not let Routegate post in ${channelWords(subject)} (${code}). Ask a workspace admin to allow it, or name another channel in the policy.`;

const archived: Remedy = ({ subject }) =>
  `${channelWords(subject)} is archived. Unarchive it, or name another channel in the policy.`;

/** Slack's errors that only a person can mend, each with what to do. */
const remedies: Readonly<Record<string, Remedy>> = {
  missing_scope: ({ needed }) =>
    `The Slack app lacks the scope ${needed || '(not named)'}. Add it under "OAuth & Permissions" and install the app again.`,
  not_in_channel: ({ subject }) =>
    `Routegate is not in ${channelWords(subject)}. Invite it: type /invite @Routegate there.`,
  channel_not_found: ({ subject }) =>
    `Routegate finds no channel ${channelWords(subject)}. Create ${channelWords(subject)}, or invite Routegate if it is private, or name another channel in the policy.`,
  is_archived: archived,
  is_inactive: archived,
  invalid_auth: badToken,
  not_authed: badToken,
  account_inactive: badToken,
  token_revoked: badToken,
  token_expired: badToken,
  user_removed_from_team: badToken,
  team_disabled: badToken,
  not_allowed_token_type: badToken,
  no_permission: notAllowed,
  access_denied: notAllowed,
  team_access_not_granted: notAllowed,
  ekm_access_denied: notAllowed,
  restricted_action: notAllowed,
  restricted_action_read_only_channel: notAllowed,
  restricted_action_thread_only_channel: notAllowed,
  restricted_action_non_threadable_channel: notAllowed,
  restricted_action_thread_locked: notAllowed,
  messages_tab_disabled: () =>
    'Direct messages with Routegate are switched off. Switch on the Messages tab under "App Home" in the app\'s settings.',
  not_enabled: () =>
    'Routegate\'s Home tab is switched off. Switch it on under "App Home" in the app\'s settings.',
};

/** Slack had trouble of its own. `fatal_error` and its like may come after the effect. */
const slackTrouble: Readonly<Record<string, FaultKind>> = {
  internal_error: 'outcome_unknown',
  fatal_error: 'outcome_unknown',
  request_timeout: 'outcome_unknown',
  service_unavailable: 'unavailable',
  team_added_to_org: 'unavailable',
  accesslimited: 'unavailable',
  external_channel_migrating: 'unavailable',
};

const defaultRetryMs = 10_000;

/** The fault for an answer with `ok: false`. */
export function faultOfAnswer(
  method: string,
  answer: {
    readonly error: string;
    readonly needed?: string;
    readonly messages?: readonly string[];
    readonly retryAfterSeconds?: number;
  },
  subject: CallSubject,
): SlackFault {
  const code = answer.error;
  // An answer that is no answer of Slack's came from something in between, which may have passed the call on.
  if (!/^[a-z][a-z0-9_]{1,60}$/.test(code))
    return new SlackFault('outcome_unknown', 'not_slack', `${method}: not an answer of Slack's`);
  if (code === 'ratelimited' || code === 'rate_limited') {
    const retryAfterMs = answer.retryAfterSeconds ? answer.retryAfterSeconds * 1000 : defaultRetryMs;
    return new SlackFault('rate_limited', code, `${method}: ${code}`, { retryAfterMs });
  }
  const trouble = slackTrouble[code];
  if (trouble) return new SlackFault(trouble, code, `${method}: ${code}`);
  const remedy = Object.hasOwn(remedies, code) ? remedies[code] : undefined;
  if (remedy)
    return new SlackFault('needs_operator', code, `${method}: ${code}`, {
      remedy: remedy({ code, needed: answer.needed ?? '', subject }),
    });
  const said = (answer.messages ?? []).join('; ');
  return new SlackFault('invalid', code, said ? `${method}: ${code} (${said})` : `${method}: ${code}`);
}

/** The fault for an HTTP status other than 200 and 429. */
export function faultOfStatus(method: string, status: number): SlackFault {
  const code = `http_${status}`;
  if (status === 503) return new SlackFault('unavailable', code, `${method}: HTTP ${status}`);
  if (status >= 500) return new SlackFault('outcome_unknown', code, `${method}: HTTP ${status}`);
  return new SlackFault('needs_operator', code, `${method}: HTTP ${status}`, {
    remedy: `Slack's Web API answers HTTP ${status}. Check SLACK_API_URL and any proxy between this machine and Slack.`,
  });
}

export const faultOfRateLimit = (method: string, retryAfterSeconds: number): SlackFault =>
  new SlackFault('rate_limited', 'ratelimited', `${method}: rate limited`, {
    retryAfterMs: retryAfterSeconds * 1000,
  });

function codeOfNetworkError(error: unknown): string {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string') return current.code;
    if (current.name === 'TimeoutError') return 'timeout';
  }
  return 'network';
}

/** The fault for a call that got no answer: never sent, or sent and then lost. */
export function faultOfNetwork(method: string, error: unknown): SlackFault {
  const code = codeOfNetworkError(error);
  const kind = neverSentCodes.has(code) ? 'unavailable' : 'outcome_unknown';
  return new SlackFault(kind, code, `${method}: ${code}`, { cause: error });
}
