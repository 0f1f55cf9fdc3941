/** The tag that turns templates into elements of the page; text in them is always text, never HTML. */
import htm from 'htm';
import { h } from 'preact';

export const html = htm.bind(h);

/** Joins class names, leaving out what is false.
 * @param {(string | false | null | undefined)[]} names */
export function cls(...names) {
  return names.filter(Boolean).join(' ');
}
