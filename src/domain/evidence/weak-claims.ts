/**
 * What is asked of every route, how answers sound that say nothing, and what would answer it (A9). A claim that only
 * says that all is well is worth less than none, because it looks like evidence.
 */
export const questions = [
  'served_model',
  'failing_model',
  'logged_data',
  'changes',
  'evals',
  'safety',
  'finance',
  'reapproval',
] as const;
export type Question = (typeof questions)[number];

interface Answer {
  readonly question: string;
  readonly weak: RegExp;
  /** What to give instead. */
  readonly instead: string;
}

export const answers: Readonly<Record<Question, Answer>> = {
  served_model: {
    question: 'Which model answers?',
    weak: /\b(?:best[ -]in[ -]class|state[ -]of[ -]the[ -]art|leading|world[ -]class|top[ -]tier|cutting[ -]edge) (?:ai |llm )?models?\b|\bbest[ -]in[ -]class\b|\b(?:latest|newest|best) (?:ai )?models?\b/i,
    instead: 'a read-back of the route with its primary model and fallbacks, each with its version',
  },
  failing_model: {
    question: 'What happens when it fails?',
    weak: /\bhandles? (?:it|that|this|everything|failures?|errors?)\b|\bfails? over automatically\b|\balways (?:up|available)\b|\bhighly available\b/i,
    instead: 'the timeout, the retries, the fallbacks and the way back, with a drill',
  },
  logged_data: {
    question: 'Which data is kept?',
    weak: /\b(?:we|they|it)(?: do| does)? (?:have|has|keep|keeps) (?:the )?logs\b|\beverything is logged\b|\blogs (?:exist|are available|are enabled)\b|\blogging is (?:on|enabled)\b/i,
    instead: 'a sample of a log event, and for payloads how long they stay',
  },
  changes: {
    question: 'Who can change it?',
    weak: /\badmins?(?:istrators?)? (?:can|may|will) (?:manage|change|handle)\b|\bonly (?:admins|the team|we)\b|\baccess is (?:restricted|controlled)\b/i,
    instead: 'the list of roles, and a sample of an audit event',
  },
  evals: {
    question: 'Did it pass?',
    weak: /\b(?:it |all )?work(?:s|ed) (?:fine |well |great |good )?(?:in|during) (?:testing|tests|staging|the demo)\b|\bworks? on my machine\b|\b(?:looks?|looked) (?:good|fine|great|ok(?:ay)?)\b|\bshould be fine\b|\btrust me\b|\btested (?:manually|thoroughly|internally)\b|\b(?:all|everything) (?:is )?(?:good|fine)\b|\bno (?:issues|problems)(?: so far)?$/i,
    instead: 'the dataset, the threshold, the result, the failures and what the reviewer said of them',
  },
  safety: {
    question: 'What keeps it safe?',
    weak: /\bsafety (?:is|features are|filters are) (?:enabled|on|active)\b|\b(?:is|are) (?:safe|secure)$|\bguardrails (?:are )?(?:in place|enabled)\b|\benterprise[ -]grade\b/i,
    instead: 'the filter settings in force, refusal tests and injection cases',
  },
  finance: {
    question: 'How is spending seen?',
    weak: /\b(?:there is|there's|we have) a dashboard\b|\bcosts? (?:is|are) (?:low|fine|monitored|under control)\b/i,
    instead: 'usage rows, the prices of a day, a budget alert and who gets the invoice',
  },
  reapproval: {
    question: 'What makes a new review due?',
    weak: /\b(?:when|as|if) (?:needed|necessary|required)\b|\bregularly\b|\bfrom time to time\b/i,
    instead: 'the list of triggers, and who watches for them',
  },
};

/** Longer texts than this say more than a phrase. */
const longestPhrase = 400;
/** A number by itself, not one in a name such as gpt-4. */
const figure = /(?<![\p{L}\p{N}._-])\d/u;

/** The question that a text answers weakly; null where it does not. A text with a figure in it can be checked. */
export function weakAnswer(text: string): Question | null {
  const phrase = text.slice(0, longestPhrase).replaceAll(/\s+/g, ' ').trim();
  if (figure.test(phrase)) return null;
  return questions.find((question) => answers[question].weak.test(phrase)) ?? null;
}
