/**
 * Serves the sandbox's page: its own modules and styles, and the few packages that it imports, straight from
 * `node_modules`. Nothing is built, nothing comes from elsewhere, and nothing but the listed files is reachable.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { emojiTable } from './page-emoji.ts';

export type PageOptions = {
  /** The app's icon as SVG text, in place of the page's own. */
  appIcon?: string;
};

/** Answers a request when it is for the page: `/` and `/page/…`. Returns whether it did. */
export type PageServer = (request: IncomingMessage, response: ServerResponse) => boolean;

type Asset = { type: string; body: Buffer; etag: string };

const PAGE = fileURLToPath(new URL('./page/', import.meta.url));
const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
};

/** Reads every file of the page once; a change on disk needs a restart. */
export function createPageServer(options: PageOptions = {}): PageServer {
  const assets = readAssets(options);
  const version = digest([...assets.values()].map((one) => one.etag).join()).slice(0, 12);
  const index = withLinks(readFileSync(join(PAGE, 'index.html'), 'utf8'), [...assets.keys()], version);
  const html = asset('.html', index);
  const policy = contentPolicy(index);

  return (request, response) => {
    const path = pathOf(request);
    const isPage = path === '/' || path === '/index.html';
    if (!isPage && !path.startsWith('/page/')) return false;
    const versioned = path.startsWith(`/page/${version}/`);
    const name = versioned ? `/page/${path.slice(`/page/${version}/`.length)}` : path;
    const found = isPage ? html : name === EMOJI ? lazyEmoji(assets) : assets.get(name);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
    } else if (found) {
      send(request, response, found, { policy, forever: versioned });
    } else {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found');
    }
    return true;
  };
}

const EMOJI = '/page/emoji.json';

function pathOf(request: IncomingMessage): string {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  return path === '' ? '/' : path;
}

/** `forever`: the address names this very content, so that the browser need not ask again. */
function send(
  request: IncomingMessage,
  response: ServerResponse,
  found: Asset,
  { policy, forever }: { policy: string; forever: boolean },
): void {
  const headers = {
    'cache-control': forever ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-security-policy': policy,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    etag: found.etag,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  if (request.headers['if-none-match'] === found.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': found.type, 'content-length': found.body.length });
  response.end(request.method === 'HEAD' ? undefined : found.body);
}

function asset(extension: string, content: string | Buffer): Asset {
  const body = Buffer.from(content);
  return {
    type: TYPES[extension] ?? 'application/octet-stream',
    body,
    etag: `"${digest(body).slice(0, 22)}"`,
  };
}

function digest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('base64url');
}

function readAssets(options: PageOptions): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const file of filesOf('.js')) {
    const path = `/page/${relative(PAGE, file).split(sep).join('/')}`;
    assets.set(path, asset('.js', readFileSync(file)));
  }
  for (const [name, file] of Object.entries(vendorFiles()))
    assets.set(`/page/vendor/${name}.js`, asset('.js', readFileSync(file)));
  const styles = filesOf('.css').map((file) => readFileSync(file, 'utf8'));
  assets.set('/page/styles.css', asset('.css', styles.join('\n')));
  const icon = options.appIcon ?? readFileSync(join(PAGE, 'app-icon.svg'), 'utf8');
  assets.set('/page/app-icon.svg', asset('.svg', icon));
  return assets;
}

function filesOf(extension: string): string[] {
  return readdirSync(PAGE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extname(entry.name) === extension)
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The browser modules of the packages that the page imports. */
function vendorFiles(): Record<string, string> {
  const require = createRequire(import.meta.url);
  return {
    preact: require.resolve('preact'),
    'preact-hooks': require.resolve('preact/hooks'),
    htm: join(dirname(require.resolve('htm')), 'htm.mjs'),
  };
}

/** The table is made when it is first asked for: a start without a browser does not pay for it. */
function lazyEmoji(assets: Map<string, Asset>): Asset {
  const made = assets.get(EMOJI) ?? asset('.json', JSON.stringify(emojiTable()));
  assets.set(EMOJI, made);
  return made;
}

/**
 * Puts the version into every address, and names every module up front, so that the browser fetches them all at
 * once and not one after the other.
 */
function withLinks(index: string, paths: string[], version: string): string {
  const modules = paths.filter((path) => path.endsWith('.js') && path !== '/page/boot.js').sort();
  const links = modules.map((path) => `<link rel="modulepreload" href="${path}" />`).join('\n    ');
  return index.replace('<!-- modules -->', links).replaceAll('"/page/', `"/page/${version}/`);
}

/**
 * Only this server's own files run; the one inline script (the import map) is known by its hash. Nothing may be
 * turned into HTML or script from text (`trusted-types`), and pictures from elsewhere are not fetched.
 */
function contentPolicy(index: string): string {
  const importMap = /<script type="importmap">([\s\S]*?)<\/script>/.exec(index)?.[1] ?? '';
  const hash = createHash('sha256').update(importMap).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${hash}'`,
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "frame-src 'self'",
    "frame-ancestors 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
