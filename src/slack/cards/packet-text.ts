import { diffPackets, type FieldChange } from '../../domain/packet/diff.ts';
import { type FieldGroup, fieldGroups } from '../../domain/packet/fields.ts';
import type { Packet } from '../../domain/packet/schema.ts';
import { bold, clip, inline } from '../blocks/mrkdwn.ts';
import { fieldTexts, type Value } from './field-texts.ts';
import { growth, modelName, number } from './values.ts';

/** How a packet, and what differs between two, reads: the same on cards, in the form and in View packet. */

const nothing = '—';
const between = ' · ';

const read = (path: string, packet: Packet | null): Value | null =>
  packet ? (fieldTexts[path]?.read(packet) ?? null) : null;

const flat = (value: Value | null): string => {
  if (!value) return nothing;
  return 'items' in value ? value.items.map((item) => item.text).join(between) : value.text;
};

/** One field of a packet in mrkdwn, on a line of at most `max` characters; a dash where it is left out. */
export function showField(path: string, packet: Packet, max = 300): string {
  return clip(flat(read(path, packet)), max);
}

type Items = Extract<Value, { items: unknown }>['items'];

/** What came, went and changed in a list. */
function itemChanges(from: Items, to: Items): string[] {
  const before = new Map(from.map((item) => [item.key, item.text]));
  const after = new Map(to.map((item) => [item.key, item.text]));
  const came = to.filter((item) => !before.has(item.key)).map((item) => `+ ${item.text}`);
  const went = from.filter((item) => !after.has(item.key)).map((item) => `− ${item.text}`);
  const changed = to
    .filter((item) => before.has(item.key) && before.get(item.key) !== item.text)
    .map((item) => `${before.get(item.key)} → ${item.text}`);
  const all = [...went, ...came, ...changed];
  return all.length > 0 ? all : ['details changed'];
}

/** The part in which two texts differ, with a little of what stands around it. */
export function excerpts(from: string, to: string, around = 24, most = 90): { from: string; to: string } {
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) start += 1;
  let end = 0;
  while (end < from.length - start && end < to.length - start && from.at(-1 - end) === to.at(-1 - end))
    end += 1;
  const first = Math.max(0, start - around);
  const piece = (whole: string) => {
    const last = Math.min(whole.length, whole.length - end + around);
    const cut = whole.slice(first, last).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
    const shown = inline(cut, most);
    return `${first > 0 ? '…' : ''}${shown}${last < whole.length && !shown.endsWith('…') ? '…' : ''}`;
  };
  return { from: piece(from), to: piece(to) };
}

function promptChange(baseline: Packet | null, packet: Packet): string {
  const from = baseline?.prompt?.text;
  const to = packet.prompt?.text;
  if (from && to) {
    const changed = excerpts(from, to);
    return `“${changed.from}” → “${changed.to}”`;
  }
  if (to) return `${baseline ? '+ ' : ''}“${inline(to, 120)}” (${number(to.length)} characters)`;
  return `− “${inline(from ?? '', 120)}”`;
}

/** One field from → to, without its name. */
function change(path: string, baseline: Packet | null, packet: Packet): string {
  if (path === 'prompt.text') return promptChange(baseline, packet);
  const from = read(path, baseline);
  const to = read(path, packet);
  if (!baseline) return flat(to);
  if (from && to && 'items' in from && 'items' in to) return itemChanges(from.items, to.items).join(between);
  if (to && 'items' in to) return itemChanges([], to.items).join(between);
  if (from && 'items' in from) return itemChanges(from.items, []).join(between);
  if (flat(from) === flat(to)) return `${flat(to)} (edited further on)`;
  const grown =
    from && to && 'amount' in from && 'amount' in to ? growth(from.amount ?? 0, to.amount ?? 0) : '';
  if (!from) return `+ ${flat(to)}`;
  return to ? `${flat(from)} → ${flat(to)}${grown}` : `− ${flat(from)}`;
}

const modelPaths: ReadonlySet<string> = new Set([
  'model.primary.name',
  'model.primary.version',
  'model.primary.status',
]);

/** Name, version and status read as one; the rest of the group follows by name. */
function modelChange(changes: readonly FieldChange[], baseline: Packet | null, packet: Packet): string[] {
  if (!changes.some(({ field }) => modelPaths.has(field.path))) return [];
  const to = modelName(packet.model.primary);
  return [baseline ? `${modelName(baseline.model.primary)} → ${to}` : to];
}

/** One line of a diff: the group's name, and what in it differs. */
export interface GroupLine {
  readonly group: FieldGroup;
  readonly label: string;
  /** mrkdwn without line breaks. */
  readonly text: string;
}

function groupText(changes: readonly FieldChange[], baseline: Packet | null, packet: Packet): string {
  const rest = changes
    .filter(({ field }) => !modelPaths.has(field.path))
    .map(({ field }) => {
      const short = fieldTexts[field.path]?.short;
      const changed = change(field.path, baseline, packet);
      return short ? `${short} ${changed}` : changed;
    });
  return [...modelChange(changes, baseline, packet), ...rest].join(between);
}

/**
 * What differs between two packets, a line for each group of fields, the weightiest first; each text has at most
 * `max` characters. Without a baseline: everything that the packet says.
 */
export function groupLines(baseline: Packet | null, packet: Packet, max = 280): GroupLine[] {
  const groups = new Map<FieldGroup, FieldChange[]>();
  for (const found of diffPackets(baseline, packet)) {
    // What is left out or empty on both sides of a new route is not worth a line.
    if (!baseline && read(found.field.path, packet) === null) continue;
    groups.set(found.field.group, [...(groups.get(found.field.group) ?? []), found]);
  }
  return [...groups].map(([group, changes]) => ({
    group,
    label: fieldGroups[group],
    text: clip(groupText(changes, baseline, packet), max),
  }));
}

/** A group line as it is printed. */
export const showGroup = (line: GroupLine): string => `${bold(line.label)}  ${line.text}`;
