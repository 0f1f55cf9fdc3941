/**
 * The sandbox's own tools in the bar at the top. Each says whether it is there (its endpoint may be missing),
 * what its button shows, and what it opens: a menu beside the button, a panel at the side, or a dock at the bottom.
 * To add one, write it in a file of its own and list it in `tools.js`.
 */

/**
 * @typedef {{
 *   id: string,
 *   title: string,
 *   icon: string,
 *   kind: 'menu' | 'panel' | 'dock',
 *   available: () => Promise<boolean>,
 *   Label?: () => any,
 *   Content: (props: { onClose: () => void }) => any,
 *   opensByItself?: () => boolean,
 * }} Tool
 *   `Label`: what the button says, when that changes; `opensByItself`: whether a panel is open at first
 */

/**
 * Whether something answers at a path: 404 and silence say no.
 * @param {string} path
 */
export async function answers(path) {
  try {
    const answer = await fetch(path, { cache: 'no-store' });
    return answer.ok;
  } catch {
    return false;
  }
}
