/** One bin of a reliability diagram. */
export interface CalibrationBin {
  /** Confidences above this, and up to `to`; 0 belongs to the first bin. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean confidence; NaN in an empty bin. */
  readonly confidence: number;
  /** Share that was right; NaN in an empty bin. */
  readonly accuracy: number;
}

/** Bins of equal width over the confidences, for a reliability diagram. */
export function calibrationBins(
  confidences: readonly number[],
  right: readonly boolean[],
  bins: number,
): CalibrationBin[] {
  // Compared with the edges as they are: a product with the number of bins may round to the other side of one.
  const edges = Array.from({ length: bins }, (_, bin) => (bin + 1) / bins);
  const binOf = Array.from(confidences, (confidence) => {
    const bin = edges.findIndex((edge) => confidence <= edge);
    return bin < 0 ? bins - 1 : bin;
  });
  return Array.from({ length: bins }, (_, bin) => {
    const members = [...confidences.keys()].filter((i) => binOf[i] === bin);
    return {
      from: bin / bins,
      to: (bin + 1) / bins,
      count: members.length,
      confidence: members.reduce((sum, i) => sum + confidences[i], 0) / members.length,
      accuracy: members.filter((i) => right[i]).length / members.length,
    };
  });
}

/**
 * Expected calibration error (Guo et al., 2017): how far the share of right predictions is from their confidence, |accuracy -
 * confidence| of each bin, weighted by its size. NaN without predictions.
 * @param confidences probability of each predicted label
 * @param right whether it was right
 */
export function calibrationError(confidences: readonly number[], right: readonly boolean[], bins = 15): number {
  const gaps = calibrationBins(confidences, right, bins).map(({ count, accuracy, confidence }) =>
    count === 0 ? 0 : count * Math.abs(accuracy - confidence),
  );
  return gaps.reduce((sum, gap) => sum + gap, 0) / confidences.length;
}
