import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { helpAnswer } from '../../../src/slack/commands/help.ts';
import { commandWords, parseCommand } from '../../../src/slack/commands/parse.ts';
import { textOf } from '../../support/person.ts';

describe('what is typed after /route-request', () => {
  it.each([
    ['', { kind: 'form' }],
    ['   ', { kind: 'form' }],
    ['help', { kind: 'help' }],
    ['HELP', { kind: 'help' }],
    ['list', { kind: 'list' }],
    ['inbox', { kind: 'inbox' }],
    ['away', { kind: 'away' }],
    ['show support-summary-prod', { kind: 'show', route: 'support-summary-prod' }],
    ['show  Support-Summary-Prod ', { kind: 'show', route: 'support-summary-prod' }],
    ['show `support-summary-prod`', { kind: 'show', route: 'support-summary-prod' }],
    ['show', { kind: 'incomplete', word: 'show', needs: 'route' }],
    ['show R-142', { kind: 'request', request: 'R-142' }],
    ['r-142', { kind: 'request', request: 'R-142' }],
    ['export R-142', { kind: 'export', id: 'R-142' }],
    ['export r142', { kind: 'export', id: 'R-142' }],
    ['export support-summary-prod', { kind: 'export', id: 'support-summary-prod' }],
    ['export', { kind: 'incomplete', word: 'export', needs: 'id' }],
    ['evidence', { kind: 'evidence', request: null }],
    ['evidence r12', { kind: 'evidence', request: 'R-12' }],
    ['evidence all', { kind: 'incomplete', word: 'evidence', needs: 'id' }],
    ['renew a', { kind: 'renew', route: 'a' }],
    ['retire a', { kind: 'retire', route: 'a' }],
    ['pause a', { kind: 'act', act: 'pause', route: 'a' }],
    ['rollback “a”', { kind: 'act', act: 'rollback', route: 'a' }],
    ['rollback', { kind: 'incomplete', word: 'rollback', needs: 'route' }],
    ['support-summary-prod', { kind: 'route', route: 'support-summary-prod' }],
    ['Support-Summary-Prod', { kind: 'route', route: 'support-summary-prod' }],
    ['hlep', { kind: 'route', route: 'hlep' }],
    ['what is this?', { kind: 'route', route: 'what' }],
    ['résumé', { kind: 'unreadable', text: 'résumé' }],
    ['???', { kind: 'unreadable', text: '???' }],
  ])('%j means %j', (text, command) => {
    expect(parseCommand(text)).toEqual(command);
  });

  it('always means something', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseCommand(text).kind).not.toBe('');
      }),
    );
  });

  it('is explained by help, word by word', () => {
    const help = helpAnswer.blocks.map(textOf).join('\n');
    for (const word of commandWords) expect(help).toContain(`/route-request ${word}`);
  });
});
