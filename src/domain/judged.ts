/** What a condition of the policy comes to: true, false, or in words why neither can be said. */
export type Judged = { readonly holds: boolean } | { readonly unclear: string };

/** For conditions whose doubt counts as true: what cannot be judged applies. */
export const holdsOrUnclear = (judged: Judged): boolean => 'unclear' in judged || judged.holds;
