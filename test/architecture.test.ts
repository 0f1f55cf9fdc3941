import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Files of a folder, its own README and others' generated things left out, with paths from the root. */
const filesIn = (folder: string, ending: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => ending.test(file) && !file.includes('node_modules') && statSync(file).isFile())
    .sort();

const sourceFiles = filesIn('src', /\.(?:ts|js)$/);
const textOf = (file: string): string => readFileSync(file, 'utf8');
/** The text without comments, so that what is only talked about does not count. */
const codeOf = (file: string): string =>
  textOf(file)
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*\/\/.*$/gm, '');

function importsOf(file: string): string[] {
  const code = codeOf(file);
  const found = [
    ...code.matchAll(/^(?:import|export)\b[^'"`;]*?from\s*'([^']+)'/gm),
    ...code.matchAll(/^import\s*'([^']+)'/gm),
    ...code.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g),
    ...code.matchAll(/\brequire\.resolve\(\s*'([^']+)'\s*,?\s*\)/g),
  ];
  return found.map((match) => match[1] ?? '');
}

/** The part of the program that a file belongs to: `domain`, `sandbox/emulator`, `start.ts`. */
function partOf(file: string): string {
  const [, first = '', second = ''] = file.split('/');
  const isInside = first === 'sandbox' && (second === 'emulator' || second === 'page');
  return isInside ? `sandbox/${second}` : first;
}

/** Who may import whom. A part that is not named here may not exist. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  yaml: [],
  ports: ['domain'],
  app: ['domain', 'ports', 'yaml'],
  config: ['domain', 'yaml'],
  pictures: ['domain'],
  slack: ['app', 'ports', 'domain', 'pictures'],
  work: ['app', 'ports', 'domain'],
  http: ['app', 'ports', 'domain'],
  signals: ['app', 'ports', 'domain'],
  storage: ['ports', 'domain'],
  'route-control': ['ports', 'domain'],
  cli: ['app', 'ports', 'domain', 'config', 'pictures', 'yaml', 'signals', 'storage', 'work', 'start.ts'],
  'start.ts': [
    'app',
    'config',
    'domain',
    'http',
    'ports',
    'route-control',
    'signals',
    'slack',
    'storage',
    'work',
  ],
  'main.ts': ['config', 'ports', 'sandbox', 'start.ts'],
  sandbox: ['app', 'config', 'domain', 'ports', 'yaml', 'start.ts', 'sandbox/emulator', 'sandbox/page'],
  'sandbox/emulator': [],
  'sandbox/page': ['sandbox/emulator'],
};

/** Packages with one home each. What several parts may use is named with all of them. */
const homes: Readonly<Record<string, readonly string[]>> = {
  '@slack/bolt': ['slack'],
  '@slack/types': ['slack'],
  '@slack/web-api': ['slack'],
  '@dagrejs/dagre': ['pictures'],
  '@date-fns/tz': ['domain', 'slack', 'pictures'],
  '@embedpdf/fonts-sc': ['pictures'],
  '@expo-google-fonts/inter': ['pictures'],
  '@marcbachmann/cel-js': ['config'],
  '@openfeature/core': ['route-control'],
  '@openfeature/flagd-core': ['route-control'],
  '@resvg/resvg-js': ['pictures'],
  'better-sqlite3': ['storage'],
  canonicalize: ['domain', 'route-control'],
  commander: ['cli'],
  'date-fns': ['domain', 'slack', 'pictures'],
  'dejavu-fonts-ttf': ['pictures'],
  'drizzle-orm': ['storage'],
  'emojibase-data': ['sandbox'],
  fastify: ['http'],
  htm: ['sandbox', 'sandbox/page'],
  'node-cron': ['work'],
  open: ['main.ts'],
  pino: ['config'],
  preact: ['sandbox', 'sandbox/page'],
  'prom-client': ['http'],
  sax: ['signals'],
  'stream-chain': ['signals'],
  'stream-json': ['signals'],
  ws: ['sandbox/emulator'],
  yaml: ['yaml', 'app'],
  zod: [
    'domain',
    'app',
    'config',
    'slack',
    'http',
    'signals',
    'route-control',
    'sandbox',
    'sandbox/emulator',
  ],
};

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

interface Edge {
  readonly file: string;
  readonly target: string;
}
const edges: readonly Edge[] = sourceFiles.flatMap((file) =>
  importsOf(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => ({ file, target: normalize(join(dirname(file), specifier)) })),
);
const packages = sourceFiles.flatMap((file) =>
  importsOf(file)
    .filter((specifier) => !specifier.startsWith('.'))
    .map((specifier) => ({ file, specifier })),
);

describe('the parts of the program', () => {
  it('are those that are listed, and each has something in it', () => {
    const found = [...new Set(sourceFiles.map(partOf))].sort();
    expect(found).toEqual(Object.keys(mayImport).sort());
  });

  it('import only what lies further in', () => {
    const wrong = edges.filter(({ file, target }) => {
      const [from, to] = [partOf(file), partOf(target)];
      return !target.startsWith('src/') || (from !== to && !mayImport[from]?.includes(to));
    });
    expect(wrong).toEqual([]);
    expect(edges.length).toBeGreaterThan(200);
  });

  it('share between page and emulator nothing but types', () => {
    const shared = sourceFiles
      .filter((file) => file.startsWith('src/sandbox/page/'))
      .flatMap((file) =>
        [...codeOf(file).matchAll(/^import\s+(?!type\b)[^;]*from\s*'[^']*\/emulator\/[^']*'/gm)].map(
          () => file,
        ),
      );
    expect(shared).toEqual([]);
  });

  it('are reached from the outside of Slack only through start.ts', () => {
    const importers = edges
      .filter(({ target }) => target.startsWith('src/slack/'))
      .map(({ file }) => partOf(file));
    expect([...new Set(importers)].sort()).toEqual(['slack', 'start.ts']);
  });
});

describe('outside packages', () => {
  it('have a home, and stay in it', () => {
    const strangers = packages.filter(({ file, specifier }) => {
      if (specifier.startsWith('node:')) return false;
      return !homes[packageOf(specifier)]?.includes(partOf(file));
    });
    expect(strangers).toEqual([]);
  });

  it('are all used that are installed for the product', () => {
    const { dependencies } = JSON.parse(textOf('package.json'));
    const used = new Set(packages.map(({ specifier }) => packageOf(specifier)));
    expect(Object.keys(dependencies).filter((name) => !used.has(name))).toEqual([]);
    expect(Object.keys(homes).filter((name) => !(name in dependencies))).toEqual([]);
  });

  it('leave YAML to the reader and to packet files', () => {
    const files = packages.filter(({ specifier }) => specifier === 'yaml').map(({ file }) => file);
    expect([...new Set(files)].sort()).toEqual(['src/app/written-yaml.ts', 'src/yaml/read-yaml.ts']);
  });
});

describe('the core', () => {
  const inside = (...parts: string[]) => sourceFiles.filter((file) => parts.includes(partOf(file)));

  it('takes nothing of Node but a hash', () => {
    const builtIn = packages.filter(
      ({ file, specifier }) =>
        specifier.startsWith('node:') && inside('domain', 'ports', 'app', 'yaml').includes(file),
    );
    expect(builtIn.filter(({ specifier }) => specifier !== 'node:crypto')).toEqual([]);
    for (const { file } of builtIn)
      expect(codeOf(file), file).toMatch(/import \{ (?:createHash|hash) \} from 'node:crypto'/);
  });

  it('is given time and ids, and takes none', () => {
    const taking =
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\bperformance\.|\bset(?:Timeout|Interval|Immediate)\(|\bprocess\.|\bfetch\(|\bconsole\./;
    expect(inside('domain', 'ports', 'app', 'yaml').filter((file) => taking.test(codeOf(file)))).toEqual([]);
  });
});

describe('the environment', () => {
  it('is read in one file', () => {
    expect(sourceFiles.filter((file) => /\bprocess\.env\b/.test(codeOf(file)))).toEqual([
      'src/config/env.ts',
    ]);
  });
});

describe('files', () => {
  it('are named in kebab-case, folders too', () => {
    const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
    const files = [...sourceFiles, ...filesIn('test', /\.ts$/), ...filesIn('manifests', /./)];
    const odd = files.filter((file) =>
      file
        .split('/')
        .map((name) => name.replace(/(?:\.[a-z]+)?\.(?:ts|js|yml|json|md)$/, ''))
        .some((name) => !kebab.test(name)),
    );
    expect(odd).toEqual([]);
  });

  it('export by name', () => {
    expect(sourceFiles.filter((file) => /^export default\b/m.test(codeOf(file)))).toEqual([]);
  });
});

describe('src/README.md', () => {
  const readme = textOf('src/README.md');
  /** What stands between backticks and looks like a path. */
  const named = [
    ...new Set(
      [...readme.matchAll(/`([\w./-]+(?:\/|\.(?:ts|js|yml|md|json)))`/g)].map((match) => match[1] ?? ''),
    ),
  ];

  it.each(named)('names %s, which exists', (path) => {
    expect([`src/${path}`, path].some((place) => existsSync(place))).toBe(true);
  });

  it('has every folder of src on its map', () => {
    const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const missing = folders.filter(({ name }) => !named.includes(`${name}/`)).map(({ name }) => name);
    expect(missing).toEqual([]);
  });

  it('says of every part whom it may import, as it is checked here', () => {
    for (const [part, targets] of Object.entries(mayImport)) {
      const row = readme
        .split('\n')
        .find((line) => line.startsWith(`| \`${part}${part.endsWith('.ts') ? '' : '/'}\` |`));
      expect(row, part).toBeDefined();
      const told = [...(row?.split('|')[2] ?? '').matchAll(/[a-z]+(?:[-/][a-z]+)*(?:\.ts)?/g)].map(
        ([name]) => name,
      );
      expect(told.filter((name) => name !== 'nothing').sort(), part).toEqual([...targets].sort());
    }
  });

  it('gives a reason for every package that the product needs', () => {
    const { dependencies } = JSON.parse(textOf('package.json'));
    for (const name of Object.keys(dependencies)) expect(readme, name).toContain(`| \`${name}\` |`);
  });
});
