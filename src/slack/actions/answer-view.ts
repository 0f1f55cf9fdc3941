import type { ModalView } from '@slack/types';
import { context, preformatted, section } from '../blocks/blocks.ts';
import { modal } from '../blocks/modal.ts';

export const answerCallback = 'answer';

/** A modal that turned into an answer. What somebody had typed stands below, so that it can be copied. */
export function answerView(
  text: string,
  typed: readonly string[] = [],
  title = 'Nothing recorded',
): ModalView {
  const kept = typed.filter((part) => part.trim() !== '').slice(0, 20);
  return modal({
    callback: answerCallback,
    title,
    close: 'Close',
    blocks: [
      section(text),
      ...(kept.length > 0 ? [context(['What you wrote:'])] : []),
      ...kept.map((part) => preformatted(part)),
    ],
  });
}
