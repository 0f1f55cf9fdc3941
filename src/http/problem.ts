import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { Fault } from '../ports/fault.ts';
import type { Log } from '../ports/log.ts';

/** What is wrong with one part of what was sent. */
export interface FieldProblem {
  /** The part, such as `tools[2].effect`, or the name of a parameter; empty for all of it. */
  readonly path: string;
  readonly message: string;
  readonly line?: number;
}

export interface ProblemDetails {
  readonly errors?: readonly FieldProblem[];
  /** The rule that said no, as a word that stays the same. */
  readonly reason?: string;
  /** The request that it is about, where the address does not say it. */
  readonly request?: string;
}

/** Errors as RFC 9457 describes them. */
export function sendProblem(
  reply: FastifyReply,
  status: number,
  title: string,
  detail: string,
  more: ProblemDetails = {},
): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify({ type: 'about:blank', title, status, detail, ...more }));
}

function answerError(error: FastifyError, reply: FastifyReply, log: Log): FastifyReply {
  if (error instanceof Fault) {
    log.warn({ err: error, remedy: error.remedy }, 'A request could not be answered');
    return sendProblem(reply, 503, 'Not available', 'Try again in a moment.');
  }
  const status = error.statusCode ?? 500;
  if (status === 413) return sendProblem(reply, 413, 'Too large', 'Send less at once.');
  if (status >= 400 && status < 500) return sendProblem(reply, status, 'Not understood', error.message);
  log.error({ err: error }, 'A request failed');
  return sendProblem(reply, 500, 'Defect', 'Something went wrong here; the log has the details.');
}

/** Every error of this server is a problem document; what went wrong inside stays in the log. */
export function answerWithProblems(server: FastifyInstance, log: Log): void {
  server.setErrorHandler<FastifyError>((error, _request, reply) => answerError(error, reply, log));
  server.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      404,
      'Not found',
      `There is nothing at ${request.method} ${request.url.split('?')[0]}.`,
    ),
  );
}
