/** Wakes whoever listens. A ring between `listen()` and waiting for it is not lost. */
export class Bell {
  #rung = Promise.withResolvers<void>();

  ring(): void {
    const rung = this.#rung;
    this.#rung = Promise.withResolvers<void>();
    rung.resolve();
  }

  /** Resolves at the next ring. Listen first, then look, then wait. */
  listen(): Promise<void> {
    return this.#rung.promise;
  }
}
