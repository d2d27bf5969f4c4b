/** Added to the norm before dividing, as torch's `clip_grad_norm_` does. */
const EPSILON = 1e-6;

/** The factor that brings a gradient of this norm down to `clipNorm`; 1 where it is below, or without a limit. */
export function clipScale(norm: number, clipNorm: number | undefined): number {
  return clipNorm === undefined ? 1 : Math.min(1, clipNorm / (norm + EPSILON));
}
