import type { Holders, RolePolicy } from '../../domain/policy.ts';
import { type Role, roles } from '../../domain/words.ts';
import type { PolicyFile, RoleEntry } from './file-schema.ts';

/** What people read where the policy does not say it in the company's own words. */
const usual: Readonly<Record<Role, { readonly label: string; readonly question: string }>> = {
  product_owner: {
    label: 'product',
    question: 'Is it good enough for this task, and is the risk to users acceptable?',
  },
  ai_platform: { label: 'platform', question: 'Is this route reliable, observable and reversible?' },
  finance: {
    label: 'finance',
    question: 'Is the cost of a successful outcome acceptable, and does a budget stop surprises?',
  },
  engineering: {
    label: 'engineering',
    question: 'Does it keep its latency and availability targets, and is the incident path clear?',
  },
  security: {
    label: 'security',
    question: 'Is it clear what data goes where, what is stored, and what the tools may do?',
  },
  release_owner: {
    label: 'release',
    question: 'Are the first audience, the guardrails and the way back right?',
  },
  legal: {
    label: 'legal',
    question: 'Do the terms, the data and the decisions stay within what we promised and may do?',
  },
  procurement: { label: 'procurement', question: 'Are the provider, its terms and its price agreed?' },
  privacy: { label: 'privacy', question: 'Is personal data used, kept and moved only as people were told?' },
  support: { label: 'support', question: 'Can support explain it, and handle what goes wrong?' },
  executive: { label: 'executive', question: 'Is this a risk the company wants to take?' },
  oncall: { label: 'on-call', question: 'Can this be taken back at any hour?' },
  auditor: { label: 'audit', question: 'Can this be proven later?' },
};

function holdersOf(members: RoleEntry['members']): Holders {
  if (members === 'channel') return { by: 'channel' };
  return 'user_group' in members
    ? { by: 'user_group', group: members.user_group }
    : { by: 'people', people: [...new Set(members.people)] };
}

function backupOf(backup: RoleEntry['backup']): RolePolicy['backup'] {
  if (backup === undefined) return null;
  return typeof backup === 'string' ? { by: 'role', role: backup } : holdersOf(backup);
}

/** The roles that the file names, in the order in which Routegate lists them. */
export function rolesFrom(file: PolicyFile): Partial<Record<Role, RolePolicy>> {
  const made: Partial<Record<Role, RolePolicy>> = {};
  for (const role of roles) {
    const entry = file.roles[role];
    if (!entry) continue;
    made[role] = {
      role,
      label: entry.label ?? usual[role].label,
      channel: entry.channel,
      holders: holdersOf(entry.members),
      question: entry.question ?? usual[role].question,
      backup: backupOf(entry.backup),
    };
  }
  return made;
}
