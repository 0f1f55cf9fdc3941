import type { JsonObject } from '../json.ts';

/** One thing that Slack would refuse. */
export type Problem = {
  /** The error code that a Web API method answers because of it. */
  error: string;
  /** Where, as a JSON pointer from the whole message or view: `/blocks/0/text/text`. */
  pointer: string;
  /** What, in Slack's wording, without the pointer. */
  message: string;
  /** For `blocks.validate`: the kind of the problem, and the rule that failed. */
  code: 'failed_constraint' | 'missing_required_field' | 'invalid_additional_property';
  constraint?: JsonObject;
};

/** As Slack writes it into `errors`. `root` is put before the pointer: `/view` for views. */
export function wording(problem: Problem, root = ''): string {
  return `${problem.message} [json-pointer:${root}${problem.pointer}]`;
}
