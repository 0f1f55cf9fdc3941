import type { Json } from '../json.ts';
import { boolean, type Check, list, object, oneOf, type Place, string, url } from './check.ts';
import { timestamp } from './layout.ts';
import { LIMITS } from './limits.ts';
import { checkBlocks } from './whole.ts';

const field = object({}, { title: string(), value: string(), short: boolean });
const numberOrText: Check = (value, place) => {
  (typeof value === 'string' ? string({ min: 1 }) : timestamp)(value, place);
};

/** A legacy attachment: its texts, and blocks inside. Legacy buttons and menus (`actions`) are not taken. */
const attachment = object(
  {},
  {
    color: string(),
    fallback: string(),
    pretext: string(),
    title: string(),
    title_link: url(LIMITS.url),
    text: string(),
    author_name: string(),
    author_link: url(LIMITS.url),
    author_icon: url(LIMITS.url),
    image_url: url(LIMITS.url),
    thumb_url: url(LIMITS.url),
    footer: string(),
    footer_icon: url(LIMITS.url),
    ts: numberOrText,
    fields: list(field),
    mrkdwn_in: list(oneOf(['text', 'pretext', 'fields'])),
    id: timestamp,
    blocks: checkBlocks,
  },
);

export function checkAttachments(value: Json, place: Place): void {
  list(attachment)(value, place);
}
