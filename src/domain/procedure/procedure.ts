/** The approval procedure of one request as data: seven steps, in order, each with what was done by whom and when (E1). */

export const procedureSteps = [
  'request',
  'technical',
  'risk',
  'operations',
  'approvals',
  'decision',
  'deployment',
] as const;
export type ProcedureStepId = (typeof procedureSteps)[number];

/**
 * `done`: all of it is there. `current`: people or machines are at it. `attention`: somebody has to mend something.
 * `failed`: it ended here. `open`: its turn has not come. `skipped`: it was not needed, or never came to it.
 */
export type StepState = 'done' | 'current' | 'attention' | 'failed' | 'open' | 'skipped';

export type Mark = 'done' | 'attention' | 'failed' | 'open' | 'info';

/** A bit of a line: words, somebody by id, a moment in epoch ms, or a local date `YYYY-MM-DD`. Plain text throughout. */
export type Piece =
  | string
  | { readonly strong: string }
  | { readonly person: string }
  | { readonly at: number }
  | { readonly day: string };

export interface ProcedureLine {
  readonly mark: Mark;
  readonly pieces: readonly Piece[];
  /** It has to be done before anybody may approve, and is not to be overlooked. */
  readonly beforeApproval?: true;
}

export interface ProcedureStep {
  readonly id: ProcedureStepId;
  readonly title: string;
  readonly state: StepState;
  /** The state in two or three words. */
  readonly says: string;
  readonly lines: readonly ProcedureLine[];
}

export interface Procedure {
  readonly request: string;
  readonly route: string;
  readonly tier: string;
  /** How the request stands, in a few words. */
  readonly standing: string;
  readonly steps: readonly ProcedureStep[];
}

export const stepTitles: Readonly<Record<ProcedureStepId, string>> = {
  request: 'Deployment request',
  technical: 'Technical validation',
  risk: 'Risk and compliance',
  operations: 'Operational readiness',
  approvals: 'Stakeholder approvals',
  decision: 'Final decision',
  deployment: 'Deployment',
};

export const line = (mark: Mark, ...pieces: readonly Piece[]): ProcedureLine => ({ mark, pieces });

/** Somebody Slack knows by id, or whatever was written in the place of one. */
export const whoever = (name: string): Piece => ({ person: name });

/** The first lines, `most` in all, the last of which says how many were left out. */
export function atMost(lines: readonly ProcedureLine[], most: number, what: string): ProcedureLine[] {
  if (lines.length <= most) return [...lines];
  const left = lines.length - most + 1;
  return [...lines.slice(0, most - 1), line('info', `and ${left} more ${what}`)];
}

/** Everybody who is named in it, by id or as written, each once. */
export function peopleIn({ steps }: Procedure): string[] {
  const named = steps.flatMap(({ lines }) =>
    lines.flatMap(({ pieces }) =>
      pieces.flatMap((piece) => (typeof piece === 'object' && 'person' in piece ? [piece.person] : [])),
    ),
  );
  return [...new Set(named)];
}
