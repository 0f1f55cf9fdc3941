import type { KnownBlock, ModalView } from '@slack/types';
import { plain } from './blocks.ts';
import { limits } from './limits.ts';

export interface ModalOptions {
  readonly callback: string;
  /** At most 24 characters. */
  readonly title: string;
  readonly blocks: readonly KnownBlock[];
  /** Needed as soon as there is an input. */
  readonly submit?: string | undefined;
  readonly close?: string | undefined;
  /** What comes back with the submission; ids only. At most 3000 characters, else it throws: half of it would be worse. */
  readonly metadata?: string | undefined;
  readonly notifyOnClose?: boolean;
  /** Closing this view closes the ones below it too. */
  readonly clearOnClose?: boolean;
}

export function modal(options: ModalOptions): ModalView {
  const { callback, title, blocks, submit, close, metadata, notifyOnClose, clearOnClose } = options;
  if ((metadata?.length ?? 0) > limits.privateMetadata)
    throw new RangeError(`The modal ${callback} carries more than ${limits.privateMetadata} characters.`);
  return {
    type: 'modal',
    callback_id: callback,
    title: plain(title, limits.viewTitle),
    blocks: blocks.slice(0, limits.viewBlocks),
    ...(submit ? { submit: plain(submit, limits.viewButton) } : {}),
    ...(close ? { close: plain(close, limits.viewButton) } : {}),
    ...(metadata === undefined ? {} : { private_metadata: metadata }),
    ...(notifyOnClose ? { notify_on_close: true } : {}),
    ...(clearOnClose ? { clear_on_close: true } : {}),
  };
}
