/** The workspace's clock as the page shows it: it follows the emulator's, whatever the wall says. */
import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';

/** @typedef {{ now: number, rate: number, at: number }} ClockReading `at`: `performance.now()` when it was read */

/** @param {{ now: number, rate: number }} clock @returns {ClockReading} */
export function readClock(clock) {
  return { now: clock.now, rate: clock.rate, at: performance.now() };
}

/** @param {ClockReading} reading @returns {number} epoch milliseconds in the workspace */
export function workspaceNow(reading) {
  return reading.now + (performance.now() - reading.at) * reading.rate;
}

/** The workspace's time, fresh at least twice a minute: for "Today", "3 minutes ago" and the like. */
export const NowContext = createContext(Date.now());

export function useNow() {
  return useContext(NowContext);
}

/**
 * @param {ClockReading} reading
 * @param {number} everyMs wall milliseconds
 */
export function useTicking(reading, everyMs) {
  const [, setBeat] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setBeat((beat) => beat + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return workspaceNow(reading);
}
