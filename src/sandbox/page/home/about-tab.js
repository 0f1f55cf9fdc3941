import { AppIcon } from '../core/avatar.js';
import { html } from '../core/html.js';
import { useWindow } from '../core/session.js';

/** What the app is, and what it understands. */
export function AboutTab() {
  const app = useWindow((state) => state.app);
  const commands = useWindow((state) => state.commands);
  const shortcuts = useWindow((state) => state.shortcuts);
  return html`<div class="home-scroll">
    <div class="home-content about">
      <div class="about-head">
        <${AppIcon} name=${app.name} size=${64} />
        <div><h2>${app.name}</h2><p>${app.description}</p></div>
      </div>
      <h3>Connection</h3>
      <p>${CONNECTIONS[app.connected]}</p>
      ${commands.length > 0 && html`<h3>Commands</h3>`}
      ${commands.map(
        (command) =>
          html`<div class="about-row"><b><code>${command.command}</code></b> <span class="completion-note">${command.usage_hint}</span><div>${command.description}</div></div>`,
      )}
      ${shortcuts.length > 0 && html`<h3>Shortcuts</h3>`}
      ${shortcuts.map(
        (shortcut) =>
          html`<div class="about-row"><b>${shortcut.name}</b> <span class="completion-note">${shortcut.type === 'message' ? 'on a message' : 'anywhere'}</span><div>${shortcut.description}</div></div>`,
      )}
    </div>
  </div>`;
}

const CONNECTIONS = {
  socket: 'Connected over Socket Mode.',
  http: 'Reached over signed HTTP requests.',
  none: 'Not connected: nothing that you click reaches the app.',
};
