/** Who goes first: somebody who waits for an answer, before work that nobody waits for. */
export interface Precedence {
  /** Somebody began to wait. Call what it answers when they have their answer; calling it again does nothing. */
  begin(): () => void;
  /** Resolves when work in the background may take its next short step. */
  turn(): Promise<void>;
}

/** Everybody at once; for where nobody waits. */
export const noPrecedence: Precedence = { begin: () => () => {}, turn: () => Promise.resolve() };
