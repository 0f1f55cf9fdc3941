import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { roles } from '../domain/words.ts';
import { readYaml } from '../yaml/read-yaml.ts';

/** The made-up company of the sandbox, as its manifest describes it. */

const person = z.strictObject({
  id: z.string().regex(/^U[A-Z0-9]+$/, 'An id is U and capital letters or digits.'),
  handle: z.string().regex(/^[a-z][a-z0-9._-]*$/),
  name: z.string(),
  title: z.string(),
  roles: z.array(z.enum(roles)).default([]),
  standing: z.enum(['member', 'guest', 'deactivated']).default('member'),
  time_zone: z.string().default('Etc/UTC'),
  in: z.array(z.string()).default([]),
});

const schema = z.strictObject({
  team: z.strictObject({ name: z.string(), domain: z.string() }),
  people: z.array(person).min(1),
  channels: z
    .array(
      z.strictObject({ name: z.string(), topic: z.string().default(''), purpose: z.string().default('') }),
    )
    .default([]),
  routes: z.array(z.string()).default([]),
  registered_by: z.string(),
});
export type Company = z.output<typeof schema>;
export type CompanyPerson = Company['people'][number];

const maximumBytes = 100_000;

/** Reads the company's manifest. It comes with the program, so anything wrong with it is a defect and throws. */
export async function loadCompany(file: string | URL): Promise<Company> {
  const reading = readYaml(await readFile(file, 'utf8'), maximumBytes);
  if (!reading.ok) throw new Error(reading.problems.map(({ message }) => message).join(' '));
  return schema.parse(reading.text.value);
}
