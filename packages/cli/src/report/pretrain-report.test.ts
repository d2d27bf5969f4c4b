import { describe, expect, it } from 'vitest';
import { pretrainReport } from './pretrain-report.js';
import { constantCurves, curvesOf, metricsOf, phaseStarts, type RecordedRun } from './recorded-run.js';
import type { RecordedRow } from './metrics-rows.js';

const row = (step: number, split: RecordedRow['split'], values: Record<string, number>): RecordedRow => ({
  step,
  split,
  values,
});

const run: RecordedRun = {
  name: 'base',
  modelStep: 20,
  evaluation: { loss: 3, 'mlm.loss': 3, 'mlm.targets': 40, 'mlm.accuracy': 0.5, 'mlm.maskedLoss': 3.5 },
  config: '{ "seed": "</pre><script>" }',
  environment: { cloze: '1.2.3', backend: 'native', threads: 2 },
  phases: [
    {
      rows: [
        row(10, 'train', {
          loss: 9,
          'mlm.loss': 9,
          'mlm.accuracy': 0.1,
          learningRate: 0.001,
          gradientNorm: 2,
          tokensPerSecond: 900,
          tokens: 100,
          seconds: 30,
        }),
        row(20, 'train', {
          loss: 8,
          'mlm.loss': 8,
          'mlm.accuracy': 0.2,
          learningRate: 0.002,
          gradientNorm: 1,
          tokensPerSecond: 950,
          tokens: 200,
          seconds: 60,
        }),
        row(20, 'validation', { loss: 7, 'mlm.loss': 7, 'mlm.accuracy': 0.3, seconds: 70 }),
      ],
      constants: { 'mlm.loss': 6.5, 'mlm.accuracy': 0.05 },
    },
    {
      rows: [
        row(20, 'train', { loss: 4, 'mlm.loss': 4, 'mlm.accuracy': 0.4, tokens: 300, seconds: 50 }),
        row(20, 'validation', {
          loss: 3,
          'mlm.loss': 3,
          'mlm.accuracy': 0.5,
          'rtd.aFound': 0.1,
          'rtd.aActual': 0.2,
          'rtd.aPredicted': 0.3,
          seconds: 50,
        }),
      ],
      constants: { 'mlm.loss': 6, 'rtd.aF1': (values) => 2 * values['rtd.aActual'] },
    },
  ],
};

describe('a recorded run', () => {
  it('counts steps over all phases, and keeps a curve a phase', () => {
    expect(phaseStarts(run)).toEqual([0, 20]);
    expect(curvesOf(run, 'validation', 'mlm.loss')).toEqual([[[20, 7]], [[40, 3]]]);
    expect(constantCurves(run, 'mlm.loss')).toEqual([
      [
        [0, 6.5],
        [20, 6.5],
      ],
      [
        [20, 6],
        [40, 6],
      ],
    ]);
    expect(constantCurves(run, 'mlm.accuracy')[1]).toEqual([]);
  });

  it('has the F1 of detections in the place of their counts, and constants that follow what was to be detected', () => {
    expect(metricsOf(run).filter((name) => name.startsWith('rtd'))).toEqual(['rtd.aF1']);
    expect(curvesOf(run, 'validation', 'rtd.aF1')).toEqual([[], [[40, (2 * 0.1) / (0.2 + 0.3)]]]);
    expect(constantCurves(run, 'rtd.aF1')).toEqual([
      [],
      [
        [20, 0.4],
        [40, 0.4],
      ],
    ]);
  });
});

describe('pretrainReport', () => {
  it('shows what was reached beside the best constant, and a chart for all that was recorded', async () => {
    const page = await pretrainReport(run);
    expect(page).toContain('<h1>Pretraining: base</h1>');
    expect(page).toContain('40 steps in 2 phases, 500 tokens, 2 minutes');
    expect(page).toContain(
      '<th scope="row" class="words">mlm: loss</th><td class="words">3</td><td class="words">6</td><td class="words">40</td>',
    );
    expect(page).toContain('<th scope="row" class="words">mlm: masked loss</th><td class="words">3.5</td>');
    const charts = [...page.matchAll(/<h3>([^<]*)<\/h3>/g)].map(([, title]) => title);
    expect(charts).toEqual(['mlm: loss', 'mlm: accuracy', 'rtd: a F1', 'learning rate', 'gradient norm', 'speed']);
    expect(page).toContain('best constant: 6.5 at step 20');
    expect(page).toContain('validation: 0.4 at step 40');
    expect(page).toContain('best constant: 0.4 at step 40');
    expect(page).toContain('phase 2 begins');
    expect(page).toContain('&quot;&lt;/pre&gt;&lt;script&gt;&quot;');
  });

  it('is a page also for a run that recorded nothing', async () => {
    const page = await pretrainReport({ ...run, evaluation: {}, phases: [{ rows: [], constants: {} }] });
    expect(page).toContain('0 steps, 0 tokens, 0 seconds');
  });
});
