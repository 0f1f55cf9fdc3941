import type { JsonObject } from '../json.ts';
import type { EmulatorClock } from '../time/clock.ts';

/** What goes wrong. */
export type FaultKind =
  /** HTTP 429 with `Retry-After` in seconds. */
  | { kind: 'rate_limited'; retry_after: number }
  | { kind: 'http_error'; status: number }
  /** The method does its work, and the connection is cut instead of the answer. */
  | { kind: 'lost_response' }
  /** The connection is cut before anything happened. */
  | { kind: 'dropped' }
  /** The answer comes, milliseconds of wall time later. */
  | { kind: 'slow'; ms: number }
  /** Nothing happens and no answer ever comes. */
  | { kind: 'hang' }
  /** HTTP 200 with `ok: false` and this error. */
  | { kind: 'error'; error: string };

export type FaultSpec = FaultKind & {
  /** A Web API method, `response_url`, `file_upload`, `file_download`, or `*` for all of them. */
  method: string;
  /** How often; 1 when absent, `null` for ever. */
  times?: number | null;
  /** Only calls whose arguments have these values: `{ "channel": "C1" }`. */
  where?: JsonObject;
  /** Only for so many milliseconds of the workspace's clock. */
  for_ms?: number;
};

export type Fault = FaultSpec & { id: string; left: number | null; until: number | null };

export type Faults = {
  add(spec: FaultSpec): Fault;
  /** Faults that are still to happen. */
  list(): Fault[];
  /** Forgets one fault, or all. */
  clear(id?: string): void;
  /** The fault that strikes this call, counted down. */
  strike(method: string, args: JsonObject): Fault | undefined;
};

export function createFaults(clock: EmulatorClock): Faults {
  let faults: Fault[] = [];
  let counter = 0;
  const alive = (fault: Fault): boolean =>
    (fault.left === null || fault.left > 0) && (fault.until === null || clock.now() < fault.until);
  const matches = (fault: Fault, method: string, args: JsonObject): boolean =>
    (fault.method === '*' || fault.method === method) &&
    Object.entries(fault.where ?? {}).every(([key, value]) => args[key] === value);

  return {
    add(spec) {
      const left = spec.times === undefined ? (spec.for_ms === undefined ? 1 : null) : spec.times;
      const until = spec.for_ms === undefined ? null : clock.now() + spec.for_ms;
      const fault: Fault = { ...spec, id: `fault-${++counter}`, left, until };
      faults.push(fault);
      return fault;
    },
    list() {
      faults = faults.filter(alive);
      return faults;
    },
    clear(id) {
      faults = id === undefined ? [] : faults.filter((fault) => fault.id !== id);
    },
    strike(method, args) {
      if (faults.length === 0) return undefined;
      faults = faults.filter(alive);
      const fault = faults.find((each) => matches(each, method, args));
      if (fault?.left) fault.left -= 1;
      return fault;
    },
  };
}
