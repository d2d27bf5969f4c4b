import { describe, expect, it } from 'vitest';
import { checkFeatures } from './check-features.js';

const sampler = {
  where: 'sampler',
  name: 'full-sentences.v1',
  features: { provides: ['word-starts', 'aligned-positions'] },
};
const spans = {
  where: 'corruption[0]',
  name: 'span-masking.v1',
  features: { requires: ['word-starts'], provides: ['spans'] },
};
const insert = { where: 'corruption[1]', name: 'insert.v1', features: { breaks: ['aligned-positions'] } };
const mlm = { where: 'objectives[0]', name: 'mlm.v1', features: { requires: ['aligned-positions'] }, reader: true };
const sbo = { where: 'objectives[1]', name: 'sbo.v1', features: { requires: ['spans'] }, reader: true };

const message = (check: () => void) => {
  try {
    check();
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'no error';
};

describe('checkFeatures', () => {
  it('lets a chain pass in which every need is met before it', () => {
    expect(message(() => checkFeatures([sampler, spans, mlm, sbo]))).toBe('no error');
  });

  it('says that nothing provides a needed feature', () => {
    expect(message(() => checkFeatures([sampler, sbo]))).toBe(
      [
        '"sbo.v1" needs "spans", which nothing before it provides',
        '  where: objectives[1]',
        '  received: a chain that provides aligned-positions, word-starts',
        '  allowed: an encoder, sampler or corruption that provides "spans"',
        '  fix: use a plugin that provides "spans", or remove "sbo.v1"; `cloze plugins` lists what each provides',
      ].join('\n'),
    );
  });

  it('names the stage that took a feature away', () => {
    expect(message(() => checkFeatures([sampler, insert, mlm]))).toBe(
      [
        '"mlm.v1" needs "aligned-positions", which "insert.v1" (corruption[1]) takes away',
        '  where: objectives[0]',
        '  received: a chain that provides word-starts',
        '  allowed: an encoder, sampler or corruption that provides "aligned-positions"',
        '  fix: remove "insert.v1" or "mlm.v1"',
      ].join('\n'),
    );
  });

  it('names the option of an earlier stage with which it would provide what is needed', () => {
    const encoder = { where: 'encoder', name: 'bert.v1', features: { offers: { pooled: '"pooler": true' } } };
    const nsp = { where: 'objectives[0]', name: 'nsp.v1', features: { requires: ['pooled'] }, reader: true };
    expect(message(() => checkFeatures([encoder, sampler, nsp]))).toBe(
      [
        '"nsp.v1" needs "pooled", which nothing before it provides',
        '  where: objectives[0]',
        '  received: a chain that provides aligned-positions, word-starts',
        '  allowed: an encoder, sampler or corruption that provides "pooled"',
        '  fix: set "pooler": true in encoder, or remove "nsp.v1"',
      ].join('\n'),
    );
  });
});
