import { NumericsError } from '@cloze/contracts';
import { sum, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { lossName } from './loss-terms.js';

/** Where a run stands, for messages. */
export interface RunPlace {
  /** The update being made, from 1. */
  readonly step: number;
  /** The step of the last checkpoint, where there is one. */
  readonly savedStep: number | undefined;
}

/** The error of a loss that is NaN or infinite. */
export function lossNotFinite(id: string, term: string, value: number, place: RunPlace): NumericsError {
  return new NumericsError({
    what: `The loss of the objective "${id}" is not finite at step ${place.step}; ${untouched(place)}`,
    where: lossName(id, term),
    received: String(value),
    allowed: 'a finite number',
    fix: FIX,
  });
}

/** The error of gradients whose norm is NaN or infinite; names the parameters that have such. */
export function gradientNotFinite(
  gradients: ReadonlyMap<string, Tensor>,
  norm: number,
  objectives: readonly string[],
  place: RunPlace,
): NumericsError {
  const names = [...gradients].filter(([, gradient]) => !isFiniteSum(gradient)).map(([name]) => name);
  const listed = [...names.slice(0, 3), ...(names.length > 3 ? [`and ${names.length - 3} more`] : [])].join(', ');
  return new NumericsError({
    what: `The gradient is not finite at step ${place.step}; ${untouched(place)}`,
    where: `${listed || 'all parameters together'}, from the objectives ${objectives.join(', ')}`,
    received: `a norm of ${norm}`,
    allowed: 'a finite number',
    fix: FIX,
  });
}

const FIX = 'lower the learning rate, lengthen the warm-up, or look for broken data';

function untouched({ savedStep }: RunPlace): string {
  return savedStep === undefined
    ? 'no checkpoint was written before it'
    : `the checkpoint of step ${savedStep} is untouched`;
}

function isFiniteSum(tensor: Tensor): boolean {
  return Number.isFinite(tidy(() => sum(tensor)).dataSync()[0]);
}
