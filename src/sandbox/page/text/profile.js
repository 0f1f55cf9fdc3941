/** How a name anywhere on the page opens the person's card. */
import { createContext } from 'preact';

/** @typedef {(user: string, anchor: HTMLElement) => void} OpenProfile */

export const ProfileContext = createContext(/** @type {OpenProfile} */ (() => {}));
