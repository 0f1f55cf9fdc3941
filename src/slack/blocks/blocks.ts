import type {
  ActionsBlock,
  Button,
  ConfirmationDialog,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  ImageBlock,
  KnownBlock,
  MrkdwnElement,
  PlainTextElement,
  RichTextBlock,
  SectionBlock,
} from '@slack/types';
import { limits } from './limits.ts';
import { clip, plainClip } from './mrkdwn.ts';

/** Small functions that build Slack's blocks as plain objects. Each keeps its texts within Slack's limits. */

const empty = '—';

export const plain = (text: string, max: number = limits.text): PlainTextElement => ({
  type: 'plain_text',
  text: plainClip(text, max).trim() || empty,
  emoji: true,
});

/** Marked-up text of ours; what people typed in it went through `escaped`. Verbatim: Slack links and mentions nothing by itself. */
export const mrkdwn = (text: string, max: number = limits.text): MrkdwnElement => ({
  type: 'mrkdwn',
  text: clip(text, max).trim() || empty,
  verbatim: true,
});

const identified = (id: string | undefined): { block_id?: string } =>
  id === undefined ? {} : { block_id: id };

export const header = (text: string, id?: string): HeaderBlock => ({
  type: 'header',
  ...identified(id),
  text: plain(text, limits.header),
});

export interface SectionOptions {
  readonly id?: string;
  readonly accessory?: NonNullable<SectionBlock['accessory']>;
}

export const section = (text: string, { id, accessory }: SectionOptions = {}): SectionBlock => ({
  type: 'section',
  ...identified(id),
  text: mrkdwn(text),
  // Otherwise Slack hides what follows the first lines behind "See more".
  expand: true,
  ...(accessory ? { accessory } : {}),
});

/** Up to ten short texts in two columns. */
export const fields = (texts: readonly string[], id?: string): SectionBlock => ({
  type: 'section',
  ...identified(id),
  fields: texts.slice(0, limits.sectionFields).map((text) => mrkdwn(text, limits.sectionField)),
  expand: true,
});

export const context = (texts: readonly string[], id?: string): ContextBlock => ({
  type: 'context',
  ...identified(id),
  elements: texts.slice(0, limits.contextElements).map((text) => mrkdwn(text)),
});

/** A picture that Slack keeps as a file. `alt` says in words what it shows. */
export const picture = (file: string, alt: string): ImageBlock => ({
  type: 'image',
  slack_file: { id: file },
  alt_text: plainClip(alt, limits.altText) || empty,
});

export const divider = (): DividerBlock => ({ type: 'divider' });

export const actions = (elements: ActionsBlock['elements'], id?: string): ActionsBlock => ({
  type: 'actions',
  ...identified(id),
  elements: elements.slice(0, limits.actionsElements),
});

export interface ButtonOptions {
  readonly action: string;
  readonly text: string;
  readonly value?: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: ConfirmationDialog;
  readonly url?: string;
  /** What screen readers say where the text alone does not tell. */
  readonly label?: string;
}

export const button = ({ action, text, value, style, confirm, url, label }: ButtonOptions): Button => ({
  type: 'button',
  action_id: action,
  text: plain(text, limits.buttonText),
  ...(value === undefined ? {} : { value }),
  ...(style ? { style } : {}),
  ...(confirm ? { confirm } : {}),
  ...(url ? { url } : {}),
  ...(label ? { accessibility_label: plainClip(label, limits.buttonText) } : {}),
});

export interface ConfirmOptions {
  readonly title: string;
  /** mrkdwn */
  readonly text: string;
  readonly yes: string;
  readonly no?: string;
  readonly danger?: boolean;
}

export const confirm = ({
  title,
  text,
  yes,
  no = 'Cancel',
  danger = false,
}: ConfirmOptions): ConfirmationDialog => ({
  title: plain(title, limits.confirmTitle),
  text: mrkdwn(text, limits.confirmText),
  confirm: plain(yes, limits.confirmButton),
  deny: plain(no, limits.confirmButton),
  ...(danger ? { style: 'danger' } : {}),
});

/** Something typed, character by character as it is: nothing in it is markup. */
export const preformatted = (text: string, id?: string): RichTextBlock => ({
  type: 'rich_text',
  ...identified(id),
  elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: text || empty }] }],
});

/** What a message shows: blocks, and the text for notifications and screen readers. */
export interface Shown {
  readonly text: string;
  readonly blocks: KnownBlock[];
}
