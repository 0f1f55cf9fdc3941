import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import type { Job, PostedMessage } from '../ports/store.ts';

/** Where a message goes: a channel by its name or id, or a direct message. */
export type Recipient = { readonly channel: string } | { readonly person: string };

/** What a message shows. `text` is what notifications and screen readers get. */
export interface Rendering {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** What the messenger needs of the job that it works for; a whole {@link Job} will do. */
export type JobTry = Pick<Job, 'id' | 'attempts' | 'firstTriedAt'>;

/** Something that keeps one message showing the newest state. */
export interface Bringing {
  readonly to: Recipient;
  /** Key of the message in whose thread it stands; in the channel itself where it is left out or stands nowhere. */
  readonly threadOf?: string;
  /** Called right before the message is sent, so that it shows the newest state; null where nothing is to be shown. */
  readonly render: () => Promise<Rendering | null> | Rendering | null;
  /** Asks Slack even where nothing changed since the last time, so that a message that somebody deleted comes back. */
  readonly evenIfUnchanged?: boolean;
}

/** Something said once. */
export interface Saying {
  readonly to: Recipient;
  /** Key of the message in whose thread this is said; null, or a key that stands nowhere: in the channel itself. */
  readonly threadOf: string | null;
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
  /** Also shows the reply in the channel. */
  readonly broadcast?: boolean;
}

/** A private answer: only `person` sees it. */
export interface Answer {
  /** Slack's own address for answers; good for 5 uses in 30 minutes, then the channel is used. */
  readonly responseUrl?: string | undefined;
  readonly channel: string;
  readonly person: string;
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
  /** The thread in which the person clicked. */
  readonly threadTs?: string | undefined;
}

export interface Uploading {
  readonly to: Recipient;
  readonly threadOf: string | null;
  /** File name, such as `support-summary-prod.yml`. */
  readonly name: string;
  readonly title: string;
  readonly content: string | Uint8Array;
  /** What is said with the file. */
  readonly text: string;
}

/** A file that Slack keeps for us. */
export interface Keeping {
  readonly name: string;
  readonly title: string;
  readonly content: Uint8Array;
}

/** A view by its id; the hash says which state of it. */
export interface OpenView {
  readonly id: string;
  readonly hash: string;
}

/**
 * Everything that the worker says in Slack. A message is posted once as seen from outside: after a try whose outcome
 * is not known it is looked up before it is posted again. Every method throws a {@link Fault}, whose remedy is plain words.
 */
export interface Messenger {
  /**
   * Brings message `key` in step: posts it where it does not stand yet, changes it where it shows something else,
   * posts it anew where somebody deleted it. Null where `render` had nothing to show and nothing stood.
   */
  bring(key: string, what: Bringing, job: JobTry): Promise<PostedMessage | null>;
  /** Posts message `key` once; a key that was said before is not said again. */
  say(key: string, what: Saying, job: JobTry): Promise<PostedMessage>;
  /** Leads to where message `key` stands; null where it stands nowhere, or Slack does not say. */
  linkTo(key: string): Promise<string | null>;
  publishHome(person: string, view: HomeView): Promise<void>;
  /** Resolves when Slack took the answer; where neither way is open (the person left), it is not an error. */
  answer(answer: Answer): Promise<void>;
  upload(key: string, what: Uploading, job: JobTry): Promise<void>;
  /** Gives Slack a file that is shared with nobody yet, for a picture in a message or view. Resolves with its id. */
  keep(file: Keeping): Promise<string>;
  /** Shows something else in a view that somebody has open; false where it is closed, or was changed since. */
  showIn(view: OpenView, shown: ModalView): Promise<boolean>;
}
