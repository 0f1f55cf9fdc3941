import { z } from 'zod';
import type { Json } from '../../json.ts';
import type { ActName, Acts } from '../../people.ts';

const id = z.string().min(1);
const optional = <T extends z.ZodType>(schema: T) => schema.exactOptional();

const json: z.ZodType<Json, Json> = z.json();
const container = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('message'), channel: id, ts: id }),
  z.strictObject({ type: z.literal('view'), view_id: id }),
]);
const click = {
  container,
  block_id: id,
  action_id: id,
  value: optional(json),
  confirmed: optional(z.boolean()),
};
const inView = { view_id: optional(id) };

/** The bodies of all acts. What a body has beyond its act's keys is refused. */
export const ACT_SCHEMAS: { [act in ActName]: z.ZodType<Acts[act]> } = {
  say: z.strictObject({
    channel: id,
    text: z.string(),
    thread_ts: optional(id),
    files: optional(z.array(id)),
    reply_broadcast: optional(z.boolean()),
  }),
  edit: z.strictObject({ channel: id, ts: id, text: z.string().min(1) }),
  remove: z.strictObject({ channel: id, ts: id }),
  command: z.strictObject({ channel: id, command: z.string().startsWith('/'), text: optional(z.string()) }),
  click: z.strictObject(click),
  input: z.strictObject({ ...click, entered: optional(z.enum(['enter', 'character'])) }),
  suggest: z.strictObject({ container, block_id: id, action_id: id, query: z.string() }),
  submit: z.strictObject({ ...inView, values: optional(z.record(z.string(), json)) }),
  close: z.strictObject({ ...inView, all: optional(z.boolean()) }),
  back: z.strictObject(inView),
  'open-home': z.strictObject({ tab: optional(z.enum(['home', 'messages'])) }),
  'open-im': z.strictObject({ user: id }),
  shortcut: z.strictObject({ callback_id: id, channel: optional(id), message_ts: optional(id) }),
  read: z.strictObject({ channel: id, ts: optional(z.string()), thread_ts: optional(id) }),
  react: z.strictObject({ channel: id, ts: id, name: id, remove: optional(z.boolean()) }),
  dismiss: z.strictObject({ channel: id, ts: id }),
  upload: z.strictObject({
    name: id,
    mimetype: optional(id),
    text: optional(z.string()),
    base64: optional(z.string()),
    title: optional(z.string()),
  }),
  join: z.strictObject({ channel: id }),
  leave: z.strictObject({ channel: id }),
};
