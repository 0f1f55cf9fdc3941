/** Dark and light: like the system unless one was chosen. `boot.js` sets it before the first paint. */
import { useEffect, useState } from 'preact/hooks';
import { recall, remember } from './preferences.js';
import { createStore, useStore } from './store.js';

/** @typedef {'system' | 'light' | 'dark'} Theme */

const system = matchMedia('(prefers-color-scheme: dark)');

/** @returns {Theme} */
function remembered() {
  const theme = recall('theme');
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

const chosen = createStore(remembered());

/** @param {Theme} theme */
export function chooseTheme(theme) {
  remember('theme', theme);
  chosen.set(theme);
  apply();
}

function apply() {
  const theme = chosen.get();
  const dark = theme === 'dark' || (theme === 'system' && system.matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

/** Follows the system, and a choice made in another tab. */
export function followTheme() {
  system.addEventListener('change', apply);
  addEventListener('storage', () => {
    chosen.set(remembered());
    apply();
  });
  apply();
}

/** @returns {{ choice: Theme, dark: boolean }} */
export function useTheme() {
  const choice = useStore(chosen, (theme) => theme);
  const [systemDark, setSystemDark] = useState(system.matches);
  useEffect(() => {
    const change = () => setSystemDark(system.matches);
    system.addEventListener('change', change);
    return () => system.removeEventListener('change', change);
  }, []);
  return { choice, dark: choice === 'dark' || (choice === 'system' && systemDark) };
}
