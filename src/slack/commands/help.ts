import { context, divider, header, type Shown, section } from '../blocks/blocks.ts';
import { code } from '../blocks/mrkdwn.ts';
import type { commandWords } from './parse.ts';

/** What can be typed after `/route-request`, by what one wants. */

type Word = (typeof commandWords)[number];

const usage: Readonly<Record<Word, readonly [typed: string, means: string]>> = {
  help: ['help', 'this list'],
  list: ['list', 'open requests and known routes'],
  inbox: ['inbox', 'what waits for your decision, and what you promised'],
  show: ['show <route>', 'what a route serves now, and its requests'],
  export: [
    'export <id>',
    'the packet of a request or a route as a YAML file, and a picture of who approved what, for you alone',
  ],
  evidence: ['evidence <id>', 'attach results of tests or a link to a request, or take them back'],
  renew: ['renew <route>', 'ask for a route’s approval to go on'],
  retire: ['retire <route>', 'ask to take a route out of service'],
  pause: ['pause <route>', 'stop a rollout from growing'],
  resume: ['resume <route>', 'let it grow again'],
  rollback: ['rollback <route>', 'put all traffic back on what served before'],
  drill: ['drill <route>', 'rehearse a roll back'],
  trigger: ['trigger <route>', 'make the review of a route due now'],
  'break-glass': ['break-glass <id>', 'let a request out before its reviews, with somebody else'],
  away: ['away', 'who covers your reviews, and who decides in your place'],
};

const groups: readonly (readonly [title: string, words: readonly Word[]])[] = [
  ['Look', ['list', 'inbox', 'show', 'export']],
  ['Ask', ['evidence', 'renew', 'retire']],
  ['Steer what is rolling out', ['pause', 'resume', 'rollback', 'drill', 'trigger', 'break-glass']],
  ['You', ['away', 'help']],
];

const lineOf = (word: Word): string => {
  const [typed, means] = usage[word];
  return `${code(`/route-request ${typed}`)}  ${means}`;
};

export const usageOf = (word: Word): string => code(`/route-request ${usage[word][0]}`);

export const helpAnswer: Shown = {
  text: 'What you can type after /route-request',
  blocks: [
    header('Routegate'),
    section(
      [
        'Decides which AI routes may reach people, and takes them back.',
        `${code('/route-request')}  opens the form for a new route or a change`,
        `${code('/route-request <route>')}  opens it for that route`,
      ].join('\n'),
    ),
    divider(),
    ...groups.map(([title, words]) => section([`*${title}*`, ...words.map(lineOf)].join('\n'))),
    context(['Answers to these are seen by you alone. What waits for you is in the Home tab, too.']),
  ],
};
