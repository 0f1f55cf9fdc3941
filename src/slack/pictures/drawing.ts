import { createHash } from 'node:crypto';
import { peopleIn } from '../../domain/procedure/procedure.ts';
import { procedureOf } from '../../domain/procedure/steps.ts';
import type { Request } from '../../domain/request/request.ts';
import { svgOfProcedure } from '../../pictures/drawing.ts';
import { namesFrom, procedureText } from '../../pictures/saying.ts';
import { isSlackUser } from '../blocks/mrkdwn.ts';
import type { SlackDeps } from '../deps.ts';
import type { Names } from '../names.ts';

/** A picture before it is a file. */
export interface Drawn {
  readonly svg: string;
  readonly digest: string;
  /** What it shows in words. */
  readonly alt: string;
}

export type DrawingDeps = Pick<SlackDeps, 'app' | 'clock'> & { readonly names?: Names };

/** Slack shows more, and readers do not listen to more. */
const mostWords = 1200;

export const digestOfDrawing = (svg: string): string => createHash('sha256').update(svg).digest('hex');

/** The approval procedure of a request as it stands now, with people by their names in Slack. */
export async function drawProcedure(request: Request, { app, clock, names }: DrawingDeps): Promise<Drawn> {
  const policy = app.policy();
  const route = (await app.store.route(request.route))?.state ?? null;
  const procedure = procedureOf({ request, route, policy, now: clock.now() });
  const known = await names?.of(peopleIn(procedure).filter(isSlackUser));
  const { timeZone } = policy.workingHours;
  const called = known ?? new Map<string, string>();
  const svg = await svgOfProcedure(procedure, called, timeZone);
  const telling = { nameOf: namesFrom(called), timeZone };
  return { svg, digest: digestOfDrawing(svg), alt: procedureText(procedure, telling, mostWords) };
}
