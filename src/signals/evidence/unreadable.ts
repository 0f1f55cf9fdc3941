/** A file that is no evidence. The message is for whoever sent it: what is wrong, and what to do. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}
