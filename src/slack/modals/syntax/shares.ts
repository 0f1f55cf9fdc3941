/** A share between 0 and 1 as people write it, `0.95` or `95 %`; null where it is no number. */
export function shareRead(typed: string): number | null {
  const [, amount = '', sign] = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(%)?$/i.exec(typed.trim()) ?? [];
  if (amount === '') return null;
  return sign ? Number((Number(amount) / 100).toPrecision(12)) : Number(amount);
}

export const shareHelp = 'Write a share between 0 and 1, such as 0.95, or 95 %.';
