import { barChart, definitions, formatNumber, report, table, type Bar, type SectionContent } from '@cloze/reports';
import type { Evaluation } from './evaluation.js';
import type { Measure } from './measure.js';

/** An evaluation as an HTML page: what was measured as a table, losses and shares as bars beside the best constant prediction. */
export function evaluationReport(evaluation: Evaluation): Promise<string> {
  const { model, step, data, sampler, corruption, sample, measures, versions } = evaluation;
  const losses = measures.filter(({ name }) => name.endsWith('loss'));
  const shares = measures.filter(({ name }) => /(accuracy|F1)$/.test(name));
  const how =
    'The best constant prediction gives the same answer for every target: the answers’ own distribution for losses, the most ' +
    'frequent answer for accuracies, and everything found for F1. Intervals hold the true value 99 times out of 100; they are made ' +
    'from batches of running text, whose targets are alike.';
  const pseudo = sample
    ? [
        `Pseudo-perplexity and the other pseudo measures mask each of ${formatNumber(sample.tokens)} tokens in turn, in ` +
          `${formatNumber(sample.examples)} examples spread evenly over the text; the constant beside them guesses by the frequencies of the whole text.`,
      ]
    : [];
  return report({
    title: 'Evaluation of a pretrained model',
    lead: `${model}${step === undefined ? '' : `, after ${formatNumber(step)} steps`}, on ${formatNumber(data.tokens)} tokens of held-out text`,
    sections: [
      {
        title: 'Beside the best constant',
        content: [...bars('Losses', 'nats', losses), ...bars('Accuracy and F1', 'share', shares), how],
      },
      { title: 'Measures', content: [measureTable(measures), ...pseudo] },
      {
        title: 'What was evaluated',
        content: [
          definitions({
            files: data.files.join(', '),
            tokens: data.tokens,
            examples: data.examples,
            batches: data.batches,
            sampler,
            corruption: corruption.join(', ') || 'none',
            ...versions,
          }),
        ],
      },
    ],
    footer: `cloze ${versions['cloze'] ?? ''}`,
  });
}

function bars(title: string, unit: string, measures: readonly Measure[]): SectionContent[] {
  if (measures.length === 0) return [];
  const several = new Set(measures.map(({ objective }) => objective)).size > 1;
  return [
    barChart({
      title,
      value: { title: unit },
      bars: measures.flatMap(({ objective, name, value, low, high, constant }): Bar[] => {
        const label = several ? `${objective}: ${name}` : name;
        const interval = Number.isFinite(low) && Number.isFinite(high) ? { low, high } : {};
        const model = { label, group: 'model', value, ...interval };
        return constant === undefined ? [model] : [model, { label, group: 'best constant', value: constant.value }];
      }),
    }),
  ];
}

function measureTable(measures: readonly Measure[]) {
  return table({
    columns: ['measure', 'value', '99 % interval', 'best constant', 'better by', 'beyond chance', 'targets'],
    rows: measures.map(({ objective, name, value, low, high, constant, targets }) => [
      `${objective}: ${name}`,
      formatNumber(value),
      `${formatNumber(low)} to ${formatNumber(high)}`,
      constant && formatNumber(constant.value),
      constant &&
        `${formatNumber(constant.gain.value)} (${formatNumber(constant.gain.low)} to ${formatNumber(constant.gain.high)})`,
      constant && (constant.beaten ? 'yes' : 'no'),
      formatNumber(targets),
    ]),
  });
}
