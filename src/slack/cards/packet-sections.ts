import type { KnownBlock } from '@slack/types';
import { diffPackets } from '../../domain/packet/diff.ts';
import { type FieldGroup, fieldGroups, type PacketField, packetFields } from '../../domain/packet/fields.ts';
import type { Packet } from '../../domain/packet/schema.ts';
import { preformatted, section } from '../blocks/blocks.ts';
import { bold, clip } from '../blocks/mrkdwn.ts';
import { fieldTexts } from './field-texts.ts';

/** The whole packet, group by group, for View packet: every field that is set, and what it was where it differs. */

const mostOfSection = 2800;

/** Lines under a title as sections, as many as it takes. A single line longer than a section is cut. */
export function titledSections(title: string, lines: readonly string[]): KnownBlock[] {
  const texts: string[] = [];
  let current = bold(title);
  for (const line of lines) {
    const cut = clip(line, mostOfSection - 200);
    if (current.length + cut.length + 1 > mostOfSection) {
      texts.push(current);
      current = cut;
    } else current = `${current}\n${cut}`;
  }
  return [...texts, current].map((text) => section(text));
}

function valueLines(
  field: PacketField,
  packet: Packet,
  baseline: Packet | null,
  isChanged: boolean,
): string[] {
  const now = fieldTexts[field.path]?.read(packet) ?? null;
  const before = baseline ? (fieldTexts[field.path]?.read(baseline) ?? null) : null;
  const was = (text: string) => (isChanged && baseline ? ` _(was ${text})_` : '');
  if (now && 'items' in now) {
    const old = new Set(before && 'items' in before ? before.items.map((item) => item.text) : []);
    const kept = new Set(now.items.map((item) => item.text));
    const gone = before && 'items' in before ? before.items.filter((item) => !kept.has(item.text)) : [];
    const mark = (text: string) => (isChanged && baseline && !old.has(text) ? '+' : '•');
    return [
      `${field.label}:`,
      ...now.items.map((item) => `${mark(item.text)} ${item.text}`),
      ...gone.map((item) => `− ${item.text}`),
    ];
  }
  if (now) return [`${field.label}: ${now.text}${was(before && 'text' in before ? before.text : 'not set')}`];
  if (!before || !isChanged) return [];
  const gone = 'items' in before ? before.items.map((item) => item.text).join(' · ') : before.text;
  return [`${field.label}: not set${was(gone)}`];
}

function promptBlocks(packet: Packet, baseline: Packet | null): KnownBlock[] {
  const text = packet.prompt?.text;
  const before = baseline?.prompt?.text;
  const shown = text ? [section('Prompt text:'), preformatted(text)] : [];
  const was = before && before !== text ? [section('Prompt text before:'), preformatted(before)] : [];
  return [...shown, ...was];
}

function withoutLabel(line: string, [only]: readonly PacketField[]): string {
  const label = `${only?.label}:`;
  return line.startsWith(label) ? line.slice(label.length).trim() : line;
}

/** `baseline` null: nothing is marked as changed. */
export function packetSections(packet: Packet, baseline: Packet | null): KnownBlock[] {
  const changed = new Set(diffPackets(baseline, packet).map((change) => change.field.path));
  const groups = Object.keys(fieldGroups).filter((group): group is FieldGroup => group in fieldGroups);
  return groups.flatMap((group) => {
    const members = packetFields.filter((field) => field.group === group);
    const lines = members
      .filter((field) => field.path !== 'prompt.text')
      .flatMap((field) => valueLines(field, packet, baseline, changed.has(field.path)));
    const prompt = group === 'prompt' ? promptBlocks(packet, baseline) : [];
    if (lines.length === 0 && prompt.length === 0) return [];
    const isChanged = baseline !== null && members.some((field) => changed.has(field.path));
    // Where a group is a single field, its title says what it is.
    const named =
      members.length === 1 ? lines.map((line) => withoutLabel(line, members)).filter(Boolean) : lines;
    return [...titledSections(`${fieldGroups[group]}${isChanged ? ' · changed' : ''}`, named), ...prompt];
  });
}

const mostBlocks = 40;
const mostCharacters = 12_000;

const sizeOf = (block: KnownBlock): number => JSON.stringify(block).length;

/** Blocks in pages that a modal can hold; at least one page. */
export function paged(blocks: readonly KnownBlock[]): KnownBlock[][] {
  const pages: KnownBlock[][] = [[]];
  let size = 0;
  for (const block of blocks) {
    const page = pages.at(-1) ?? [];
    if (page.length > 0 && (page.length >= mostBlocks || size + sizeOf(block) > mostCharacters)) {
      pages.push([block]);
      size = sizeOf(block);
    } else {
      page.push(block);
      size += sizeOf(block);
    }
  }
  return pages;
}
