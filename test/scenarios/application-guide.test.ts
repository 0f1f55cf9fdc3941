import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import { projectFile } from '../support/company.ts';
import { LiveRoute, wholeWayPolicy } from '../support/live-route.ts';

const run = promisify(execFile);
const opened: LiveRoute[] = [];
afterEach(async () => {
  for (const live of opened.splice(0)) await live.close();
});

const guide = readFileSync(projectFile('docs/applications.md'), 'utf8');
const code = /```ts\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';

/** The guide's own program, in a process of its own, asking for these people. */
async function chosen(url: string, people: readonly string[]) {
  const asking = `const people = ${JSON.stringify(people)};
    console.log(JSON.stringify(await Promise.all(people.map((id) => chooseRoute({ id, region: 'eu' })))));
    process.exit(0);`;
  const args = ['--input-type=module-typescript', '--eval', `${code}\n${asking}`];
  const env = { PATH: process.env.PATH, ROUTEGATE_URL: url, ROUTEGATE_TOKEN: 'unused-here' };
  const { stdout } = await run(process.execPath, args, { env, cwd: projectFile('.') });
  const answers: { variant: string; digest?: string; model: { name: string } }[] = JSON.parse(
    stdout.trim().split('\n').at(-1) ?? '',
  );
  return answers;
}

it('shows a program that gets baseline or candidate, and its own default when nobody answers', async () => {
  const live = await LiveRoute.open({ policy: wholeWayPolicy() });
  opened.push(live);
  await live.start(await live.approved());
  await live.goTo(2500);
  const people = Array.from({ length: 60 }, (_, person) => `person-${person}`);
  const expected = await Promise.all(people.map((_name, index) => live.variantOf(index)));
  const answers = await chosen(live.url, people);
  expect(answers.map(({ variant }) => variant)).toEqual(expected);
  expect(new Set(expected)).toEqual(new Set(['baseline', 'candidate']));
  for (const { variant, model, digest } of answers) {
    expect(model.name).toBe(variant === 'candidate' ? 'gpt-summary-b' : 'gpt-summary-a');
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  }
  const alone = await chosen('http://127.0.0.1:9', ['person-1']);
  expect(alone).toEqual([
    { model: { provider: 'acme', name: 'gpt-summary-a', version: '2026-03' }, variant: 'code default' },
  ]);
});
