import { readFileSync } from 'node:fs';
import { type ParsedPolicy, parsePolicy } from '../../src/config/policy/load-policy.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { projectFile } from './company.ts';

type Rules = readonly Readonly<Record<string, unknown>>[];

/** Rules by the key of the policy under which they stand. */
export type WrittenRules = Readonly<
  Partial<Record<'slot_rules' | 'gate_rules' | 'reading_rules' | 'risk_rules', Rules>>
>;

/** The text of the default policy with these rules in it. */
export function policyText(written: WrittenRules): string {
  const text = readFileSync(projectFile('manifests/policy.yml'), 'utf8');
  return Object.entries(written).reduce((made, [key, rules]) => {
    const lines = rules.map((rule) => `\n  - ${JSON.stringify(rule)}`).join('');
    return made.replace(new RegExp(`^${key}:(?: \\[\\])?$`, 'm'), () => `${key}:${lines}`);
  }, text);
}

/** What the default policy with these rules is read as. */
export const parsedWith = (written: WrittenRules): ParsedPolicy => parsePolicy(policyText(written));

/** The default policy with these rules. Throws where they are wrong. */
export function policyWithRules(written: WrittenRules): Policy {
  const parsed = parsedWith(written);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}
