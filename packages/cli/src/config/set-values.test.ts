import { describe, expect, it } from 'vitest';
import { setValues } from './set-values.js';

const config = { seed: 1, encoder: { use: 'bert.v1' }, corruption: [{ use: 'token-masking.v1' }] };

describe('setValues', () => {
  it('sets JSON where it reads as such, text otherwise, and leaves the original alone', () => {
    const changed = setValues(config, [
      'encoder.preset=mini',
      'seed=7',
      'corruption[0].rate=0.3',
      'plugins=["./a.ts"]',
    ]);
    expect(changed).toEqual({
      seed: 7,
      encoder: { use: 'bert.v1', preset: 'mini' },
      corruption: [{ use: 'token-masking.v1', rate: 0.3 }],
      plugins: ['./a.ts'],
    });
    expect(config.encoder).toEqual({ use: 'bert.v1' });
  });

  it('makes objects on the way, keeps equals signs in values, and grows an array by one', () => {
    expect(setValues({}, ['data.train.use=a=b'])).toEqual({ data: { train: { use: 'a=b' } } });
    expect(setValues(config, ['corruption[1].use=delete.v1']).corruption).toEqual([
      { use: 'token-masking.v1' },
      { use: 'delete.v1' },
    ]);
  });

  it('says what it cannot read, and where a path is blocked', () => {
    expect(() => setValues(config, ['seed'])).toThrow(
      'Cannot read what --set should set\n  where: --set\n  received: seed\n' +
        '  allowed: path=value, such as encoder.preset=mini or corruption[0].rate=0.3',
    );
    expect(() => setValues(config, ['seed.x=1'])).toThrow(
      'Cannot set a value below seed\n  where: --set seed.x=1\n  received: seed = 1\n  allowed: an object or an array',
    );
    expect(() => setValues(config, ['corruption[2].rate=1'])).toThrow(
      'Cannot set a value below corruption\n  where: --set corruption[2].rate=1\n' +
        '  received: corruption = [{"use":"token-masking.v1"}]\n  allowed: an index from 0 to 1',
    );
  });
});
