import type { KnownBlock, ModalView } from '@slack/types';
import { actions, button, context, section } from '../blocks/blocks.ts';
import { modal } from '../blocks/modal.ts';
import { bold, inline } from '../blocks/mrkdwn.ts';
import { statusText } from '../cards/outcome.ts';
import { paged } from '../cards/packet-sections.ts';
import { tierMark, tierText } from '../cards/roles.ts';
import {
  isPacketPart,
  type PacketContents,
  type PacketPart,
  packetActions,
  packetParts,
  partBlocks,
  partTitles,
} from './packet-parts.ts';

export const packetCallback = 'view_packet';

/** Which part of which request a packet view shows. Pages count from 0. */
export interface PacketPlace {
  readonly request: string;
  readonly part: PacketPart;
  readonly page: number;
}

export const encodePlace = ({ request, part, page }: PacketPlace): string => `${request}:${part}:${page}`;

/** Null for what no version of ours wrote. */
export function decodePlace(value: string | undefined): PacketPlace | null {
  const [, request, part, page] = /^(R-\d{1,9}):([a-z]+):(\d{1,4})$/.exec(value ?? '') ?? [];
  return request && isPacketPart(part) && page ? { request, part, page: Number(page) } : null;
}

function tabs(place: PacketPlace): KnownBlock {
  const { request } = place;
  return actions(
    packetParts.map((part) =>
      button({
        action: packetActions.part(part),
        text: partTitles[part],
        value: encodePlace({ request, part, page: 0 }),
        ...(part === place.part
          ? { style: 'primary' as const, label: `${partTitles[part]}, shown now` }
          : {}),
      }),
    ),
    'packet_parts',
  );
}

function turns(place: PacketPlace, pages: number): KnownBlock[] {
  const to = (page: number) => encodePlace({ ...place, page });
  const previous = { action: packetActions.previous, text: '← Previous page', value: to(place.page - 1) };
  const next = { action: packetActions.next, text: 'Next page →', value: to(place.page + 1) };
  const elements = [
    ...(place.page > 0 ? [button(previous)] : []),
    ...(place.page < pages - 1 ? [button(next)] : []),
  ];
  return elements.length > 0
    ? [context([`Page ${place.page + 1} of ${pages}`]), actions(elements, 'packet_pages')]
    : [];
}

function top({ request }: PacketContents): KnownBlock {
  const revision = `revision ${request.bound.revision}`;
  return section(
    `${tierMark(request.assessment.tier)} ${bold(inline(request.route, 70))} · ${tierText(request.assessment.tier)} · ${statusText(request)} · ${revision}`,
    {
      id: 'packet_top',
      accessory: button({
        action: packetActions.file,
        text: 'Send me the YAML',
        value: `${request.id}:${request.bound.revision}`,
      }),
    },
  );
}

/** The whole of a request, one part and page at a time; always its newest revision. `notice` is said on top. */
export function packetView(place: PacketPlace, contents: PacketContents, notice?: string): ModalView {
  const pages = paged(partBlocks(place.part, contents));
  const page = Math.min(place.page, pages.length - 1);
  const shown = { ...place, page };
  return modal({
    callback: packetCallback,
    title: `${contents.request.id}`,
    close: 'Close',
    metadata: encodePlace(shown),
    blocks: [
      top(contents),
      ...(notice ? [context([notice])] : []),
      tabs(shown),
      ...(pages[page] ?? []),
      ...turns(shown, pages.length),
    ],
  });
}
