/** A step of the guided tour, as the page shows it. */
export interface TourStep {
  /** Id of the person to act as. */
  readonly as: string;
  /** Name of the channel to be in, `home` for the app's Home, or the app's name for its direct message. */
  readonly channel: string;
  readonly title: string;
  /** What to do and what to look at, in mrkdwn. */
  readonly text: string;
  /** Done once this person sees this text there: in a message, in an open modal, or on Home. */
  readonly done_when?: { readonly sees?: string; readonly modal?: string; readonly home?: string };
}

/** From the wish to change a model to the decision, in the fewest steps that show what matters. */
export const tour: readonly TourStep[] = [
  {
    as: 'UMAYA',
    channel: 'general',
    title: 'Ask for a change',
    text: 'You are *Maya*, who owns the support summaries. Send `/route-request support-summary-prod`. The form opens with everything filled in that serves now, so that you only change what differs.',
    done_when: { modal: 'Step 1 of 5' },
  },
  {
    as: 'UMAYA',
    channel: 'general',
    title: 'Change the model and submit',
    text: 'Under *Model* write `gpt-summary-b | 2026-09` where it says `gpt-summary-a | 2026-03`, and say why in a sentence. *Next* leads through what else could differ; the last step shows what changes, *why the risk is high* and who will be asked. Then *Submit*.',
    done_when: { modal: 'is filed' },
  },
  {
    as: 'UAISHA',
    channel: 'ai-platform-reviews',
    title: 'Try to approve as a guest',
    text: 'You are *Aisha* now, a contractor. She is in the channel where the platform team reviews, and the card has an *Approve* button for her too. Press it: only she sees why it does not count. Maya would be told that she cannot approve her own request.',
    done_when: { sees: 'Guests of this workspace cannot decide' },
  },
  {
    as: 'UPRIYA',
    channel: 'ai-platform-reviews',
    title: 'Approve for the platform team',
    text: 'As *Priya*, who leads the AI platform, read the card: it asks her the platform question, and nothing that others must judge. *View packet* shows the rest. Press *Approve*.',
    done_when: { sees: 'Changed your mind' },
  },
  {
    as: 'UGRACE',
    channel: 'ai-finance-reviews',
    title: 'Ask for changes',
    text: 'As *Grace* of finance press *Request changes*, choose a category and write what is missing. Maya is told at once, with the reason.',
    done_when: { sees: 'asked for changes' },
  },
  {
    as: 'UMAYA',
    channel: 'Routegate',
    title: 'Answer with an edit',
    text: "Routegate's direct message to *Maya* keeps count of every review. Press *Edit*, change what Grace asked for, and submit again. Only those are asked again whose material changed; the cards say which approvals stood and which fell.",
    done_when: { modal: 'is out in revision' },
  },
  {
    as: 'UHANNAH',
    channel: 'home',
    title: 'See what waits for you',
    text: "*Hannah* releases. Routegate's Home shows what waits for her. *Tomás*, *Sofia* and *Grace* find their cards in their channels too: with the last approval every card turns, and Maya reads who decided what and why.",
    done_when: { home: 'R-1' },
  },
  {
    as: 'UMAYA',
    channel: 'Routegate',
    title: 'Let time pass',
    text: 'File another request and skip a day with the clock: reviewers are reminded when half of their time is over and when all of it is, then their backup is asked, and in the end the request expires. Nothing waits in silence.',
    done_when: { sees: 'R-2' },
  },
];
