import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ELEMENT_SURFACES } from '../../../src/sandbox/emulator/blocks/elements.ts';
import { BLOCKS } from '../../../src/sandbox/emulator/blocks/layout.ts';
import { LIMITS } from '../../../src/sandbox/emulator/blocks/limits.ts';
import { EVENTS } from '../../../src/sandbox/emulator/delivery/events.ts';
import { METHODS } from '../../../src/sandbox/emulator/web-api/registry.ts';

const ROOT = 'src/sandbox/emulator';
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

function listed(name: string): string[] {
  const part = readme.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0] ?? '';
  return part
    .split('\n')
    .filter((line) => line.startsWith('- '))
    .map((line) => line.slice(2).replaceAll('`', ''));
}

function sources(): { name: string; text: string }[] {
  const names = readdirSync(ROOT, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name, text: readFileSync(join(ROOT, name), 'utf8') }));
}

describe('the list of what is emulated', () => {
  it('names the methods that are registered', () => {
    expect(listed('methods')).toEqual(Object.keys(METHODS).toSorted());
  });

  it('names the events that can be subscribed to', () => {
    expect(listed('events')).toEqual(Object.keys(EVENTS).toSorted());
  });

  it('names the blocks and where they go', () => {
    const blocks = Object.entries(BLOCKS).map(([type, { surfaces }]) => `${type}: ${surfaces.join(', ')}`);
    expect(listed('blocks')).toEqual(blocks.toSorted());
  });

  it('names the elements that do not go everywhere', () => {
    const elements = Object.entries(ELEMENT_SURFACES).map(
      ([type, surfaces]) => `${type}: ${surfaces.join(', ')}`,
    );
    expect(listed('elements')).toEqual(elements.toSorted());
  });

  it('names the interactions that are delivered', () => {
    const delivered = new Set<string>();
    for (const { text } of sources()) {
      for (const [, type] of text.matchAll(/deliver\('interactive', '(\w+)'/g)) if (type) delivered.add(type);
    }
    expect(listed('interactions')).toEqual([...delivered].toSorted());
  });

  it('gives the numbers that are kept', () => {
    expect(readme).toContain(LIMITS.messageCost.toLocaleString('en'));
    expect(readme).toContain(`${LIMITS.blockCost} for each block`);
    expect(readme).toContain(`(${LIMITS.optionValue})`);
  });

  it('names files that exist', () => {
    const known = new Set(readdirSync(ROOT, { recursive: true, encoding: 'utf8' }));
    const table = readme.split('| to read or change | open |')[1]?.split('\n\n')[0] ?? '';
    const named = [...table.matchAll(/`([a-z][\w./-]*)`/g)].map(([, name = '']) => name.replace(/\/$/, ''));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('the emulator', () => {
  it('imports nothing of the product', () => {
    for (const { name, text } of sources()) {
      for (const [, path = ''] of text.matchAll(/from '(\.[^']+)'/g)) {
        const target = join(ROOT, name, '..', path);
        expect(target.startsWith(ROOT), `${name} imports ${path}`).toBe(true);
      }
    }
  });
});
