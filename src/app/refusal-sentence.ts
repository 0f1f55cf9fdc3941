import type { Refusal } from '../domain/request/refusal.ts';

/** Why something could not be done, for terminals and machines: one sentence, with what to do where there is something. */
export function refusalSentence(refusal: Refusal): string {
  switch (refusal.reason) {
    case 'route_exists':
      return `${refusal.route} serves already. Set change.kind to change, or give the route another name.`;
    case 'route_unknown':
      return `${refusal.route} serves nothing yet. Set change.kind to new, or register the route first.`;
    case 'nothing_changes':
      return 'Nothing differs from what serves now, so there is nothing to review.';
    case 'role_unassigned':
      return `The policy gives nobody the role ${refusal.roles.join(', ')}, which this needs. Add it under roles.`;
    case 'blocked':
      return [...refusal.blockers, ...refusal.stops].map(({ sentence }) => sentence).join(' ');
    case 'stopped':
      return refusal.stops.map(({ sentence }) => sentence).join(' ');
    case 'evidence_unknown':
      return `There is no attached evidence ${refusal.evidence}. What a packet lists itself is taken back by an edit.`;
    case 'evidence_withdrawn':
      return `${refusal.evidence} was taken back already.`;
    case 'evidence_of_another':
      return `${refusal.by} attached this, so only they or security can take it back.`;
    case 'evidence_own_word':
      return 'It is approved, and no reviewer saw this: attach results of a test tool, or let somebody else give their word.';
    case 'evidence_full':
      return `It has ${refusal.most} pieces of evidence, and takes no more.`;
    case 'request_unknown':
      return `There is no request ${refusal.request}.`;
    case 'closed':
      return `The request is ${refusal.status.replaceAll('_', ' ')}, so it cannot be changed. File a new one.`;
    case 'stale_revision':
      return `Somebody edited the request meanwhile: revision ${refusal.seen} was named, and ${refusal.current} stands. Read it again, then edit that.`;
    case 'route_renamed':
      return `A request stays with its route, ${refusal.route}. File a request of its own for another route.`;
    case 'not_the_requester':
      return 'Only whoever filed the request, and the owners that its packet names, may edit it.';
    case 'expansion_fixed':
      return `This asks about what ${refusal.request} approved, so there is nothing in it to edit.`;
    default:
      return `Refused: ${refusal.reason.replaceAll('_', ' ')}.`;
  }
}

const fields: Readonly<Partial<Record<Refusal['reason'], string>>> = {
  route_exists: 'change.kind',
  route_unknown: 'change.kind',
  route_renamed: 'route',
};

/** One thing that was refused, at its place in a packet file; the path is empty where it has none. */
export interface RefusedPart {
  readonly path: string;
  readonly message: string;
}

/** Each thing that a refusal is about: a blocker and a stop condition by themselves, anything else as a whole. */
export function refusedParts(refusal: Refusal): RefusedPart[] {
  const { reason } = refusal;
  if (reason !== 'blocked' && reason !== 'stopped')
    return [{ path: fields[reason] ?? '', message: refusalSentence(refusal) }];
  const blockers = reason === 'blocked' ? refusal.blockers : [];
  return [
    ...blockers.map(({ paths: [path = ''], sentence }) => ({ path, message: sentence })),
    ...refusal.stops.map(({ sentence }) => ({ path: 'evidence', message: sentence })),
  ];
}
