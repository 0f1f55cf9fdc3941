/** A step of the guided tour, as the page shows it. */
export interface TourStep {
  /** Id of the person to act as. */
  readonly as: string;
  /** Name of the channel to be in, or `home` for the app's Home. */
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
    text: 'You are *Maya*, who owns the support summaries. Type `/route-request support-summary-prod` and send it. The form opens with everything filled in that serves now, so you only change what differs.',
    done_when: { modal: 'support-summary-prod' },
  },
  {
    as: 'UMAYA',
    channel: 'general',
    title: 'Change the model and submit',
    text: 'Give the primary model another name and version, say why in a sentence, and go on to the last step. Before you submit it shows what changes, *why the risk is high*, and who will be asked.',
    done_when: { sees: 'R-1' },
  },
  {
    as: 'UPRIYA',
    channel: 'ai-platform-reviews',
    title: 'Review it as the platform team',
    text: 'You are *Priya* now. The card asks the platform question and nothing that others must judge. Look at *View packet*, then press *Approve*.',
    done_when: { sees: 'approved' },
  },
  {
    as: 'ULEO',
    channel: 'ai-releases',
    title: 'Try it without a role',
    text: 'You are *Leo* of marketing. Join the channel if you are not in it and press *Approve* on the card: only you see why that does not count. Maya cannot approve her own request either, nor can Aisha, who is a guest.',
  },
  {
    as: 'UGRACE',
    channel: 'ai-finance-reviews',
    title: 'Ask for changes',
    text: 'As *Grace* of finance press *Request changes*, pick a category and write what is missing. Maya is told at once, with your reason.',
    done_when: { sees: 'changes' },
  },
  {
    as: 'UMAYA',
    channel: 'Routegate',
    title: 'Answer with an edit',
    text: "Open Maya's direct message with Routegate: it keeps count of every review. Press *Edit*, change what Grace asked for, and submit. Only the roles whose material changed are asked again; the card says which approvals stood and which fell.",
  },
  {
    as: 'UHANNAH',
    channel: 'home',
    title: 'See what waits for you',
    text: "As *Hannah*, who releases, open Routegate's Home: what waits for her stands on top. The others, *Tomás*, *Sofia* and *Grace*, find their cards in their channels. With the last approval every card turns.",
  },
  {
    as: 'UMAYA',
    channel: 'Routegate',
    title: 'Let time pass',
    text: 'File another request, and skip a day with the clock at the top: reviewers are reminded at half the time and at its end, then the backup is asked, and in the end the request expires. Nothing waits in silence.',
  },
];
