import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FlagTable } from '../../src/route-control/embedded/flag-table.ts';
import { controlFor, problemsOf, registry, routeControls } from '../../src/route-control/registry.ts';
import { MemoryFlagStore } from '../support/memory-flag-store.ts';

const folder = join(import.meta.dirname, '../../src/route-control');
const bound = (control: string) => ({ control, route: 'summary', flagKey: 'summary', options: {} });

describe('the registry of route controls', () => {
  test('has a line for every folder, and a folder for every line', () => {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(registry).sort());
  });

  test('has a test that keeps the contract for every control', () => {
    const tested = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(tested.map(({ name }) => name).sort()).toEqual(Object.keys(registry).sort());
  });

  test('makes the controls that there are settings for, under their names', async () => {
    const store = new MemoryFlagStore();
    const controls = routeControls({
      embedded: { store, table: await FlagTable.open(store) },
      unleash: { url: 'https://unleash.example.com', token: 'x' },
      featbit: { url: 'https://featbit.example.com', token: 'x' },
      webhook: { url: 'https://gateway.example.com/hook', secret: 'x'.repeat(16) },
    });
    expect([...controls.keys()].sort()).toEqual(Object.keys(registry).sort());
    for (const [name, control] of controls) expect(control.name).toBe(name);
    expect(routeControls({}).size).toBe(0);
  });

  test('says what to do where a route is steered by something that is not set up', () => {
    const controls = routeControls({
      webhook: { url: 'https://gateway.example.com', secret: 'x'.repeat(16) },
    });
    expect(controlFor(controls, bound('webhook')).name).toBe('webhook');
    expect(() => controlFor(controls, bound('unleash'))).toThrow(
      expect.objectContaining({ kind: 'invalid', remedy: expect.stringContaining('settings of unleash') }),
    );
  });

  test.each([
    ['embedded', {}, 0],
    ['embedded', { project: 'x' }, 1],
    ['featbit', {}, 1],
    ['featbit', { environment: 'x' }, 0],
    ['featbit', { project: 'x' }, 2],
    ['unleash', {}, 0],
    ['unleash', { project: 'x', environment: 'y' }, 0],
    ['webhook', { anything: 'x' }, 0],
    ['launchpad', {}, 1],
    ['toString', {}, 1],
  ])('checks a binding to %s with %o', (control, options, problems) => {
    expect(problemsOf({ control, options })).toHaveLength(problems);
  });
});
