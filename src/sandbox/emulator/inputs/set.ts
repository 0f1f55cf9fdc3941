import { allOptions } from '../blocks/composition.ts';
import { isDate } from '../blocks/elements.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { ElementValue, InputState } from '../people.ts';
import { canSee } from '../state/conversations.ts';
import { fileJson } from '../state/files.ts';
import type { Conversation, User, World } from '../state/world.ts';
import { kindOf } from './kinds.ts';
import { stateWith } from './values.ts';

/** Where a person sets an input, and what external options they were offered there last. */
export type Setting = { world: World; person: User; suggested: JsonObject[] };

export type SetResult = { ok: true; state: InputState } | { ok: false; error: string };

/** What an element holds once a person put `value` into it, or why its menu or field would not take that. */
export function setInput(element: JsonObject, value: ElementValue | undefined, setting: Setting): SetResult {
  const kind = kindOf(element);
  if (!kind) return refused(`a ${String(element.type)} holds no value`);
  if (value === undefined || value === null || value === '') return accepted(element, kind.empty);
  const taken = TAKE[kind.holds](element, value, setting);
  return 'error' in taken ? refused(taken.error) : accepted(element, taken.value);
}

type Taken = { value: Json } | { error: string };
type Take = (element: JsonObject, value: Json, setting: Setting) => Taken;

const accepted = (element: JsonObject, value: Json | undefined): SetResult => ({
  ok: true,
  state: stateWith(element, value),
});
const refused = (error: string): SetResult => ({ ok: false, error });

const takeText: Take = (element, value) => {
  if (typeof value !== 'string' && typeof value !== 'number') return { error: 'must be text' };
  const text = String(value);
  const max = typeof element.max_length === 'number' ? element.max_length : undefined;
  if (max !== undefined && text.length > max) return { error: `cannot be longer than ${max} characters` };
  return { value: text };
};

const takeOption: Take = (element, value, setting) => {
  const isExternal = String(element.type).includes('external');
  const offered = isExternal ? setting.suggested : allOptions(element);
  const wanted = isJsonObject(value) ? value.value : value;
  const option =
    offered.find((each) => each.value === wanted) ??
    (isExternal ? initialOption(element, wanted) : undefined);
  return option ? { value: option } : { error: `no option has the value ${JSON.stringify(wanted)}` };
};

function initialOption(element: JsonObject, wanted: Json | undefined): JsonObject | undefined {
  const initial = [
    element.initial_option,
    ...(Array.isArray(element.initial_options) ? element.initial_options : []),
  ];
  return initial.filter(isJsonObject).find((each) => each.value === wanted);
}

const takeOptions: Take = (element, value, setting) => takeSeveral(element, value, setting, takeOption);

function takeSeveral(element: JsonObject, value: Json, setting: Setting, take: Take): Taken {
  if (!Array.isArray(value)) return { error: 'must be a list' };
  const max = element.max_selected_items;
  if (typeof max === 'number' && value.length > max) return { error: `cannot hold more than ${max} items` };
  const items: Json[] = [];
  for (const each of value) {
    const taken = take(element, each, setting);
    if ('error' in taken) return taken;
    items.push(taken.value);
  }
  return { value: items };
}

const takeId: Take = (element, value, { world, person }) => {
  if (typeof value !== 'string') return { error: 'must be an id' };
  if (String(element.type).includes('user')) {
    return world.users.has(value) ? { value } : { error: `no user ${value}` };
  }
  const conversation = world.conversations.get(value);
  if (!conversation || !canSee(conversation, person)) return { error: `no conversation ${value}` };
  return isOffered(world, element, conversation, person)
    ? { value }
    : { error: `${value} is not offered here` };
};

const FILTER_KINDS: Record<Conversation['kind'], string> = {
  channel: 'public',
  private_channel: 'private',
  im: 'im',
  mpim: 'mpim',
};

function isOffered(world: World, element: JsonObject, conversation: Conversation, person: User): boolean {
  if (String(element.type).includes('channels'))
    return conversation.kind === 'channel' && !conversation.is_archived;
  const filter = isJsonObject(element.filter) ? element.filter : {};
  if (Array.isArray(filter.include) && !filter.include.includes(FILTER_KINDS[conversation.kind]))
    return false;
  if (filter.exclude_bot_users !== true || conversation.kind !== 'im') return true;
  return ![...conversation.members].some((id) => id !== person.id && world.users.get(id)?.is_bot);
}

const takeDate: Take = (_, value) =>
  typeof value === 'string' && isDate(value) ? { value } : { error: 'must be a date, YYYY-MM-DD' };

const takeTime: Take = (_, value) =>
  typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value)
    ? { value }
    : { error: 'must be a time, HH:mm' };

const takeDateTime: Take = (_, value) =>
  typeof value === 'number' && Number.isInteger(value)
    ? { value }
    : { error: 'must be a time in epoch seconds' };

const takeRichText: Take = (_, value) => {
  if (isJsonObject(value) && value.type === 'rich_text') return { value };
  if (typeof value !== 'string') return { error: 'must be text or a rich_text block' };
  return {
    value: {
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: value }] }],
    },
  };
};

const takeFiles: Take = (element, value, { world, person }) => {
  if (!Array.isArray(value)) return { error: 'must be a list of files' };
  const max = typeof element.max_files === 'number' ? element.max_files : 10;
  if (value.length > max) return { error: `cannot hold more than ${max} files` };
  const allowed = Array.isArray(element.filetypes) ? element.filetypes : undefined;
  const files: Json[] = [];
  for (const id of value) {
    const file = typeof id === 'string' ? world.files.get(id) : undefined;
    if (!file || file.user !== person.id) return { error: `no file ${String(id)}` };
    if (allowed && !allowed.includes(file.filetype))
      return { error: `${file.name} has a type that is not taken here` };
    files.push(fileJson(world, file));
  }
  return { value: files };
};

const TAKE = {
  text: takeText,
  option: takeOption,
  options: takeOptions,
  id: takeId,
  ids: (element, value, setting) => takeSeveral(element, value, setting, takeId),
  date: takeDate,
  time: takeTime,
  datetime: takeDateTime,
  rich_text: takeRichText,
  files: takeFiles,
} satisfies Record<string, Take>;
