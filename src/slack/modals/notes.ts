import type { KnownBlock, ModalView } from '@slack/types';
import { section } from '../blocks/blocks.ts';
import { modal } from '../blocks/modal.ts';
import { formViews } from '../ids.ts';

/** Views that say something and ask nothing. */

export interface Note {
  readonly title: string;
  /** mrkdwn */
  readonly text: string;
  readonly more?: readonly KnownBlock[];
  readonly close?: string;
}

export const noteView = ({ title, text, more = [], close = 'Close' }: Note): ModalView =>
  modal({ callback: formViews.note, title, close, blocks: [section(text), ...more] });

export const loadingView: ModalView = noteView({
  title: 'Route request',
  text: 'One moment: looking up what serves now …',
});

/** The record does not answer; what to do, for the one who waits. */
export const unreachableText =
  ':warning: Routegate cannot reach its record just now. Nothing was changed. Wait a moment and try again; whoever runs Routegate sees why in its log.';

export const unreachableView: ModalView = noteView({ title: 'Route request', text: unreachableText });
