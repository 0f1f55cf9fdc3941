/** @import { Block } from '../types.ts' */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Blocks } from '../blocks/blocks.js';
import { HostProvider, noDrafts } from '../blocks/host.js';
import { AppIcon } from '../core/avatar.js';
import { html } from '../core/html.js';
import { useSession, useWindow } from '../core/session.js';

/** The app's Home, as the app published it for this person. */
export function HomeTab() {
  const session = useSession();
  const home = useWindow((state) => state.home);
  const app = useWindow((state) => state.app);
  const drafts = useRef(noDrafts());
  useEffect(() => {
    session.act('open-home', { tab: 'home' });
  }, [session]);
  const host = useMemo(
    () => ({
      container: /** @type {const} */ ({ type: 'view', view_id: home?.id ?? '' }),
      surface: /** @type {const} */ ('home'),
      values: home?.values ?? {},
      errors: home?.errors ?? {},
      drafts: drafts.current,
    }),
    [home],
  );
  if (!home)
    return html`<div class="home-empty">
      <${AppIcon} name=${app.name} size=${72} />
      <h2>This is ${app.name}’s home</h2>
      <p>Nothing has been put here yet.</p>
    </div>`;
  const blocks = /** @type {Block[]} */ (/** @type {unknown} */ (home.blocks));
  return html`<div class="home-scroll" tabindex="0" role="region" aria-label="Home">
    <div class="home-content"><${HostProvider} value=${host}><${Blocks} blocks=${blocks} /><//></div>
  </div>`;
}
