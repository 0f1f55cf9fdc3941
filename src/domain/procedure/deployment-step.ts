import type { Approved } from '../request/request.ts';
import type { Step } from '../route/plan.ts';
import type { FinishedRollout, Rollout } from '../route/rollout.ts';
import type { Retirement, Route } from '../route/route.ts';
import type { Looked } from './facts.ts';
import { line, type ProcedureLine, type ProcedureStep, stepTitles, whoever } from './procedure.ts';

/** What became of the decision: on its way to users, with them, taken back, or sent back to be done anew (E1, step 7). */

type Outcome = Pick<ProcedureStep, 'state' | 'says' | 'lines'>;

const stageText = (step: Step | undefined): string => {
  if (!step) return 'its first stage';
  const share = step.bp > 0 && step.bp < 10_000 ? ` ${step.bp / 100} %` : '';
  return `${step.stage.replaceAll('_', ' ')}${share}`;
};

const started = ({ startedBy, startedAt }: Rollout): ProcedureLine =>
  line('done', { strong: 'Started' }, ' by ', whoever(startedBy), ' · ', { at: startedAt });

function rolling(rollout: Rollout): Outcome {
  const { status, plan, step, stepSince, intervention } = rollout;
  const place = `${stageText(plan[step])}, stage ${step + 1} of ${plan.length}`;
  const by = intervention ? [' by ', whoever(intervention.by), ' · ', { at: intervention.at }] : [];
  if (status === 'rolling_back')
    return {
      state: 'attention',
      says: 'rolling back',
      lines: [started(rollout), line('attention', { strong: 'Rolling back' }, ...by)],
    };
  if (status === 'paused')
    return {
      state: 'attention',
      says: 'paused',
      lines: [started(rollout), line('attention', { strong: 'Paused' }, ` at ${place}`, ...by)],
    };
  const now =
    stepSince === null
      ? line('open', { strong: 'On its way' }, ` to ${place}`)
      : line('done', { strong: 'Reached' }, ` ${place} · `, { at: stepSince });
  return { state: 'current', says: 'rolling out', lines: [started(rollout), now] };
}

function finished(end: FinishedRollout): Outcome {
  if (end.outcome === 'complete')
    return {
      state: 'done',
      says: 'with everybody',
      lines: [line('done', { strong: 'Complete' }, ' by ', whoever(end.by), ' · ', { at: end.at })],
    };
  const reason = end.intervention?.reason;
  return {
    state: 'failed',
    says: 'rolled back',
    lines: [
      line('failed', { strong: 'Rolled back' }, ' by ', whoever(end.by), ` from ${end.fromBp / 100} % · `, {
        at: end.at,
      }),
      ...(reason ? [line('info', `“${reason}”`)] : []),
    ],
  };
}

function leaving({ by, at, drained }: Retirement, retired: Route['retired']): Outcome {
  const begun = line('done', { strong: 'Started' }, ' by ', whoever(by), ' · ', { at });
  const empty = drained
    ? [line('done', { strong: 'Drained' }, ' · ', { at: drained.at })]
    : [line('open', { strong: 'Drains' }, ', applications may still ask')];
  return retired
    ? {
        state: 'done',
        says: 'retired',
        lines: [
          begun,
          ...empty,
          line('done', { strong: 'Signed off' }, ' by ', whoever(retired.by), ' · ', { at: retired.at }),
        ],
      }
    : { state: 'current', says: 'retiring', lines: [begun, ...empty] };
}

/** The rollout or its end that a request brought about; null where there is none, or another took its place. */
function becameOf(id: string, route: Route | null): Outcome | null {
  if (route?.rollout?.request === id) return rolling(route.rollout);
  if (route?.retirement?.request === id) return leaving(route.retirement, route.retired);
  if (route?.finished?.request === id) return finished(route.finished);
  return null;
}

function approved(request: Approved, route: Route | null): Outcome {
  const became = becameOf(request.expands?.request ?? request.id, route);
  if (became) return became;
  if (request.expands)
    return {
      state: 'skipped',
      says: 'over',
      lines: [line('info', `The rollout of ${request.expands.request} is over`)],
    };
  const { used } = request;
  if (used)
    return {
      state: 'done',
      says: 'over',
      lines: [
        line('done', { strong: 'Started' }, ' by ', whoever(used.by), ' · ', { at: used.at }),
        line('info', 'Another change took its place since'),
      ],
    };
  return {
    state: 'current',
    says: 'ready to start',
    lines: [line('open', 'To be started before ', { at: request.useBy })],
  };
}

const sentBack = (state: Outcome['state'], text: string): Outcome => ({
  state,
  says: 'sent back',
  lines: [line('info', text)],
});

function outcomeOf({ request, route }: Looked): Outcome {
  switch (request.status) {
    case 'in_review':
      return request.objections.length > 0
        ? sentBack('attention', 'With the requester: an edit brings it back into review')
        : { state: 'open', says: 'to come', lines: [] };
    case 'approved':
      return approved(request, route);
    case 'rejected':
      return sentBack('failed', 'Not deployed; Start again opens it for a new try');
    case 'lapsed':
      return {
        state: 'failed',
        says: 'not started',
        lines: [line('failed', { strong: 'Approval lapsed' }, ' · ', { at: request.at })],
      };
    case 'withdrawn':
    case 'expired':
      return { state: 'skipped', says: 'not deployed', lines: [] };
  }
}

export const deploymentStep = (looked: Looked): ProcedureStep => ({
  id: 'deployment',
  title: looked.request.change.kind === 'retirement' ? 'Out of service' : stepTitles.deployment,
  ...outcomeOf(looked),
});
