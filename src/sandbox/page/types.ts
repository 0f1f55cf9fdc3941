/**
 * What the page knows about the blocks it draws. Every field is optional on purpose: the emulator has checked
 * what an app sent, and the page draws whatever is there without trusting that anything is.
 */

export type TextObject = { type: 'plain_text' | 'mrkdwn'; text: string; emoji?: boolean; verbatim?: boolean };

export type ConfirmObject = {
  title?: TextObject;
  text?: TextObject;
  confirm?: TextObject;
  deny?: TextObject;
  style?: 'primary' | 'danger';
};

export type Option = { text: TextObject; value: string; description?: TextObject; url?: string };

export type OptionGroup = { label: TextObject; options: Option[] };

export type SlackFileRef = { id?: string; url?: string };

/** An interactive element, an image or a text of a context block. */
export type BlockElement = {
  type: string;
  action_id?: string;
  text?: TextObject;
  value?: string;
  url?: string;
  style?: 'primary' | 'danger';
  icon?: string;
  accessibility_label?: string;
  placeholder?: TextObject;
  confirm?: ConfirmObject;
  options?: Option[];
  option_groups?: OptionGroup[];
  min_query_length?: number;
  max_selected_items?: number;
  min_length?: number;
  max_length?: number;
  multiline?: boolean;
  is_decimal_allowed?: boolean;
  min_value?: string;
  max_value?: string;
  focus_on_load?: boolean;
  filetypes?: string[];
  max_files?: number;
  filter?: { include?: string[]; exclude_bot_users?: boolean; exclude_external_shared_channels?: boolean };
  dispatch_action_config?: { trigger_actions_on?: string[] };
  positive_button?: FeedbackButton;
  negative_button?: FeedbackButton;
  image_url?: string;
  slack_file?: SlackFileRef;
  alt_text?: string;
};

export type FeedbackButton = { text: TextObject; value?: string; accessibility_label?: string };

export type Block = {
  type: string;
  block_id: string;
  text?: TextObject;
  fields?: TextObject[];
  accessory?: BlockElement;
  element?: BlockElement;
  elements?: BlockElement[];
  label?: TextObject;
  hint?: TextObject;
  optional?: boolean;
  dispatch_action?: boolean;
  title?: TextObject;
  title_url?: string;
  description?: TextObject;
  author_name?: string;
  provider_name?: string;
  provider_icon_url?: string;
  thumbnail_url?: string;
  video_url?: string;
  image_url?: string;
  slack_file?: SlackFileRef;
  alt_text?: string;
  file_id?: string;
  external_id?: string;
  source?: string;
  level?: 'default' | 'info' | 'warning' | 'error' | 'success';
  rows?: TableCell[][];
  column_settings?: ({ align?: 'left' | 'center' | 'right'; is_wrapped?: boolean } | null)[];
};

export type TableCell =
  | { type: 'raw_text'; text: string }
  | { type: 'raw_number'; value: number; text?: string }
  | { type: 'rich_text'; elements: RichElement[] };

export type RichStyle = {
  bold?: boolean;
  italic?: boolean;
  strike?: boolean;
  code?: boolean;
  underline?: boolean;
  highlight?: boolean;
};

/** A section, list, quote or preformatted part of a rich_text block, or what stands inside of one. */
export type RichElement = {
  type: string;
  elements?: RichElement[];
  style?: RichStyle | 'bullet' | 'ordered';
  indent?: number;
  offset?: number;
  border?: number;
  text?: string;
  url?: string;
  name?: string;
  unicode?: string;
  skin_tone?: number;
  user_id?: string;
  channel_id?: string;
  usergroup_id?: string;
  team_id?: string;
  range?: string;
  timestamp?: number;
  format?: string;
  fallback?: string;
  value?: string;
  language?: string;
};

/** A message's old-style attachment: a coloured bar beside text, fields or blocks. */
export type Attachment = {
  id?: number;
  color?: string;
  fallback?: string;
  pretext?: string;
  author_name?: string;
  author_link?: string;
  author_icon?: string;
  title?: string;
  title_link?: string;
  text?: string;
  fields?: { title?: string; value?: string; short?: boolean }[];
  image_url?: string;
  thumb_url?: string;
  footer?: string;
  footer_icon?: string;
  ts?: number | string;
  mrkdwn_in?: string[];
  blocks?: Block[];
};

/** Text after parsing: what every syntax (mrkdwn, Markdown, rich_text) comes down to. */
export type TextNode =
  | { t: 'text'; v: string }
  | { t: 'br' }
  | { t: 'bold' | 'italic' | 'strike' | 'underline' | 'highlight'; c: TextNode[] }
  | { t: 'code'; v: string }
  | { t: 'pre'; v: string; language?: string }
  | { t: 'quote' | 'paragraph'; c: TextNode[] }
  | { t: 'heading'; level: number; c: TextNode[] }
  | { t: 'list'; ordered: boolean; indent: number; start: number; items: TextNode[][] }
  | { t: 'task'; done: boolean }
  | { t: 'rule' }
  | { t: 'table'; align: ('left' | 'center' | 'right')[]; rows: TextNode[][][] }
  | { t: 'link'; url: string; c: TextNode[] }
  | { t: 'user' | 'channel' | 'group'; id: string; label: string }
  | { t: 'broadcast'; range: string }
  | { t: 'date'; timestamp: number; format: string; url: string; fallback: string }
  | { t: 'emoji'; name: string; unicode?: string }
  | { t: 'color'; value: string };
