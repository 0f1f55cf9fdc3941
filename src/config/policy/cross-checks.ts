import type { ValueIssue } from '../../domain/check-value.ts';
import { otherRoles, type ReviewRole, type Role, type Tier } from '../../domain/words.ts';
import { daysOf, type PolicyFile } from './file-schema.ts';
import { badRules } from './own-rules.ts';

/** Roles that the built-in slots may ask, so that there must be somebody to ask. */
const alwaysAsked: readonly ReviewRole[] = [
  'product_owner',
  'ai_platform',
  'finance',
  'engineering',
  'security',
  'release_owner',
];

function* missingRoles(file: PolicyFile): Generator<ValueIssue> {
  for (const role of alwaysAsked)
    if (!file.roles[role])
      yield {
        path: ['roles', role],
        message: `This role is missing, and reviews ask it. Add it with a channel and members.`,
      };
}

function* unknownRoles(file: PolicyFile): Generator<ValueIssue> {
  const check = (role: Role, path: PropertyKey[], wording: string): ValueIssue[] =>
    file.roles[role]
      ? []
      : [
          {
            path,
            message: `${wording} ${role}, which has no entry under roles. Add it there, or name another role.`,
          },
        ];
  for (const [tier, { also_ask }] of Object.entries(file.tiers))
    for (const [index, role] of also_ask.entries())
      yield* check(role, ['tiers', tier, 'also_ask', index], 'This asks');
  for (const [trigger, role] of Object.entries(file.restricted_roles))
    yield* check(role, ['restricted_roles', trigger], 'This asks');
  for (const [at, set] of file.separation.apart.entries())
    for (const [index, role] of set.entries())
      yield* check(role, ['separation', 'apart', at, index], 'This keeps apart');
  for (const [index, { role }] of file.slot_rules.entries())
    yield* check(role, ['slot_rules', index, 'role'], 'This asks');
}

function* weakBackups(file: PolicyFile): Generator<ValueIssue> {
  const neverApprove: readonly Role[] = otherRoles;
  for (const [role, entry] of Object.entries(file.roles)) {
    const backup = entry?.backup;
    if (typeof backup !== 'string') continue;
    const path = ['roles', role, 'backup'];
    if (backup === role)
      yield { path, message: 'A role cannot stand in for itself. Name another role, a group or people.' };
    else if (neverApprove.includes(backup))
      yield { path, message: `${backup} never approves. Name a role that reviews, a group or people.` };
    else if (!file.roles[backup])
      yield { path, message: `${backup} has no entry under roles. Add it there, or name another role.` };
  }
}

/** Promises that Routegate makes whatever the policy says; a policy may be stricter. */
function* brokenPromises(file: PolicyFile): Generator<ValueIssue> {
  const { separation, tiers } = file;
  const together = separation.apart.some(
    (set) => set.includes('product_owner') && set.includes('release_owner'),
  );
  if (!together)
    yield {
      path: ['separation', 'apart'],
      message:
        'Approving quality and approving exposure are two people. Keep [product_owner, release_owner] in one of the sets.',
    };
  for (const [at, set] of separation.apart.entries())
    if (new Set(set).size < set.length)
      yield { path: ['separation', 'apart', at], message: 'A role stands here twice. Name different roles.' };
  if (tiers.restricted.people < 2)
    yield {
      path: ['tiers', 'restricted', 'people'],
      message: 'Restricted needs at least two people. Write 2 or more.',
    };
  if (tiers.restricted.confirm !== 'type_route')
    yield {
      path: ['tiers', 'restricted', 'confirm'],
      message: 'Restricted is never one click. Write type_route.',
    };
  if (tiers.high.confirm === 'none')
    yield {
      path: ['tiers', 'high', 'confirm'],
      message: 'High is never one click. Write confirm or type_route.',
    };
  const reviewed: readonly Tier[] = ['high', 'restricted'];
  for (const tier of reviewed)
    if (daysOf(tiers[tier].approval_lasts) > 90)
      yield {
        path: ['tiers', tier, 'approval_lasts'],
        message:
          'At this tier an approval is looked at again after 90 days at the latest. Write 90 days or less.',
      };
}

function* badTimes({ requests }: PolicyFile): Generator<ValueIssue> {
  const shortest = Math.min(requests.expire_after, requests.use_within);
  if (requests.warn_before >= shortest)
    yield {
      path: ['requests', 'warn_before'],
      message:
        'The warning would come before there is anything to warn of. Write less than expire_after and use_within.',
    };
}

function* badRollouts({ rollout, roles }: PolicyFile): Generator<ValueIssue> {
  const named = { may_move: rollout.may_move, may_stop: rollout.may_stop };
  for (const [key, list] of Object.entries(named))
    if (!list.some((role) => roles[role]))
      yield {
        path: ['rollout', key],
        message:
          'None of these roles has an entry under roles, so nobody could do it. Add one of them there.',
      };
  for (const [index, { from, until }] of rollout.freezes.entries())
    if (Date.parse(until) <= Date.parse(from))
      yield {
        path: ['rollout', 'freezes', index, 'until'],
        message: 'This freeze ends before it begins. Write a later moment.',
      };
}

type Listed = PolicyFile['models'][number];

/** Two entries about the very same models would leave it to their order what counts. */
const sameModels =
  (entry: Listed) =>
  ({ name, provider, version }: Listed) =>
    entry.name === name && entry.provider === provider && entry.version === version;

function problemOfModel(entry: Listed, before: readonly Listed[]): [keyof Listed, string] | null {
  const { name: _name, provider: _provider, version: _version, ...said } = entry;
  if (Object.values(said).every((value) => value === undefined))
    return [
      'name',
      'Nothing is said of this model. Say whether it is approved, or when it ends, or where it answers.',
    ];
  if (before.some(sameModels(entry)))
    return ['name', 'This model stands here twice. Say all of it in one entry.'];
  if (entry.approved && entry.denied)
    return ['denied', 'This model is approved and denied. Take one of the two away.'];
  if (entry.deprecated_on && entry.shut_down_on && entry.shut_down_on < entry.deprecated_on)
    return ['shut_down_on', 'This model would end before it is deprecated. Write a later date.'];
  return null;
}

function* badModels({ models, models_are_complete }: PolicyFile): Generator<ValueIssue> {
  for (const [index, entry] of models.entries()) {
    const problem = problemOfModel(entry, models.slice(0, index));
    if (problem) yield { path: ['models', index, problem[0]], message: problem[1] };
  }
  if (models_are_complete && !models.some(({ approved }) => approved))
    yield {
      path: ['models_are_complete'],
      message:
        'No model of the list is approved, so no fallback could ever be filed. Mark those that are with approved: true, or leave this out.',
    };
}

/** What no single key shows: names that lead nowhere, promises that the policy would break, rules that cannot work. */
export function crossCheck(file: PolicyFile): ValueIssue[] {
  return [
    ...missingRoles(file),
    ...unknownRoles(file),
    ...weakBackups(file),
    ...brokenPromises(file),
    ...badTimes(file),
    ...badRollouts(file),
    ...badModels(file),
    ...badRules(file),
  ];
}
