/** Each bucket is one percent wider than the one before. */
const width = Math.log(1.01);
const smallest = 1e-3;

/**
 * Percentiles of as many values as may come, in little memory: rounded up by one percent at most, and never too low.
 * Values that are negative or not finite are not taken.
 */
export function spread() {
  const buckets = new Map<number, number>();
  let taken = 0;
  return {
    take(value: unknown): void {
      if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return;
      const bucket = value <= smallest ? 0 : Math.ceil(Math.log(value / smallest) / width);
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
      taken += 1;
    },
    count: (): number => taken,
    /** The value that `share` (0 to 1) of those taken do not exceed; null where none was taken. */
    percentile(share: number): number | null {
      let left = Math.max(1, Math.ceil(taken * share));
      for (const [bucket, count] of [...buckets].sort(([one], [other]) => one - other)) {
        left -= count;
        if (left <= 0) return Math.ceil(smallest * Math.exp(bucket * width) * 100) / 100;
      }
      return null;
    },
  };
}
