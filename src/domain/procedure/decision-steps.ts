import type { Approved, Emergency, GivenApproval, Objection } from '../request/request.ts';
import { filling } from '../request/standing.ts';
import { promisedIn } from '../route/owed-conditions.ts';
import type { ReviewRole } from '../words.ts';
import { endedEarly, type Looked } from './facts.ts';
import {
  atMost,
  line,
  type Piece,
  type ProcedureLine,
  type ProcedureStep,
  type StepState,
  stepTitles,
  whoever,
} from './procedure.ts';

/** In whose name a role signs: those who know how it works, those who answer for it, those who watch the rules (E1). */
const groups = ['technical', 'business', 'governance'] as const;
type Group = (typeof groups)[number];
const groupOf: Readonly<Record<ReviewRole, Group>> = {
  product_owner: 'business',
  ai_platform: 'technical',
  finance: 'business',
  engineering: 'technical',
  security: 'governance',
  release_owner: 'business',
  legal: 'governance',
  procurement: 'business',
  privacy: 'governance',
  support: 'business',
  executive: 'governance',
};

const inPlace = (actsFor: string | undefined): Piece[] =>
  actsFor === undefined ? [] : [' for ', whoever(actsFor)];

const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function approvalLine(given: GivenApproval, label: string): ProcedureLine {
  const { conditions } = given;
  return line(
    'done',
    { strong: capitalised(label) },
    ' ',
    whoever(given.person),
    ...inPlace(given.actsFor),
    ' · ',
    { at: given.at },
    ...(conditions.length > 0 ? [` · ${many(conditions.length, 'condition')}`] : []),
  );
}

const objectionLine = (objection: Objection, label: string): ProcedureLine =>
  line(
    'attention',
    { strong: capitalised(label) },
    ' ',
    whoever(objection.person),
    ...inPlace(objection.actsFor),
    ' asked for changes · ',
    { at: objection.at },
  );

function roleLines(role: ReviewRole, looked: Looked): ProcedureLine[] {
  const { request, label, waiting } = looked;
  const isOwn = (item: { readonly role: ReviewRole }) => item.role === role;
  const { filled, open } = filling(request);
  const counted = filled.filter(isOwn);
  const given = request.approvals.filter(
    (approval) => isOwn(approval) && counted.some(({ person }) => person === approval.person),
  );
  const objections = request.objections.filter(isOwn);
  const rejected =
    request.status === 'rejected' && request.rejection.role === role ? request.rejection : null;
  const lacking = open.find(isOwn)?.lacking ?? 0;
  const fell = request.fallen.find(isOwn);
  const isOpen = waiting.has(role) && objections.length === 0 && rejected === null;
  const waits = request.status === 'in_review' ? 'not decided yet' : 'did not decide';
  const left =
    lacking > 1
      ? `${many(lacking, 'more person', 'more people')} ${request.status === 'in_review' ? 'to decide' : 'lacking'}`
      : waits;
  return [
    ...given.map((approval) => approvalLine(approval, label(role))),
    ...objections.map((objection) => objectionLine(objection, label(role))),
    ...(rejected
      ? [
          line(
            'failed',
            { strong: capitalised(label(role)) },
            ' ',
            whoever(rejected.person),
            ...inPlace(rejected.actsFor),
            ' rejected · ',
            { at: rejected.at },
          ),
        ]
      : []),
    ...(isOpen
      ? [
          line(
            'open',
            { strong: capitalised(label(role)) },
            ` ${left}`,
            ...(fell ? [', ', whoever(fell.person), ' has to look again'] : []),
          ),
        ]
      : []),
  ];
}

function approvalsState(looked: Looked, done: number): { readonly state: StepState; readonly says: string } {
  const { request, asked, waiting } = looked;
  const says = asked.length === 0 ? 'none needed' : `${done} of ${asked.length} done`;
  if (request.emergency && waiting.size > 0) return { state: 'skipped', says: `let out with ${says}` };
  if (request.status === 'rejected') return { state: 'failed', says: 'rejected' };
  if (endedEarly(request)) return { state: 'skipped', says };
  if (request.objections.length > 0) return { state: 'attention', says: 'changes asked for' };
  if (request.status !== 'in_review' || waiting.size === 0) return { state: 'done', says };
  return { state: 'current', says };
}

/** Everybody who signs, with name and time: the technical, the business and the governance side (E1, step 5). */
export function approvalsStep(looked: Looked): ProcedureStep {
  const { asked, waiting, request } = looked;
  const done = asked.filter((role) => !waiting.has(role)).length;
  const inOrder = groups.flatMap((group) => asked.filter((role) => groupOf[role] === group));
  const { peopleLacking, open } = filling(request);
  const needsPeople =
    request.status === 'in_review' && peopleLacking > 0 && open.every(({ lacking }) => lacking === 0);
  return {
    id: 'approvals',
    title: stepTitles.approvals,
    ...approvalsState(looked, done),
    lines: [
      ...inOrder.flatMap((role) => roleLines(role, looked)),
      ...(needsPeople
        ? [
            line(
              'open',
              { strong: many(peopleLacking, 'more person', 'more people') },
              ' must approve, in any role',
            ),
          ]
        : []),
    ],
  };
}

/** What was promised, and which of it is kept. */
function conditionLines({ request }: Looked): ProcedureLine[] {
  const lines = promisedIn(request).map(({ id, text, owner, due }) => {
    const met = request.kept?.find((kept) => kept.id === id);
    return line(
      met ? 'done' : 'open',
      { strong: 'Condition:' },
      ` ${text}`,
      ' · ',
      whoever(owner),
      ...(met ? [' · met ', { at: met.at }] : [' · by ', { day: due }]),
    );
  });
  return atMost(lines, 3, 'conditions');
}

function emergencyLines({ calledBy, joinedBy, at, until, review }: Emergency): ProcedureLine[] {
  return [
    line(
      'attention',
      { strong: 'Let out in an emergency' },
      ' by ',
      whoever(calledBy.person),
      ' and ',
      whoever(joinedBy.person),
      ' · ',
      { at },
    ),
    line('info', { strong: 'Ends' }, ' ', { at: until }),
    review
      ? line(
          review.stays ? 'done' : 'failed',
          { strong: 'Looked at afterwards' },
          ' by ',
          whoever(review.by),
          review.stays ? ': may stay for its time · ' : ': goes back · ',
          { at: review.at },
        )
      : line('open', { strong: 'After-review' }, ' still to be done by somebody who was not involved'),
  ];
}

function approvedLine(request: Approved): ProcedureLine {
  const people = [...new Set(request.approvals.map(({ person }) => person))];
  return line(
    'done',
    { strong: `Approved for ${request.exposure}` },
    people.length > 0 ? ` by ${many(people.length, 'person', 'people')} · ` : ', no review was needed · ',
    { at: request.approvedAt },
  );
}

function changesLine(objection: Objection): ProcedureLine {
  return line(
    'attention',
    { strong: 'Revise:' },
    ' ',
    whoever(objection.person),
    ` wrote “${objection.reason}”`,
  );
}

/** Approved, rejected or to be revised, with what was promised (E1, step 6). */
export function decisionStep(looked: Looked): ProcedureStep {
  const { request, waiting } = looked;
  const step = { id: 'decision', title: stepTitles.decision } as const;
  const conditions = conditionLines(looked);
  switch (request.status) {
    case 'in_review': {
      const asked = atMost(request.objections.map(changesLine), 2, 'objections');
      if (asked.length > 0)
        return { ...step, state: 'attention', says: 'to be revised', lines: [...asked, ...conditions] };
      const due = line(
        'open',
        waiting.size > 0 ? `Waits for ${many(waiting.size, 'review')}, due ` : 'Due ',
        { at: request.times.dueAt },
      );
      return { ...step, state: 'open', says: 'to come', lines: [due, ...conditions] };
    }
    case 'approved':
      return request.emergency
        ? { ...step, state: 'attention', says: 'emergency', lines: emergencyLines(request.emergency) }
        : {
            ...step,
            state: 'done',
            says: conditions.length > 0 ? 'approved with conditions' : 'approved',
            lines: [approvedLine(request), ...conditions],
          };
    case 'lapsed':
      return {
        ...step,
        state: 'done',
        says: 'approved',
        lines: [line('done', { strong: 'Approved' }, ' ', { at: request.approvedAt }), ...conditions],
      };
    case 'rejected': {
      const { person, at, reason } = request.rejection;
      return {
        ...step,
        state: 'failed',
        says: 'rejected',
        lines: [
          line('failed', { strong: 'Rejected' }, ' by ', whoever(person), ' · ', { at }),
          line('info', `“${reason}”`),
        ],
      };
    }
    case 'withdrawn':
      return {
        ...step,
        state: 'skipped',
        says: 'withdrawn',
        lines: [
          line('info', { strong: 'Withdrawn' }, ' by ', whoever(request.by), ' · ', { at: request.at }),
        ],
      };
    case 'expired':
      return {
        ...step,
        state: 'failed',
        says: 'expired',
        lines: [
          line(
            'failed',
            { strong: 'Expired' },
            ' · ',
            { at: request.at },
            ', not every review was given in time',
          ),
        ],
      };
  }
}
