/** Time as the product sees it. The sandbox and the tests move it; production follows the system's. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves when the clock has passed `at` (epoch ms), however it got there, or when `signal` aborts. Never rejects. */
  until(at: number, signal?: AbortSignal): Promise<void>;
}
