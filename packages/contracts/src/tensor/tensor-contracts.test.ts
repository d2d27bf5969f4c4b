import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { sum, tensor1d, zeros, type Scalar } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { AnyPlugin } from '../plugin/plugin.js';
import { defineCorruption } from '../plugin/corruption-plugin.js';
import { acceptedKind, assertShape, declaredMetrics, defineObjective } from './index.js';

describe('plugin contracts', () => {
  it('let plugins of any options stand in one list', () => {
    const shift = defineObjective({
      name: 'shift.v1',
      summary: 'Predicts a number.',
      options: z.strictObject({ by: z.number().default(1) }),
      features: ({ by }) => ({ requires: by > 1 ? ['pairs'] : [] }),
      targets: ({ by }) => ({
        collate: (examples) => ({ arrays: { by: Int32Array.of(by) }, weight: examples.length }),
      }),
      create: (_options, services) => ({
        parameters: services.parameters.table,
        loss: ({ targets }) => ({ sum: sum<Scalar>(targets['by']) }),
      }),
    });
    const upper = defineCorruption({
      name: 'upper.v1',
      summary: 'Does nothing yet.',
      options: z.strictObject({ rate: z.number().default(0.15) }),
      growth: ({ rate }) => 1 + rate,
      create: () => (view) => view,
    });
    const all: readonly AnyPlugin[] = [shift, upper];
    expect(all.map(({ kind, name }) => `${kind}/${name}`)).toEqual(['objective/shift.v1', 'corruption/upper.v1']);
    expect(shift.features?.({ by: 2 })).toEqual({ requires: ['pairs'] });
  });
});

describe('acceptedKind', () => {
  it('is a kind, or follows from the options', () => {
    const accepts = ({ numbers }: { numbers: boolean }) => (numbers ? 'regression' : 'pair');
    expect(acceptedKind({ accepts: 'tagging' }, {})).toBe('tagging');
    expect(acceptedKind({ accepts }, { numbers: true })).toBe('regression');
  });
});

describe('declaredMetrics', () => {
  it('are names, or follow from the options', () => {
    const metrics = ({ numbers }: { numbers: boolean }) => (numbers ? ['pearson.v1'] : ['accuracy.v1']);
    expect(declaredMetrics({ metrics: ['entity-f1.v1'] }, {})).toEqual(['entity-f1.v1']);
    expect(declaredMetrics({ metrics }, { numbers: true })).toEqual(['pearson.v1']);
  });
});

describe('assertShape', () => {
  it('lets named axes have any size and fixed ones only their own', () => {
    expect(() => assertShape(zeros([5, 8]), ['tokens', 8], 'hidden')).not.toThrow();
    expect(() => assertShape(zeros([5, 8]), ['tokens', 16], 'hidden')).toThrow(
      'Wrong shape or type of hidden\n  received: float32 [5, 8]\n  allowed: float32 [tokens, 16]',
    );
    expect(() => assertShape(tensor1d([1], 'int32'), ['tokens'], 'hidden')).toThrow(
      'Wrong shape or type of hidden\n  received: int32 [1]\n  allowed: float32 [tokens]',
    );
  });
});
