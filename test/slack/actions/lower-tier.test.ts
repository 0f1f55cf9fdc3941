import { describe, expect, test } from 'vitest';
import type { SeenView } from '../../../src/sandbox/emulator/people.ts';
import { labelsOf } from '../../support/person.ts';
import { holderOf, outsider, type ReviewWorkspace, requester, reviewWorkspace } from './review-workspace.ts';

const button = 'Lower the tier (security only)';

async function reviewsPart(slack: ReviewWorkspace, id: string): Promise<SeenView> {
  const person = slack.person(id);
  await person.press(await slack.card('security'), 'View packet');
  await person.press(await person.modal('Tier and reviews'), 'Tier and reviews');
  return person.modal('Tier: high');
}

describe('Lower the tier', () => {
  test('security lowers it with a reason, which everybody who was asked reads', async () => {
    const slack = await reviewWorkspace();
    await slack.file();
    const security = slack.person(holderOf('security'));
    await security.press(await reviewsPart(slack, holderOf('security')), button);
    await security.modal('Why is the risk lower?');
    expect((await security.submit({ lower_to: 'medium', lower_reason: ' ' })).errors).toEqual({
      lower_reason: 'Say why the risk is lower; reviewers read it.',
    });
    await security.submit({ lower_to: 'medium', lower_reason: 'Only ten pilot customers see it.' });
    expect((await security.state()).modals).toEqual([]);
    const card = await slack.card(
      'finance',
      'medium risk',
      'Lowered to medium by',
      'Only ten pilot customers',
    );
    await slack
      .person(outsider)
      .seesReply(card, 'lowered the tier from high to *medium*', '>Only ten pilot customers');
    expect((await slack.request()).lowered).toMatchObject({ to: 'medium', by: holderOf('security') });
    expect(labelsOf((await slack.card('release_owner', 'no longer asked')).blocks)).toEqual(['View packet']);
  });

  test.each([
    ['somebody outside security', outsider, 'Only security can do this'],
    ['the requester', requester, 'You opened *R-1*'],
  ])('%s is told who can', async (_who, id, says) => {
    const slack = await reviewWorkspace();
    await slack.file();
    const person = slack.person(id);
    await person.press(await reviewsPart(slack, id), button);
    await person.modal(says);
    expect((await slack.request()).assessment.tier).toBe('high');
  });
});
