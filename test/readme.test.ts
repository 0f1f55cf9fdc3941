import { existsSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { commands } from '../src/cli/main.ts';
import { readSettings } from '../src/config/env.ts';

const readme = readFileSync('README.md', 'utf8');
const changelog = readFileSync('CHANGELOG.md', 'utf8');
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

/** The rows of the table under a heading, cells trimmed, head and ruler left out. */
function tableUnder(heading: string): string[][] {
  const start = readme.indexOf(`\n${heading}\n`);
  const rows = readme.slice(start).split('\n').slice(2);
  const first = rows.findIndex((row) => row.startsWith('|'));
  const end = rows.findIndex((row, index) => index > first && !row.startsWith('|'));
  return rows.slice(first + 2, end).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const plain = (cell = ''): string => cell.replaceAll('`', '');

describe('the README', () => {
  it('lists the settings that there are, in the same order', () => {
    const source = ['env', 'control-variables']
      .map((file) => readFileSync(`src/config/${file}.ts`, 'utf8'))
      .join('\n');
    const known = [...new Set([...source.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name))];
    expect(known.length).toBeGreaterThan(5);
    expect(
      tableUnder('## Settings')
        .flatMap(([names]) => plain(names).split(', '))
        .sort(),
    ).toEqual([...known].sort());
  });

  it('gives the defaults that they have', () => {
    const defaults = new Map(tableUnder('## Settings').map(([name, , value]) => [plain(name), plain(value)]));
    const settings = readSettings({});
    expect(settings.slack).toBeNull();
    expect([
      settings.databaseUrl,
      settings.policyFile,
      settings.host,
      `${settings.port}`,
      settings.logLevel,
    ]).toEqual([
      defaults.get('DATABASE_URL'),
      defaults.get('POLICY_FILE'),
      defaults.get('HOST'),
      defaults.get('PORT'),
      defaults.get('LOG_LEVEL'),
    ]);
  });

  it('lists the commands that there are, with their arguments and in their own words', () => {
    const known = commands.map((command) => {
      const declared = new Command(command.name.replace(' ', '-'));
      command.declare(declared);
      const words = declared.registeredArguments.map((argument) => {
        const typed = `${argument.name()}${argument.variadic ? '...' : ''}`;
        return argument.required ? ` <${typed}>` : ` [${typed}]`;
      });
      return [`${command.name}${words.join('')}`, command.summary];
    });
    expect(tableUnder('## The command line').map(([name, summary]) => [plain(name), summary])).toEqual(known);
  });

  it('shows options that commands have', () => {
    const shown = [...readme.matchAll(/`((?:packet|request|policy|audit|route|doctor)[^`]*?--[^`]*)`/g)].map(
      ([, text]) => text ?? '',
    );
    expect(shown.length).toBeGreaterThan(2);
    for (const text of shown) {
      const command = commands.find(({ name }) => text.startsWith(name));
      const declared = new Command('any');
      command?.declare(declared);
      const options = declared.options.map(({ long }) => long);
      for (const [option] of text.matchAll(/--[a-z-]+/g)) expect(options, text).toContain(option);
    }
  });

  it('names scripts that npm has', () => {
    const scripts = [...readme.matchAll(/npm (?:run -s )?([a-z]+)/g)]
      .map(([, name]) => name ?? '')
      .filter((name) => name !== 'ci');
    expect(scripts.length).toBeGreaterThan(3);
    for (const script of scripts) expect(manifest.scripts, script).toHaveProperty(script);
  });

  it('links to files that exist', () => {
    const links = [...`${readme}${changelog}`.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(
      ([, path]) => path ?? '',
    );
    const pictures = ['docs/card.png', 'docs/form.png'];
    expect(links.filter((path) => !pictures.includes(path) && !existsSync(path))).toEqual([]);
  });

  it('names metrics that are measured', () => {
    const source = readFileSync('src/http/metrics.ts', 'utf8');
    const named = [...readme.matchAll(/routegate_[a-z_]+/g)].map(([name]) => name);
    expect(named.length).toBeGreaterThan(2);
    for (const name of named) expect(source).toContain(`'${name}'`);
  });
});

describe('the changelog', () => {
  it('begins with the version of the package', () => {
    expect(/^## (\S+)/m.exec(changelog)?.[1]).toBe(manifest.version);
  });
});

describe('the container', () => {
  const lines = readFileSync('Dockerfile', 'utf8').split('\n');
  const instructions = (name: string) =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));

  it('has everything that the program reads', () => {
    const copied = instructions('COPY').flatMap((line) =>
      line
        .split(' ')
        .filter((part) => !part.startsWith('--'))
        .slice(0, -1),
    );
    for (const needed of [
      'src',
      'migrations',
      'manifests',
      'package.json',
      'slack-manifest.yml',
      'package-lock.json',
    ])
      expect(copied).toContain(needed);
    const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
    for (const path of copied.filter((one) => !one.startsWith('/'))) expect(ignored).toContain(`!${path}`);
  });

  it('runs as an ordinary user, on the Node that the package asks for, keeping its data outside', () => {
    expect(instructions('USER')).toEqual(['node']);
    expect(instructions('VOLUME')).toEqual(['/app/data']);
    const major = /\d+/.exec(manifest.engines.node)?.[0];
    expect(new Set(instructions('FROM').map((line) => line.split(' ')[0]))).toEqual(
      new Set([`node:${major}-slim`]),
    );
  });

  it('starts the program as npm does, and is asked for its health', () => {
    const [start] = instructions('CMD');
    expect(parse(start ?? '').join(' ')).toBe(manifest.scripts.start);
    expect(lines.join('\n')).toMatch(/HEALTHCHECK[\s\S]*\/healthz/);
  });
});
