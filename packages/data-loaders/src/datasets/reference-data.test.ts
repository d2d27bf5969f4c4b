import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TaskRecord } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { readDataset } from '../testing/read-dataset.js';
import type { DatasetConfig } from './open-dataset.js';

const data = process.env.CLOZE_DATA ?? resolve(import.meta.dirname, '../../../../../shared/data');
const isThere = existsSync(join(data, 'labelling'));
if (!isThere) console.warn('skipped: the reference data as records (no ../shared/data, no CLOZE_DATA)');

const read = (config: DatasetConfig) => readDataset(config, data);
const counts = async (configs: readonly DatasetConfig[]) =>
  Promise.all(configs.map(async (config) => (await read(config)).length));
const labels = (records: readonly TaskRecord[]) =>
  [...new Set(records.map((record) => ('label' in record ? record.label : undefined)))].sort();

/** The numbers are those of the data's own README. */
describe.skipIf(!isThere)('the reference data', () => {
  it('has all sentences of UD-EWT, their words where they stand in the text', async () => {
    const folder = 'labelling/ud_ewt/en_ewt-ud';
    const configs = ['train.rebuilt', 'dev', 'test'].map((split) => ({
      use: 'conllu.v1',
      files: [`${folder}-${split}.conllu`],
    }));
    expect(await counts(configs)).toEqual([12_544, 2_001, 2_077]);
    const records = await read(configs[1]);
    const tags = new Set(records.flatMap((record) => ('tags' in record ? (record.tags ?? []) : [])));
    expect([...tags].sort().join(' ')).toBe(
      'ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X',
    );
    expect(records[0].text).toBe('From the AP comes this story :');
  });

  it('has all sentences of WNUT-17 and NCBI-disease, in BIO', async () => {
    const wnut = ['wnut17train.conll', 'emerging.dev.conll', 'emerging.test.annotated'];
    const ncbi = ['train.txt', 'dev.txt', 'test.txt'];
    const conll = (folder: string, names: readonly string[]) =>
      names.map((name) => ({ use: 'conll.v1', files: [`labelling/${folder}/${name}`], scheme: 'bio' }));
    expect(await counts(conll('wnut17', wnut))).toEqual([3_394, 1_009, 1_287]);
    expect(await counts(conll('ncbi_disease_ner', ncbi))).toEqual([5_424, 923, 940]);
  });

  it('has all texts for classification', async () => {
    const reviews = { use: 'text-folders.v1', files: ['classification/movie_reviews/{pos,neg}/*.txt'] };
    const subjectivity = {
      use: 'labelled-lines.v1',
      files: {
        subjective: 'classification/subjectivity/quote.tok.gt9.5000',
        objective: 'classification/subjectivity/plot.tok.gt9.5000',
      },
      encoding: 'latin1',
    };
    const parts = [[0], [1, 2, 3, 4]].map((take) => ({ ...reviews, part: { of: 5, take } }));
    const [test, train, all] = await counts([...parts, subjectivity]);
    expect([test + train, all]).toEqual([2_000, 10_000]);
    expect(Math.abs(test - 400)).toBeLessThan(50);
    const scicite = ['train', 'dev', 'test'].map((split) => ({
      use: 'jsonl.v1',
      files: [`classification/scicite/${split}.txt`],
    }));
    expect(await counts(scicite)).toEqual([7_320, 916, 1_861]);
    expect(labels(await read(scicite[1]))).toEqual(['background', 'method', 'result']);
  });

  it('has all pairs', async () => {
    const tabs = { use: 'csv.v1', record: 'pair', delimiter: '\t', quote: '', fields: { text: 0, pair: 1, label: 2 } };
    const pairs = ['snli_devtest/dev', 'snli_devtest/test', 'glue_rte_full/train', 'glue_rte_full/dev'];
    const configs = pairs.map((name) => ({ ...tabs, files: [`pairs/${name}.txt`] }));
    expect(await counts(configs)).toEqual([9_842, 9_824, 2_490, 277]);
    expect(labels(await read(configs[0]))).toEqual(['0', '1', '2']);
    const similarity = ['train', 'dev', 'test'].map((split) => ({
      use: 'csv.v1',
      record: 'regression',
      fields: { text: 0, pair: 1, value: 2 },
      files: [`pairs/stsb_en/stsb-en-${split}.csv`],
    }));
    expect(await counts(similarity)).toEqual([5_749, 1_500, 1_379]);
    const values = (await read(similarity[1])).map((record) => ('value' in record ? (record.value ?? NaN) : NaN));
    expect([Math.min(...values), Math.max(...values)]).toEqual([0, 5]);
  });

  it('has all spans, relations, questions and pronouns', async () => {
    const litbank = { use: 'litbank.v1', files: ['spans/litbank/entities/tsv/*.tsv'] };
    const mentions = (await read(litbank)).flatMap((record) => ('spans' in record ? (record.spans ?? []) : []));
    expect(mentions).toHaveLength(13_912);
    expect(await counts([{ ...litbank, documents: 'file' }])).toEqual([100]);
    const conll04 = ['train', 'dev', 'test'].map((split) => ({
      use: 'conll04.v1',
      files: [`spans/conll04/${split}.txt`],
    }));
    expect(await counts(conll04)).toEqual([910, 243, 288]);
    const all = (await Promise.all(conll04.map(read))).flat();
    // The data set has 2,048 relations (Bekoulis et al., 2018).
    expect(all.flatMap((record) => ('relations' in record ? (record.relations ?? []) : []))).toHaveLength(2_048);
    const gap = ['development', 'validation', 'test'].map((split) => ({
      use: 'gap.v1',
      files: [`spans/gap_coref/gap-${split}.tsv`],
    }));
    expect(await counts(gap)).toEqual([2_000, 454, 2_000]);
    expect(await counts([{ use: 'squad.v1', files: ['spans/xquad_en/xquad.en.json'] }])).toEqual([1_190]);
  });
});
