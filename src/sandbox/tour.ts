/** A step of the guided tour, as the page shows it. */
export interface TourStep {
  /** Id of the person to act as. */
  readonly as: string;
  /** Name of the channel to be in, `home` for the app's Home, or the app's name for its direct message. */
  readonly channel: string;
  readonly title: string;
  /** What to do and what to look at, in mrkdwn. */
  readonly text: string;
  /** A tool of the page that belongs to it: `traffic` for who gets what. */
  readonly opens?: 'traffic';
  /** Done once this person sees this text there: in a message, in an open modal, or on Home. */
  readonly done_when?: { readonly sees?: string; readonly modal?: string; readonly home?: string };
}

/** From the wish to change a model to its users and back, in the fewest steps that show what matters. */
export const tour: readonly TourStep[] = [
  {
    as: 'UMAYA',
    channel: 'general',
    title: 'Ask for a change',
    text: 'You are *Maya*, who owns the support summaries. Send `/route-request support-summary-prod`. The form opens with everything filled in that serves now, so that you only change what differs.',
    done_when: { modal: 'Step 1 of 6' },
  },
  {
    as: 'UMAYA',
    channel: 'general',
    title: 'Change the model and submit',
    text: 'Under *Model* write `gpt-summary-b | 2026-09` where it says `gpt-summary-a | 2026-03`, and say why in a sentence. *Next* leads through what else could differ, and says which evidence is needed; the last step shows what changes, *why the risk is high* and who will be asked. Then *Submit*.',
    done_when: { modal: 'is filed' },
  },
  {
    as: 'UMAYA',
    channel: 'general',
    title: 'Show that it works',
    text: '*Jonas* posted results of the new model here. In the menu of *The acceptance run* choose *Attach as evidence*: request *R-1*, and as lanes *Data leakage*, *Instruction hierarchy*, *Prompt injection*, *Cost and quota*, *Reliability* and *Latency*. Do the same with the *golden threads* for *Functional correctness* and *Capability*. Every card counts along; what is missing holds up the stages that need it.',
    done_when: { modal: 'Attached to *R-1*' },
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
    text: "*Hannah* releases. Routegate's Home shows what waits for her. *Tomás*, *Sofia* and *Grace* find their cards in their channels too.",
    done_when: { home: 'R-1' },
  },
  {
    as: 'UHANNAH',
    channel: 'ai-releases',
    title: 'Approve for everybody else',
    text: 'Approve as *Sofia* in #security-reviews, *Tomás* in #ai-product-reviews, *Grace* in #ai-finance-reviews, *Priya* where her approval fell, and at last as *Hannah* here. Then every card turns, Maya reads who decided what and why, and a new card is *ready to start*.',
    done_when: { sees: 'support-summary-prod · ready to start' },
  },
  {
    as: 'UHANNAH',
    channel: 'ai-releases',
    opens: 'traffic',
    title: 'Start the rollout',
    text: 'Below, applications ask Routegate for 260 people which model to use, some hundred times a second. Press *Start* on the card, and then *Go to shadow*: the candidate is out, and nobody gets it yet.',
    done_when: { sees: 'support-summary-prod · shadow' },
  },
  {
    as: 'UHANNAH',
    channel: 'ai-releases',
    opens: 'traffic',
    title: 'Let a day pass',
    text: 'The gate to the next stage says what is missing: 24 hours. Click the time in the bar at the top and *Skip 24 hours*. The reminder comes; press *Expand to colleagues*, and watch their dots turn.',
    done_when: { sees: 'support-summary-prod · internal canary' },
  },
  {
    as: 'UHANNAH',
    channel: 'ai-releases',
    opens: 'traffic',
    title: 'Rehearse the way back',
    text: 'Customers see nothing before somebody rehearsed the roll back. Press *Record drill*: Routegate goes there and back on a flag of its own, and no user notices.',
    done_when: { sees: 'Rehearsed the roll back' },
  },
  {
    as: 'UHANNAH',
    channel: 'ai-releases',
    opens: 'traffic',
    title: 'Reach 5 % of customers',
    text: 'Skip another 24 hours and press *Expand to 5 %*. Whoever is excluded stays out, and each dot keeps what it got.',
    done_when: { sees: 'support-summary-prod · customer canary 5 %' },
  },
  {
    as: 'UHANNAH',
    channel: 'ai-releases',
    opens: 'traffic',
    title: 'Try to expand blindly',
    text: 'Under *Monitoring reports* set *p95 latency* to *None*, skip 24 hours and press *Expand to 25 %*. A value that nobody measured is not a good one: Routegate refuses, and names it.',
    done_when: { sees: 'is not clear yet. Nothing was changed' },
  },
  {
    as: 'UHANNAH',
    channel: 'ai-releases',
    opens: 'traffic',
    title: 'Reach 25 %',
    text: 'Set *p95 latency* to *Good* again and press *Expand to 25 %*. Everybody who had the candidate keeps it.',
    done_when: { sees: 'support-summary-prod · customer canary 25 %' },
  },
  {
    as: 'UMARCUS',
    channel: 'ai-oncall',
    opens: 'traffic',
    title: 'Roll back from the alert',
    text: 'Press *Fire* beside *RouteErrors* below. You are *Marcus*, on call: open the alert’s thread. It says what changed last, by whom, and who approved it. Press *Roll back*, without asking anybody, and look at the traffic.',
    done_when: { sees: 'was *rolled back*' },
  },
  {
    as: 'UMAYA',
    channel: 'Routegate',
    title: 'Leave a request alone',
    text: 'File another request and skip a few days with the clock: reviewers are reminded when half of their time is over and when all of it is, then their backup is asked, and in the end the request expires. Nothing waits in silence.',
    done_when: { sees: 'R-2' },
  },
];
