import { KeyedRandom } from '@cloze/contracts';
import { inference } from '@cloze/contracts/tensor';
import { createParameterFactory, ownScope } from '@cloze/encoder-core';
import { tinyEncoder, useTinyBackend } from '@cloze/testing';
import { add, concat, erf, matMul, mul, tensor2d, tidy, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { enumerateSpans } from './enumerate-spans.js';
import { spanEncoder } from './span-encoder.js';
import { SPAN_REPRESENTATIONS } from './span-options.js';
import { spanPlaces } from './span-places.js';

describe('spanEncoder', () => {
  beforeAll(useTinyBackend);

  it.each(SPAN_REPRESENTATIONS.flatMap((name) => [undefined, 3].map((widthSize) => [name, widthSize] as const)))(
    'has a hidden layer equal to a dense layer over whole representations: %s, width %s',
    (representation, widthSize) => {
      const random = new KeyedRandom(1);
      const { sizes, dispose } = tinyEncoder.create(tinyEncoder.options.parse({}), { vocabularySize: 5, random });
      const parameters = createParameterFactory('spans', random);
      const options = {
        representation,
        widthSize,
        maxSpanLength: 3,
        endpointSize: 6,
        hiddenSize: 7,
        pooling: 'first',
      } as const;
      const encoder = spanEncoder(ownScope(parameters, 'encoder'), sizes, options);
      const layer = encoder.hiddenLayer(ownScope(parameters, 'hidden'), 7);
      const stream = random.stream('words');
      tidy(() => {
        const words = tensor2d(
          Float32Array.from({ length: 5 * 8 }, () => stream.normal()),
          [5, 8],
        );
        const features = encoder.features(words, inference);
        const places = spanPlaces(enumerateSpans(0, 5, 3), 3);
        const whole = encoder.represent(features, places);
        expect(whole.shape).toEqual([12, encoder.size]);
        const names = ['start', 'end', 'pooled', ...(widthSize === undefined ? [] : ['width'])];
        const weights = names.map((name) => parameters.table.get(`cloze.spans.hidden.${name}.weight`) as Tensor2D);
        const bias: Tensor1D = parameters.table.get('cloze.spans.hidden.bias');
        const z = add(matMul(whole, concat(weights, 1), false, true), bias);
        const expected = mul(mul(z, 0.5), add(1, erf(mul(z, Math.SQRT1_2)))).dataSync();
        layer(features, places, inference)
          .dataSync()
          .forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
      });
      parameters.table.dispose();
      dispose();
    },
  );
});
